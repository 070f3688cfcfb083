"""Read the environment and the options of a call into settings.

This is done once for each call. No other module reads the environment, except `workspace.git_process`, which passes a
part of it to git, and nothing writes to it.
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
from cbi_cli.core.language_codes import Lang, parse_lang
from cbi_cli.core.messages import message

Color = Literal["auto", "always", "never"]

_PROGRAM_VARIABLES = (
    *("CBI_CACHE_DIR", "CBI_DATASET", "CBI_DEBUG", "CBI_LANG", "CBI_NO_CACHE", "CBI_PAGER"),
    *("CBI_PROMPTS", "CBI_REBUILD", "CBI_TODAY"),
    *(
        "COLUMNS",
        "EDITOR",
        "LESS",
        "LINES",
        "LOCALAPPDATA",
        "NO_COLOR",
        "PAGER",
        "PATH",
        "TERM",
        "VISUAL",
        "XDG_CACHE_HOME",
    ),
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
_COMMENT_VARIABLES = (
    *("GITHUB_API_URL", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_GRAPHQL_URL", "GITHUB_REPOSITORY"),
    *("INPUT_COMMENT", "INPUT_COMMENT_FILE", "INPUT_DATASET", "INPUT_TOKEN"),
)


class Cache(NamedTuple):
    """The place of snapshots, locks and drafts.

    Without a `folder`, no home is known. Snapshots are used and kept only if `is_on`; with `rebuild` existing ones are
    built again.
    """

    folder: Path | None = None
    is_on: bool = False
    rebuild: bool = False


NO_CACHE = Cache()


class Pager(NamedTuple):
    """The program that shows long results.

    It is a command, and the folders in which it is looked for.
    """

    command: tuple[str, ...]
    folders: tuple[str, ...] = ()


_DEFAULT_PAGER = "less -FRX"
_LESS_OPTIONS = "-FRX"
"""End if everything fits on one screen, show colors, and keep the text on the screen at the end."""
_TERMINALS_WITHOUT_LINKS = ("", "dumb", "linux")
_NO_CI: Mapping[str, str] = MappingProxyType({})


class Settings(NamedTuple):
    """The settings of a call, made once from arguments and environment.

    `today` is the day for the checks; no report depends on it. `width` is that of the terminal on stdout, None if
    stdout is not a terminal, and `height` its number of lines, None if it is not known. `pager` is None if no pager is
    wanted. `hyperlinks` is set if the terminal takes them. `dataset` is the one that the environment names. A terminal
    that `is_dumb` cannot overwrite a line. `ci` has the variables of CI systems.
    """

    today: date
    lang: Lang = "en"
    width: int | None = None
    height: int | None = None
    color: bool = False
    hyperlinks: bool = False
    pager: Pager | None = None
    cache: Cache = NO_CACHE
    dataset: str | None = None
    is_dumb: bool = False
    ci: Mapping[str, str] = _NO_CI


def read_environment() -> dict[str, str]:
    """Return the variables that the program knows, as they are now."""
    names = (*_PROGRAM_VARIABLES, *_COMPLETION_VARIABLES, *CI_VARIABLES)
    return {name: os.environ[name] for name in names if name in os.environ}


def read_comment_environment() -> dict[str, str]:
    """Return the variables of the step that writes a comment, which alone has a token."""
    return {name: os.environ[name] for name in _COMMENT_VARIABLES if name in os.environ}


def read_settings(
    environ: Mapping[str, str] | None = None,
    lang: Lang = "en",
    color: Color = "auto",
    no_cache: bool = False,
    no_pager: bool = False,
) -> Settings:
    """Return the settings of a call with these options.

    Raises CbiError if `CBI_TODAY` is not a date.
    """
    if environ is None:
        environ = read_environment()
    cache = read_cache(environ)
    if no_cache:
        cache = cache._replace(is_on=False)
    is_dumb = environ.get("TERM", "") == "dumb"
    use_color = color == "always"
    if color == "auto" and not is_dumb and not environ.get("NO_COLOR"):
        use_color = sys.stdout.isatty()
    width = _terminal_width(environ)
    pager = None
    if width is not None and not no_pager and not is_dumb:
        pager = read_pager(environ)
    ci_variables = {name: environ[name] for name in CI_VARIABLES if name in environ}
    return Settings(
        today=_read_today(environ),
        lang=lang,
        width=width,
        height=_terminal_height(environ),
        color=use_color,
        hyperlinks=use_color and sys.stdout.isatty() and environ.get("TERM", "") not in _TERMINALS_WITHOUT_LINKS,
        pager=pager,
        cache=cache,
        dataset=environ.get("CBI_DATASET"),
        is_dumb=is_dumb,
        ci=ci_variables,
    )


def find_lang(words: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """Return the language that the arguments of a call ask for.

    Otherwise it is that of the environment, or English. It is found before the call is parsed, so that help and errors
    of the call are in it too. What is no language is ignored here; the command that has the option refuses it.
    """
    requested = [environ.get("CBI_LANG", "")]
    for index, word in enumerate(words):
        # What follows is not an option, even if it looks like one.
        if word == "--":
            break
        # If it is given twice, the call is refused in the first language.
        if word == "--lang":
            requested += words[index + 1 : index + 2]
            break
        if word.startswith("--lang="):
            requested.append(word.removeprefix("--lang="))
            break
    lang: Lang = "en"
    for name in requested:
        lang = parse_lang(name) or lang
    return lang


def wants_plain_prompts(environ: Mapping[str, str]) -> bool:
    """Tell whether prompts are plain lines, without menus.

    `CBI_PROMPTS=plain` asks for that, and a terminal that cannot move its cursor. Raises CbiError if `CBI_PROMPTS` is
    anything else.
    """
    style = environ.get("CBI_PROMPTS", "")
    if style not in ("", "menus", "plain"):
        problem = message("CBI_PROMPTS is `{text}`, which is no form of prompts", text=style)
        raise CbiError(problem, message("set it to `menus` or `plain`"))
    return style == "plain" or environ.get("TERM", "") in ("dumb", "unknown")


def read_pager(environ: Mapping[str, str]) -> Pager | None:
    """Return the pager that the environment asks for, by default `less`.

    Return None if it asks for none. An empty command and `cat` mean no pager, and so does one that cannot be read.
    """
    # Output to a pipe needs no pager, and so it does not load this.
    import shlex

    requested = environ.get("CBI_PAGER", environ.get("PAGER", _DEFAULT_PAGER))
    try:
        command = shlex.split(requested)
    except ValueError:
        return None
    if not command or command == ["cat"]:
        return None
    # The user's own options of `less`, also in LESS, are not changed.
    if command[0] == "less" and len(command) == 1 and "LESS" not in environ:
        command.append(_LESS_OPTIONS)
    return Pager(tuple(command), _program_folders(environ))


def read_editor(environ: Mapping[str, str]) -> Pager | None:
    """Return the editor that the environment asks for, None if it asks for none.

    It is started as a pager is.
    """
    import shlex

    requested = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        command = shlex.split(requested)
    except ValueError:
        return None
    if not command:
        return None
    return Pager(tuple(command), _program_folders(environ))


def _program_folders(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the folders in which a program is looked for."""
    # A relative folder could be part of a checkout.
    return tuple(folder for folder in environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(folder))


