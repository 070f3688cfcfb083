"""The one form of a file, against texts written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.records.file_kinds import SCHEMA_VERSION, file_kind
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document, same_data
from tests.conftest import US_MEXICO

EVENTS = "events/2022.toml"


def form(text: str, name: str = EVENTS) -> str:
    """The form of a text, which must be its own form."""
    once = format_document(parse(name, text.encode()))
    assert format_document(parse(name, once.encode())) == once
    return once


def name_in_dataset(path: Path) -> str:
    return path.relative_to(US_MEXICO).as_posix()


SHIPPED = sorted(US_MEXICO.rglob("*.toml"))


def test_all_files_of_the_shipped_dataset_but_the_plan_of_the_report_are_data() -> None:
    others = [name for name in map(name_in_dataset, SHIPPED) if file_kind(name) is None]
    assert others == ["editions/2022/report.toml"]


@pytest.mark.parametrize("path", [path for path in SHIPPED if file_kind(name_in_dataset(path))], ids=name_in_dataset)
def test_the_shipped_dataset_has_this_form(path: Path) -> None:
    name = name_in_dataset(path)
    told = f"{name}: `cbi fmt datasets/us-mexico` brings it into its form"
    assert format_document(parse(name, path.read_bytes())).encode() == path.read_bytes(), told


def test_keys_stand_in_the_models_order_with_notes_last_and_unknown_ones_behind() -> None:
    assert form('[[event]]\nzeta = 1\nnote = "n"\nkind = "visit"\nalpha = 2\nid = "x"\n') == (
        '[[event]]\nid = "x"\nkind = "visit"\nnote = "n"\nzeta = 1\nalpha = 2\n'
    )


def test_keys_of_tables_inside_are_ordered_too() -> None:
    text = '[[source]]\nlocators = [{ title = "Page 1", id = "p1" }]\nid = "book"\n'
    assert form(text, "sources.toml") == '[[source]]\nid = "book"\nlocators = [{ id = "p1", title = "Page 1" }]\n'


def test_events_stand_by_date_and_the_one_known_more_closely_first() -> None:
    text = (
        '[[event]]\nid = "year"\nstart = "2022"\n\n[[event]]\nid = "may"\nstart = 2022-05-01\n\n'
        '[[event]]\nid = "day"\nstart = 2022-01-01\n\n[[event]]\nid = "month"\nstart = "2022-01"\n'
    )
    found = [event["id"] for event in tomllib.loads(form(text))["event"]]
    assert found == ["day", "month", "year", "may"]


def test_events_of_the_same_day_keep_their_order_and_one_without_a_date_its_neighbor() -> None:
    starts = ["2022-05-02", "2022-05-02", '"soon"', "2022-05-01"]
    text = "".join(f'[[event]]\nid = "{number}"\nstart = {start}\n' for number, start in enumerate(starts))
    assert [event["id"] for event in tomllib.loads(form(text))["event"]] == ["3", "0", "1", "2"]


def test_records_of_other_files_keep_their_order() -> None:
    text = '[[topic]]\nid = "b"\n\n[[topic]]\nid = "a"\n'
    assert form(text, "topics.toml") == text


def test_comments_move_with_what_they_stand_at() -> None:
    assert form(
        "# Events of 2022.\n\n"
        "# Above June.\n[[event]] # beside June\nstart = 2022-06-01 # a day\n"
        "# above the id\nid = 'june'\n# below June\n\n"
        "# Spring.\n\n# Above May.\n[[event]]\nid = 'may'\nstart = 2022-05-01\n\n"
        "# The end.\n"
    ) == (
        "# Events of 2022.\n\n"
        '# Spring.\n\n# Above May.\n[[event]]\nid = "may"\nstart = 2022-05-01\n\n'
        '# Above June.\n[[event]]  # beside June\n# above the id\nid = "june"\n'
        "start = 2022-06-01  # a day\n# below June\n\n"
        "# The end.\n"
    )


def test_a_comment_that_touches_a_header_belongs_to_it_even_below_a_key() -> None:
    text = '[[event]]\nid = "b"\nstart = 2022-02-01\n# Of a.\n[[event]]\nid = "a"\nstart = 2022-01-01\n'
    assert form(text) == '# Of a.\n[[event]]\nid = "a"\nstart = 2022-01-01\n\n[[event]]\nid = "b"\nstart = 2022-02-01\n'


def test_a_comment_that_touches_the_last_key_stays_with_it() -> None:
    text = '[[event]]\nid = "a"\n# place = "?"\n\n\n\n# End.\n\n'
    assert form(text) == '[[event]]\nid = "a"\n# place = "?"\n\n# End.\n'


def test_the_schema_line_stays_at_the_top_whatever_follows() -> None:
    later = '[[event]]\nid = "b"\nstart = 2022-02-01\n'
    text = f"#:schema ../schemas/event.schema.json\n{later}[[event]]\nstart = 2022-01-01\n"
    assert form(text) == (f"#:schema ../schemas/event.schema.json\n\n[[event]]\nstart = 2022-01-01\n\n{later}")


def test_a_comment_above_the_first_key_stays_there() -> None:
    text = '# The dataset.\nid = "ab"\nschema = 2\n'
    assert form(text, "dataset.toml") == 'schema = 2\n# The dataset.\nid = "ab"\n'
    text = '# The dataset.\n\nid = "ab"\nschema = 2\n'
    assert form(text, "dataset.toml") == '# The dataset.\n\nschema = 2\nid = "ab"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("# only\n\n\n# this", "# only\n\n# this\n"),
        ("\ufeff[[event]]\r\nid = 'a'\r\n\r\n", '[[event]]\nid = "a"\n'),
        ("event = []\n", "event = []\n"),
        ("[[event]]\n\n\nid='a'   \n\n\nkind = 'visit'", '[[event]]\nid = "a"\nkind = "visit"\n'),
        ("event = [{ id = 'a' }, {}]", '[[event]]\nid = "a"\n\n[[event]]\n'),
        ("[[event]]\nstart = '2022-05-01'\nend = '2022-05'\n", '[[event]]\nstart = 2022-05-01\nend = "2022-05"\n'),
        ("[[event]]\nstart = '2022-02-30'\n", '[[event]]\nstart = "2022-02-30"\n'),
        ("[[event]]\ntitle = '2022-05-01'\n", '[[event]]\ntitle = "2022-05-01"\n'),
        ("[[event]]\nx = [1_000, 0x10, +2, 1E3, true, 07:30:00, inf]\n", None),
        ("[[event]]\n'a b' = 1\n\"c\" = 2\n", '[[event]]\n"a b" = 1\nc = 2\n'),
    ],
)
def test_small_texts(text: str, expected: str | None) -> None:
    wanted = "[[event]]\nx = [1000, 16, 2, 1000.0, true, 07:30:00, inf]\n" if expected is None else expected
    assert form(text) == wanted


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"'C:\dir'", r'"C:\\dir"'),
        ("'say \"no\"'", r'"say \"no\""'),
        (r'"caf\u00e9 \t tab"', r'"café \t tab"'),
        ('"zero\u200bwidth \u202eleft"', r'"zero\u200Bwidth \u202Eleft"'),
        ('"""one \\\n   line"""', '"one line"'),
        ('"a\\nb"', '"a\\nb"'),
        ("'''\na\n\n  b'''", '"""\na\n\n  b"""'),
        ('"""a  \nb\\\\ \\"\\"\\" c\\""""', '"""\na \\u0020\nb\\\\ \\""" c\\""""'),
    ],
)
def test_strings(written: str, expected: str) -> None:
    assert form(f"[[event]]\nnote = {written}\n") == f"[[event]]\nnote = {expected}\n"


