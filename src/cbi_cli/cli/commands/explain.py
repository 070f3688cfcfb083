"""`cbi explain`."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.completers import complete_ids
from cbi_cli.cli.console import write_stdout
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, StrictYear, parse_year, resolve_as_of
from cbi_cli.cli.parser import argument
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.lookup import SERIES_KINDS
from cbi_cli.reports.explain import ExplainQuery, compute_explanation
from cbi_cli.views.explain import REPORT


class ExplainOptions(DatedReportOptions):
    """The options of `cbi explain`."""

    what: Annotated[str | None, argument(metavar="[CODE|YEAR]", help="The code or name of a check, or a year.")] = None
    indicator: Annotated[
        str | None,
        argument(
            metavar="[INDICATOR]",
            help="With a year: the row of the scorecard, by id or name.",
            completer=complete_ids("indicator"),
        ),
    ] = None
    strict_year: StrictYear = False


def explain(options: ExplainOptions, settings: Settings) -> int:
    """Explain a check or a light.

    With a year and a row, prints the rule, the events that count, and those that almost count and why they do not. With
    the code or name of a check, prints its page. Without arguments, lists all checks.

    \b
    Examples:
      cbi explain 2022 cabinet-meetings
      cbi explain 2022 nals --strict-year
      cbi explain CBI202
      cbi explain near-duplicate
      cbi explain
    """
    if options.indicator is None:
        write_stdout(_rule_page(options.what) + "\n")
        return OK
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    year = parse_year(options.what or "", snapshot)
    as_of = resolve_as_of(options.as_of, snapshot, settings)
    query = ExplainQuery(year, options.indicator, as_of, options.strict_year)
    result = compute_explanation(snapshot, query)
    print_new_ids(snapshot, SERIES_KINDS, [options.indicator])
    write_report(REPORT, result, snapshot, options, settings)
    return OK


def _rule_page(name: str | None) -> str:
    """Return the page of a check, or the list of all checks."""
    from cbi_cli.rules.registry import ALL_RULES_BY_CODE, rule_documentation

    rules = list(ALL_RULES_BY_CODE.values())
    if name is None:
        return "\n".join(f"{rule.code}  {rule.severity:7}  {rule.name}" for rule in rules)
    documentation = rule_documentation(name)
    if documentation is not None:
        return documentation
    if name.isdigit():
        hint = message("name a row too, as in `cbi explain {year} nals`", year=name)
        raise CbiError(message("a year alone is not enough"), hint)
    known = [rule.code for rule in rules] + [rule.name for rule in rules]
    guess = did_you_mean(name, known)
    raise CbiError(message("no check is called `{name}`", name=name), guess or message("`cbi explain` lists them"))
