"""Whatever the file, an insertion keeps its bytes and its records, and adds the one."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.changes.insertion import NewTable, insert_tables, verify_insertions
from cbi_cli.changes.record_toml import record_to_toml, record_values
from cbi_cli.core.dates import PartialDate

DAYS = st.dates(date(2021, 12, 30), date(2022, 2, 3))
STARTS = DAYS.map(PartialDate.from_date) | st.sampled_from(
    [PartialDate(2022), PartialDate(2022, 1), PartialDate(2021, 12)]
)
BETWEEN = st.lists(
    st.sampled_from(["", "  ", "# comment", "# [[event]]", "\t# 'x'", "# start = 2000-01-01"]), max_size=4
)
EXTRAS = st.lists(
    st.sampled_from(
        [
            'place = "México"',
            'note = """\n[[event]]\nstart = 2022-12-31\n\n# end"""',
            "note_es = '''\n# a\n# b'''  # c",
            'participants = [\n  # one\n  { name = "A" },\n\n  { name = "[[event]]" },\n]',
            "",
            "# inside",
            '[[event.people]]\nname = "B"',
            "[event.more.deep]\nx.y = [1, 2]",
        ]
    ),
    max_size=4,
    unique=True,
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """An events file in order of date, with all that people put into one."""
    starts = sorted(draw(st.lists(STARTS, max_size=5)), key=lambda one: (one.first, one.last))
    rows = draw(BETWEEN)
    for number, start in enumerate(starts):
        value = str(start) if start.is_full else f'"{start}"'
        extras = sorted(draw(EXTRAS), key=lambda text: text.startswith("["))
        rows += ["[[event]]", f'id = "e{number}"', f"start = {value}", *extras, *draw(BETWEEN)]
    text = "\n".join(rows) + draw(st.sampled_from(["", "\n", "\n\n"]))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


@given(files(), STARTS)
@settings(max_examples=500, deadline=None)
def test_an_insertion_keeps_everything(old: bytes, start: PartialDate) -> None:
    fields: dict[str, Any] = {"id": "new", "start": start, "title": "Á [[event]]", "sources": ("a#b",)}
    block = record_to_toml("event", fields)
    table = NewTable(block, start, record_values("event", fields))
    new = insert_tables(old, "events/2022.toml", "event", [table])
    verify_insertions(old, new, "events/2022.toml", "event", [table])

    written = (block.replace("\n", "\r\n") if b"\r\n" in old else block).encode().rstrip()
    assert new.count(written) == 1
    head, _, tail = new.partition(written)
    kept = [head[:cut] + tail[skip:] for cut in range(len(head) - 4, len(head) + 1) if cut >= 0 for skip in range(5)]
    assert old in kept

    before = tomllib.loads(old.decode("utf-8-sig")).get("event", [])
    after = tomllib.loads(new.decode("utf-8-sig"))["event"]
    assert [record for record in after if record["id"] != "new"] == before
    firsts = [PartialDate.parse(str(record["start"])).first for record in after]
    assert firsts == sorted(firsts)
    if old.strip(b"\xef\xbb\xbf"):
        assert new.endswith(b"\n") == old.endswith(b"\n")


@given(files(), st.lists(STARTS, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_several_insertions_at_once_are_those_one_after_the_other(old: bytes, starts: list[PartialDate]) -> None:
    tables: list[NewTable] = []
    for number, start in enumerate(starts):
        fields = {"id": f"new-{number}", "start": start, "title": "Á"}
        tables.append(NewTable(record_to_toml("event", fields), start, record_values("event", fields)))
    order = sorted(range(len(starts)), key=lambda number: (starts[number].first, starts[number].last))
    in_order = [tables[number] for number in order]
    one_by_one = old
    for table in in_order:
        one_by_one = insert_tables(one_by_one, "events/2022.toml", "event", [table])
    new = insert_tables(old, "events/2022.toml", "event", tables)
    verify_insertions(old, new, "events/2022.toml", "event", tables)
    assert new == one_by_one
