"""What the environment says, made into values once for a call.

No other module reads the environment, but `workspace.git`, which hands a part of it to git, and nothing writes to it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError

Lang = Literal["en", "es"]
Color = Literal["auto", "always", "never"]

_LANGS: dict[str, Lang] = {"en": "en", "es": "es"}

_PROGRAM_VARIABLES = (
    *("CBI_CACHE_DIR", "CBI_DATASET", "CBI_DEBUG", "CBI_LANG", "CBI_NO_CACHE", "CBI_REBUILD", "CBI_TODAY"),
    *("COLUMNS", "LOCALAPPDATA", "NO_COLOR", "TERM", "XDG_CACHE_HOME"),
)
_COMPLETION_VARIABLES = (
    "_CBI_COMPLETE",
    "_TYPER_COMPLETE_ARGS",
    "_TYPER_COMPLETE_FISH_ACTION",
    "COMP_CWORD",
    "COMP_WORDS",
)
CI_VARIABLES = (
    *("GITHUB_BASE_REF", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_OUTPUT", "GITHUB_REF", "GITHUB_SHA"),
    *("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "RUNNER_TEMP"),
    *("INPUT_ALLOW_PUBLISHED_CHANGES", "INPUT_BASE", "INPUT_DATASET", "INPUT_SARIF"),
    *("CI_COMMIT_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_EVENT_TYPE"),
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
)
"""The variables of CI systems: which change is checked, where its files are, and where results go."""


class Cache(NamedTuple):
    """Where snapshots, locks and drafts are kept; without a ``folder``, no home is known.

    Snapshots are used and kept only if ``is_on``; with ``rebuild`` those that are there are built again.
    """

    folder: Path | None = None
    is_on: bool = False
    rebuild: bool = False


NO_CACHE = Cache()
_NO_CI: Mapping[str, str] = MappingProxyType({})


class Settings(NamedTuple):
    """The settings of a call: made once, from its arguments and its environment.

    ``today`` is the day for the checks; no report depends on it. ``width`` is that of the terminal on stdout, None if
    stdout is none. ``dataset`` is what the environment names. A terminal that is ``dumb`` cannot overwrite a line.
    ``ci`` has the variables of CI systems.
    """

    today: date
    lang: Lang = "en"
    width: int | None = None
    color: bool = False
    cache: Cache = NO_CACHE
    dataset: str | None = None
    is_dumb: bool = False
    ci: Mapping[str, str] = _NO_CI


def read_environment() -> dict[str, str]:
    """Return the variables that the program knows, as they are now."""
    return {
        name: os.environ[name]
        for name in (*_PROGRAM_VARIABLES, *_COMPLETION_VARIABLES, *CI_VARIABLES)
        if name in os.environ
    }


def read_settings(
    environ: Mapping[str, str] | None = None, lang: Lang = "en", color: Color = "auto", no_cache: bool = False
) -> Settings:
    """Return the settings of a call with these options; raises CbiError for a day that is none."""
    environ = read_environment() if environ is None else environ
    cache = read_cache(environ)
    is_dumb = environ.get("TERM", "") == "dumb"
    can_color = not is_dumb and not environ.get("NO_COLOR")
    return Settings(
        today=_read_today(environ),
        lang=lang,
        width=_terminal_width(environ),
        color=color == "always" or (color == "auto" and can_color and sys.stdout.isatty()),
        cache=cache._replace(is_on=False) if no_cache else cache,
        dataset=environ.get("CBI_DATASET"),
        is_dumb=is_dumb,
        ci={name: environ[name] for name in CI_VARIABLES if name in environ},
    )


def find_lang(words: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """Return the language that the words of a call ask for, else the environment, else English.

    It is found before the call is parsed, so that help and what is wrong with the call are in it too. A language that
    is not known is ignored here; the command that has the option refuses it.
    """
    asked = [environ.get("CBI_LANG", "")]
    for index, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang":
            asked.extend(words[index + 1 : index + 2])
        elif word.startswith("--lang="):
            asked.append(word.removeprefix("--lang="))
    lang: Lang = "en"
    for name in asked:
        lang = _LANGS.get(name, lang)
    return lang


def read_cache(environ: Mapping[str, str] | None = None) -> Cache:
    """Return the cache that the environment asks for, by default in the user's cache folder on this system."""
    environ = read_environment() if environ is None else environ
    return Cache(_cache_folder(environ), not environ.get("CBI_NO_CACHE"), bool(environ.get("CBI_REBUILD")))


def _cache_folder(environ: Mapping[str, str]) -> Path | None:
    given = environ.get("CBI_CACHE_DIR")
    if given:
        return Path(given)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "cbi"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "cbi" / "cache"
    base = environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else home / ".cache") / "cbi"


def _read_today(environ: Mapping[str, str]) -> date:
    """Return today, or the day that ``CBI_TODAY`` names."""
    given = environ.get("CBI_TODAY")
    if given is None:
        return date.today()  # noqa: DTZ011 - the user's own calendar day is meant
    if not given.strip():
        raise CbiError("the environment variable CBI_TODAY is empty", "remove it, or write it as 2022-10-13")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise CbiError(f"CBI_TODAY is `{given}`, which is not a date", "write it as 2022-10-13") from None


def _terminal_width(environ: Mapping[str, str]) -> int | None:
    """Return the columns of the terminal on stdout, at least 20; None if stdout is not a terminal."""
    if not sys.stdout.isatty():
        return None
    try:
        columns = int(environ.get("COLUMNS", "0"))
    except ValueError:
        columns = 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError):
            columns = 0
    return max(20, columns or 80)
