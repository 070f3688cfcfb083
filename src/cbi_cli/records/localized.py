"""The fields of records with a text in every language of a dataset.

A model declares such a field with its Spanish twin: `title` and `title_es`. Any other language of a dataset gets a twin
in a model that is derived from it: `localized_model(Event, terms)` has `title_fr` too if `terms` lists French. So
whatever reads the fields of a model knows the twins: `twins_of(model, "title")` returns `("title_es", "title_fr")`, and
`promised_twins` those that the dataset must have.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from cbi_cli.core.docs import get_docstring
from cbi_cli.core.language_codes import is_language
from cbi_cli.core.languages import is_note_key, other_languages, twin_key, twin_languages
from cbi_cli.core.vocabulary import OWN_VOCABULARIES, VOCABULARIES, words_of
from cbi_cli.records.terms import Terms


@cache
def localized_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model that have a text in every language, such as `title`."""
    names = model.model_fields
    localized: list[str] = []
    for name in names:
        spanish = twin_key(name, "es")
        if spanish in names:
            localized.append(name)
    return tuple(localized)


def twin_language(model: type[BaseModel], key: str) -> tuple[str, str]:
    """Return the field whose twin a key can be, and the language: `title` and `fr` for `title_fr`.

    Both are empty for any other key. The dataset need not have the language.
    """
    for name in localized_fields(model):
        prefix = f"{name}_"
        if not key.startswith(prefix):
            continue
        code = key.removeprefix(prefix)
        language = code.replace("_", "-")
        if is_language(language):
            return name, language
    return "", ""


def twins_of(model: type[BaseModel], name: str) -> tuple[str, ...]:
    """Return the fields of a model that have the text of a field in other languages, Spanish first."""
    if name not in localized_fields(model):
        return ()
    twins: list[str] = []
    for field in field_names(model):
        original, _ = twin_language(model, field)
        if original == name:
            twins.append(field)
    return tuple(twins)


def promised_twins(name: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the keys that a text needs besides its plain one in a dataset with these languages."""
    return tuple(twin_key(name, language) for language in twin_languages(languages))


def field_names(model: type[BaseModel]) -> list[str]:
    """Return the names of the fields of a model in its order, the twins of each beside it."""
    names: list[str] = []
    others: set[str] = set()
    for name in model.model_fields:
        field, language = twin_language(model, name)
        # A derived model has the twins that it adds at its end.
        if not field or language == "es":
            names.append(name)
        else:
            position = names.index(twin_key(field, "es")) + 1
            # Other languages come in the order in which they were added.
            while position < len(names) and names[position] in others:
                position += 1
            names.insert(position, name)
            others.add(name)
    return names


@lru_cache(maxsize=1000)
def order_keys(model: type[BaseModel], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys in the order of a model: twins beside their field, notes last.

    Keys that the model does not have come at the end, in their own order. It need not be derived for the languages.
    """
    positions: dict[str, int] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        positions[key] = len(positions)

    def position(key: str) -> tuple[bool, bool, int, bool, str]:
        is_note = is_note_key(key)
        name, language = twin_language(model, key)
        if name:
            # Spanish comes first, as it does in the models.
            is_other = language != "es"
            return False, is_note, positions[name], is_other, language
        is_unknown = key not in positions
        place = positions.get(key, 0)
        return is_unknown, is_note, place, False, ""

    ordered = sorted(keys, key=position)
    return tuple(ordered)


@lru_cache(maxsize=200)
def localized_model(model: type[BaseModel], terms: Terms) -> type[BaseModel]:
    """Return a model with the languages and the words of a dataset, also in the tables inside it.

    That is the model itself for a dataset in English and Spanish without words of its own.
    """
    languages = other_languages(terms.languages)
    if not languages and not terms.words:
        return model
    changed: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        annotation = _localize_annotation(info.annotation, terms)
        if annotation is not info.annotation:
            changed[name] = (annotation, _copy_field(info, annotation))
    for name in localized_fields(model):
        twin = model.model_fields[twin_key(name, "es")]
        for language in languages:
            field = _copy_field(twin, twin.annotation)
            description = twin.description or ""
            field.description = description.replace("Spanish", f"`{language}`")
            key = twin_key(name, language)
            changed[key] = (twin.annotation, field)
    if not changed:
        return model
    derived: type[BaseModel] = create_model(model.__name__, __base__=model, __module__=model.__module__, **changed)
    derived.__doc__ = get_docstring(model)
    return derived


def _copy_field(info: FieldInfo, annotation: Any) -> FieldInfo:
    """Return a field of its own, which pydantic may change."""
    field = copy(info)
    field.annotation = annotation
    return field


def _localize_annotation(annotation: Any, terms: Terms) -> Any:
    """Return an annotation with the models inside it localized; itself if none is changed."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return localized_model(annotation, terms)
    origin = get_origin(annotation)
    parts = get_args(annotation)
    for vocabulary in OWN_VOCABULARIES:
        if parts == VOCABULARIES[vocabulary]:
            words = words_of(vocabulary, terms.words)
            return annotation if words == parts else Literal[words]
    if origin is None or not parts:
        return annotation
    localized: list[Any] = []
    is_changed = False
    for part in parts:
        new_part = _localize_annotation(part, terms)
        is_changed |= new_part is not part
        localized.append(new_part)
    if not is_changed:
        return annotation
    new_parts = tuple(localized)
    if origin is Annotated:
        return Annotated[new_parts]
    if origin in (Union, UnionType):
        return Union[new_parts]  # noqa: UP007 - the members are known only now
    return origin[new_parts]
