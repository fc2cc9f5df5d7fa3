"""What a question asks for: an amount, a delay, a place, papers, a permission… Read from its own words."""

import re
from enum import StrEnum

from assistant.pipeline.routes import fold


class Want(StrEnum):
    """What the person wants to be told. A question may want several."""

    AMOUNT = "amount"
    DELAY = "delay"
    """How long, since when, until when, how soon."""
    AGE = "age"
    PLACE = "place"
    """Where to go, whom to ask."""
    PAPERS = "papers"
    PERMISSION = "permission"
    """May I, must I, can they: a yes or a no is expected."""
    CONTACT = "contact"
    """By which number or address somebody is reached."""
    RISK = "risk"
    """What happens otherwise: sanctions and consequences."""


_ASKED: tuple[tuple[Want, str], ...] = (
    (
        Want.AMOUNT,
        r"combien (?:ca |cela |je |on |il |elle |faut il |faut |dois je |vais je "
        r"|est ce que )?(?:\w+ ){0,4}?(?:cout|pay|vers|touch|gagn|recev|rembours|donn|rapport|reclam"
        r"|prend|factur)\w*"
        r"|combien(?! de (?:temps|jours?|mois|semaines?|annees?|ans|fois|pages|personnes"
        r"|heures))(?!.{0,25}\b(?:temps|ans|mois|jours)\b)"
        r"|\b(?:prix|tarifs?|cout\w*|montants?|frais|payant\w*|gratuit\w*|cher|chers|remboursement"
        r"|rembourse\w*|plafond|reduction|sous|thune|fric|salaire|remuner\w*)\b"
        r"|\b(?:how much|price|cost|costs|fee|fees|free)\b|\bquelle somme\b|\bde l heure\b|\bpaye\w*\b",
    ),
    (
        Want.DELAY,
        r"combien de (?:temps|jours?|mois|semaines?|annees?|ans|heures)|\b(?:delais?|duree|duree"
        r"|valable|validite|valide|expire\w*|depuis quand|jusqu a quand|a partir de quand|des quand"
        r"|tous les combien|temps|deadline|how long|how many (?:days|weeks|months|years|hours)"
        r"|until when|by when|since when)\b"
        r"|\bquand\b|\bwhen\b|\bdate limite\b|\bquelles? heures?\b|\ben arriere\b|\b(?:annees?"
        r"|jours?|mois)\b.{0,12}\bcombien\b",
    ),
    (Want.AGE, r"\b(?:quel age|age minimum|age mini|how old|what age|a partir de quel age|jusqu a quel age)\b"),
    (
        Want.PLACE,
        r"(?<!ou )\bou (?:est ce|dois|faut|puis|peut|aller|demander|s adresser|faire|je|on|trouver"
        r"|deposer|envoyer|est)\b"
        r"|\b(?:je|j|il|on) (?:vais|va|demande|m adresse|vas) ou\b|\bou\b$|\ba qui\b"
        r"|\baupres de qui\b|\bchez qui\b|\bdevant (?:qui|quel)\b|\bpar qui\b|\bqui (?:contacter"
        r"|appeler|peut|va|saisir|prevenir)\b"
        r"|\b(?:quel|quelle) (?:tribunal|juge|juridiction|service|administration|organisme|bureau"
        r"|guichet)\b|\bwhere\b|\bwho (?:do|should|can)\b|\bje l envoie\b",
    ),
    (
        Want.PAPERS,
        r"\b(?:papiers?|documents?|pieces?|justificatifs?|dossier|formulaires?|preuves?|attestation"
        r"|certificat|passeport|paperwork|form|proof)\b.{0,30}(?:fournir|donner|faut|avoir|demand\w*"
        r"|apporter|presenter|joindre|signer|need)?"
        r"|\b(?:fournir|apporter|joindre) quoi\b|\bje (?:fournis|donne|apporte) quoi\b",
    ),
    (
        Want.PERMISSION,
        r"\b(?:puis je|peut on|peut il|peut elle|peuvent ils|pourrai je|pouvez vous|a t on|ai je"
        r"|a t il|ont ils|dois je|doit on|doit il|doit elle|faut il|suis je|est ce que|est il"
        r"|est elle|est ce|sont ils|existe t il)\b"
        r"|\b(?:le|la|du|au|un) droit\b|\b(?:j ai|ils ont|il a|on a|elle a|ont|a) (?:le )?droit\b"
        r"|\b(?:je|j|on|il|elle|ils) (?:peux|peut|peuvent|dois|doit|doivent|suis oblige\w*)\b"
        r"|\b(?:oblige\w*|obligatoire|autorise\w*|interdit\w*|permis de|legal\w*|possible|normal"
        r"|permet\w*|suffi\w*|besoin d\w*)\b|\b(?:can|may|must|do|does|am|is|are) (?:i|we|my|it|they"
        r"|he|she)\b|\b(?:fo|faut) (?:t )?(?:il|un|une|que|demander)\b|\bou pas\b",
    ),
    (
        Want.CONTACT,
        r"\b(?:appel(?:er|le|les|ez)|telephon\w*|numeros? (?:de tel\w*|a appeler|vert)|joindre|contact\w*|sms|mails?"
        r"|courriels?|e mails?|call|phone|text|reach|email)\b",
    ),
    (
        Want.RISK,
        r"\b(?:risque\w*|sanctions?|amendes?|penalit\w*|puni\w*|consequences?|que se passe"
        r"|qu est ce qui se passe|quoi si|what happens|fine|penalty)\b",
    ),
)
_PATTERNS = tuple((want, re.compile(pattern)) for want, pattern in _ASKED)
_SIGNS = re.compile(r"['’\-]")


