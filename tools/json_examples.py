"""The keys of real JSON documents, and examples cut from them."""

from __future__ import annotations

import json
import shlex
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.run_cbi import ROOT, capture_terminal, run_cbi

_CUT_MARK = "…cut…"
_COMMON_KEYS = ("schema", "dataset.id", "dataset.version", "as_of")


@cache
def load_descriptions() -> dict[str, Any]:
    """What ``tools/json_keys.toml`` says of each document, by name."""
    text = Path(__file__).with_name("json_keys.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_document(call: str) -> dict[str, Any]:
    """The document that a call prints; ``validate`` runs on a copy with a slip in it, ``diff`` on changed copies."""
    words = [*shlex.split(call), "--format", "json"]
    text = {"validate": _run_with_typo, "diff": _run_with_changes}.get(words[0], run_cbi)(words)
    found: dict[str, Any] = json.loads(text.replace(str(ROOT), "/home/you/cbi"))
    return found


def _run_with_typo(words: list[str]) -> str:
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "datasets" / "us-mexico", Path(folder, "my-data"))
        if "--base" in words:
            for more in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "The dataset"]):
                capture_terminal("git", more, Path(folder))
        file = Path(folder, "my-data", "events", "2005.toml")
        file.write_text(file.read_text(encoding="utf-8").replace('"summit"', '"sumit"', 1), encoding="utf-8")
        return run_cbi(words, Path(folder))


def _run_with_changes(words: list[str]) -> str:
    """Run with a copy as it is, one with an event that no longer counts, and one with a slip that accepts a finding."""
    with TemporaryDirectory() as folder:
        edits = {
            "my-data": ("2005", "", ""),
            "changed": ("2022", 'Security Dialogue"\n{}kind = "meeting"', 'Security Dialogue"\n{}kind = "review"'),
            "broken": ("2005", '= "summit"', '"summit"'),
        }
        es = 'title_es = "Segunda reunión del Diálogo de Alto Nivel de Seguridad"\n'
        for name, (year, old, new) in edits.items():
            shutil.copytree(ROOT / "datasets" / "us-mexico", Path(folder, name))
            file = Path(folder, name, "events", f"{year}.toml")
            text = file.read_text(encoding="utf-8").replace(old.format(es), new.format(es), 1)
            file.write_text(text, encoding="utf-8")
        with Path(folder, "broken", "dataset.toml").open("a", encoding="utf-8") as head:
            head.write('\n[[accepted]]\ncode = "CBI305"\nrecord = "a"\nreason = "so it is"\n')
        return run_cbi(words, Path(folder))


def document_keys(documents: Iterable[dict[str, Any]], free: Iterable[str]) -> set[str]:
    """The keys of documents as paths (``rows[].indicator``), the common head left out.

    ``free`` names the paths below which the keys are those of the user's records.
    """
    stops = set(free)
    found = {key for one in documents for key in _iter_paths(one, "", stops)} - set(_COMMON_KEYS)
    return {key for key in found if not any(other.startswith((f"{key}.", f"{key}[].")) for other in found)}


def _iter_paths(value: Any, path: str, stops: set[str]) -> Iterator[str]:
    if path in stops or not isinstance(value, dict | list):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _iter_paths(inner, f"{path}.{key}" if path else key, stops)
    else:
        tables = [item for item in value if isinstance(item, dict)]
        for item in tables:
            yield from _iter_paths(item, f"{path}[]", stops)
        if not tables:
            yield path


def format_example(call: str) -> str:
    """The document of a call as text; of a longer list the beginning, and a line ``...``."""
    text = json.dumps(_cut_lists(load_document(call)), ensure_ascii=False, indent=2)
    return "\n".join(line.replace(f'"{_CUT_MARK}"', "...") for line in text.splitlines())


def _cut_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut_lists(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    kept = 1 if any(isinstance(item, dict | list) for item in value) else 4
    return [_cut_lists(item) for item in value[:kept]] + [_CUT_MARK] * (len(value) > kept)


def flatten_keys(name: str) -> dict[str, str]:
    """The described keys of a document with their meaning, groups written out."""
    groups = load_descriptions()["groups"]
    found: dict[str, str] = {}
    for key, meaning in load_descriptions()["documents"][name]["keys"].items():
        if isinstance(meaning, str):
            found[key] = meaning
        else:
            found |= {f"{key}.{inner}": text for inner, text in groups[meaning["of"]].items()}
    return found
