"""Numbers of identity cards, passports, driving licences, visas and residence permits."""

from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer

SAID = (
    r"(?:cni|carte(?:s)?[ ](?:nationale[ ])?(?:d'?[ ]?)?i?dentit\w*|pass?e?ports?|permis?|titres?"
    r"(?:[ ]de)?[ ]s[ée]jour|cartes?(?:[ ]de)?[ ](?:s[ée]jour|r[ée]sidente?)|r[ée]c[ée]piss[ée]s?"
    r"|visas?|agdref|[ée]tranger|residence[ ](?:permit|card)|driving[ ]licen[cs]e|identity[ ]card"
    r"|id[ ]card|livret[ ]de[ ]famille|carte[ ]d'?invalidit[ée]|cmi|titre[ ]de[ ]voyage)"
)
VALUE = (
    r"(?P<value>(?=[0-9a-z/.\-]*\d[0-9a-z/.\-]*\d)(?=(?:[/.\-]?[0-9a-z]){7})[0-9a-z]+"
    r"(?:[/.\-][0-9a-z]+){0,5}|\d{2,4}(?:[ ]\d{2,6}){2,5})"
)


class IdentityDocumentRecognizer(ShapeRecognizer):
    """The shapes that French documents have, and any number said to be that of a document.

    A passport has two digits, two letters, five digits; the identity card since 2021 nine letters and digits; the
    older one twelve digits, as the driving licence.
    """

    ENTITY = "ID_DOC"
    PATTERNS = (
        Pattern("French passport", r"(?<![0-9a-z])\d{2}[a-z]{2}\d{5}(?![0-9a-z])", 0.8),
        Pattern("French passport, apart", r"(?<![0-9a-z])\d{2}[ .\-]?(?-i:[A-Z]{2})[ .\-]?\d{5}(?![0-9a-z])", 0.7),
        Pattern(
            "French passport or licence, letter by letter",
            r"(?<![0-9a-z])\d[ ]?\d[ ](?-i:[A-Z][ ][A-Z])(?:[ ]?\d){5}(?![ ]?\d)(?![0-9a-z])",
            0.7,
        ),
        Pattern(
            "identity card since 2021",
            (
                r"(?<![0-9a-z\-])(?=(?:[A-Z]*\d){2})(?=(?:\d*[A-Z]){2})"
                r"(?=[0-9A-Z]*\d[0-9A-Z]*[A-Z][0-9A-Z]*\d)(?-i:[0-9A-Z]{9})(?![0-9a-z\-])"
            ),
            0.6,
        ),
        Pattern("identity card before 2021", r"(?<![0-9a-z])\d{4}[ ]?(?:\d{3}|2[ab]\d)[ ]?\d{5}(?![0-9a-z])", 0.5),
        Pattern("French visa", r"(?<![0-9a-z])fra[0-9a-z]{8,10}(?![0-9a-z])(?<=\d{3})", 0.8),
        Pattern(
            "said to be a document",
            (
                rf"\b{SAID}\b[^\n\d?!;]{{0,40}}?[ :°]{{1,3}}{VALUE}(?![0-9a-z*€])(?![ ]?(?:€|euros?\b|ans?\b"
                rf"|mois\b|jours?\b))"
            ),
            0.7,
        ),
        Pattern(
            "said to be the second document",
            (
                rf"\b{SAID}\b[^\n\d?!;]{{0,40}}?[ :°]{{1,3}}[0-9a-z]{{7,14}}[ ]?(?:,|et|and)[ ]?"
                rf"(?:n°[ ]?)?{VALUE}(?![0-9a-z*€])(?![ ]?(?:€|euros?\b))"
            ),
            0.6,
        ),
    )
    CONTEXT = ("cni", "identité", "passeport", "permis", "séjour", "récépissé", "visa", "titre", "passport", "licence")
