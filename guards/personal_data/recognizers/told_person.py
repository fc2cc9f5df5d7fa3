"""Names that the sentence announces: « je m'appelle », « Mme », « mon frère », a form's label, a signature."""

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guards.personal_data.lexicon import Lexicon, fold
from guards.personal_data.recognizers.name_reader import WORD, Certainty, NamesIn, names_in
from guards.personal_data.recognizers.shape import labelled
from guards.personal_data.sound import sound

TITLE = (
    r"(?:m\.|mr\.?|mme\.?|mlle\.?|mm\.|monsieur|madame|mademoiselle|ma[iî]tre|me\.?(?=[ ]"
    r"(?-i:[A-ZÀ-Ý]))|m(?=[ ](?-i:[A-ZÀ-Ý]))|dr\.?|docteure?|pr\.?(?=[ ](?-i:[A-ZÀ-Ý]))"
    r"|professeure?|mrs\.?|ms\.?|miss|senhora?|se[ñn]ora?|don|do[ñn]a)"
)
KIN = (
    r"(?:mari|femme|fame|fem|[ée]poux|[ée]pouse|conjointe?|concubine?|compagne|compagnon|partenaire|fiancée?|ex"
    r"(?:[- ](?:mari|femme|conjointe?|compagne|compagnon|époux|épouse))?|fils|fis|filles?|enfants?|enfan|gosses?"
    r"|gamine?s?|petite?s?(?:[- ](?:fils|filles?|enfants))?|b[ée]b[ée]|jumeaux|jumelles|fr[èeé]res?|s(?:oe|œ"
    r"|e)urs?|p[èeé]re|m[èeé]re|maman|papa|parents?|mamie|papi|papy|grand[- ]?(?:p[èe]re|m[èe]re)s?|beau[- ]"
    r"(?:p[èe]re|fr[èe]re|fils)|belle[- ](?:m[èe]re|s(?:oe|œ)ur|fille)|oncle|tonton|tante|neveux?|ni[èe]ces?"
    r"|cousine?s?|filleule?|tutrice|tuteur|ami[es]?|copine?s?|potes?|coloc\w*|voisine?s?|coll[èe]gues?|patronne?"
    r"|boss|chef|propri[ée]taire|proprio|bailleur|bailleresse|locataires?|logeuse|logeur|avocate?|notaire"
    r"|m[ée]decin|conseill[èe]re|conseiller|assistante?(?:[ ]sociale)?|aide[- ][àa][- ]domicile|nounou|nourrice"
    r"|daronne?|reum|reup|d[ée]funte?|feue?|husband|wife|son|daughter|child|children|kids?|brother|sister|father"
    r"|mother|mum|mom|dad|friend|partner|landlord|landlady|neighbou?r|boss|uncle|aunt|nephew|niece|cousin)"
)
POSSESSIVE = (
    r"(?:mon|ma|mes|notre|nos|son|sa|ses|leurs?|ton|ta|tes|votre|vos|my|our|his|her|their|your"
    r"|\d{1,2}|deux|trois|quatre|cinq)"
)
OF_WHOM = (
    r"(?:[ ](?:[àa][ ]moi|ador[ée]e?|a[iî]n[ée]e?|cadette?|mineure?|majeure?|d[ée]c[ée]d[ée]e?"
    r"|actuel(?:le)?|unique|jeune|petite?|grande?|sociale|traitant))?"
)
SAYS_NAME = (
    r"(?:moi[ ]c'?(?:est)?|(?:mon|son|leur|notre)[ ](?:nom|pr[ée]nom)(?:[ ]et[ ](?:nom|pr[ée]nom))?"
    r"(?:[ ]de[ ]\w+)?(?:[ ]complet)?[ ]?(?:est|c'?est|c|:|,)|(?:qui[ ])?s'ap+el+(?:e|ent|ait|er)|se[ ](?:nomme"
    r"|pr[ée]nomme|pr[ée]nommait)|nomm[ée]e?s?|pr[ée]nomm[ée]e?s?|d[ée]nomm[ée]e?|le[ ]?nom[ ][\w' ]{0,30}?"
    r"(?:c'est|c|est)(?!\w)|au[ ]nom[ ]d[eu']|de[ ]la[ ]part[ ]d[eu']|signé[ ]?:?|sign[ée]e?[ ]par|appel(?:ons|er"
    r"|é)[ -](?:la|le)|my[ ](?:full[ ])?name(?:[ ]is|'s|:)|(?:is|was)[ ](?:called|named)|named|on[ ]behalf[ ]of"
    r"|chamo-me|me[ ]llamo|o[ ]meu[ ]nome[ ][ée])"
)
LABEL = (
    r"(?:nom[ ]?/[ ]?pr[ée]noms?|nom(?:s)?(?:[ ](?:de[ ](?:naissance|famille|jeune[ ]fille|la[ ]m[èe]re)|d'usage"
    r"|d'[ée]pouse|marital|complet|du[ ]\w+|et[ ]pr[ée]noms?))?|pr[ée]noms?(?:[ ]et[ ]noms?)?|titulaire(?:s)?"
    r"(?:[ ]du[ ]compte)?|demandeu(?:r|se)|demandeur|d[ée]clarante?(?:[ ]\d)?|usag[èe]re?|[ée]poux(?:[ ]\d)?"
    r"|[ée]pouse(?:[ ]\d)?|conjointe?|b[ée]n[ée]ficiaires?|allocataire|assur[ée]e?|m[èe]re|p[èe]re|enfants?"
    r"(?:[ ]\d)?|fils|fille|porteur|nom[ ]du[ ]porteur|propri[ée]taire|locataire|bailleur|h[ée]bergeant"
    r"|h[ée]berg[ée]e?|repr[ée]sentant(?:[ ]l[ée]gal)?|tuteur|signature|sign[ée]|exp[ée]diteur|destinataire"
    r"|contact|patiente?|salari[ée]e?|employeur|d[ée]funte?|t[ée]moin|interlocut\w+|requ[ée]rante?|soussign[ée]e?"
    r"|full[ ]name|first[ ]name|last[ ]name|surname|name|applicant|spouse|child|holder)"
)
SIGN_OFF = (
    r"(?:merci(?:[ ](?:d'avance|beaucoup|bcp|[àa] vous|pour \w+ \w+))?|cordialement|bien[ ]"
    r"(?:cordialement|[àa][ ]vous)|cdt|cdlt|respectueusement|salutations(?:[ ]\w+)?|bonne[ ]"
    r"(?:journ[ée]e|soir[ée]e)|(?:best|kind)[ ]regards|regards|thanks|thank[ ]you|sincerely|yours)"
)

