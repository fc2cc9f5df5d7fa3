"""Vehicle number plates."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer, masked_group

LETTER = "[A-HJ-NP-TV-Z]"
DEPARTMENT = r"(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-6])"
SMALL_WORD = "(?:de|en|et|le|la|ne|se|te|ce|je|me|ma|sa|ta|es|as|va|là|pr|ds|ht|cm|km|kg|mm|ml|ans?|ha|st|ct)"
SAID = r"(?:plaques?|plak[e]?|imm?atric\w*|v[ée]hicule|voiture|scooter|moto|caisse|registration|plate)"
SPECIMENS = frozenset({"AA123AA", "AA123AB", "AB123CD", "AB123AB"})
UNITS = frozenset(
    {"EUR", "TTC", "HT", "CV", "CC", "KM", "KG", "MM", "CM", "ML", "KW", "AN", "ANS", "GB", "DE", "ET", "EN", "ST"}
)


class NumberPlateRecognizer(ShapeRecognizer):
    """The plates since 2009 (AA-123-AA) and before (123 ABC 75): arrêté du 9 février 2009, articles 1 and 2.

    Plates written with spaces need a word about a vehicle near them, so that sums of money never match. The
    specimens that official pages print stay.
    """

    ENTITY = "PLATE"
    PATTERNS = (
        Pattern(
            "with hyphens or in one piece",
            rf"(?<![0-9a-z\-]){LETTER}{{2}}(?:-\d{{3}}-|\d{{3}}|-\d{{3}}|\d{{3}}-){LETTER}{{2}}(?![0-9a-z\-])",
            0.8,
        ),
        Pattern(
            "with spaces, in capitals",
            rf"(?<![0-9a-z\-])(?-i:{LETTER}{{2}}[ .]\d{{3}}[ .]{LETTER}{{2}})(?![0-9a-z])",
            0.7,
        ),
        Pattern(
            "with other signs, or a digit short",
            rf"(?<![0-9a-z\-/])(?:{LETTER}{{2}}[/._]\d{{3}}[/._]{LETTER}{{2}}|"
            rf"(?-i:{LETTER}{{2}}-\d{{2}}-{LETTER}{{2}}))(?![0-9a-z\-/])",
            0.7,
        ),
        Pattern(
            "with spaces, not all in capitals",
            rf"(?<![0-9a-z\-])(?!{SMALL_WORD}[ ])(?!{LETTER}{{2}}[ ]\d{{3}}[ ]{SMALL_WORD}(?![a-z]))"
            rf"{LETTER}{{2}}[ ]\d{{3}}[ ]{LETTER}{{2}}(?![0-9a-z])",
            0.6,
        ),
        Pattern(
            "letter by letter",
            r"(?<![0-9a-z\-])(?-i:[A-Z][ ][A-Z])[ ]\d{3}[ ](?-i:[A-Z][ ][A-Z])(?![0-9a-z])",
            0.7,
        ),
        Pattern(
            "of another country, said to be a plate",
            rf"\b{SAID}\b[^\n\d.?!]{{0,25}}?[ :](?P<value>(?-i:(?=[A-Z0-9 \-]{{0,10}}\d)"
            rf"(?=[A-Z0-9 \-]{{0,10}}[A-Z])[A-Z0-9]{{1,4}}(?:[ \-][A-Z0-9]{{1,5}}){{1,2}}))(?![\w\-])",
            0.6,
        ),
        Pattern("of Germany", r"(?<![\w\-])(?-i:[A-Z]{1,3}-[A-Z]{1,2})[ ]\d{1,4}(?![\w\-])", 0.3),
        Pattern("of Morocco", r"(?<![0-9a-z\-])\d{3,5}[\-|/](?-i:[A-Z])[\-|/]\d{1,2}(?![0-9a-z\-])", 0.7),
        Pattern("with spaces", rf"(?<![0-9a-z\-]){LETTER}{{2}}[ .\-]?\d{{3}}[ .\-]?{LETTER}{{2}}(?![0-9a-z])", 0.2),
        Pattern(
            "before 2009, in capitals",
            rf"(?<![0-9a-z\-.,])(?-i:\d{{2,4}}[ \-]{LETTER}{{2,3}}[ \-]){DEPARTMENT}(?![0-9a-z€])",
            0.6,
        ),
        Pattern("before 2009", rf"(?<![0-9a-z\-.,])\d{{1,4}}[ \-]?{LETTER}{{1,3}}[ \-]?{DEPARTMENT}(?![0-9a-z€])", 0.2),
        Pattern(
            "said to be a plate",
            (
                rf"\b{SAID}\b[^\n\d.?!]{{0,25}}[ :]{{1,2}}"
                rf"(?P<value>{LETTER}{{2}}[ .\-]?\d{{3}}[ .\-]?{LETTER}{{2}})(?![0-9a-z])"
            ),
            0.8,
        ),
        Pattern(
            "said to be an old plate",
            (
                rf"\bimm?atric\w*[^\n\d.?!]{{0,20}}[ :]{{1,2}}"
                rf"(?P<value>\d{{1,4}}[ \-]?{LETTER}{{1,3}}[ \-]?{DEPARTMENT})(?![0-9a-z€])"
            ),
            0.8,
        ),
    )
    CONTEXT = (
        "plaque",
        "immatriculation",
        "immatriculé",
        "immatriculée",
        "immatricule",
        "voiture",
        "véhicule",
        "scooter",
        "moto",
        "plak",
    )

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """A specimen, or a number followed by a unit."""
        value = match.group(masked_group(match))
        characters = "".join(filter(str.isalnum, value.upper()))
        letters = "".join(filter(str.isalpha, characters))
        return characters in SPECIMENS or letters in UNITS
