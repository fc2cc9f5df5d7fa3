"""Tells numbers that everybody can read (laws, judgments, forms, companies, service numbers) from one's own."""

import regex

CHARACTERS_BEFORE = 45
PUBLISHED = regex.compile(
    r"\b(?:arr[êe]t[ée]?s?|d[ée]crets?|lois?|ordonnances?|pourvois?|circulaires?|nor|jorf|jo|articles?|art"
    r"|directives?|r[èe]glements?|cerfa|formulaires?|notices?|conseil d'[ée]tat|cour|cassation|cass|jurisprudence"
    r"|ccas|cedh|cjue|tribunal|avis du conseil|ecli|siren|siret|rcs|rna|idcc|naf|ape|tva"
    r"|norme|iso|code|enqu[êe]te[ ]publique|d[ée]cisions?|cr[ée]ancier|ics|puc[ée]e?|appel[ ]d'offres"
    r"|march[ée][ ]public|d[ée]lib[ée]ration|convention|lot|mod[èe]le|version|fiche"
    r"|isbn)\b[^.?!\n]{0,30}$",
    regex.IGNORECASE,
)
OWN = regex.compile(r"\b(?:mon|ma|mes|dossier|allocataire|compte|my|rg)\b[^.?!\n]{0,20}$", regex.IGNORECASE)
SERVICE_NUMBER = regex.compile(r"0[ .\-]?8(?:[ .\-]?\d){8}|0?8\d{2}[ .]?\d{3}[ .]?\d{3}")
YEARS_OR_DATE = regex.compile(
    r"(?:(?:19|20)\d{2}[ .\-/]{1,3})*(?:19|20)\d{2}|\d{1,2}[ ./\-]\d{1,2}[ ./\-](?:19|20)?\d{2}|\d{4}-\d{2}-\d{2}"
)


def is_public_reference(match: regex.Match[str]) -> bool:
    """Whether what a pattern found is published, belongs to a service, or is only dates."""
    group = "value" if "value" in match.re.groupindex else 0
    value, start = match.group(group), match.start(group)
    if SERVICE_NUMBER.fullmatch(value) or YEARS_OR_DATE.fullmatch(value):
        return True
    before = match.string[max(0, start - CHARACTERS_BEFORE) : start]
    return PUBLISHED.search(before) is not None and OWN.search(before) is None
