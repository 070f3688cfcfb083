"""One call of a report: what its options lead to."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, Literal

from cbi_cli.cli.dataset import Opened, open_dataset
from cbi_cli.cli.options import (
    DatedReportOptions,
    ReportOptions,
    ViewOptions,
    is_latest,
    parse_as_of,
    refuse_far,
    switch_cache_off,
)
from cbi_cli.cli.runtime import show
from cbi_cli.i18n.translator import translate
from cbi_cli.render.view import View
from cbi_cli.reports.base import latest_day
from cbi_cli.store.snapshot import Store


class ReportContext:
    """The dataset, the day and the output of one call; the dataset is opened when it is first needed."""

    def __init__(self, options: ReportOptions, engine: Literal["sqlite", "duckdb"] = "sqlite") -> None:
        switch_cache_off(options)
        self.tr = translate(options.lang)
        self._options, self._engine = options, engine

    @cached_property
    def opened(self) -> Opened:
        """The dataset with the place that it was read from; raises as `open_dataset` does."""
        return open_dataset(self._options.dataset, self._options.at)

    @cached_property
    def store(self) -> Store:
        """The store of the dataset, for the engine asked for."""
        if self._engine == "sqlite":
            return self.opened.store
        from cbi_cli.cli.exporting import export_store

        return export_store(self._options.dataset, self._options.at, lambda: self.opened.store)

    @cached_property
    def day(self) -> date | None:
        """The day asked for, or None for the report's own."""
        if not isinstance(self._options, DatedReportOptions):
            return None
        as_of = self._options.as_of
        if is_latest(as_of):
            return latest_day(self.store)
        day = parse_as_of(as_of)
        refuse_far(self.store, day, "--as-of")
        return day

    def show(self, view: View[Any]) -> None:
        """Write a view in the format asked for, to where it was asked for."""
        write_options(view, self._options)


def write_options(view: View[Any], options: ViewOptions) -> None:
    """Write a view as the options of a call ask for it."""
    show(view, options.output_format, options.output, options.color, options.table)
