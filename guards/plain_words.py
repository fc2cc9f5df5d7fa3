"""Plain words for officialese: reads ``plain_words.yaml`` and says a text again with what means exactly the same.

The table goes one way, from the page's words to the plain ones. Each entry holds in any administrative sentence that
fits its pattern; what depends on the sentence is not in the table.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).with_name("plain_words.yaml")
LEFT_OUT = "may_be_left_out"

OWNERS = r"(?:votre|vos|notre|nos|son|sa|ses|leurs?|ce|cet|cette|ces|certaine?s|plusieurs|tous|toutes?|chaque)\b"
DE_LE = rf"(?:d['’]une?\b|de la\b|de l['’]|du\b|des\b|de {OWNERS})"
A_LE = rf"(?:à une?\b|à la\b|à l['’]|aux?\b|à {OWNERS})"
DETERMINER = rf"(?:(?:une?|la|les?|des) |l['’]|{OWNERS} )"
NUMBER_WORD = (
    r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:-(?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize"
    r"|(?:vingt|trente|quarante|cinquante|soixante)(?:-\w+)*)"
)
NUMBER = rf"(?:\d+(?:[.,\s]\d+)*|{NUMBER_WORD}\b)"
INFINITIVE = (
    r"(?:(?:ne pas|se|vous|lui|leur|les?|la|y|en) |s['’]|l['’])?"
    r"(?!(?:votre|notre|autre|quatre|contre|entre)\b)[^\W\d_]+(?:er|ir|re|oir)\b"
)
ONE_INFINITIVE = rf"(?={INFINITIVE})(?![^.;:]*(?:\b(?:et|ou|ni)|,) (?:de |d['’]){INFINITIVE})"
"""An infinitive that no second one joins: « tenu de lire et de signer » keeps its « de » twice."""
FIELDS = {
    "de": r"(?:du\b|des\b|de\b|d['’])",
    "de le": DE_LE,
    "à le": A_LE,
    "de +inf": rf"(?:de |d['’]){ONE_INFINITIVE}",
    "à": r"(?:aux?\b|à\b|en (?=mairie|préfecture|sous-préfecture|France)|sur place\b|chez\b)",
    "n": rf"(?!1 |0){NUMBER} (?:ans|mois|semaines|jours|heures|minutes)\b",
    "sum": rf"{NUMBER} ?(?:€|euros?\b|%)",
    "number": NUMBER,
    "quantity": rf"{NUMBER} ?(?:€|%|m²|(?:euros|ans?|années?|mois|semaines?|jours?|heures?|minutes?|mètres?|km)\b)",
    "age": rf"(?:(?:au moins|moins de|plus de) )?{NUMBER} ans\b",
    "tenu": r"tenue?s?",
    "aged": r"âgée?s?",
    "child": r"(?:enfants?|personnes?|jeunes?|mineurs?|majeurs?|élèves?|étudiants?)",
    "person": r"(?:vous|ils?|elles?|on)\b(?!(?: ne)? \S*(?:riez|rait|raient)\b)",
    "someone": r"(?:(?:votre|vos|une?|des|les?|sa|son|ses|leurs?|la)\b|l['’])",
    "thing": r"(?:une?|des|plusieurs|différents|différentes|d['’]autres|deux|trois|quatre|\d+)(?!\w)",
    "some": r"(?:votre|vos|une?|des|sa|son|ses|leurs?)\b",
    "doc": rf"{DETERMINER}(?:courrier|lettre|demande|dossier|déclaration|formulaire|copie|réclamation|attestation"
    r"|chèque|justificatifs?|documents?|pièces|certificat)\b",
    "sheet": rf"{DETERMINER}(?:formulaire|imprimé|questionnaire|cerfa)\b",
    "due": rf"{DETERMINER}(?:facture|amende|somme|frais|loyer|montant|taxe|droits|cotisations?|impôt)\b",
    "asked": rf"{DETERMINER}(?:aide|autorisation|dérogation|rendez-vous|remise|délai|avis|report)\b",
    "tool": r" ?(?=formulaire|téléservice|simulateur|imprimé|code|identifiant|numéro|modèle|outil)",
    "modal": r"\b(?:devez|pouvez|doit|doivent|peut|peuvent|il faut)",
    "you may": r"\b(?:devez|pouvez)",
    "stop": r"(?=\s*(?:[,.;:!?)]|$))",
    "start": r"(?:(?<=^)|(?<=[.!?] ))",
}
FIELD = re.compile(r" ?\{([^}]+)\}")
CONTRACTED = {"du": "le", "des": "les", "au": "le", "aux": "les", "de la": "la", "à la": "la"}
TOWARDS = {"du": "au", "des": "aux"}
VOWEL = "aeiouyàâéèêëîïôùûœh"
ELIDED = re.compile(r"(?<!\w)(?P<word>d|n|s|qu|jusqu|puisqu|j|m|t|c)['’]$", re.IGNORECASE)
OPEN = re.compile(r"(?<!\w)(?P<word>de|ne|se|que|jusque|je|me|te|si) $", re.IGNORECASE)
NEGATED = r"(?<!\bne )(?<!\bn['’])"
MODALITY = "modality"
MOST_ROUNDS = 3
"""A plain form may complete an expression that was not there before: « au minimum 16 ans », then « âgé d'au moins »."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One form of an expression: how the pages write it, and what stands instead."""

    kind: str
    """Its class in the table: « time », « modality »…"""
    entry: int
    """Rank of its expression in the table: the forms of one verb share it."""
    official: str
    plain: str
    pattern: re.Pattern[str]
    hint: str
    """Letters in lower case without which the pattern cannot match: most expressions are not in most sentences."""

    def may_be_in(self, lowered: str) -> bool:
        return self.hint in lowered


