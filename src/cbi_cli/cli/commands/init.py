"""``cbi init``."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cbi_cli.cli.complete import complete_datasets
from cbi_cli.cli.run import OK
from cbi_cli.core.errors import CbiError


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
    source: Annotated[
        str,
        typer.Option("--from", metavar="NAME", help="The dataset to copy.", autocompletion=complete_datasets),
    ] = "us-mexico",
) -> int:
    """An editable copy of a built-in dataset.

    \b
    Examples:
      cbi init my-dataset --from us-mexico
    """
    from cbi_cli.core.nearest import did_you_mean
    from cbi_cli.store.place import built_in_root

    known = sorted(path.name for path in built_in_root().iterdir() if path.is_dir())
    if source not in known:
        raise CbiError(f"no built-in dataset is called `{source}`", did_you_mean(source, known))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CbiError(f"{folder} is not empty", "name a new folder; nothing was written")
    _copy(built_in_root() / source, folder)
    print(f"{folder}: an editable copy of {source}. Next: cd {folder} && cbi validate && cbi add-event")
    return OK


def _copy(origin: Path, folder: Path) -> None:
    """Copy a dataset beside its new place and move it there, so that the folder is whole or not there at all."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".cbi-init-") as temporary:
            made = Path(temporary) / "dataset"
            # Contents only: a read-only installation must not make the copy read-only too.
            shutil.copytree(origin, made, copy_function=shutil.copyfile)
            os.chmod(made, 0o755)  # noqa: S103 - a folder that its owner can write and others can read
            if folder.exists():
                folder.rmdir()
            os.replace(made, folder)
    except OSError as error:
        raise CbiError(f"cannot write {folder}: {error.strerror}") from error
