"""One call of a report: the options that all of them have, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, Literal

from cbi_cli.cli import options
from cbi_cli.cli.dataset import Opened, open_dataset
from cbi_cli.cli.declared import own_parameters
from cbi_cli.cli.runtime import Color, show
from cbi_cli.render.output import Format
from cbi_cli.render.page import View
from cbi_cli.reports.base import latest_day
from cbi_cli.store.snapshot import Store


class Call:
    """The shared options of one call; the dataset is opened when it is first needed."""

    engine: Literal["sqlite", "duckdb"] = "sqlite"

    def __init__(
        self,
        dataset: str | None,
        at: str,
        form: Format | None,
        output: Path | None,
        lang: Literal["en", "es"],
        color: Color,
        no_cache: bool,
        as_of: str | None = None,
        table: str = "",
    ) -> None:
        self.lang = lang
        self._dataset, self._at, self._as_of = dataset, at, as_of
        self._form, self._output, self._color, self._table = form, output, color, table

    @cached_property
    def opened(self) -> Opened:
        """The dataset with the place that it was read from; raises as `open_dataset` does."""
        return open_dataset(self._dataset, self._at)

    @cached_property
    def store(self) -> Store:
        """The store of the dataset, for the engine asked for."""
        if self.engine == "sqlite":
            return self.opened.store
        from cbi_cli.cli.exporting import export_store

        return export_store(self._dataset, self._at, lambda: self.opened.store)

    @property
    def day(self) -> date | None:
        """The day asked for, or None for the report's own."""
        return latest_day(self.store) if options.is_latest(self._as_of) else options.day(self._as_of)

    def show(self, view: View) -> None:
        """Write a view in the format asked for, to where it was asked for."""
        show(view, self._form, self._output, self.lang, self._color, self._table)


def _shared(
    dataset: options.Dataset = None,
    at: options.At = "",
    form: options.Form = None,
    table: options.Table = "",
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
    no_cache: options.NoCache = False,
) -> None:
    """Only its signature is used."""


def _with_day(as_of: options.AsOf = None) -> None:
    """Only its signature is used."""


def reporting(command: Callable[..., int]) -> Callable[..., int]:
    """A command that takes a `Call` first: its own parameters are followed by the shared ones."""
    return _extended(command, (_shared,))


def reporting_as_of(command: Callable[..., int]) -> Callable[..., int]:
    """The same for a report that holds for a day."""
    return _extended(command, (_with_day, _shared))


def _extended(command: Callable[..., int], shared: tuple[Callable[..., None], ...]) -> Callable[..., int]:
    @wraps(command)
    def called(**given: Any) -> int:
        call = Call(**{one.name: given.pop(one.name) for source in shared for one in own_parameters(source)})
        return command(call, **given)

    called.shared = shared  # type: ignore[attr-defined]
    return called
