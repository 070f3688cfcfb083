"""`cbi diff`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import AsOfOptions, DatasetOptions, ViewOptions, is_latest, parse_as_of
from cbi_cli.cli.output import write_view
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.revision_args import find_compared_dataset, load_revisions_to_compare
from cbi_cli.core.languages import refuse_language
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import get_translator
from cbi_cli.workspace.paths import format_dataset_label

if TYPE_CHECKING:
    from cbi_cli.reports.diff import Diff


class DiffOptions(AsOfOptions, DatasetOptions, ViewOptions):
    """The options of `cbi diff`."""

    base: Annotated[
        str | None,
        argument(
            metavar="[BASE]",
            help="The older version: a git revision, BASE..HEAD, or a folder (./DIR). Default: the default branch.",
        ),
    ] = None
    head: Annotated[
        str | None,
        argument(
            metavar="[HEAD]", help="The newer version: a git revision, or a folder (./DIR). Default: the work tree."
        ),
    ] = None
    check: Annotated[bool, option("--check", help="Exit with 1 if a light of an edition in BASE would change.")] = False


def diff(options: DiffOptions, settings: Settings) -> int:
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
    from cbi_cli.reports.compare_files import compare_files
    from cbi_cli.views.diff import DiffView

    older, newer = load_revisions_to_compare(options.base, options.head, options.dataset, settings)
    as_of: date | Literal["latest"] | None = "latest"
    if not is_latest(options.as_of):
        as_of = parse_as_of(options.as_of, settings.today)
    result = compare_files(older.files, newer.files, settings.today, as_of)
    if result.head.dataset.languages:
        refuse_language(settings.lang, (*result.base.dataset.languages, *result.head.dataset.languages))
    view = DiffView(result, older, newer, get_translator(settings.lang))
    write_view(view, options, settings)
    location = find_compared_dataset(newer, options.dataset)
    label = format_dataset_label(location, _head_meta(result))
    print_message(message("cbi: compared {dataset}", dataset=label))
    if options.check:
        return _exit_code(result)
    return OK


def _head_meta(result: Diff) -> dict[str, str]:
    """Return the id and the version of the newer version, if they can be read."""
    info = result.head.dataset.info
    if info is None:
        return {}
    return {"id": info.record.id, "version": info.record.version}


def _exit_code(result: Diff) -> int:
    """Return the exit code of --check."""
    if result.effect is None:
        # Without an effect, a light may change.
        print_message(
            message("cbi: it is not known whether a published light changes, because the effect was not computed")
        )
        return DATA_ERRORS
    if result.effect.published_lights:
        return DATA_ERRORS
    return OK