def read_cache(environ: Mapping[str, str] | None = None) -> Cache:
    """Return the cache that the environment asks for.

    By default it is in the user's cache folder on this system.
    """
    if environ is None:
        environ = read_environment()
    return Cache(
        folder=_cache_folder(environ),
        is_on=not environ.get("CBI_NO_CACHE"),
        rebuild=bool(environ.get("CBI_REBUILD")),
    )


def _cache_folder(environ: Mapping[str, str]) -> Path | None:
    requested = environ.get("CBI_CACHE_DIR")
    if requested:
        return Path(requested)
    try:
        # Raises RuntimeError if neither the environment nor the system knows one.
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "cbi"
    if sys.platform == "win32":
        local_data = environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
        return Path(local_data) / "cbi" / "cache"
    # The XDG specification says that a relative path is ignored.
    base = Path(environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        base = home / ".cache"
    return base / "cbi"


def _read_today(environ: Mapping[str, str]) -> date:
    """Return today, or the day that `CBI_TODAY` names."""
    text = environ.get("CBI_TODAY")
    if text is None:
        return date.today()  # noqa: DTZ011 - the user's own calendar day is meant
    if not text.strip():
        problem = message("the environment variable CBI_TODAY is empty")
        raise CbiError(problem, message("remove it, or write it as 2022-10-13"))
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = message("CBI_TODAY is `{text}`, which is not a date", text=text)
        raise CbiError(problem, message("write it as 2022-10-13")) from None


def _terminal_width(environ: Mapping[str, str]) -> int | None:
    """Return the columns of the terminal on stdout, at least 20.

    Returns None if stdout is not a terminal.
    """
    if not sys.stdout.isatty():
        return None
    try:
        columns = int(environ.get("COLUMNS", "0"))
    except ValueError:
        columns = 0
    if columns <= 0:
        try:
            # A replaced stdout may have no file descriptor.
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError):
            columns = 0
    # Some terminals report no size.
    if columns <= 0:
        columns = 80
    return max(20, columns)


def _terminal_height(environ: Mapping[str, str]) -> int | None:
    """Return the lines of the terminal on stdout.

    Return None if stdout is not a terminal, or does not say.
    """
    if not sys.stdout.isatty():
        return None
    lines = environ.get("LINES", "")
    if lines.isascii() and lines.isdigit():
        return int(lines) or None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or None
    except (OSError, ValueError):
        return None
