"""Lines of a page that speak to a machine and not to a person: instructions that somebody planted in a document.

What a page says is data. A passage that gives orders to an assistant is not quoted and not shown to the model.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from guards.hidden_text import INVISIBLE_LETTERS
from guards.normal_form import fold
from guards.planted_reader import LineReader, read_learned_lines

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
_READER_OF_PAGES = (
    r"(?:(?:les |l'|tout(?:e|es)? |tous |un |une |cher |chers )*(?:robots?|bots?|chatbots?|ias?\b|llms?"
    r"|intelligences? artificielles?|(?:agents?|assistants?|assistance|conseillers?|outils?|services?)"
    r" (?:conversationnel|virtuel|numerique|automatique|automatise|(?:d')?ia\b)\w*"
    r"|(?:systemes?|programmes?|logiciels?|lecteurs?) (?:automati|conversationnel|d'ia\b"
    r"|d'intelligence|non humain|lecteur|qui (?:lit|lisent|repond))\w*"
    r"|machines? (?:qui|lectrice)\w*|modeles? (?:de langu|de langag|d'ia\b|qui lit)\w*|assistants?(?= ?[:,]| qui ))"
    r"|(?:ai|llm|language) ?(?:agents?|assistants?|models?|readers?))"
)
"""How a line calls who reads it by machine."""
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
        # a call to such a reader, or what only such a reader is given: keys, marks of a forged end, another self
        rf"(?:^|[.:;!?(\[«»|—-] ?)(?:\w+ ){{0,3}}(?:aux?|a|pour|par|destinee? (?:a|aux)|attention"
        rf"|si (?:vous|tu) etes|to|for) {_READER_OF_PAGES}",
        rf"^\W*{_READER_OF_PAGES} ?[:,—]",
        r"^\W{0,4}[a-z]+(?:_[a-z]+)+\W{0,2}[:=]|^(?:>>>|<<<)|(?:>>>|<<<)$",
        r"\b(?:fin|debut) (?:de la|du|des|de l'|d') ?(?:fiche|page|document|passages?|sources?|extraits?|contexte"
        r"|consignes)\b(?! de| d'| des| du)",
        r"\b(?:tu (?:es|n'es|seras|deviens|joues|t'appelles|te nommes)|toi,? (?:es|seras)) (?:plus |pas )?"
        r"(?:desormais|maintenant|a present|dorenavant|un agent"
        r"|une? (?:vrai|humain|conseill|fonctionnaire|personne)\w*)",
        r"\b(?:mots?|codes?|jetons?|formules?|phrases?|chaines?|sigles?|expressions?)\b.{0,40}\ba (?:restituer"
        r"|reproduire|recopier|reciter|citer|inserer|repeter|placer|rendre|faire (?:apparaitre|figurer))\b"
        r".{0,60}(?:[:«\"]|reponse|obligatoire)",
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


_NAMES_A_MACHINE = re.compile(_MACHINE)
_ORDERS_A_MACHINE = re.compile(rf"{_ORDER}.{{0,60}}{_MACHINE}|{_MACHINE}\b.{{0,60}}{_ORDER}")
"""Looked for where a machine is named, which few lines do."""
_CERTAIN = 2.0
"""How far above its floor the reader is sure enough to distrust the whole page."""


def speaks_to_a_machine(line: str) -> bool:
    """True when a line of a page gives orders to whatever reads it by machine, hides letters or carries active markup.

    It is judged as it reads without invisible characters, which can part the letters of an order. What no rule knows,
    the reader that learned from examples may.
    """
    return _breaks_a_rule(line) or _excess(line) >= 0


def is_poisoned(lines: Iterable[str], *, by_rules_alone: bool = False) -> bool:
    """True when a line of a page speaks to a machine beyond doubt: who could write that could write the rest.

    ``by_rules_alone`` spares the time of the learned reader, for pages that are not quoted as a whole.
    """
    return any(_breaks_a_rule(line) or (not by_rules_alone and _excess(line) >= _CERTAIN) for line in lines)


@lru_cache(maxsize=100_000)  # lines of public pages, read again at each question that finds them
def _breaks_a_rule(line: str) -> bool:
    if _SMUGGLED.search(line):
        return True
    folded = fold(line)
    if _NAMES_A_MACHINE.search(folded) and _ORDERS_A_MACHINE.search(folded):
        return True
    return any(pattern.search(folded) for pattern in _PLANTED)


@lru_cache(maxsize=100_000)
def _excess(line: str) -> float:
    return _reader().excess(line)


@cache
def _reader() -> LineReader:
    return LineReader(read_learned_lines())
