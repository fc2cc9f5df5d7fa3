"""Lines of a page that speak to a machine and not to a person: instructions that somebody planted in a document.

What a page says is data. A passage that gives orders to an assistant is not quoted and not shown to the model.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from guards.hidden_text import INVISIBLE_LETTERS
from guards.normal_form import fold

_NO_WIDTH = rf"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f{''.join(sorted(INVISIBLE_LETTERS))}]"
_SMUGGLED = re.compile(rf"(?:\S{_NO_WIDTH}+ ?{_NO_WIDTH}*){{4,}}|[\U000e0020-\U000e007e]{{4,}}")
"""Letters that are parted one by one by characters of no width, or written in characters that are tags: nobody writes
for people like that. A soft hyphen or two in a long word is no such thing."""

_HUMAN_ASSISTANTS = (
    r"maternel|social|familia|d'education|parlementaire|de vie|de justice|de regulation|dentaire|medica|juridique"
    r"|etranger"
)
_MACHINE = (
    rf"(?:assistants?\b(?!\(e\))(?! (?:{_HUMAN_ASSISTANTS}))|\bias?\b|\bai\b|intelligences? artificielles?"
    r"|modeles? de langue|language models?|\bllms?\b|chatbots?|\bprompt\b)"
)
_ORDER = (
    r"(?:\b(?:lire|lu|lecture|obeir?|doit|doivent|devra|must|should|shall)\b|consignes?|instructions?|\bnote\b|\bregles?\b"
    r"|a l'attention|avant de repondre|before answering|\bdire?\b"
    r"|\bdis\b|reponds|recopie|\bajoute\b|\bindique\b|\btell\b|\bignore)"
)
_TOP_LEVELS = (
    "fr|eu|com|org|net|int|info|gouv|paris|bzh|corsica|alsace|re|nc|pf|yt|wf|pm|be|ch|de|uk|lu|mc|es|it|edu|gov"
)
"""Ends of the addresses that official pages give."""
_PLANTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ORDER}.{{0,60}}{_MACHINE}|{_MACHINE}\b.{{0,60}}{_ORDER}",
        # an order about the person, who is spoken of and not to
        r"\b(?:dis|demande|reponds|indique|precise|conseille)\b.{0,12}\ba l'(?:usager|utilisateur)\b",
        r"\b(?:tell|ask|instruct)\b.{0,12}\bthe user\b",
        r"\b(?:tes|your) (?:consignes|instructions|regles|rules|reglages|settings)\b",
        # an order in the singular opens a sentence: pages say « vous »
        r"(?:^|[.!?:;»)] )(?:(?:et|puis|alors|enfin|aussi|and|then|also|please) )?"
        r"(?:dis|reponds|recopie|ignore|oublie|termine|commence|repete|ecris|insere|omets|traduis"
        r"|ajoute(?! a (?:l'|cela))|add|say|tell|reply|repeat|append|insert|output|print|write|forget)\b(?! pas\b)",
        # about the answer, the conversation or its reader, which no page knows of
        r"\b(?:toute|chaque|cette|ta|tes|la prochaine|la nouvelle|votre) (?:nouvelle )?(?:reponse|replique)s?\b"
        r"(?! (?:negative|positive|ecrite|favorable)).{0,40}\b(?:suit|suivra|commence|debute|se termine|finit|contient"
        r"|mentionne|ajoute|inclu\w*|doit|devra|dira|cite|sans|avec (?:le|ce) (?:mot|code))\b",
        r"\b(?:presentation|format|forme|formule|debut|fin|modele|exemple|contenu|sortie|texte)"
        r" (?:obligatoire |imposee? |attendue? |officielle? )?(?:de|d'une|pour|a donner dans)"
        r" (?:la |une |chaque |toute )?(?:bonne |nouvelle )?reponses? ?(?::|«|$|attendue|obligatoire)",
        r"\b(?:exemples?|modeles?) de (?:bonne |vraie )?(?:reponse|dialogue|conversation|echange)s?\b",
        r"\b(?:in|of|to|with|end|start|begin) (?:your|every|each|all|any) (?:answer|reply|response)s?\b",
        r"\b(?:your|every|each|all|any) (?:answer|reply|response)s?"
        r" (?:must|should|has to|needs? to|with|to|end|start|begin)",
        r"\b(?:cada|toda|tu|tus|en la|en tu) respuestas?\b|\b(?:cada|toda|tua|na tua) respostas?\b",
        r"^(?:usager|utilisateur|user|assistant|system|systeme|bot|human|ia|ai) ?(?:\(\w+\) ?)?:",
        r"[\"']role[\"'] ?:|\brole ?: ?(?:system|assistant|user)|<\|?\w+\|>|\[/?inst\]|<</?sys>>"
        r"|</?(?:system|instructions?)>",
        r"\bje suis (?:un |une |bien |vraiment )*"
        r"(?:etre humain|humaine?|personne reelle|vraie personne|personne physique)\b",
        r"\b(?:mention|avis|avertissement|notice|message|aucune mention)s? (?:d'|de l'|de |sur l'|about )?"
        r"(?:ordinateur|ia\b|intelligence|machine|robot|automatique|automatisee?)"
        r"|\b(?:ai|automated) (?:notice|disclaimer|mention)\b",
        r"\b(?:a la place|au lieu) (?:de ce qui precede|du reste|des autres sources|du texte)"
        r"|\bce qui precede (?:est|ne)\b.{0,20}\b(?:annule|faux|perime|compte)"
        r"|\b(?:autres|toutes les) (?:sources|fiches) (?:sont|doivent|ne)\b",
        r"\b(?:ignor|oubli|disregard|forget|olvid|ignoriere|esque\w+|neglig)\w* (?:\w+ ){0,3}(?:instruction|consigne"
        r"|ce qui precede|(?:tes|vos|ses) regles"
        r"|previous|prior|above|earlier|anterior|previa|vorherig|sources?\b|reste\b)",
        r"\b(?:ignora|olvida|escribe|anade|responde|repite|di|esquece|escreve|acrescenta|ignoriere|schreibe|antworte|yaz"
        r"|unut|scrivi|rispondi|aggiungi)\b (?:que|la|el|las|los|todas?|siempre|o|a|as|immer|alle|das|il|sempre|tutt)",
        r"\bprompts?\b|\bchatbots?\b|\bllms?\b|\bmots? de passe systeme\b|\bmodele de langage\b",
        r"[a-z0-9+/]{48,}={0,2}",
        # what serves an answer by machine, or a fraud: no office asks for it in a page
        r"\b(?:reponses?|outils?|services?|agents?|assistance) (?:automatiques?|automatisee?s?|conversationnel(?:le)?s?"
        r"|virtuel(?:le)?s?)\b.{0,60}\b(?:signe|mentionne|indique|cite|dit|disent|ajoute|doi(?:t|vent)|ne )",
        r"\ba (?:toute personne qui se renseigne|communiquer a (?:tout|chaque) (?:usager|demandeur))\b",
        r"(?<!sans )\b(?:transmettre|envoyer|communiquer|fournir|donner|saisir|adresser)\b.{0,50}"
        r"\b(?:mots? de passe|code (?:secret"
        r"|de (?:la |votre )?carte)|cryptogramme|numero de (?:la |votre )?carte bancaire)\b"
        r"|\b(?:identifiants? et mots? de passe|mots? de passe)\b.{0,60}"
        r"\ba (?:transmettre|envoyer|communiquer|fournir)\b",
        r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,}",
        rf"(?:https?://|@)(?:[\w-]+\.)+(?!(?:{_TOP_LEVELS}|ac-academie)\b)[a-z]{{2,}}(?![\w-]|\.\w)",
        r"[^\W\d_a-z\u00b5\u03bc\u0370-\u03ff]{3,}(?<![a-z])",
        r"<\s*(?:script|img|iframe|svg|object)\b|\bonerror\s*=|!\[[^\]]*\]\(",
    )
)


@lru_cache(maxsize=100_000)  # lines of public pages, read again at each question that finds them
def speaks_to_a_machine(line: str) -> bool:
    """True when a line of a page gives orders to whatever reads it by machine, hides letters or carries active markup.

    It is judged as it reads without invisible characters, which can part the letters of an order.
    """
    if _SMUGGLED.search(line):
        return True
    folded = fold(line)
    return any(pattern.search(folded) for pattern in _PLANTED)


def is_poisoned(lines: Iterable[str]) -> bool:
    """True when one of the lines of a page speaks to a machine: who could write that could write the rest."""
    return any(speaks_to_a_machine(line) for line in lines)