OWN_WORD = regex.compile(rf"(?<!\w){POSSESSIVE}[ ](?:\w+[ ])?(?P<word>[^\W\d_]{{4,}})[ ]", regex.IGNORECASE)
KIN_HEARD = (
    "mari", "femme", "epouse", "epoux", "conjoint", "conjointe", "compagne", "compagnon", "fille", "filles", "enfant",
    "enfants", "frere", "soeur", "pere", "mere", "maman", "papa", "oncle", "tante", "neveu", "niece", "cousin",
    "cousine", "filleul", "voisin", "voisine", "collegue", "patron", "locataire",
)  # fmt: skip
KIN_SOUNDS = frozenset(map(sound, KIN_HEARD))
INSTITUTION = (
    r"(?!(?:france travail|p[ôo]le emploi|caf|cpam|msa|ameli|urssaf|carsat|cram|dgfip|ants|ofii|ofpra|mdph|ccas)\b)"
)

TOLD = (
    r"(?<!\w)(?:je?[ ]?m'?[ ]?ap+el+e?s?|on[ ]m'?[ ]?ap+el+e?|my[ ](?:full[ ])?name(?:[ ]is|'s|:))(?!\w)[ ]*:?[ ]*",
)
IS_MY_NAME = regex.compile(
    r"(?<![\w'])(?P<value>[^\W\d_]{2,}(?:[ \-][^\W\d_]{2,})?),?[ ](?:c'?[ ]?est|c[ée]|s[ée]|c|is)[ ](?:bien[ ]"
    r"|aussi[ ])?(?:mon|son|ma|notre|leur|my|his|her)[ ](?:vrai[ ]|seul[ ])?(?:nom|pr[ée]nom|name)(?!\w)",
    regex.IGNORECASE,
)
BULLET = r"(?:\d{1,2}[.)°][ ]*|[>\-*•–][ ]*|\[)?"
SURE = (
    rf"(?<![\w'])(?:{TITLE})[ ](?:(?:et|ou)[ ](?:{TITLE})[ ])?",
    rf"(?<!\w){SAYS_NAME}(?:(?<=[':,])|(?!\w))[ ]*:?[ ]*(?:{TITLE}[ ])?",
    rf"(?:^|\n)[ ]*{BULLET}{LABEL}(?:[ ]\([^)\n]{{1,20}}\))?[ ]?(?:[:\]=][ ]*|[ ]{{2,}}|:?[ ]*\n[ ]*)(?:{TITLE}[ ])?",
    r"(?<!\w)(?:nom|pr[ée]nom)[ ](?=[^\W\d_]+(?:[ ][^\W\d_]+)?[ ](?:pr[ée]nom|n[ée]e?|date|secu|sécu|adresse|tel)"
    r"(?!\w))",
    rf"(?:^|[\n,;][ ]*){LABEL}[ ]?:[ ]*(?:{TITLE}[ ])?",
)
LIKELY = (
    (
        rf"(?<!\w){POSSESSIVE}[ ](?:\w+[ ])?{KIN}{OF_WHOM}(?:[ ]?,[ ]?|[ ]:?[ ]?)(?:"
        rf"(?:qui[ ])?s'appel\w+[ ]|c'est[ ]|nomm\w+[ ])?(?:{TITLE}[ ])?{INSTITUTION}"
    ),
)
BELONGS_TO_SOMEBODY = (
    r"(?:dossier|compte|adresse|pension|garde|naissance|d[ée]c[èe]s|mariage|h[ée]ritage|succession|tutelle"
    r"|curatelle|divorce|obs[èe]ques|passeport|permis|carte|acte|demande|projet|inscription|bulletin|scolarit[ée]"
    r"|retraite|contrat|signature|dipl[ôo]me|certificat|alimentaire|voiture|appartement|logement|maison"
    r"|anniversaire|courrier|mail|lettre)"
)
HINTED = (
    r"(?<!\w)(?:c'est|c|ici|this[ ]is|avec|chez|pour|divorc[ée]e?s?[ ](?:de|d'avec)|mari[ée]e?s?[ ](?:[àa]|avec)"
    r"|pacs[ée]e?s?[ ]avec|veu(?:f|ve)[ ]de|fil(?:s|le)[ ]de|m[èe]re[ ]de|p[èe]re[ ]de|ex[ ]de|(?:l')?agente?"
    r"(?:[ ]\w+)?|conseill[èe]re?|(?:la|une|le|un)[ ](?:dame|gars|monsieur|copine|voisine|coll[èe]gue|dénommée?)"
    r"|part[ ]de|num[ée]ro[ ]de|et[ ]moi|dr|par|with|from)[ ]",
    rf"(?<!\w){BELONGS_TO_SOMEBODY}(?:[ ][^\W\d_]+)?[ ](?:de[ ]|d')",
    rf"(?<!\w){KIN}[ ]?,?[ ]",
)
WHO_I_AM = regex.compile(
    r"(?<!\w)(?:je[ ]suis|jsuis|i'?[ ]?am|i'm|ici|cc|coucou|salut)[ ,]{1,2}(?P<value>[^\W\d_])", regex.IGNORECASE
)
MOST_WORDS_IN_A_SIGNATURE = 4
SIGNATURE = regex.compile(
    rf"(?:[.!?…]|\n|(?<!\w){SIGN_OFF}[ ]?[,.!]?)[ ,\n\-]*(?P<value>[^\W\d_][^\d.!?\n,:;@]{{1,45}})[ .\n]*$",
    regex.IGNORECASE,
)
OPENING = regex.compile(r"^[ \n]*(?:bonjour|bonsoir|bjr|salut|hello|hi)?[ ,]*(?P<value>[^\W\d_])", regex.IGNORECASE)
ALONE = regex.compile(
    r"(?<=[.!?…][ ]|\n)(?P<value>(?-i:[A-ZÀ-Ý])[^\W\d_]{2,}(?:[ \-](?-i:[A-ZÀ-Ý])[^\W\d_]+)?)(?=[.!](?:\s|$)|[ ]*\n)"
)
"""One or two words with capitals that make a sentence alone: « … c'est mon numéro. Inaya. »"""
WHO_SPEAKS = regex.compile(r"(?P<value>(?:[^\W\d_]+[ ]){1,3})[àa][ ]l'appareil", regex.IGNORECASE)