def test_a_text_of_several_lines_keeps_them_outside_of_lists_only() -> None:
    assert form('[[event]]\naliases = ["""a\nb"""]\n') == '[[event]]\naliases = ["a\\nb"]\n'


def listed(count: int) -> str:
    return ", ".join(['"abcdefgh"'] * count)


def test_a_list_stands_on_one_line_up_to_120_columns() -> None:
    fits, wide = f"topics = [{listed(9)}]", f"topics = [{listed(10)}]"
    assert (len(fits), len(wide)) == (117, 129)
    assert form(f"[[event]]\n{fits}\n") == f"[[event]]\n{fits}\n"
    rows = '  "abcdefgh",\n' * 10
    assert form(f"[[event]]\n{wide}\n") == f"[[event]]\ntopics = [\n{rows}]\n"
    loose = '    "abcdefgh"   ,\n' * 9
    assert form(f"[[event]]\ntopics = [\n{loose}]\n") == f"[[event]]\n{fits}\n"


def test_a_list_with_comments_has_a_line_for_each_item() -> None:
    text = '[[event]]\ntopics = [ # which\n # first\n "a", # eh\n\n "b" # be\n , # and\n # last\n] # done\n'
    assert form(text) == (
        '[[event]]\ntopics = [  # which\n  # first\n  "a",  # eh\n  "b",  # be\n  # and\n  # last\n]  # done\n'
    )


def test_short_tables_of_a_record_stand_in_braces_and_long_ones_below_headers() -> None:
    claim = '[[dispute.claims]]\nvalue = "{value}"\nsource = "book"\n'
    short = "[[dispute]]\nid = 'x'\n" + claim.format(value="one") + claim.format(value="two")
    assert form(short, "disputes.toml") == (
        '[[dispute]]\nid = "x"\nclaims = [{ value = "one", source = "book" }, { value = "two", source = "book" }]\n'
    )
    long = f"[[dispute]]\nclaims = [{{ source = 'book', value = '{'v' * 100}' }}]\nid = 'x'"
    assert form(long, "disputes.toml") == '[[dispute]]\nid = "x"\n\n' + claim.format(value="v" * 100)


def test_a_table_with_a_comment_inside_stands_below_its_header() -> None:
    text = "[[row]]\n[[row.occurrences]]\nstart = 2022-01-02  # sic\n"
    assert form(text, "editions/2022.toml") == "[[row]]\n\n[[row.occurrences]]\nstart = 2022-01-02  # sic\n"


