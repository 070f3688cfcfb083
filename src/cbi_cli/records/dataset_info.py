"""`dataset.toml`: the dataset itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from cbi_cli.core.messages import message
from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.records.base import (
    VERSION_PATTERN,
    Contact,
    Doi,
    FormerIds,
    Language,
    NotedRecord,
    OptionalText,
    RecordModel,
    Slug,
    Text,
    TupleOf,
    Url,
    Year,
)


class Party(RecordModel):
    """A country or other party to the interactions."""

    id: Slug = Field(description="Short name, e.g. `us`")
    former_ids: FormerIds = ()
    name: Text = Field(description="Name in English")
    name_es: OptionalText = Field("", description="Name in Spanish")


class Maintainer(RecordModel):
    """A maintainer of the dataset."""

    name: Text = Field(description="Name of the person or organization")
    url: Url = Field("", description="Contact address")


class Layout(RecordModel):
    """The files that `cbi add-event` creates. Both layouts are always read."""

    events: Literal["year", "event"] = Field(
        "year",
        description="`year`: one `events/<year>.toml` per year; `event`: one `events/<year>/<id>.toml` per event",
    )


class OwnWord(RecordModel):
    """A word that the dataset adds to a vocabulary."""

    id: Slug = Field(description="The word, as events and rules have it")
    label: Text = Field(description="Label in English")
    label_es: OptionalText = Field("", description="Label in Spanish")
    when: Text = Field(description="When it applies, in one sentence, in English")
    when_es: OptionalText = Field("", description="When it applies, in Spanish")


def _refuse_known_words(vocabulary: str) -> AfterValidator:
    """Return what refuses a word that the program has already, or that is there twice."""

    def refuse(words: tuple[OwnWord, ...]) -> tuple[OwnWord, ...]:
        known = set(VOCABULARIES[vocabulary])
        for word in words:
            if word.id in known:
                raise ValueError(message("`{word}` is a word of the vocabulary already", word=word.id))
            known.add(word.id)
        return words

    return AfterValidator(refuse)


class Vocabulary(RecordModel):
    """Words that the dataset adds to the vocabularies. Those of mode and status are fixed: rules depend on them."""

    kind: Annotated[TupleOf[OwnWord], _refuse_known_words("kind")] = Field((), description="Kinds of events")
    level: Annotated[TupleOf[OwnWord], _refuse_known_words("level")] = Field(
        (), description="Levels, below those of the program"
    )
    office: Annotated[TupleOf[OwnWord], _refuse_known_words("office")] = Field((), description="Offices")


class Acceptance(RecordModel):
    """A finding that the dataset accepts. It is counted but not reported."""

    code: str = Field(pattern=r"^CBI[0-9]{3}$", description="Code of the check, e.g. CBI305")
    record: Text = Field(description="Id of the record")
    reason: Text = Field(description="Why the record is correct")


def _refuse_older_format(value: Any) -> Any:
    if type(value) is int and value in (1, 2):
        raise PydanticCustomError("older_format", "file format {version} is older", {"version": value})
    return value


class DatasetInfo(NotedRecord):
    """The dataset as a whole."""

    # `BaseModel` already has an attribute `schema`.
    schema_version: Annotated[int, BeforeValidator(_refuse_older_format)] = Field(
        alias="schema",
        ge=3,
        le=3,
        description="Version of this file format: 3; `cbi fmt` upgrades a dataset of version 1 or 2",
    )
    id: Slug = Field(description="Unique name of the dataset")
    title: Text = Field(description="Title in English")
    title_es: OptionalText = Field("", description="Title in Spanish")
    version: str = Field(pattern=VERSION_PATTERN, description="Version of the data, e.g. 1.0.0")
    released: date | None = Field(None, description="The day of this version, set by `cbi release`")
    license: Text = Field(description="SPDX name of the license of the data")
    publisher: OptionalText = Field("", description="Who publishes the dataset, as a citation names it")
    homepage: Url = Field("", description="The address of the dataset on the web")
    repository: Url = Field("", description="The address of its files and their history, e.g. a git repository")
    contact: Contact = Field("", description="Where readers report errors: an e-mail address or a web address")
    doi: Doi = Field("", description="Digital Object Identifier of the dataset, e.g. `10.5281/zenodo.123`")
    languages: TupleOf[Language] = Field(
        min_length=1, description="The languages that titles and labels must have, e.g. `en`, `fr` or `pt-br`"
    )
    covers_from: Year | None = Field(None, description="First year with an event-by-event list")
    covers_to: Year | None = Field(
        None, description="Last year with an event-by-event list; omitted if all years to `covers_until` have one"
    )
    covers_until: date = Field(description="Last day that is covered")
    parties: TupleOf[Party] = Field(alias="party", min_length=2, description="The parties that records may name")
    exclude: TupleOf[Text] = Field(
        (),
        description="Entries of the folder that are not data and that no check reports, e.g. `drafts/`",
    )
    # A validated default would build the validators of models whenever they are loaded.
    layout: Layout = Field(Layout.model_construct(), description="The files that `cbi add-event` creates")
    vocabulary: Vocabulary = Field(
        Vocabulary.model_construct(), description="Words of its own for kinds, levels and offices"
    )
    between: TupleOf[Slug] = Field(min_length=2, description="The parties that the dataset is about")
    accepted: TupleOf[Acceptance] = Field((), description="Findings that are accepted, each with its reason")
    maintainers: TupleOf[Maintainer] = Field((), alias="maintainer", description="The maintainers of the dataset")
