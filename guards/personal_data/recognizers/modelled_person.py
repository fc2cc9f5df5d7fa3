"""Names that the language model sees, less the words that only look like names."""

from collections.abc import Iterator
from typing import ClassVar

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guards.personal_data.lexicon import Lexicon
from guards.personal_data.recognizers.name_reader import LONGEST_ACRONYM, PARTICLES, WORD, Certainty, NamesIn, names_in
from guards.personal_data.recognizers.shape import labelled

MODEL_LABEL = "PER"
NAMED_DIRECTLY = regex.compile(
    r"(?<!\w)(?:arr[êe]t[ée]s?|d[ée]crets?|accords?|trait[ée]|salle|quartier|groupe[ ]scolaire"
    r"|cr[èe]che|maternelle|maison|centre|foyer|ehpad|zone|station|fichier|logiciel"
    r"|plateforme|portail|outil|indice|score|test|bar[èe]me|[ée]chelle|grille|groupe|programme|label|ch[èe]que"
    r"|bourse|prix|concours|op[ée]ration|mod[èe]le|marque|enseigne|cha[îi]ne|cabinet|soci[ée]t[ée]"
    r"|entreprise|agence|garage|restaurant|boulangerie|pharmacie)[ ]$",
    regex.IGNORECASE,
)
"""« la grille Aggir », « l'arrêté Miot »: a thing that is called so. Behind these words « de » may lead to somebody."""
CALLED_AFTER = regex.compile(
    r"[ ](?:law|act|bill|reform|scheme)(?!\w)|[ ]?(?:&|et)[ ](?:fils|cie|co|associ[ée]s)(?!\w)", regex.IGNORECASE
)
"""« the Jules Ferry law », « Martin & Fils »."""
LABEL = regex.compile(r"[ ]?:|\.[ ](?-i:[a-zà-ÿ])")
"""After a word alone at the start of a sentence: what a form asks, or an abbreviation (« Cass. soc. »)."""
BODY_BEFORE = regex.compile(r"(?<!\w)(?:ville|commune|mairie|caf|cpam|urssaf)[ ]$", regex.IGNORECASE)
"""« la dame de la caf Sandra Boucher »: a body may stand before somebody's whole name."""
NAMED_AFTER_SOMEBODY = regex.compile(
    r"(?:\b(?:lois?|rues?|avenue|av\.?|boulevard|bd|(?<!à[ ]la[ ])place|quai|square|all[ée]e|impasse|chemin|route"
    r"|coll[èe]ge|lyc[ée]e|[ée]cole|h[ôo]pital|clinique|stade|gymnase|m[ée]diath[èe]que|a[ée]roport|gare|station"
    r"|m[ée]tro|arr[êe]t|jurisprudence|amendement|rapport|dispositif|plan|prime|livret|pass|carte|vignette"
    r"|fondation|institut|universit[ée]|mutuelle|assurance|banque|magasin|supermarch[ée]|compte|site|appli"
    r"(?:cation)?|espace|service|ville|commune|mairie|caf|cpam|urssaf|article|cit[ée]|r[ée]sidence|parc|pont|tour"
    r"|bail|m[ée]thode|maladie|syndrome|statut|r[ée]gime|loi[ ]\w+[ ]et|ou[ ]loi)[ ](?:de[ ](?:la[ ])?|du[ ]|d'"
    r"|des[ ])?|\b(?:bosse|travaille|employ[ée]e?|embauch[ée]e?|achet[ée]e?|command[ée]e?|caiss\w+|vendeu\w+"
    r"|client\w*|abonn[ée]e?)[ ]chez[ ]|\b(?:sur|via|from[ ]the)[ ]|\bl[ae]s?[ ]|\bl')$",
    regex.IGNORECASE,
)
ONE = regex.compile(r"\bune?[ ]$", regex.IGNORECASE)
PART = regex.compile(r"[^\n:;,/|]+?(?=[ ]{2}|[\n:;,/|]|$)|[^\n:;,/|]+")
BEFORE = regex.compile(r"(?P<word>[^\W\d_]+(?:['\-][^\W\d_]+)*)[ ]$")
SHORTEST = 3
LONGEST_SMALL_WORD = 2
SHORTEST_SURNAME_IN_CAPITALS = 4
THE = regex.compile(r"\b(?:l[ae]s?|du|au|aux|des|cette|ce)[ ]$", regex.IGNORECASE)
"""« un Jonathan » is somebody, « la Sandra » a boat or a street."""
SCORE = 0.8


