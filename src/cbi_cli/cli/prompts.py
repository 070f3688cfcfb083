"""Ask for the values of fields on the terminal, or read them from options.

A command describes what it wants as `EventField`s and calls `collect_values`, or `ask` for a single one; both read
options and answers in the same way. An option has to name its value exactly. At a prompt the beginning of a name does
too, if only one value can be meant, and so does the number of a listed choice. Anything else is answered with a
numbered list to choose from: what is similar is offered, never taken.

At every question `?` explains it, `<` goes back to the question before, and `-` leaves out what has a default. What was
typed is in the draft before the next question is asked. `cli.lines` reads the lines, with menus or in plain mode.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cbi_cli.cli.choices import (
    UnresolvedChoiceError,
    describe_choice,
    find_exact_choices,
    resolve_choice,
    split_names,
)
from cbi_cli.cli.console import print_message, translate, translator
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.line_help import LineHelp
from cbi_cli.cli.lines import is_plain, read_line
from cbi_cli.cli.option_texts import translate_option_help
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.vocabulary import words_of
from cbi_cli.core.vocabulary_meanings import word_meaning

MAX_LISTED_CHOICES = 40
"""Choices that have numbers, and that are listed in full if none is similar."""

GO_BACK = "<"
EXPLAIN = "?"
LEAVE_OUT = "-"

FieldText = str | Sequence[str]
FieldTexts = Mapping[str, FieldText]
"""What was given for each field: a text, or a text for each value of a list."""


_NO_VALUES: Mapping[str, Any] = MappingProxyType({})


class WentBack(Exception):
    """The person wants the question before this one."""


class Answer(NamedTuple):
    """What was answered to a question.

    It has the value, the text that an option would give it by, and the texts of the `others`, the fields that it fills
    too. Then `typed` is the whole answer.
    """

    value: Any
    text: FieldText = ""
    others: Mapping[str, str] = MappingProxyType({})
    typed: str = ""


def collect_values(
    fields: Sequence[EventField],
    given: FieldTexts,
    interactive: bool,
    draft: Draft | None = None,
    resumed: Container[str] = (),
) -> dict[str, Any]:
    """Return the values of all fields that have one.

    What was given and answered is put into the draft at once. A field that is given as empty is left out: it was
    answered so before. Raises one CbiError for all values that cannot be read, or, without prompts, for all required
    ones that are missing. One of a `resumed` field is asked for again, since the dataset may have changed since then.
    """
    questions = Questions(fields, draft)
    # Without prompts, nothing can be asked again.
    questions.take_given(given, resumed if interactive else ())
    if interactive:
        questions.ask_all()
    return questions.complete()


class Questions:
    """The fields that are filled by options and answers.

    `values` has the values so far, and `texts` what was given or typed for them. `can_leave` lets a person go back from
    the first question, which raises WentBack. `before` is called before each question, to check the answers so far.
    """

    def __init__(
        self,
        fields: Sequence[EventField],
        draft: Draft | None = None,
        can_leave: bool = False,
        before: Callable[[EventField], None] | None = None,
    ) -> None:
        self.fields = fields
        self.draft = draft or Draft()
        self.can_leave = can_leave
        self.before = before
        # A form inside another one is explained by that one.
        self._is_explained = can_leave
        self.values: dict[str, Any] = {}
        self.texts: dict[str, FieldText] = {}
        # Fields that `<` gives back to: those that were asked for now, or in the draft.
        self._answered: list[str] = []
        self._filled: dict[str, tuple[str, ...]] = {}

    def take_given(self, given: FieldTexts, resumed: Container[str] = ()) -> None:
        """Take what was given, such as options.

        Raises one CbiError for all values that cannot be read, but of those in `resumed`, an invalid one is left out.
        """
        problems: list[str] = []
        for field in self.fields:
            text = given.get(field.name)
            is_filled = field.name in resumed and field.name in self.values
            if text is None or is_filled:
                continue
            if field.name in resumed:
                self._answered.append(field.name)
            self.texts[field.name] = text
            if not text:
                continue
            try:
                self._take(field, text, given if field.name in resumed else ())
            except ValueError as error:
                problem = message("{option}: {problem}", option=field.option, problem=str(error))
                if field.name in resumed:
                    print_message(message("  {problem}", problem=problem))
                    self.forget(field.name)
                    continue
                problems.append(problem)
            else:
                self.draft.put(field.name, text)
        if len(problems) == 1:
            raise CbiError(problems[0])
        if problems:
            raise CbiError(_combine_problems(problems))

    def _take(self, field: EventField, text: FieldText, stronger: Container[str]) -> None:
        """Read what was given for a field; raises ValueError if that cannot be done.

        What the text gives for other fields that are `stronger` is left out.
        """
        others: dict[str, str] = {}
        own = text
        if field.spread and isinstance(text, str):
            others = {
                name: part for name, part in field.spread(text).items() if name == field.name or name not in stronger
            }
            own = others.pop(field.name, text)
        self._filled[field.name] = tuple(others)
        for name, part in {field.name: own, **others}.items():
            if name in self.values:
                raise ValueError(message("{field} is given twice", field=name))
            self.values[name] = parse_option(self._field(name), part)

    def ask_all(self) -> None:
        """Ask for all fields that apply and have no value yet."""
        if not self._is_explained and any(self._is_open(field) for field in self.fields):
            self._is_explained = True
            print_message(message("At each question, `?` explains it and `<` goes back to the one before."))
        position = 0
        while position < len(self.fields):
            field = self.fields[position]
            if not self._is_open(field):
                position += 1
                continue
            if self.before:
                self.before(field)
            try:
                self.ask_one(field)
                position += 1
            except WentBack:
                earlier = self._step_back(position)
                if earlier is not None:
                    position = earlier
                elif self.can_leave:
                    raise
                else:
                    print_message(message("  this is the first question"))

    def ask_one(self, field: EventField) -> None:
        """Ask for a field, with its earlier answer as the default."""
        asked = field
        if field.suggest and field.name not in self.texts:
            asked = field._replace(default=field.suggest(self.values) or field.default)
        try:
            answer = _ask(asked, self.draft, self.texts.get(field.name, ""), self.values)
        except WentBack:
            if field.by_line and field.name in self.draft.fields:
                # Lines that were typed before are kept.
                self.texts[field.name] = self.draft.fields[field.name]
            raise
        for name in self._filled.pop(field.name, ()):
            self.forget(name)
        self._separate(field.name)
        self.values[field.name] = answer.value
        self.texts[field.name] = answer.typed or answer.text
        for name, text in answer.others.items():
            self.values[name] = parse_option(self._field(name), text)
            self.draft.drop(name)
        self._filled[field.name] = tuple(answer.others)
        if field.name not in self._answered:
            self._answered.append(field.name)

    def _separate(self, name: str) -> None:
        """Let a field that another one filled keep its own value, whatever is answered to the other one."""
        for owner, filled in self._filled.items():
            if name in filled:
                split = self._field(owner).spread
                own = split(str(self.texts[owner]))[owner] if split else ""
                self.texts[owner] = own
                self.draft.put(owner, own)
        self._filled = {owner: names for owner, names in self._filled.items() if name not in names}

    @property
    def last_asked(self) -> str:
        """The field that was answered last; empty if there is none."""
        return self._answered[-1] if self._answered else ""

    def complete(self) -> dict[str, Any]:
        """Return all values, with the defaults of fields that were not asked for.

        Raises CbiError if a required one is missing.
        """
        missing: list[str] = []
        for field in self.fields:
            if field.name in self.values:
                continue
            if field.default:
                self.values[field.name] = parse_option(field, field.default)
            elif self._is_required(field):
                missing.append(field.option)
        if missing:
            problem = message("missing: {options}", options=", ".join(missing))
            raise CbiError(problem, message("give them as options, or leave out --no-input to be asked"))
        found = {name: value for name, value in self.values.items() if value not in (None, "", ())}
        if found.get("end") == found.get("start"):
            # An event of one day has no end of its own.
            found.pop("end", None)
        return found

    def _is_open(self, field: EventField) -> bool:
        """Tell whether a field is to be asked for."""
        if field.name in self.values or not field.interactive or not self.applies(field):
            return False
        was_left_out = field.name in self._answered and self.texts.get(field.name) == ""
        return self._is_required(field) or not was_left_out

    def applies(self, field: EventField) -> bool:
        """Tell whether the values so far leave a field its place."""
        if field.depends_on and not self.values.get(field.depends_on):
            return False
        return field.applies is None or field.applies(self.values)

    def _is_required(self, field: EventField) -> bool:
        return field.required or (field.needed and self.applies(field))

    def _step_back(self, position: int) -> int | None:
        """Return the position of the question that was answered before; None if there is none.

        Its answer becomes the default.
        """
        for earlier in range(position - 1, -1, -1):
            name = self.fields[earlier].name
            if name in self._answered and self.fields[earlier].interactive:
                self.values.pop(name, None)
                self._answered.remove(name)
                return earlier
        return None

    def forget(self, name: str) -> None:
        """Forget the value of a field, and what was typed for it."""
        self.values.pop(name, None)
        self.texts.pop(name, None)
        self.draft.drop(name)

    def _field(self, name: str) -> EventField:
        (found,) = [field for field in self.fields if field.name == name]
        return found


def _combine_problems(problems: Sequence[str]) -> str:
    """Return one message for all options that have invalid values."""
    listed = problems[0]
    for problem in problems[1:]:
        listed = message("{first}; {next}", first=listed, next=problem)
    return message("{n} options have invalid values: {problems}", n=len(problems), problems=listed)


def ask(field: EventField, draft: Draft | None = None, former: FieldText = "") -> Any:
    """Ask until the answer can be read, and keep it.

    An empty one leaves out what is not required. A `former` answer is the default.
    """
    while True:
        try:
            return _ask(field, draft or Draft(), former).value
        except WentBack:
            print_message(message("  this is the first question"))


def ask_yes_no(text: str) -> bool:
    """Ask for yes or no, in English or in Spanish; anything else is no."""
    return read_line(text).lower() in ("y", "yes", "s", "si", "sí")


def _ask(field: EventField, draft: Draft, former: FieldText, values: Mapping[str, Any] = _NO_VALUES) -> Answer:
    """Ask for a field; raises WentBack if the person wants the question before.

    `values` are those of the other fields.
    """
    _print_choices(field)
    if field.by_line:
        lines = [former] if isinstance(former, str) and former else list(former)
        return _ask_lines(field, draft, lines, values)
    default = former if isinstance(former, str) else ", ".join(former)
    default = default or field.default
    question = _question(field, default)
    answer = ""
    while True:
        answer = answer or read_line(question, _line_help(field, values, draft))
        if answer == GO_BACK:
            raise WentBack
        if answer == EXPLAIN:
            _explain(field)
            answer = ""
            continue
        if not answer:
            answer = default
        is_required = field.required or field.needed
        if answer == LEAVE_OUT and not is_required:
            answer = ""
        if not answer and not is_required:
            draft.put(field.name, "")
            return Answer(None)
        if not answer:
            _print_value_required(field)
            continue
        try:
            found = _read_answer(field, answer)
        except UnresolvedChoiceError as error:
            print_message(message("  {problem}", problem=str(error)))
            corrected = _ask_for_correction(field, answer, error)
            if corrected is not None:
                answer = corrected
                continue
            found = Answer(answer, answer)
        except ValueError as error:
            print_message(message("  {problem}", problem=str(error)))
            answer = ""
            continue
        draft.put(field.name, found.typed or found.text)
        return found


def _read_answer(field: EventField, answer: str) -> Answer:
    """Return what an answer means; raises ValueError if it cannot be read."""
    if field.spread:
        parts = dict(field.spread(answer))
        if parts:
            own = parts.pop(field.name)
            return Answer(_parse(field, own, at_prompt=True), own, parts, answer)
    value = _parse(field, answer, at_prompt=True)
    return Answer(value, _to_option_text(field, value, answer))


def _question(field: EventField, default: str) -> str:
    is_required = field.required or field.needed
    if default:
        return message("{prompt} [{default}]: ", prompt=field.prompt, default=default)
    if is_required:
        return message("{prompt}: ", prompt=field.prompt)
    return message("{prompt} (empty: none): ", prompt=field.prompt)


def _line_help(field: EventField, values: Mapping[str, Any], draft: Draft) -> LineHelp:
    keys = message("? explains  < goes back  Tab takes a choice  Ctrl-C ends, and nothing is kept")
    if draft.is_kept:
        keys = message("? explains  < goes back  Tab takes a choice  Ctrl-C ends and keeps a draft")
    history = field.history(values) if field.history else ()
    return LineHelp(field.choices, field.multiple, is_numbered(field), history, translate(keys))


def is_numbered(field: EventField) -> bool:
    """Tell whether the choices of a field have numbers."""
    return bool(field.choices) and len(field.choices) <= MAX_LISTED_CHOICES


def _print_choices(field: EventField) -> None:
    """List the choices with their numbers, unless a menu shows them."""
    if is_numbered(field) and is_plain():
        listed = [f"{number} {_short_name(field, choice)}" for number, choice in enumerate(field.choices, start=1)]
        print_message(message("  one of: {choices}", choices=", ".join(listed)))
    if field.vocabulary:
        print_message(message("  ? says when each of them applies"))


def _short_name(field: EventField, choice: str) -> str:
    """Return the id of a choice; of a word of a vocabulary its label, in other languages than English."""
    if not field.vocabulary or translator().lang == "en":
        return choice
    return next(iter(field.choices[choice]), choice)


def _explain(field: EventField) -> None:
    """Say what a question is about, and what can be answered."""
    if field.help:
        print_message(message("  {help}", help=translate_option_help(field.help, translator())))
    if field.vocabulary:
        for word in words_of(field.vocabulary, field.own_words):
            meaning = word_meaning(field.vocabulary, word, translator().lang, field.own_words)
            print_message(message("  {word}: {meaning}", word=word, meaning=meaning))
    elif is_numbered(field):
        for number, value in enumerate(field.choices, start=1):
            choice = describe_choice(value, field.choices)
            print_message(message("  {number}  {choice}", number=number, choice=choice))
    elif field.choices:
        print_message(message("  type a part of a name: what is similar is listed"))
    if not (field.required or field.needed):
        print_message(message("  `-` leaves it out"))


def _print_value_required(field: EventField) -> None:
    if field.required:
        print_message(message("  a value is required"))
    else:
        print_message(message("  a value is required with the {field}", field=field.depends_on))


def _to_option_text(field: EventField, value: Any, answer: str) -> str:
    """Return an answer as an option would give it.

    A prefix is not taken for a name.
    """
    if field.multiple:
        return ", ".join(value)
    if field.choices:
        return str(value)
    return answer


def _ask_lines(field: EventField, draft: Draft, texts: list[str], others: Mapping[str, Any]) -> Answer:
    """Ask for one value after another, until a line is left empty.

    `texts` has the lines that were typed before, and `others` the values of the other fields. Where the rest of a line
    is suggested, it is taken if only its first part is typed.
    """
    values = [field.parse(text) for text in texts]
    for text in texts:
        print_message(message("  {text}", text=text))
    if texts:
        print_message(message("  `-` takes out the last one"))
    while True:
        suggested = field.suggest_line(others, len(texts)) if field.suggest_line else ""
        answer = read_line(_line_question(field, bool(values), suggested), _line_help(field, others, draft))
        if answer == GO_BACK:
            raise WentBack
        if answer == EXPLAIN:
            _explain(field)
            continue
        if answer == LEAVE_OUT and texts:
            values.pop()
            taken_out = texts.pop()
            print_message(message("  taken out: {text}", text=taken_out))
            draft.put(field.name, list(texts) or "")
            continue
        if not answer:
            draft.put(field.name, list(texts) or "")
            return Answer(tuple(values) or None, tuple(texts))
        if suggested and ";" not in answer:
            answer = f"{answer}; {suggested}"
            print_message(message("  taken as {choice}", choice=answer))
        try:
            values.append(field.parse(answer))
        except ValueError as error:
            print_message(message("  {problem}", problem=str(error)))
            continue
        texts.append(answer)
        draft.put(field.name, list(texts))


def _line_question(field: EventField, has_lines: bool, suggested: str) -> str:
    """Return the question for the next line of a field."""
    prompt: str = field.prompt
    if suggested:
        prompt = message("{prompt} [; {default}]", prompt=field.prompt, default=suggested)
    if has_lines:
        return message("{prompt} (empty: no more): ", prompt=prompt)
    return message("{prompt} (empty: none): ", prompt=prompt)


def _ask_for_correction(field: EventField, answer: str, unresolved: UnresolvedChoiceError) -> str | None:
    """Return the answer with one of the offers for what was unclear.

    Return an empty one to be asked again, and None to keep the answer as a text.
    """
    offers = unresolved.offers
    makes_new = field.make_new is not None and unresolved.is_unknown
    keeps_text = field.free_text and unresolved.is_unknown
    parts = split_names(field, answer)
    if field.make_new and makes_new and "://" in unresolved.text:
        made = field.make_new(unresolved.text)
        return _replace_part(parts, unresolved.text, made)
    if not offers and not keeps_text and len(field.choices) <= MAX_LISTED_CHOICES:
        offers = tuple(field.choices)
    if not (offers or makes_new or keeps_text):
        problem = message(
            "  nothing similar was found; add new records to the dataset first ({option})", option=field.option
        )
        print_message(problem)
        return ""
    for number, value in enumerate(offers, start=1):
        choice = describe_choice(value, field.choices)
        print_message(message("  {number}  {choice}", number=number, choice=choice))
    if makes_new:
        print_message(message("  n  make a new one called `{text}`", text=unresolved.text))
    if keeps_text:
        print_message(message("  k  keep `{text}` as a text that is no record", text=unresolved.text))
    print_message(message("  0  none of these"))
    chosen = _choose_offer(field, unresolved.text, offers, makes_new, keeps_text)
    if chosen is None:
        return None
    return _replace_part(parts, unresolved.text, chosen)


def _replace_part(parts: Sequence[str], unclear: str, chosen: str) -> str:
    """Return an answer with what was chosen for the part that was unclear; empty if nothing was.

    The other parts have been found, or are asked about next.
    """
    if not chosen:
        return ""
    return ", ".join([chosen if part == unclear else part for part in parts])


def _choose_offer(field: EventField, text: str, offers: Sequence[str], makes_new: bool, keeps_text: bool) -> str | None:
    """Return the offer that the person chooses, or a record that is made now.

    An empty text means none of them, and None that the text is kept.
    """
    answers = [f"0-{len(offers)}" if offers else "0"]
    if makes_new:
        answers.append("n")
    if keeps_text:
        answers.append("k")
    while True:
        choice = read_line(message("Which one? [{answers}]: ", answers=", ".join(answers))).lower()
        if choice in ("", "0", GO_BACK):
            return ""
        if choice == "n" and makes_new and field.make_new:
            return field.make_new(text)
        if choice == "k" and keeps_text:
            return None
        if choice.isascii() and choice.isdigit() and int(choice) <= len(offers):
            return offers[int(choice) - 1]
        print_message(message("  type one of {answers}", answers=", ".join(answers)))


def parse_option(field: EventField, given: FieldText) -> Any:
    """Return the value of what was given as options: exact names only.

    Raises ValueError if it cannot be read.
    """
    texts = [given] if isinstance(given, str) else given
    if not field.multiple:
        try:
            return _parse(field, texts[-1])
        except UnresolvedChoiceError as error:
            if not field.free_text or not error.is_unknown:
                raise
            return _keep_text(field, error)
    values: list[Any] = []
    for text in texts:
        parsed = [field.parse(text)] if field.by_line else _parse(field, text)
        for value in parsed:
            if value not in values:
                values.append(value)
    return tuple(values)


def _keep_text(field: EventField, unresolved: UnresolvedChoiceError) -> str:
    """Return a text that names no record, and say that it is kept as it is."""
    print_message(
        message("cbi: {option}: {problem}; it is kept as a text", option=field.option, problem=str(unresolved))
    )
    return unresolved.text


def _parse(field: EventField, text: str, at_prompt: bool = False) -> Any:
    """Return the value of a text.

    Several values with commas between them become a tuple. At a prompt, a number or the beginning of a name will do.
    """
    if not (field.choices or field.records):
        return field.parse(text.strip())
    if not field.multiple:
        return _resolve(field, text.strip(), at_prompt)
    values: dict[str, None] = {}
    for name in split_names(field, text):
        values[_resolve(field, name, at_prompt)] = None
    return tuple(values)


def _resolve(field: EventField, name: str, at_prompt: bool) -> str:
    """Return the choice that a name means."""
    if at_prompt and is_numbered(field) and name.isascii() and name.isdigit():
        number = int(name)
        if 1 <= number <= len(field.choices) and not find_exact_choices(name, field.choices):
            chosen = list(field.choices)[number - 1]
            print_message(message("  taken as {choice}", choice=describe_choice(chosen, field.choices)))
            return chosen
    return resolve_choice(name, field.choices, at_prompt, field.find_withdrawal)
