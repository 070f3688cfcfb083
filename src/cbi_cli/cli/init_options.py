"""The options of `cbi init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cbi_cli.cli.completers import complete_datasets
from cbi_cli.cli.options import OptionalList
from cbi_cli.cli.parser import Options, argument, option


class InitOptions(Options):
    """The options of `cbi init`."""

    folder: Annotated[
        Path | None,
        argument(metavar="[DIR]", help="The folder to create; it may exist if it is empty. Default: asked for."),
    ] = None
    source: Annotated[
        str | None,
        option("--from", metavar="NAME", help="Copy this built-in dataset.", completer=complete_datasets),
    ] = None
    parties: Annotated[
        str | None, option("--parties", metavar="A,B", help="Create an empty dataset for these parties.")
    ] = None
    party_name: Annotated[
        OptionalList,
        option("--party-name", metavar="A=NAME", help="Name a party; A:es=NAME in another language; repeatable."),
    ] = None
    title: Annotated[
        OptionalList, option("--title", metavar="TEXT", help="Set the title; es=TEXT in another language; repeatable.")
    ] = None
    language: Annotated[
        OptionalList, option("--language", metavar="CODE", help="Write titles and labels in this language; repeatable.")
    ] = None
    publisher: Annotated[
        str, option("--publisher", metavar="NAME", help="Name the person or organization that maintains it.")
    ] = ""
    license: Annotated[
        str, option("--license", metavar="SPDX", help="Set the license of the data. Default: CC-BY-4.0.")
    ] = ""
    layout: Annotated[
        Literal["year", "event"] | None,
        option(
            "--layout",
            help="Write the events to one file a year, or to one file an event, with which two people who add events "
            "never get a merge conflict. Default: year.",
        ),
    ] = None
    site: Annotated[
        bool, option("--site", help="Also write a workflow that publishes the web site with GitHub Pages.")
    ] = False
    no_input: Annotated[bool, option("--no-input", help="Do not prompt; take all values from options.")] = False

    @property
    def is_interactive(self) -> bool:
        """Whether what the options do not say is asked for."""
        return not self.source and not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def details(self) -> list[str]:
        """The options that are given for an empty dataset."""
        given = {
            "--parties": self.parties,
            "--party-name": self.party_name,
            "--title": self.title,
            "--language": self.language,
            "--publisher": self.publisher,
            "--license": self.license,
            "--layout": self.layout,
        }
        return [name for name, value in given.items() if value]
