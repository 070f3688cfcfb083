"""What a person decides about a new dataset, as options or asked for on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, cast

from cbi_cli.changes.empty_dataset import NewDataset, check_languages, check_parties
from cbi_cli.cli.console import print_message
from cbi_cli.cli.event_choices import title_prompt
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.init_options import InitOptions
from cbi_cli.cli.prompts import Questions, ask, ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import is_language, normalize_language
from cbi_cli.core.languages import plain_language
from cbi_cli.core.messages import Message, message

_LAYOUTS: Mapping[str, tuple[str, ...]] = {"year": (), "event": ()}


def read_dataset(options: InitOptions) -> NewDataset:
    """Return the new dataset that the options describe; raises CbiError for a value that cannot be read."""
    return _read_options(options, options.parties or "", options.language or ())


def _read_options(options: InitOptions, parties: str, languages: Sequence[str]) -> NewDataset:
    dataset = NewDataset(split_words(parties), _read_languages(languages) or ("en",))
    check_parties(dataset.parties)
    names: dict[tuple[str, str], str] = {}
    for text in options.party_name or ():
        party, language, name = _read_party_name(text, dataset)
        names[party, language] = name
    titles = _read_titles(options.title or (), dataset.languages)
    license_name = options.license or dataset.license
    layout = options.layout or dataset.layout
    return dataset._replace(
        party_names=names,
        titles=titles,
        publisher=options.publisher,
        license=license_name,
        layout=layout,
    )


def split_words(text: str) -> tuple[str, ...]:
    """Return the words between commas."""
    return tuple([word.strip() for word in text.split(",") if word.strip()])


def _read_languages(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of languages, each once."""
    codes: dict[str, None] = {}
    for text in texts:
        for word in split_words(text):
            codes[normalize_language(word)] = None
    if texts and not codes:
        check_languages(())
    check_languages(tuple(codes) or ("en",))
    return tuple(codes)


def _read_party_name(text: str, dataset: NewDataset) -> tuple[str, str, str]:
    """Return the party, the language and the name of `ca=Canada` or `ca:es=Canadá`."""
    key, sign, name = text.partition("=")
    party, colon, code = key.partition(":")
    language = normalize_language(code) if colon else plain_language(dataset.languages)
    if not sign or not name.strip():
        raise CbiError(
            message("--party-name: `{text}` does not name a party", text=text),
            message("write PARTY=NAME or PARTY:LANGUAGE=NAME, e.g. ca=Canada or ca:es=Canadá"),
        )
    if party.strip() not in dataset.parties:
        raise CbiError(
            message("--party-name: `{party}` is not a party", party=party),
            message("the parties are {names}", names=", ".join(dataset.parties)),
        )
    if language not in dataset.languages:
        raise _unlisted_language("--party-name", language, dataset.languages)
    return party.strip(), language, name.strip()


def _read_titles(texts: Iterable[str], languages: Sequence[str]) -> dict[str, str]:
    """Return the titles by language, of `TITLE` or `es=TITLE`."""
    titles: dict[str, str] = {}
    for text in texts:
        code, sign, title = text.partition("=")
        language = normalize_language(code)
        if not sign or not is_language(language):
            language = plain_language(languages)
            title = text
        elif language not in languages:
            raise _unlisted_language("--title", language, languages)
        if language in titles:
            raise CbiError(
                message("--title is given twice for the language `{language}`", language=language),
                message("leave one of them out; a title in another language is --title LANGUAGE=TITLE"),
            )
        titles[language] = title.strip()
    return titles


def _unlisted_language(option: str, language: str, languages: Sequence[str]) -> CbiError:
    return CbiError(
        message("{option}: `{language}` is not a language of the dataset", option=option, language=language),
        message("the languages are {names}; add one with --language", names=", ".join(languages)),
    )


