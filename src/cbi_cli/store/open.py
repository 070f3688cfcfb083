"""From a place to an open store, by way of the snapshot."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType

from cbi_cli.core.errors import CbiError
from cbi_cli.store.files import read_files
from cbi_cli.store.place import Place
from cbi_cli.store.snapshot import Store, make_key, now_ns, open_fresh, save

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.dataset.model import Dataset


def open_store(place: Place, check: Callable[[Dataset], None]) -> Store:
    """The store of a dataset: the snapshot while it is fresh, otherwise built from the files and kept.

    ``check`` sees a dataset that was read anew and may refuse it by raising. Raises CbiError when files or the
    revision cannot be read, or when there is nothing to read.
    """
    return open_fresh(place) or _build(place, check)


def _build(place: Place, check: Callable[[Dataset], None]) -> Store:
    from cbi_cli.dataset.load import load

    started = now_ns()
    files = read_files(place)
    if not files:
        raise CbiError(f"{place.root} holds no dataset", "`cbi init DIR --from us-mexico` makes one")
    dataset = load(files)
    check(dataset)
    store = memory_store(dataset, {"key": json.dumps(make_key(place, files, started))})
    save(place, store.connection)
    return store


def memory_store(dataset: Dataset, meta: Mapping[str, str] = MappingProxyType({})) -> Store:
    """A store of a dataset that is kept nowhere; CbiError for one without a valid ``dataset.toml``."""
    from cbi_cli.store.build import build

    connection = sqlite3.connect(":memory:")
    build(connection, dataset, meta)
    return Store(connection)