class ModelledPersonRecognizer(EntityRecognizer):  # type: ignore[misc]
    """Reads the spans that the engine labelled as persons, in a text whose unknown words were capitalised for it."""

    ENTITY: ClassVar[str] = "PERSON"

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(supported_entities=[self.ENTITY], name=type(self).__name__, supported_language="fr")
        self._lexicon = lexicon

    def load(self) -> None:
        """Nothing to load: the engine is passed in with each text."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """The names among the spans of the model, and the first names that it did not see."""
        names = names_in(text, self._lexicon)
        seen = [
            (entity.start_char, entity.end_char)
            for entity in (nlp_artifacts.entities if nlp_artifacts else ())
            if entity.label_ == MODEL_LABEL
        ]
        first_names = [
            word.span()
            for word in WORD.finditer(names.text)
            if names.is_rare_first_name(word.group())
            and (
                self._has_a_capital(word.group())
                if names.is_capitalised(word.group())
                else self._is_first_name_in_lower_case(names, word)
            )
        ]
        pieces = [piece for start, end in (*seen, *first_names) for piece in self._pieces(names.text, start, end)]
        pieces += self._unknown_runs(names)
        pieces += self._capital_runs(names)
        results = []
        for start, end in pieces:
            first = self._first_start(names, start)
            if not self._is_something_else(names, first, start, end):
                results += [
                    labelled(self, *name, SCORE, pattern="seen by the model or in the list of first names")
                    for name in self._widened(names, first, end)
                    if not self._lexicon.is_public_phrase(names.text[slice(*name)])
                ]
        return results

    @staticmethod
    def _has_a_capital(word: str) -> bool:
        """A capital, and no initials: « IBAN » is a Basque name too."""
        return not (word.isupper() and len(word) <= LONGEST_ACRONYM)

    def _is_first_name_in_lower_case(self, names: NamesIn, match: regex.Match[str]) -> bool:
        """A first name and nothing else, even by ear where the rest is spelled by ear too."""
        word = match.group()
        if not names.lower_case_tells or self._lexicon.is_ordinary(word):
            return False
        return not self._lexicon.sounds_ordinary(word) or names.is_well_spelled_around(*match.span())

    def _capital_runs(self, names: NamesIn) -> Iterator[tuple[int, int]]:
        """Two words or more in a row with capitals, which neither the index nor the dictionary explains."""
        if not (names.capitals_tell and names.lower_case_tells):
            return
        run: list[regex.Match[str]] = []
        for word in (*WORD.finditer(names.text), None):
            follows = bool(run) and word is not None and self._follows(names, run[-1], word)
            if word is not None and names.is_capitalised(word.group()) and (follows or not run):
                run.append(word)
                continue
            if word is not None and follows and word.group().lower() in PARTICLES:
                run.append(word)
                continue
            yield from self._names_in_run(run)
            run = [word] if word is not None and names.is_capitalised(word.group()) else []

    @staticmethod
    def _follows(names: NamesIn, before: regex.Match[str], word: regex.Match[str]) -> bool:
        """Whether a word goes on with the one before it: in one line, or a first name under a surname in capitals."""
        between = names.text[before.end() : word.start()]
        is_under = between in (" \n", "\n") and before.group().isupper() and not word.group().isupper()
        return between == " " or is_under

    def _names_in_run(self, run: list[regex.Match[str]]) -> Iterator[tuple[int, int]]:
        words = list(run)
        while words and (self._is_edge(words[0].group(), len(words)) or self._lexicon.is_public_name(words[0].group())):
            words.pop(0)
        while words and (self._is_edge(words[-1].group(), len(words)) or words[-1].group().lower() in PARTICLES):
            words.pop()
        if all(word.group().isupper() for word in words) and any(self._is_acronym(word.group()) for word in words):
            return
        strange = [word.group() for word in words if not self._lexicon.is_ordinary(word.group())]
        is_known = any(self._lexicon.is_public_name(word.group()) for word in words)
        if len(words) > 1 and strange and not is_known:
            yield words[0].start(), words[-1].end()

    @staticmethod
    def _is_acronym(word: str) -> bool:
        return word.lower() not in PARTICLES and len(word) < SHORTEST_SURNAME_IN_CAPITALS

    def _unknown_runs(self, names: NamesIn) -> Iterator[tuple[int, int]]:
        """Two lower-case words or more in a row that no list knows: a first name and a surname typed in haste."""
        if not names.lower_case_tells:
            return
        run: list[regex.Match[str]] = []
        for word in (*WORD.finditer(names.text), None):
            if (
                word is not None
                and self._may_be_in_a_run(word.group())
                and (not run or word.start() == run[-1].end() + 1)
            ):
                run.append(word)
                continue
            yield from self._name_in_run(names, run)
            run = [word] if word is not None and self._may_be_in_a_run(word.group()) else []

    def _name_in_run(self, names: NamesIn, run: list[regex.Match[str]]) -> Iterator[tuple[int, int]]:
        """The run without the rare words at its ends, but for one before a listed surname."""
        words = list(run)
        while words and self._is_rare(words[-1].group()):
            words.pop()
        while words and self._is_rare(words[0].group()) and not (len(words) > 1 and self._is_listed(words[1].group())):
            words.pop(0)
        is_unknown = any(self._is_unknown(word.group()) or self._lexicon.is_surname(word.group()) for word in words)
        if len(words) > 1 and is_unknown and self._may_be_a_name(names, words[0].start(), words[-1].end()):
            yield words[0].start(), words[-1].end()

    def _is_rare(self, word: str) -> bool:
        """An ordinary word that is no name."""
        return self._lexicon.is_ordinary(word) and not self._is_listed(word)

    def _may_be_in_a_run(self, word: str) -> bool:
        """Unknown, or a name even if it is an ordinary word too (« auguste », « marie »), or a rare word."""
        return self._is_unknown(word) or (
            word.islower()
            and not self._lexicon.is_function_word(word)
            and (self._is_listed(word) or not self._is_everyday(word))
        )

    def _may_be_a_name(self, names: NamesIn, start: int, end: int) -> bool:
        """Words in lower case: in a text that is well spelled, one that is no slip is enough; elsewhere none may be."""
        words = WORD.findall(names.text, start, end)
        known = [self._is_listed(word) and not self._lexicon.sounds_ordinary(word) for word in words]
        if names.is_well_spelled_around(start, end):
            return any(known) or any(not self._lexicon.is_clear_slip(word) for word in words)
        is_slip = self._lexicon.is_clear_slip if any(known) else self._lexicon.is_slip
        return not any(is_slip(word) and not is_known for word, is_known in zip(words, known, strict=True))

    def _is_listed(self, word: str) -> bool:
        return self._lexicon.is_first_name(word) or self._lexicon.is_surname(word)

    def _is_unknown(self, word: str) -> bool:
        return (
            word.islower()
            and len(word) > LONGEST_SMALL_WORD
            and not self._lexicon.is_ordinary(word)
            and not self._lexicon.is_function_word(word)
            and not self._lexicon.lacks_apostrophe(word)
        )

    def _pieces(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a span that one name can fill, without the titles and small words at their ends."""
        for part in PART.finditer(text, start, end):
            words = list(WORD.finditer(text, part.start(), part.end()))
            while words and self._is_edge(words[0].group(), len(words)):
                words.pop(0)
            while words and (self._is_edge(words[-1].group(), 1) or words[-1].group().lower() in PARTICLES):
                words.pop()
            if words:
                yield words[0].start(), words[-1].end()

    def _is_edge(self, word: str, words: int) -> bool:
        if self._lexicon.is_function_word(word):
            return True
        return words > 1 and self._lexicon.is_official(word) and not self._lexicon.is_first_name(word)

    def _is_something_else(self, names: NamesIn, first: int, start: int, end: int) -> bool:
        words = WORD.findall(names.text[start:end])
        before = names.text[max(0, first - 40) : first]
        if len(names.text[start:end]) < SHORTEST or any(character.isdigit() for character in names.text[start:end]):
            return True
        if NAMED_DIRECTLY.search(before) or CALLED_AFTER.match(names.text, end):
            return True
        is_label = LABEL.match(names.text, end) is not None and names.opens_a_sentence(start)
        if len(words) == 1 and is_label and not names.is_rare_first_name(words[0]):
            return True
        if NAMED_AFTER_SOMEBODY.search(before):
            is_whole_name = len(words) > 1 and names.is_rare_first_name(words[0])
            return not (is_whole_name and BODY_BEFORE.search(before))
        if ONE.search(before) and not names.is_rare_first_name(words[0]):
            return True
        if len(words) == 1 and self._lexicon.is_public_name(words[0]):
            return True
        if all(self._lexicon.is_official(word) for word in words):
            follows_article = len(words) == 1 and THE.search(before) is not None
            return follows_article or not any(self._is_capitalised_first_name(names, word) for word in words)
        if any(names.is_rare_first_name(word) for word in words):
            return len(words) == 1 and THE.search(before) is not None
        if not any(names.is_capitalised(word) for word in words):
            return not names.lower_case_tells or not self._is_lower_case_name(names, start, end)
        if len(words) == 1:
            is_acronym = words[0].isupper() and len(words[0]) <= LONGEST_ACRONYM
            return is_acronym or THE.search(before) is not None
        return False

    def _is_lower_case_name(self, names: NamesIn, start: int, end: int) -> bool:
        """No ordinary word, none that lost its apostrophe, and none that is badly typed."""
        words = WORD.findall(names.text, start, end)
        unlisted = [word for word in words if not self._is_listed(word)]
        if any(self._lexicon.is_ordinary(word) or self._lexicon.lacks_apostrophe(word) for word in unlisted[1:]):
            return False
        if unlisted and not self._may_go_with(unlisted[0], words):
            return False
        if len(words) == 1 and self._lexicon.is_slip(words[0]):
            return False
        return self._may_be_a_name(names, start, end)

    def _may_go_with(self, word: str, words: list[str]) -> bool:
        """Unknown; or a rare word of the dictionary that stands before a surname (« violeta stănescu »)."""
        if not self._lexicon.is_ordinary(word):
            return not self._lexicon.lacks_apostrophe(word) or any(map(self._is_listed, words))
        return word == words[0] and self._is_listed(words[-1]) and not self._is_everyday(word)

    def _is_everyday(self, word: str) -> bool:
        return all(
            self._lexicon.is_official(part) or self._lexicon.sounds_ordinary(part) for part in word.split("-") if part
        )

    def _is_capitalised_first_name(self, names: NamesIn, word: str) -> bool:
        return names.is_capitalised(word) and self._lexicon.is_first_name(word)

    def _first_start(self, names: NamesIn, start: int) -> int:
        """Where the name-like words that lead to a span begin."""
        while (before := BEFORE.search(names.text[:start])) and self._may_begin(
            names, before.group("word"), before.start("word")
        ):
            start = before.start("word")
        return start

    def _widened(self, names: NamesIn, start: int, end: int) -> list[tuple[int, int]]:
        """The span with the name-like words that follow it, and the names coordinated with it."""
        after = names.names_from(start, Certainty.SURE)
        if after and after[0][1] >= end:
            return after
        return [(start, end), *after[1:]]

    def _may_begin(self, names: NamesIn, word: str, start: int) -> bool:
        if word.lower() in PARTICLES and names.is_capitalised(word) and not names.opens_a_sentence(start):
            return True
        if self._is_capitalised_first_name(names, word):
            return True
        if self._lexicon.is_function_word(word) or self._lexicon.is_ordinary(word):
            return False
        return names.is_capitalised(word) or (names.lower_case_tells and not self._lexicon.is_slip(word))