def ask_for_dataset(options: InitOptions) -> NewDataset:
    """Ask for what the options do not say, each with its default; nothing is written meanwhile."""
    print_message(message("A new dataset. Enter takes what is in brackets; Ctrl-C ends, and nothing is written."))
    parties = options.parties or ""
    languages = options.language or ()
    fields: list[EventField] = []
    if not parties:
        prompt = message("Parties: short names with commas between, such as ca, us")
        fields.append(_field("parties", "--parties", prompt, parse=_parse_parties))
    if not languages:
        prompt = message("Languages of titles and labels: codes with commas between, such as en, es")
        fields.append(_field("language", "--language", prompt, default="en", parse=_parse_languages))
    questions = Questions(fields)
    questions.ask_all()
    answers = questions.complete()
    dataset = _read_options(options, answers.get("parties", parties), languages or [answers["language"]])
    names = _name_fields(dataset)
    others = _other_fields(options, dataset)
    questions.fields = [*names, *others]
    questions.ask_all()
    answers = questions.complete()
    party_names = _given_names(dataset, answers)
    titles = _given_titles(dataset, answers)
    publisher = answers.get("publisher", dataset.publisher)
    license_name = answers.get("license", dataset.license)
    layout = cast('Literal["year", "event"]', answers.get("layout", dataset.layout))
    return dataset._replace(
        party_names=party_names,
        titles=titles,
        publisher=publisher,
        license=license_name,
        layout=layout,
    )


def _name_fields(dataset: NewDataset) -> list[EventField]:
    """Return the questions for the names and the titles that are not given, in each language."""
    fields: list[EventField] = []
    for party in dataset.parties:
        for language in dataset.languages:
            if (party, language) not in dataset.party_names:
                prompt = _name_prompt(party, language)
                default = dataset.party_name(party, language)
                fields.append(_field(f"{party}:{language}", "--party-name", prompt, default=default))
    for language in dataset.languages:
        if language not in dataset.titles:
            prompt = title_prompt(language)
            suggest = partial(_suggest_title, dataset, language)
            fields.append(_field(f"title:{language}", "--title", prompt, suggest=suggest))
    return fields


def _name_prompt(party: str, language: str) -> Message:
    if language == "en":
        return message("Name of `{party}` in English", party=party)
    if language == "es":
        return message("Name of `{party}` in Spanish", party=party)
    return message("Name of `{party}` in `{language}`", party=party, language=language)


def _other_fields(options: InitOptions, dataset: NewDataset) -> list[EventField]:
    """Return the questions that are the same for every dataset."""
    fields: list[EventField] = []
    if not options.publisher:
        prompt = message("Person or organization that maintains it")
        fields.append(_field("publisher", "--publisher", prompt, required=False))
    if not options.license:
        prompt = message("License of the data, by its SPDX name")
        fields.append(_field("license", "--license", prompt, default=dataset.license))
    if not options.layout:
        prompt = message("Files of events: one a year, or one an event")
        fields.append(_field("layout", "--layout", prompt, default=dataset.layout, choices=_LAYOUTS))
    return fields


def _given_names(dataset: NewDataset, answers: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the names of the parties, of the options and of the answers so far."""
    names = dict(dataset.party_names)
    for party in dataset.parties:
        for language in dataset.languages:
            if f"{party}:{language}" in answers:
                names[party, language] = answers[f"{party}:{language}"]
    return names


def _given_titles(dataset: NewDataset, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the titles, of the options and of the answers."""
    titles = {language: answers.get(f"title:{language}", "") for language in dataset.languages}
    return titles | dict(dataset.titles)


def _suggest_title(dataset: NewDataset, language: str, answers: Mapping[str, str]) -> str:
    """Return the title that is the default, with the names that were answered; empty if there is none."""
    return dataset._replace(party_names=_given_names(dataset, answers)).title(language)


def ask_for_folder(dataset: NewDataset) -> str:
    """Ask for the folder to create; by default it has the id of the dataset."""
    return str(ask(_field("folder", "DIR", message("Folder to create"), default="-".join(dataset.parties))))


def ask_for_site() -> bool:
    """Ask whether the web site is to be published."""
    return ask_yes_no(message("Publish a web site of it with GitHub Pages? [y/N] "))


def confirm(folder: str) -> bool:
    """Ask whether the dataset is to be written."""
    return ask_yes_no(message("Create the dataset in {folder}? [y/N] ", folder=folder))


def _field(name: str, option: str, prompt: str, required: bool = True, **more: Any) -> EventField:
    """Return a question; what it is about is what the help of its option says."""
    helps = {parameter.display_name: parameter.help for parameter in InitOptions.parameters()}
    return EventField(name, option, "TEXT", help=helps[option], prompt=prompt, required=required, **more)


def _parse_parties(text: str) -> str:
    """Return the text if it names parties; raises ValueError for any other."""
    try:
        check_parties(split_words(text))
    except CbiError as error:
        raise ValueError(error.message) from None
    return text


def _parse_languages(text: str) -> str:
    """Return the text if it has codes of languages; raises ValueError for any other."""
    try:
        _read_languages([text])
    except CbiError as error:
        raise ValueError(error.message) from None
    return text
