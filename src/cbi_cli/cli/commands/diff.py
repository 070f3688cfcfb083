"""``cbi diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cbi_cli.cli import options
from cbi_cli.cli.console import print_message
from cbi_cli.cli.declared import argument, option
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.runtime import show, today

if TYPE_CHECKING:
    from cbi_cli.reports.diff import Diff

Base = Annotated[
    str | None,
    argument(
        metavar="[BASE]",
        help="The older version: a git revision, BASE..HEAD, or a folder (./DIR). Default: the default branch.",
    ),
]
Head = Annotated[
    str | None,
    argument(metavar="[HEAD]", help="The newer version: a git revision, or a folder (./DIR). Default: the work tree."),
]
Check = Annotated[bool, option("--check", help="Exit with 1 if a light of an edition in BASE would change.")]


def diff(
    base: Base = None,
    head: Head = None,
    check: Check = False,
    as_of: options.AsOf = None,
    dataset: options.Dataset = None,
    form: options.Form = None,
    table: options.Table = "",
    output: options.Output = None,
    lang: options.Lang = "en",
    color: options.Colors = "auto",
) -> int:
    """Compare two versions of a dataset.

    Lists the records that were added, changed, removed or moved, and the effect on the lights.

    Without BASE, compares the work tree with the commit at which it branched off the default branch; in the checkout
    of a pull request, with its target branch. With BASE...HEAD, the older version is the commit at which HEAD branched
    off BASE. Git revisions are read without touching the work tree. Both versions are reported as of the same day.

    \b
    Examples:
      cbi diff
      cbi diff HEAD
      cbi diff main HEAD --check
      cbi diff v1.0.0..HEAD --format markdown --output changes.md
      cbi diff v1.0.0 ./datasets/us-mexico --format json
    """
    from cbi_cli.api import diff as make
    from cbi_cli.cli.dataset import label
    from cbi_cli.cli.sides import compared_place, sides
    from cbi_cli.render.diff import diff_view

    older, newer = sides(base, head, dataset)
    result = make(older.files, newer.files, today(), "latest" if options.is_latest(as_of) else options.day(as_of))
    show(diff_view(result, older, newer, lang), form, output, lang, color, table)
    print_message(f"cbi: compared {label(compared_place(newer, dataset), _meta(result))}")
    return _checked(result) if check else OK


def _meta(result: Diff) -> dict[str, str]:
    """The id and the version of the newer state, if they can be read."""
    info = result.head.dataset.info
    return {"id": info.record.id, "version": info.record.version} if info else {}


def _checked(result: Diff) -> int:
    """The exit code of --check; without an effect it cannot be told that no light changes."""
    if result.effect is None:
        print_message("cbi: it cannot be told whether a published light changes, since no effect was computed")
        return DATA_ERRORS
    return DATA_ERRORS if result.effect.published_lights else OK
