"""List the keys of real JSON documents, and cut examples from them."""

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
    """Return the descriptions of documents in `tools/json_keys.toml`."""
    text = Path(__file__).with_name("json_keys.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_document(call: str) -> dict[str, Any]:
    """Return the document that a call prints.

    `validate` runs on a copy with a typo, `diff` on changed copies, `compare` with a table.
    """
    words = [*shlex.split(call), "--format", "json"]
    if words[0] == "validate":
        text = _run_with_typo(words)
    elif words[0] == "diff":
        text = _run_with_changes(words)
    elif words[0] == "compare":
        text = _run_with_table(words)
    else:
        text = run_cbi(words)
    document: dict[str, Any] = json.loads(text.replace(str(ROOT), "/home/you/cbi"))
    return document


def _run_with_typo(words: list[str]) -> str:
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "datasets" / "us-mexico", Path(folder, "my-data"))
        if "--base" in words:
            capture_terminal("git", ["init", "--quiet"], Path(folder))
            capture_terminal("git", ["add", "."], Path(folder))
            capture_terminal("git", ["commit", "--quiet", "--message", "The dataset"], Path(folder))
        file = Path(folder, "my-data", "events", "2005.toml")
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"summit"', '"sumit"', 1), encoding="utf-8")
        return run_cbi(words, Path(folder))


def _run_with_changes(words: list[str]) -> str:
    """Run with an unchanged copy and with two changed ones.

    One has an event that no longer counts, one an error and an acceptance.
    """
    titles = 'Security Dialogue"\ntitle_es = "Segunda reunión del Diálogo de Alto Nivel de Seguridad"\n'
    with TemporaryDirectory() as folder:
        for name in ("my-data", "changed", "broken"):
            shutil.copytree(ROOT / "datasets" / "us-mexico", Path(folder, name))
        changed_file = Path(folder, "changed", "events", "2022.toml")
        _replace_in_file(changed_file, f'{titles}kind = "meeting"', f'{titles}kind = "review"')
        broken_file = Path(folder, "broken", "events", "2005.toml")
        _replace_in_file(broken_file, '= "summit"', '"summit"')
        with Path(folder, "broken", "dataset.toml").open("a", encoding="utf-8") as dataset_file:
            dataset_file.write('\n[[accepted]]\ncode = "CBI305"\nrecord = "a"\nreason = "so it is"\n')
        return run_cbi(words, Path(folder))


def _run_with_table(words: list[str]) -> str:
    """Run in a folder with a table and its mapping."""
    with TemporaryDirectory() as folder:
        for path in ("tests/golden/compare/travels.csv", "docs/mappings/historyatstate-travels.toml"):
            shutil.copy(ROOT / path, folder)
        return run_cbi(words, Path(folder))


def _replace_in_file(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def document_keys(documents: Iterable[dict[str, Any]], free: Iterable[str]) -> set[str]:
    """Return the keys of documents as paths (`rows[].indicator`).

    Keys that all documents have are left out. `free` names the paths below which the keys are those of the user's
    records.
    """
    stops = set(free)
    paths: set[str] = set()
    for document in documents:
        paths.update(_iter_paths(document, "", stops))
    paths.difference_update(_COMMON_KEYS)
    # A list that is empty in one document has tables in another.
    parents: set[str] = set()
    for path in paths:
        parent = path
        while "." in parent:
            parent = parent.rpartition(".")[0]
            parents.add(parent)
            parents.add(parent.removesuffix("[]"))
    return paths - parents


def _iter_paths(value: Any, path: str, stops: set[str]) -> Iterator[str]:
    if path in stops or not isinstance(value, dict | list):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            inner_path = f"{path}.{key}" if path else key
            yield from _iter_paths(inner, inner_path, stops)
    else:
        tables = [item for item in value if isinstance(item, dict)]
        for item in tables:
            yield from _iter_paths(item, f"{path}[]", stops)
        if not tables:
            yield path


def format_example(call: str) -> str:
    """Return the document of a call as text.

    Long lists are cut, and end with a line `...`.
    """
    document = _cut_lists(load_document(call))
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.replace(f'"{_CUT_MARK}"', "...")


def _cut_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut_lists(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    max_length = 4
    if any(isinstance(item, dict | list) for item in value):
        max_length = 1
    shortened = [_cut_lists(item) for item in value[:max_length]]
    if len(value) > max_length:
        shortened.append(_CUT_MARK)
    return shortened


def flatten_keys(name: str) -> dict[str, str]:
    """Return the described keys of a document with their meaning.

    The keys of groups are among them.
    """
    descriptions = load_descriptions()
    meanings: dict[str, str] = {}
    for key, meaning in descriptions["documents"][name]["keys"].items():
        if isinstance(meaning, str):
            meanings[key] = meaning
            continue
        group = descriptions["groups"][meaning["of"]]
        for inner_key, inner_meaning in group.items():
            meanings[f"{key}.{inner_key}"] = inner_meaning
    return meanings