SCORE = 0.8
PLACES = {
    Certainty.TOLD: "said to be one's name",
    Certainty.SURE: "after a title or a label",
    Certainty.LIKELY: "after a word of kin or of company",
    Certainty.HINTED: "where a name may come",
}
"""What each certainty is called when it explains a finding."""


class ToldPersonRecognizer(EntityRecognizer):  # type: ignore[misc]
    """Names in the places where people say names. Titles (M., Mme) are left out of the span."""

    ENTITY: ClassVar[str] = "PERSON"

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(supported_entities=[self.ENTITY], name=type(self).__name__, supported_language="fr")
        self._lexicon = lexicon
        self._triggers = tuple(
            (regex.compile(trigger, regex.IGNORECASE), certainty)
            for triggers, certainty in (
                (TOLD, Certainty.TOLD),
                (SURE, Certainty.SURE),
                (LIKELY, Certainty.LIKELY),
                (HINTED, Certainty.HINTED),
            )
            for trigger in triggers
        )

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """The names that the text announces."""
        names = names_in(text, self._lexicon)
        heard = {(*span, PLACES[Certainty.LIKELY]) for span in self._kin_by_ear(names)}
        announced = {
            (*span, PLACES[certainty])
            for trigger, certainty in self._triggers
            for match in trigger.finditer(text, timeout=1.0)
            for span in names.names_from(match.end(), certainty)
        }
        signed = {(*span, "signature") for span in self._signatures(names)}
        signed |= {(*span, "said to be one's name") for span in self._names_said_afterwards(names)}
        introduced = {(*span, "introduction") for span in self._introductions(names)}
        return [
            labelled(self, start, end, SCORE, pattern=place)
            for start, end, place in sorted(announced | heard | signed | introduced)
            if not self._lexicon.is_public_phrase(text[start:end])
        ]

    def _signatures(self, names: NamesIn) -> Iterator[tuple[int, int]]:
        """A few words after the last sentence, all of them name-like; or just before « à l'appareil »."""
        for match in chain.from_iterable(shape.finditer(names.text) for shape in (SIGNATURE, WHO_SPEAKS, ALONE)):
            words = list(WORD.finditer(match.group("value")))
            start = match.start("value")
            end = names.end_of_name(start, Certainty.HINTED)
            if 1 <= len(words) <= MOST_WORDS_IN_A_SIGNATURE and end is not None and end >= start + words[-1].end():
                yield start, end

    @staticmethod
    def _kin_by_ear(names: NamesIn) -> Iterator[tuple[int, int]]:
        """« ma niesse océanne », « mon frer idriss »: a word of kin as it sounds."""
        for match in OWN_WORD.finditer(names.text):
            if sound(fold(match.group("word"))) in KIN_SOUNDS:
                yield from names.names_from(match.end(), Certainty.LIKELY)

    def _names_said_afterwards(self, names: NamesIn) -> Iterator[tuple[int, int]]:
        """« fleury c'est mon nom »: whatever comes before, as long as it is no small word."""
        for match in IS_MY_NAME.finditer(names.text):
            words = list(WORD.finditer(names.text, *match.span("value")))
            while words and names.lexicon.is_function_word(words[0].group()):
                words.pop(0)
            if words and not names.lexicon.is_clear_slip(words[-1].group()):
                yield words[0].start(), words[-1].end()

    def _introductions(self, names: NamesIn) -> Iterator[tuple[int, int]]:
        """Two words or more that open the message, or a name after « je suis »: one word there says what one is."""
        for match in (*OPENING.finditer(names.text), *WHO_I_AM.finditer(names.text)):
            start = match.start("value")
            end = names.end_of_name(start, Certainty.HINTED)
            if end is None:
                continue
            words = WORD.findall(names.text[start:end])
            if len(words) > 1 or (match.re is WHO_I_AM and names.is_rare_first_name(words[0])):
                yield start, end