@cache
def read_wordings(path: Path = TABLE) -> tuple[Wording, ...]:
    """Every form of the table, longest first. Raises ``ValueError`` for an entry that cannot be used."""
    content: dict[str, list[Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = [(kind, entry) for kind, rows in content.items() if kind != LEFT_OUT for entry in rows]
    found = [
        Wording(kind, number, official, plain, _pattern(official, kind), _hint(official))
        for number, (kind, forms) in enumerate(entries)
        for official, plain in forms.items()
    ]
    return tuple(sorted(found, key=lambda wording: len(wording.official), reverse=True))


@cache
def openings_left_out(path: Path = TABLE) -> re.Pattern[str]:
    """What may be taken off the start of a sentence, with its comma."""
    words = yaml.safe_load(path.read_text(encoding="utf-8"))[LEFT_OUT]
    return re.compile(rf"\A\s*(?:{'|'.join(map(_letters, words))}), ", re.IGNORECASE)


def in_plain_words(text: str) -> str:
    """The text with every expression of the table in its plain form. Saying it twice changes nothing more."""
    for _ in range(MOST_ROUNDS):
        before, lowered = text, text.lower()
        for wording in read_wordings():
            if wording.may_be_in(lowered) and wording.pattern.search(text):
                text = _replace(wording, text)
        if text == before:
            break
    return text


def official_wordings(text: str) -> Counter[int]:
    """How many times each expression of the table is there in its official form, by its rank in the table."""
    found: Counter[int] = Counter()
    lowered = text.lower()
    for wording in read_wordings():
        if wording.may_be_in(lowered) and (count := len(wording.pattern.findall(text))):
            found[wording.entry] += count
            text = _replace(wording, text)
    return found


def _replace(wording: Wording, text: str) -> str:
    pieces: list[str] = []
    done = 0
    for match in wording.pattern.finditer(text):
        before = text[done : match.start()]
        said = _filled(wording.plain, match)
        if match.group().strip()[:1].isupper():
            said = said[:1].upper() + said[1:]
        mended = _mend_before(before, match.group().lower(), said)
        if mended is None:
            continue
        pieces += (mended, said)
        done = match.end()
    return "".join((*pieces, text[done:]))


def _mend_before(before: str, old: str, said: str) -> str | None:
    """What stands before the new words, elided or not as they want; None where only a dictionary could tell."""
    starts_with_vowel = said[:1].lower() in VOWEL
    if re.search(r"(?<!\w)l['’]$", before, re.IGNORECASE):
        return before if starts_with_vowel else None
    if match := ELIDED.search(before):
        if match.group("word").lower() == "s" and old[:2] == "il" and said[:2] != "il":
            return None  # « s'il » is « si »
        return before if starts_with_vowel else f"{before[: match.end('word')]}e "
    if match := OPEN.search(before):
        word = match.group("word")
        if word.lower() == "si":
            return f"{before[: match.start()]}{word[0]}'" if re.match(r"ils?\b", said) else before
        return f"{before[: match.end('word') - 1]}'" if starts_with_vowel else before
    return before


def _filled(plain: str, match: re.Match[str]) -> str:
    """The plain form, its fields filled with what the official form met."""
    groups = match.groupdict()

    def fill(field: re.Match[str]) -> str:
        name, space = field.group(1), field.group()[: field.group().index("{")]
        met = groups.get(_group(name))
        if met is None:  # another article than the one that was met
            met = _other_article(name, groups)
        return f"{space}{met}"

    filled = FIELD.sub(fill, plain)
    if re.search(r"['’]$|\s$", match.group()) and not re.search(r"['’]$|\s$", filled):
        filled += " "
    return re.sub(r"\bsi (?=ils?\b)", "s'", filled)


def _other_article(name: str, groups: dict[str, str | None]) -> str:
    met = next((groups[key] for key in map(_group, ("de le", "à le")) if groups.get(key) is not None), None)
    if met is None:
        raise ValueError(f"plain_words.yaml: nothing fills {{{name}}}")
    low = " ".join(met.lower().split())
    if name == "le":
        return CONTRACTED.get(low) or re.sub(r"^(?:de |à |d['’])", "", low)
    return TOWARDS.get(low) or re.sub(r"^(?:de |d['’])", "à ", low)


def _group(name: str) -> str:
    plain = unicodedata.normalize("NFD", name)
    return re.sub(r"\W", "_", "".join(c for c in plain if not unicodedata.combining(c)).replace("+", "before "))


def _pattern(official: str, kind: str) -> re.Pattern[str]:
    pieces: list[str] = []
    done = 0
    for field in FIELD.finditer(official):
        name = field.group(1)
        if name not in FIELDS:
            raise ValueError(f"plain_words.yaml: no field is called {{{name}}}")
        space = r"\s" if field.group().startswith(" ") else ""
        pieces.append(_letters(official[done : field.start()]))
        pieces.append(f"{space}(?P<{_group(name)}>{_spaced(FIELDS[name])})")
        done = field.end()
    pieces.append(_letters(official[done:]))
    body = "".join(pieces)
    start = r"(?<![\w-])" if official[0].isalpha() else ""
    end = r"(?![\w-])" if official[-1].isalnum() else ""
    return re.compile(f"{NEGATED if kind == MODALITY else ''}{start}{body}{end}", re.IGNORECASE)


def _hint(official: str) -> str:
    """The longest run of letters in the words of a form, less its first one: a capital may have lost its accent."""
    return max(re.findall(r"[^\W\d_]+", FIELD.sub(" ", official.lower())), key=len, default="")[1:]


def _letters(written: str) -> str:
    """A pattern for words as written, with any apostrophe and space, and without the accent of a capital."""
    return "".join("['’]" if letter == "'" else r"\s" if letter == " " else _letter(letter) for letter in written)


def _letter(letter: str) -> str:
    bare = unicodedata.normalize("NFD", letter)[0]
    return f"(?:{letter}|(?-i:{bare.upper()}))" if bare != letter else re.escape(letter)


def _spaced(pattern: str) -> str:
    return pattern.replace(" ", r"\s")
