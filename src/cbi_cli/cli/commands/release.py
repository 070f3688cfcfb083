"""``cbi release``."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli import options
from cbi_cli.cli.dataset import label, open_editable
from cbi_cli.cli.declared import argument, option
from cbi_cli.cli.run import OK
from cbi_cli.cli.runtime import today
from cbi_cli.cli.streams import put, say
from cbi_cli.core.errors import CbiError
from cbi_cli.render.text import clean
from cbi_cli.store.place import Place

Part = Annotated[
    Literal["major", "minor", "patch"] | None,
    argument(metavar="[major|minor|patch]", help="Which number to raise. Default: by what changed."),
]
Since = Annotated[str, option("--since", metavar="REV", help="The last release. Default: the newest tag v1.2.3.")]
DryRun = Annotated[bool, option("--dry-run", help="Show what would be written, and write nothing.")]


def release(part: Part = None, since: Since = "", dry_run: DryRun = False, dataset: options.Dataset = None) -> int:
    """Release a new dataset version.

    Writes it in dataset.toml, in the changelog, and in CITATION.cff if there is one.

    The changelog says in words what changed since the last release, lights first. Which tag to set is said, not done.

    \b
    Examples:
      cbi release --dry-run
      cbi release minor --since v1.0.0
    """
    from cbi_cli.cli.adding import locked
    from cbi_cli.cli.files import write_all
    from cbi_cli.cli.releasing import last_tag, plan_release

    place, meta = _released(dataset)
    before = since or last_tag(place)
    if not before:
        raise CbiError("git knows no tag of a release yet", "name the last one with --since, as a commit")
    plan = plan_release(place, before, part, today())
    say(f"cbi: dataset {label(place, meta)}")
    put(clean("\n".join([f"{plan.version}, since {plan.since}:", *(f"- {line}" for line in plan.lines)])) + "\n")
    if dry_run:
        say("cbi: dry run, nothing was written")
        return OK
    with locked(place.root):
        write_all(plan.files)
    say(f"cbi: wrote {', '.join(file.path.name for file in plan.files)}; commit, then: git tag v{plan.version}")
    return OK


def _released(dataset: str | None) -> tuple[Place, dict[str, str]]:
    """The dataset to release, with its id and its version so far."""
    store, place = open_editable(dataset)
    return place, {key: store.meta[key] for key in ("id", "version")}