def test_a_single_table_stands_in_braces_where_it_fits() -> None:
    text = "[[indicator]]\n# what\nrule.kinds = ['visit']\nrule.levels = ['state']\n"
    assert form(text, "indicators.toml") == (
        '[[indicator]]\n\n[indicator.rule]\n# what\nkinds = ["visit"]\nlevels = ["state"]\n'
    )
    text = text.replace("# what\n", "")
    assert form(text, "indicators.toml") == '[[indicator]]\nrule = { kinds = ["visit"], levels = ["state"] }\n'


@pytest.mark.parametrize("text", ["[[event]\n", "[[event]]\nid = oops\n"])
def test_what_does_not_parse_is_refused(text: str) -> None:
    with pytest.raises(CbiError, match="cannot be read"):
        format_document(parse(EVENTS, text.encode()))


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(CbiError, match="is not a file of a dataset"):
        format_document(parse("more.toml", b"x = 1\n"))


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ({"event": [{"id": "a"}, {"id": "b"}]}, {"event": [{"id": "b"}, {"id": "a"}]}, True),
        ({"event": [{"id": "a", "x": 1}]}, {"event": [{"x": 1, "id": "a"}]}, True),
        ({"event": [{"id": "a", "x": [1, 2]}]}, {"event": [{"id": "a", "x": [2, 1]}]}, False),
        ({"event": [{"x": 1}]}, {"event": [{"x": 1.0}]}, False),
        ({"event": [{"x": 1}]}, {"event": [{"x": True}]}, False),
        ({"event": [{"x": 1}, {"x": 1}]}, {"event": [{"x": 1}]}, False),
    ],
)
def test_what_counts_as_the_same_data(old: object, new: object, same: bool) -> None:
    assert same_data(old, new, EVENTS) is same
    assert not same_data([old, 1], [new, 2], EVENTS)


def test_the_order_of_other_records_counts() -> None:
    first, second = {"topic": [{"id": "a"}, {"id": "b"}]}, {"topic": [{"id": "b"}, {"id": "a"}]}
    assert not same_data(first, second, "topics.toml")
    first, second = {"event": [{"id": "a"}, {"id": "b"}]}, {"event": [{"id": "b"}, {"id": "a"}]}
    assert not same_data(first, second, "topics.toml")


def upgraded(text: str, name: str, version: int) -> str:
    """The text of a file of an older version of the file format, formatted."""
    once = format_document(parse(name, text.encode()), version)
    assert format_document(parse(name, once.encode())) == once
    return once


def test_the_version_of_the_file_format_becomes_the_newest_in_its_own_file_only() -> None:
    assert upgraded("schema = 1\n", "dataset.toml", 1) == f"schema = {SCHEMA_VERSION}\n"
    assert upgraded("schema = 1\n", EVENTS, 1) == "schema = 1\n"
    # A file by itself does not say which version it has.
    assert form("schema = 1\n", "dataset.toml") == "schema = 1\n"


@pytest.mark.parametrize("version", [1, 2])
def test_an_upgrade_writes_the_mode_that_older_versions_meant(version: int) -> None:
    old = '# a\n[[event]]\nid = "a"  # b\nsources = ["s"]\n\n[[event]]\nid = "b"\nmode = "virtual"\n'
    new = (
        '# a\n[[event]]\nid = "a"  # b\nmode = "in-person"\nsources = ["s"]\n\n[[event]]\nid = "b"\nmode = "virtual"\n'
    )
    assert upgraded(old, EVENTS, version) == new
    assert form(old) == old
    inline = 'event = [{ id = "a" }]\n'
    assert upgraded(inline, EVENTS, version) == '[[event]]\nid = "a"\nmode = "in-person"\n'
    topics = '[[topic]]\nid = "a"\n'
    assert upgraded(topics, "topics.toml", version) == topics


@pytest.mark.parametrize("version", [1, 2])
def test_an_upgrade_calls_the_city_a_place_and_keeps_text_and_comments(version: int) -> None:
    old = '[[event]]\nid = "a"\n# Near the bridge.\ncity = "El Paso, Texas"  # so the source\nmode = "virtual"\n'
    new = '[[event]]\nid = "a"\n# Near the bridge.\nplace = "El Paso, Texas"  # so the source\nmode = "virtual"\n'
    assert upgraded(old, EVENTS, version) == new
    inline = 'event = [{ city = "x", id = "a", mode = "virtual" }]\n'
    assert upgraded(inline, EVENTS, version) == '[[event]]\nid = "a"\nplace = "x"\nmode = "virtual"\n'
    # The newest version has no such key: a finding names the new one.
    assert upgraded(old, EVENTS, SCHEMA_VERSION).count("city") == 1
    both = '[[event]]\nid = "a"\nplace = "y"\nmode = "virtual"\ncity = "x"\n'
    assert upgraded(both, EVENTS, version) == both
    topics = '[[topic]]\nid = "a"\ncity = "x"\n'
    assert upgraded(topics, "topics.toml", version) == topics
