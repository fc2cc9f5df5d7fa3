"""Numbers that an administration gives to a person or to a case."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.public_reference import is_public_reference
from guards.personal_data.recognizers.shape import ShapeRecognizer, masked_group

HOLDER = (
    r"(?:(?<!fiscale?[ ]de[ ])(?:al+ocat\w*|alloc|dossier|dosier|demandeur|identifiant|ident|id|matricule|usager"
    r"|b[ée]n[ée]ficiaire|adh[ée]rent|client|contrat|abonn[ée]|assur[ée]e?"
    r"|avis(?:[ ]de[ ]contravention)?|contravention|amende|pv|proc[èe]s[- ]verbal|r[ée]f"
    r"(?:[ée]rences?)?|rg|r[ôo]le|minute|parquet|plainte|sinistre|facture"
    r"|demande|recours|requ[êe]te|suivi|recommand[ée]|case|file|application|customer|claimant"
    r"|beneficiary|num[ée]ro[ ]unique|nun|ine|inscription|candidat|agent))"
)
NUMBER_WORD = r"(?:n°|n[o°]s?\b\.?|num\b\.?|num[ée]ros?|nb|number|no\.|#)"
VALUE = (
    r"(?P<value>(?=(?:[/.\-]?[a-z]){0,4}\d)(?=(?:(?:[ /.\-]|[a-z]){0,4}\d){5})[0-9a-z]{1,20}"
    r"(?:[/.\-][0-9a-z]{1,12}|[ ]\d{1,12}){0,6}(?:[ ](?:(?-i:[A-Z])|[bcefghkpqrvwxz])(?![a-z']))?)"
)
AFTER = r"(?![0-9a-z*€%])(?![ .,]?\d)(?![ ]?(?:€|euros?\b|%|m²|km\b|ans?\b))"
UNIT_BEFORE = regex.compile(
    r"(?:rg|eur|ttc|ht|usd|chf|xof|cfa|km|cv|kg|cerfa|siren|siret|rna|rncp|rs|idcc|naf|ape|iso|nf|en|tva|rcs|nor"
    r"|art|cs|bp|tsa|cedex|dt|du|le|au|et|de|a|à|y)[ ]",
    regex.IGNORECASE,
)
"""What may stand in capitals before a number that is nobody's."""
PUBLISHED = regex.compile(r"w\d{9}|fr[ ]?\d{2}(?:[ ]?\d{3}){3}|\d{2}-\d{2}\.\d{3}", regex.IGNORECASE)
"""An association's number in its register, a firm's for the value-added tax, an appeal to the Cour de cassation."""


class CaseNumberRecognizer(ShapeRecognizer):
    """Family allowances, job seekers, housing requests, court cases, fines: any number said to be one's own.

    Published references (decrees, judgments, forms) are nobody's: they stay.
    """

    ENTITY = "CASE_ID"
    PATTERNS = (
        Pattern("number of a person or case", rf"\b{HOLDER}\b[^\n\d?!;]{{0,30}}?[ :°#(]{{1,3}}{VALUE}{AFTER}", 0.7),
        Pattern(
            "one's own number",
            (
                rf"\b(?:mon|ma|son|sa|notre|leur|votre|my|his|her)[ ]"
                rf"(?:\w+[ ]){{0,2}}?{NUMBER_WORD}[^\n\d?!;]{{0,25}}?[ :°]{{1,3}}{VALUE}{AFTER}"
            ),
            0.6,
        ),
        Pattern(
            "numbered",
            rf"(?<![a-z]){NUMBER_WORD}[ :]{{0,3}}(?:est[ ]|c[ ]|c'est[ ](?:le[ ])?|is[ ])?{VALUE}{AFTER}",
            0.5,
        ),
        Pattern(
            "letters and digits joined by signs",
            r"(?<![\w/\-.@])(?=[\w/\-]*?[a-z])(?=(?:[a-z/\-_]*\d){5})(?![lrda]\.?[ ]?\d{1,4}-|boi-|\d+/\d+-[a-z])"
            r"[0-9a-z]{1,14}(?:[/\-_][0-9a-z]{1,14}){1,5}(?![\w@])(?![/\-]\w)",
            0.5,
        ),
        Pattern(
            "letters and digits in one piece",
            r"(?<![\w/\-.@])(?!w\d{9}(?!\w))(?=(?:[a-z]*\d){6})(?=\d*[a-z])[0-9a-z]{7,24}(?![\w@])",
            0.5,
        ),
        Pattern(
            "capitals then groups of digits",
            r"(?<![\w/\-.])\d?(?-i:[A-Z]{1,4})\d{0,3}[ ](?=(?:[ ./\-]?\d){6})\d{2,}(?:[ ./\-]\d{2,}){0,5}"
            r"(?:[ ]?(?-i:[A-Z]{1,2}))?(?![\w€%])(?![ ]?(?:€|euros?\b))",
            0.5,
        ),
        Pattern(
            "groups of digits then capitals",
            r"(?<![\w/\-.])(?=(?:\d[ ./\-]?){7})\d{2,}(?:[ ./\-]\d{2,}){1,5}[ ]?(?-i:(?!EUR|TTC|HT|USD|CHF|XOF|FCFA"
            r"|CFA)[A-Z]{2,8})(?![\w€%])",
            0.5,
        ),
        Pattern(
            "groups of digits, some with a letter",
            r"(?<![\w/\-.])(?=[0-9 ]*(?-i:[A-Z]))(?=(?:(?-i:[A-Z])?[ ]?\d){10})\d{1,4}(?-i:[A-Z])?(?:[ ]\d{1,7}"
            r"(?-i:[A-Z])?){3,6}(?![\w€%])",
            0.5,
        ),
        Pattern("digits apart then a letter", r"(?<!\w)(?:\d[ ]){7}(?-i:[A-Z])(?![\w'])", 0.6),
        Pattern(
            "court case of a year",
            r"(?<![\d/])\d{2}/\d{5}(?![\d/])",
            0.5,
        ),
        Pattern("court case", r"\brg\b[ :]*(?:n°)?[ ]*(?P<value>\d{2}[/ ]\d{3,6})(?!\d)", 0.9),
        Pattern("seven digits and a letter", r"(?<![0-9a-z\-])\d{7}[ ]?(?-i:[A-Z])(?![0-9a-z'\-])", 0.6),
        Pattern("long number ending in letters", r"(?<![0-9a-z\-])\d{9,13}[a-z]{1,6}(?![0-9a-z])", 0.7),
    )
    CONTEXT = ("allocataire", "dossier", "identifiant", "numéro", "référence", "avis", "caf", "demandeur")

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """A published reference, a service number, a run of years, an amount."""
        value = match.group(masked_group(match))
        return is_public_reference(match) or bool(UNIT_BEFORE.match(match.group())) or bool(PUBLISHED.fullmatch(value))
