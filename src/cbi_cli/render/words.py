"""The program's own words in the reports, in English and in Spanish."""

from __future__ import annotations

from cbi_cli.i18n.translator import Translator, translate

_WORDS: dict[str, tuple[str, str]] = {
    # lights, states, marks
    "green": ("green", "verde"),
    "yellow": ("yellow", "amarillo"),
    "red": ("red", "rojo"),
    "unknown": ("unknown", "no se sabe"),
    "active": ("active", "activa"),
    "overdue": ("overdue", "atrasada"),
    "halted": ("halted", "detenida"),
    "ended": ("ended", "terminada"),
    "held": ("held", "celebrado"),
    "planned": ("planned", "previsto"),
    "postponed": ("postponed", "pospuesto"),
    "cancelled": ("cancelled", "cancelado"),
    # scorecard
    "scorecard": ("Scorecard {year}: {title}", "Tablero {year}: {title}"),
    "printed-card": ("Scorecard {year} as printed: {title}", "Tablero {year} como se publicó: {title}"),
    "status": ("Status", "Estado"),
    "interaction": ("Institutional interaction", "Interacción institucional"),
    "occurrences": ("Most recent occurrences", "Ocasiones más recientes"),
    "printed": ("Printed card", "Publicado"),
    "agrees": ("= agrees", "= coincide"),
    "differs": ("≠ differs", "≠ difiere"),
    "none-in": ("None in {year}", "Ninguna en {year}"),
    "paused-in": ("None in {year}: declared paused", "Ninguna en {year}: pausa declarada"),
    "not-yet": (
        "Not known yet: {year} is not over on {day}",
        "Aún no se sabe: {year} no ha terminado el {day}",
    ),
    "not-looked": ("Not known: nobody has looked at {year}", "No se sabe: nadie ha revisado {year}"),
    "weaker": ("None in full: {reason}", "Ninguna plena: {reason}"),
    "counts": ("{n} counted", "{n} contadas"),
    "counts-one": ("{n} counted", "{n} contada"),
    "last-held": ("last held {date}", "última: {date}"),
    "never-held": ("no meeting known", "no se conoce ninguna"),
    "halted-since": (
        "halted since {year} (first missed {missed})",
        "detenida desde {year} (primera omitida: {missed})",
    ),
    "overdue-since": ("overdue (missed {missed})", "atrasada (omitida: {missed})"),
    "totals": (
        "{green} green, {yellow} yellow, {red} red, {unknown} unknown",
        "{green} en verde, {yellow} en amarillo, {red} en rojo, {unknown} sin saber",
    ),
    "as-of": ("As of {day}.", "Al {day}."),
    "hidden-begin": ("{n} events begin after {day}", "{n} eventos empiezan después del {day}"),
    "hidden-begin-one": ("1 event begins after {day}", "1 evento empieza después del {day}"),
    "hidden-may-begin": (
        "{n} events are not known to have begun by {day}",
        "De {n} eventos no consta que hayan empezado al {day}",
    ),
    "hidden-may-begin-one": (
        "1 event is not known to have begun by {day}",
        "De 1 evento no consta que haya empezado al {day}",
    ),
    "hidden-all": ("{count}; `--as-of latest` shows them.", "{count}; `--as-of latest` los muestra."),
    "hidden-all-one": ("{count}; `--as-of latest` shows it.", "{count}; `--as-of latest` lo muestra."),
    "hidden-none-one": ("{count}, not in this report.", "{count}, fuera de este informe."),
    "hidden-some": (
        "{count}, {here} of them in this report; `--as-of latest` shows them.",
        "{count}, {here} de ellos en este informe; `--as-of latest` los muestra.",
    ),
    "hidden-none": (
        "{count}, none of them in this report.",
        "{count}, ninguno de ellos en este informe.",
    ),
    "as-of-edition": (
        "As of {day}, the publication of the {year} edition ({published}).",
        "Al {day}, publicación de la edición {year} ({published}).",
    ),
    "strict-note": (
        "Strictly by year: events admitted from other years are left out.",
        "Estrictamente por año: se omiten los eventos admitidos de otros años.",
    ),
    "admitted": ("* Admitted: {title}. {reason} [{source}]", "* Admitido: {title}. {reason} [{source}]"),
    "yellow-note": (
        "Yellow is ours: nothing counts in full, but a weaker rule is met; the report never lights it.",
        "El amarillo es nuestro: nada cuenta plenamente, pero se cumple una regla más débil; el informe nunca lo usa.",
    ),
    "agreement": (
        "{agree} of {all} rows agree with the printed card.",
        "{agree} de {all} filas coinciden con el tablero publicado.",
    ),
    "agreement-one": (
        "{agree} of {all} rows agrees with the printed card.",
        "{agree} de {all} filas coincide con el tablero publicado.",
    ),
    "difference": (
        "≠ {label}: {what} printed {published}, computed {computed}.",
        "≠ {label}: {what}; según lo publicado, {published}; según el cálculo, {computed}.",
    ),
    "card-later": (
        "The card was printed after this day, so it may differ.",
        "El tablero se publicó después de este día, por lo que puede diferir.",
    ),
    "see-reconcile": (
        "`cbi reconcile {year}` gives the evidence.",
        "`cbi reconcile {year}` muestra la evidencia.",
    ),
    "light": ("light", "luz"),
    "dates": ("dates", "fechas"),
    "since": ("“since”", "«desde»"),
    "nothing": ("none", "ninguna"),
    "compared": ("What changed from {before} to {after}", "Qué cambió de {before} a {after}"),
    "no-change": ("No light changed.", "No cambió ninguna luz."),
    # timeline
    "timeline": ("Timeline: {what}", "Cronología: {what}"),
    "all-years": ("all years", "todos los años"),
    "date": ("Date", "Fecha"),
    "event": ("Event", "Evento"),
    "place": ("Place", "Lugar"),
    "id": ("Id", "Id"),
    "kind": ("Kind", "Tipo"),
    "n-events": ("{n} events.", "{n} eventos."),
    "n-events-one": ("1 event.", "1 evento."),
    "no-events": ("No event matches.", "No coincide ningún evento."),
    "continued": (
        "… continues from an earlier month; an event is counted once.",
        "… continúa de un mes anterior; cada evento se cuenta una vez.",
    ),
    "year-until": (
        "{year} was looked through only until {until}: what came after it and is not listed is not known.",
        "{year} se revisó solo hasta el {until}; de lo posterior, lo que no aparece no se conoce.",
    ),
    "year-some": (
        "Nobody has looked through {year} as a whole ({covered} of {series} series are covered): what is not listed is "
        "not known, which does not mean that it was not held.",
        "Nadie ha revisado {year} por completo ({covered} de {series} series están cubiertas): lo que no aparece no se "
        "conoce, lo que no significa que no se celebró.",
    ),
    "year-none": (
        "Nobody has looked through {year}: what is not listed is not known, which does not mean that it was not held.",
        "Nadie ha revisado {year}: lo que no aparece no se conoce, lo que no significa que no se celebró.",
    ),
    "month-unknown": ("month not known", "mes no conocido"),
    # gaps
    "gaps": ("Gaps: {title}", "Interrupciones: {title}"),
    "series": ("Series", "Serie"),
    "state": ("State", "Estado"),
    "last": ("Last held", "Última"),
    "first": ("First held", "Primera"),
    "gap": ("Gap", "Interrupción"),
    "years": ("Years", "Años"),
    "n-missed": ("Missed", "Omitidos"),
    "days": ("Days", "Días"),
    "between": ("Between", "Entre"),
    "between-dates": ("{after} and {before}", "{after} y {before}"),
    "after-date": ("after {after}", "después de {after}"),
    "before-date": ("before {before}", "antes de {before}"),
    "strip-key": (
        "● held  ○ not held  – declared pause  · not due  ? not known",
        "● celebrada  ○ no celebrada  – pausa declarada  · no correspondía  ? no se sabe",
    ),
    "strips-in-words": ("The years in words", "Los años en palabras"),
    "mark-held": ("held", "celebrada"),
    "mark-missed": ("not held", "no celebrada"),
    "mark-paused": ("declared pause", "pausa declarada"),
    "mark-idle": ("not due", "no correspondía"),
    "mark-unknown": ("not known", "no se sabe"),
    "mark-outside": ("outside of the series", "fuera de la serie"),
    "pause": (
        "Declared pause of {label}: {years} [{source}]",
        "Pausa declarada ({label}): {years} [{source}]",
    ),
    "successor": ("replaced by {id}", "sustituida por {id}"),
    "no-gaps": ("No gaps.", "Sin interrupciones."),
    "gap-list": ("Every gap", "Cada interrupción"),
    # history
    "history": ("History: {label}", "Historia: {label}"),
    "year": ("Year", "Año"),
    "host": ("Host", "Anfitrión"),
    "guests": ("Guests", "Invitados"),
    "no-meeting": ("No meeting was held", "No hubo reunión"),
    "no-meeting-paused": ("No meeting was held (declared pause)", "No hubo reunión (pausa declarada)"),
    "no-meeting-idle": ("No meeting was due", "No correspondía reunión"),
    "not-known": ("Not known", "No se sabe"),
    "no-year-known": (
        "No meeting is known, and nobody has looked at any year.",
        "No se conoce ninguna reunión, y nadie ha revisado ningún año.",
    ),
    "virtual": ("virtual", "virtual"),
    # reconcile
    "reconcile": ("Reconciliation {year}: {title}", "Conciliación {year}: {title}"),
    "computed": ("Computed", "Calculado"),
    "differences": ("Differences", "Diferencias"),
    "disputes-rows": ("Disputes that touch a row", "Discrepancias que tocan una fila"),
    "disputes-other": ("Other disputes", "Otras discrepancias"),
    "claims": ("{source}: {value}", "{source}: {value}"),
    "we-read": ("We read: {chosen}. {why}", "Leemos: {chosen}. {why}"),
    "no-differences": (
        "Every row agrees with the printed card.",
        "Todas las filas coinciden con lo publicado.",
    ),
    # topics
    "topics": ("Topics: {what}", "Temas: {what}"),
    "topic": ("Topic", "Tema"),
    "events": ("Events", "Eventos"),
    "share": ("Share", "Proporción"),
    "topics-note": (
        "Of {n} events; an event can have several topics, so shares add up to more than 100.",
        "De {n} eventos; un evento puede tener varios temas, por lo que las proporciones suman más de 100.",
    ),
    "topics-note-one": (
        "Of {n} event; an event can have several topics, so shares add up to more than 100.",
        "De {n} evento; un evento puede tener varios temas, por lo que las proporciones suman más de 100.",
    ),
    "least": ("among the least discussed; no figure stated", "entre los menos tratados; sin cifra"),
    "left-out-of-list": (
        "{n} more were left out here, since a job summary holds no more than 1 MiB.",
        "Aquí se omitieron {n} más, pues un resumen admite 1 MiB como máximo.",
    ),
    "left-out-of-list-one": (
        "{n} more was left out here, since a job summary holds no more than 1 MiB.",
        "Aquí se omitió {n} más, pues un resumen admite 1 MiB como máximo.",
    ),
    # show, list, info
    "used-by": ("Named by", "Lo mencionan"),
    "disputes": ("Disputes", "Discrepancias"),
    "list": ("{kind}: {n}", "{kind}: {n}"),
    "title": ("Title", "Título"),
    "detail": ("Detail", "Detalle"),
    "field": ("Field", "Campo"),
    "value": ("Value", "Valor"),
    "coverage": ("Coverage", "Cobertura"),
    "records": ("Records", "Registros"),
    # explain
    "explain": ("{label}, {year}: {light}", "{label}, {year}: {light}"),
    "rule": ("Rule", "Regla"),
    "weaker-rule": ("Weaker rule, for yellow", "Regla más débil, para el amarillo"),
    "count-head": ("What counts", "Lo que cuenta"),
    "weak-head": ("What meets a weaker rule", "Lo que cumple una regla más débil"),
    "left-head": ("What meets a rule but is left out", "Lo que cumple una regla pero se omite"),
    "near-head": ("What nearly counts, and why not", "Lo que casi cuenta, y por qué no"),
    "near-more": (
        "{n} more miss one condition; `--format json` lists them.",
        "Otros {n} no cumplen una condición; `--format json` los muestra.",
    ),
    "near-more-one": (
        "{n} more misses one condition; `--format json` lists it.",
        "Otro más no cumple una condición; `--format json` lo muestra.",
    ),
    "no-candidates": (
        "No event of {year} counts, meets a weaker rule, or misses only one condition.",
        "Ningún evento de {year} cuenta, cumple una regla más débil ni deja de cumplir una sola condición.",
    ),
    "why-head": ("Why", "Por qué"),
    "looked-by": ("looked through {years} [{source}]", "se revisó {years} [{source}]"),
    "paused-by": ("declared paused {years} [{source}]", "pausa declarada {years} [{source}]"),
    "no-coverage": (
        "no coverage is recorded: nobody has looked through any year of this row",
        "no hay cobertura registrada: nadie ha revisado ningún año de esta fila",
    ),
    "too-early": ("not known to have begun by {day}", "no consta que haya empezado al {day}"),
    "from-other-year": ("admitted from another year", "admitido de otro año"),
    "left-out": ("left out by --strict-year", "omitido por --strict-year"),
    "miss": ("{condition}: {has}; the rule asks for {asked}", "{condition}: {has}; la regla pide {asked}"),
    "miss-not": ("{condition}: {has}, which the rule leaves out", "{condition}: {has}, que la regla excluye"),
    "nothing-said": ("not stated", "sin dato"),
    # diff
    "diff": ("What changed: {title}", "Qué cambió: {title}"),
    "from-to": ("From {base} to {head}", "Antes: {base}. Después: {head}."),
    "work-tree": ("the work tree", "los archivos de trabajo"),
    "merge-base": ("where {name} was left ({commit})", "el punto en que se dejó {name} ({commit})"),
    "revision": ("{name} ({commit})", "{name} ({commit})"),
    "folder": ("the folder {name}", "la carpeta {name}"),
    "kind-dataset": ("Dataset", "Conjunto de datos"),
    "kind-institution": ("Institutions", "Instituciones"),
    "kind-indicator": ("Indicators", "Indicadores"),
    "kind-source": ("Sources", "Fuentes"),
    "kind-topic": ("Topics", "Temas"),
    "kind-event": ("Events", "Eventos"),
    "kind-edition": ("Editions", "Ediciones"),
    "kind-dispute": ("Disputes", "Discrepancias"),
    "kind-withdrawn": ("Withdrawn records", "Registros retirados"),
    "n-added": ("{n} added", "agregados: {n}"),
    "n-changed": ("{n} changed", "modificados: {n}"),
    "n-renamed": ("{n} renamed", "renombrados: {n}"),
    "n-withdrawn": ("{n} withdrawn", "retirados: {n}"),
    "n-removed": ("{n} removed", "eliminados: {n}"),
    "n-moved": ("{n} moved", "movidos: {n}"),
    "added": ("added", "agregado"),
    "changed": ("changed", "modificado"),
    "removed": ("removed", "eliminado"),
    "renamed": ("renamed", "renombrado"),
    "withdrawn": ("withdrawn", "retirado"),
    "moved": ("moved", "movido"),
    "place-in": ("in {file}", "en {file}"),
    "place-from": ("from {before} to {file}", "de {before} a {file}"),
    "place-within": ("to another place in {file}", "a otro lugar de {file}"),
    "former-id": ("formerly {id}", "antes {id}"),
    "no-id": ("(no id)", "(sin id)"),
    "withdrawn-reason": ("reason: {reason}", "razón: {reason}"),
    "answers-no-more": ("its id answers no more", "su id ya no responde"),
    "leads-to": ("its id leads to {id} now", "su id lleva ahora a {id}"),
    "in-its-place": ("in its place: {id}", "en su lugar: {id}"),
    "has-errors": ("with errors", "con errores"),
    "absent": ("(none)", "(nada)"),
    "silenced": ("Taken out of the checks", "Queda fuera de la revisión"),
    "n-accepted": ("{n} accepted findings", "{n} hallazgos aceptados"),
    "n-accepted-one": ("1 accepted finding", "1 hallazgo aceptado"),
    "n-excluded": ("{n} patterns of files", "{n} patrones de archivos"),
    "n-excluded-one": ("1 pattern of files", "1 patrón de archivos"),
    "accepts": ("{code} of {id} is accepted: {reason}", "{code} de {id} se acepta: {reason}"),
    "excludes": (
        "files that match {pattern} are no longer read",
        "los archivos que corresponden a {pattern} ya no se leen",
    ),
    "no-record-changed": ("No record changed.", "No cambió ningún registro."),
    "formatting-only": ("Formatting only, no data", "Solo el formato, ningún dato"),
    "cannot-read": ("Cannot be read, so not compared", "No se puede leer, por lo que no se compara"),
    "error-in": ("{kind} {id} in {file}: an error in {side}", "{kind} {id} en {file}: un error en {side}"),
    "side-base": ("the older state", "el estado anterior"),
    "side-head": ("the newer state", "el estado nuevo"),
    "side-both": ("both states", "ambos estados"),
    "effect": ("Effect", "Efecto"),
    "effect-card": ("Scorecard {year}, as of {day}", "Tablero {year}, al {day}"),
    "effect-card-days": (
        "Scorecard {year}, as of {before} before and {after} after",
        "Tablero {year}, al {before} antes y al {after} después",
    ),
    "effect-series-days": (
        "States and gaps, as of {before} before and {after} after",
        "Estados e interrupciones, al {before} antes y al {after} después",
    ),
    "effect-by-day": (
        "The last covered day moves from {before} to {after}; a table with two days shows what that changes.",
        "El último día cubierto pasa del {before} al {after}; una tabla con dos días muestra qué cambia por ello.",
    ),
    "light-changes": ("{n} light changes", "cambia {n} luz"),
    "light-change": ("{n} lights change", "cambian {n} luces"),
    "series-changes": ("{n} series changes", "cambia {n} serie"),
    "series-change": ("{n} series change", "cambian {n} series"),
    "effect-none": (
        "Scorecard {year}, as of {day}: no row changes ({totals}).",
        "Tablero {year}, al {day}: ninguna fila cambia ({totals}).",
    ),
    "effect-series": ("States and gaps, as of {day}", "Estados e interrupciones, al {day}"),
    "effect-no-series": ("No state and no gap changes.", "No cambia ningún estado ni ninguna interrupción."),
    "before": ("Before", "Antes"),
    "after": ("After", "Después"),
    "what-else": ("What else", "Qué más"),
    "gaps-head": ("Gaps", "Interrupciones"),
    "counted-from": ("counted: {before} → {after}", "contadas: {before} → {after}"),
    "shown-from": ("shown: {before} → {after}", "se muestra: {before} → {after}"),
    "appears": ("now differs from the printed card: {what}", "ahora difiere de lo publicado: {what}"),
    "vanishes": ("no longer differs from the printed card: {what}", "ya no difiere de lo publicado: {what}"),
    "still-differs": (
        "still differs from the printed card: {what} printed {published}, computed {before} → {after}",
        "aún difiere de lo publicado: {what}; según lo publicado, {published}; según el cálculo, {before} → {after}",
    ),
    "gap-days": ("{years}: {before} → {after} days", "{years}: {before} → {after} días"),
    "printed-computed": (
        "{what} printed {published}, computed {computed}",
        "{what}; según lo publicado, {published}; según el cálculo, {computed}",
    ),
    "last-from": ("last: {before} → {after}", "última: {before} → {after}"),
    "was-none": ("no such row", "sin esa fila"),
    "published-changes": (
        "A light of a published edition changes: {rows}.",
        "Cambia una luz de una edición publicada: {rows}.",
    ),
    "late-events": (
        "Not in the effect, since they begin after {day}: {ids}.",
        "No entran en el efecto, pues empiezan después del {day}: {ids}.",
    ),
    "effect-left-out": (
        "Left out, since data with errors give no scorecard: {older} in the older state, {newer} in the newer one.",
        "Se omite, pues datos con errores no dan un tablero: {older} en el estado anterior, {newer} en el nuevo.",
    ),
    "effect-from-nothing": (
        "Left out: there was no dataset before.",
        "Se omite: antes no había conjunto de datos.",
    ),
    "see-validate": ("`cbi validate` tells what is wrong.", "`cbi validate` dice qué está mal."),
    # conditions
    "kinds": ("kind", "tipo"),
    "levels": ("level", "nivel"),
    "offices": ("office", "cargo"),
    "not_offices": ("not of the office", "no del cargo"),
    "institutions": ("institution", "institución"),
    "not_institutions": ("not of the institution", "no de la institución"),
    "parties": ("exactly the parties", "exactamente las partes"),
    "modes": ("mode", "modalidad"),
    "statuses": ("status", "situación"),
}


def word(key: str, lang: str, **values: object) -> str:
    """Return the program's word or sentence for a key, with its values filled in.

    ``n`` is the number that the sentence agrees with: of 1, the form ``KEY-one`` is taken, if there is one.
    """
    if str(values.get("n", "")) == "1" and f"{key}-one" in _WORDS:
        key = f"{key}-one"
    text = _WORDS[key][lang == "es"]
    return text.format(**values) if values else text


def month_name(month: int, lang: str) -> str:
    """The full name of a month, 1 to 12."""
    return _to(lang).month(month)


def joined(values: tuple[str, ...], lang: str, last: str = "or") -> str:
    """The values as a phrase: ``a, b or c``."""
    return _to(lang).all_of(values) if last == "and" else _to(lang).any_of(values)


def span(start: str, end: str | None, lang: str, year: int | None = None) -> str:
    """ISO dates, partial or not, as people write them; the year is left out where it is ``year``."""
    return _to(lang).dates(start, end, year)


def _to(lang: str) -> Translator:
    return translate("es" if lang == "es" else "en")