_NUMBER = r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente)"
_STATED: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.AMOUNT, re.compile(r"\d ?(?:€|euros?\b|%|points?\b)|\b" + _NUMBER + r" (?:mois de loyer|loyers)\b")),
    (Want.DELAY, re.compile(r"\b" + _NUMBER + r" (?:jours?|semaines?|mois(?! de loyer)|ans?|annees?|heures?)\b")),
)
"""Figures of a question that takes them for granted."""
_TAKEN_FOR_GRANTED = re.compile(
    r"\b(?:c est (?:bien|exact|correct|vrai|ca)|n est ce pas|hein|bien|donc|du coup|vu que?|puisque?|sachant que?"
    r"|comme (?:il|on|c|elle|ca|j|l|la|le|les)|etant donne|on m a dit|il parait|j ai (?:lu|entendu|cru)|cru comprendre"
    r"|il dit|elle dit|d apres|selon (?:lui|elle|mon|ma)|correct|right|isn t it|since|so i)\b|\b(?:non|right|si)$"
)
"""Ways to have confirmed what one believes."""


def read_wants(question: str) -> frozenset[Want]:
    """What a question asks for; empty for « how do I… » and for a subject alone.

    Who takes a figure for granted (« on a bien quinze jours ? ») is told what the page says of such figures.
    """
    plain = fold(_SIGNS.sub(" ", question))
    asked = frozenset(want for want, pattern in _PATTERNS if pattern.search(plain))
    if not _TAKEN_FOR_GRANTED.search(plain):
        return asked
    return asked | {want for want, pattern in _STATED if pattern.search(plain)}


_GIVEN: tuple[tuple[Want, str], ...] = (
    (Want.AMOUNT, r"\d ?(?:€|euros?\b|%)|\b(?:gratuit|montant|tarif|remuner|paye)"),
    (
        Want.DELAY,
        r"\b(?:\d+|un|deux|trois|quatre|cinq|six|dix|quinze) (?:jour|mois|an|semaine|heure|annee)s?\b"
        r"|\b(?:delai|duree|valable|jusqu'au?|avant le|1er)\b|\b\d{1,2} h\b|\b\d{4}\b",
    ),
    (Want.AGE, r"\b\d+ ans\b"),
    (
        Want.PLACE,
        r"\b(?:mairie|prefecture|sous-prefecture|caf|msa|cpam|mdph|caisse|tribunal|juge|notaire|huissier|consulat"
        r"|commissariat|gendarmerie|guichet|service|procureur|maison departementale|pole emploi"
        r"|inspect\w+|employeur|banque"
        r"|assureur|assurance|departement|conseil de prud)|\b(?:en ligne|teleservice|adress\w+"
        r"|courrier|saisir|demande)\b",
    ),
    (
        Want.PAPERS,
        r"\b(?:pieces?|documents?|justificatifs?|formulaire|cerfa|photocopie|copie|carte|passeport|livret|acte"
        r"|attestation|photo)\b",
    ),
    (
        Want.PERMISSION,
        r"\b(?:oui|non|pouvez|peut|peuvent|devez|doit|doivent|droit|possible|n'est pas|ne sont pas|sans|il faut)\b"
        r"|\b(?:interdi|autoris|obligat|dispens|exig)",
    ),
    (Want.CONTACT, r"\b(?:telephone|messagerie|sms|courriel|mail|numero|appel)\b|\b\d\d \d\d\b"),
    (Want.RISK, r"\b(?:amende|sanction|peine|emprisonnement|risque|resili|poursui|dommages)"),
)
_SIGNS_OF = {want: re.compile(pattern) for want, pattern in _GIVEN}


_VERDICT = re.compile(r"^(?:oui|non)\b(?!-)")
_RULE = re.compile(
    r"\b(?:pouvez|peut|peuvent|pourr\w+|devez|doit|doivent|devr\w+|interdit\w*|autoris\w+|oblig\w+|droit|possible|permet"
    r"|tenus?|tenues?|dispens\w+|suffit|valable|exige\w*)\b|\b(?:n'est|ne sont|n'a|n'ont|n'avez) pas\b|\baucune?\b"
)


def opens_with_verdict(folded: str) -> bool:
    """Whether a folded text opens with a yes or a no."""
    return _VERDICT.search(folded) is not None


def states_rule(folded: str) -> bool:
    """Whether a folded sentence allows, forbids or obliges."""
    return opens_with_verdict(folded) or _RULE.search(folded) is not None


def answers_want(want: Want, folded: str) -> bool:
    """Whether a folded text holds what such a question asks for: an amount for « combien », a place for « où »."""
    return _SIGNS_OF[want].search(folded) is not None
