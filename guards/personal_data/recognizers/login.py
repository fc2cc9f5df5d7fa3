"""Logins, passwords and codes."""

from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer

WORD_FOR_IT = r"(?:mots?[ ]de[ ]pas\w*|mdp|pass?word|passwd|pwd|passcode|code[ ]secret|phrase[ ]secr[èe]te)"
LOGIN = (
    r"(?:identifian\w*|login|user|log[ -]?in|user[ ]?name|user[ ]?id|pseudo(?:nyme)?"
    r"|nom[ ]d'utilisateur|utilisateur|acc[èe]s[ ]en[ ]ligne)"
)
UNIT = r"[ ]?(?:€|euros?\b|ans?\b|mois\b|jours?\b|km\b|m²|%)"
COMMON_WITH_FIGURES = (
    r"(?:covid|sars|iphone|windows|win|android|ios|galaxy|office|article|art|cerfa|loi|euro|norme|iso|crit|rt|re"
    r"|tva|bac|sp|pm|co|no|mp|h|g|a|b|c|d|e|n|m|t|f|p|r|s|v|ip|ipv|html|usb|bus|ligne|tram|metro|ter|tgv|vol|dpt"
    r"|dept|paris|lyon|marseille|janv|fev|mars|avril|mai|juin|juil|aout|sept|oct|nov|dec)\d"
)
CODE = (
    r"code[ ](?:d'?[ ]?acc[èe]s|provisoire|temporaire|re[çc]u|secret|confidentiel|personnel|pin"
    r"|sms|d'activation|d'authentification|de[ ](?:v[ée]rification|confirmation|connexion"
    r"|s[ée]curit[ée]|r[ée]cup[ée]ration|validation)|d'invitation|unique)"
    r"|code[ ](?:de[ ]|d'|du[ ])?(?:secours|r[ée]cup\w*|sauvegarde|d[ée]blocage|s[ée]curit[ée]|entr[ée]e|immeuble"
    r"|porte|parrainage|cession|promo|avantage|activation|invitation|client|confirmation)"
    r"|(?:access|security|verification|confirmation|recovery|one[- ]time)[ ]code|otp|pin|digicode|cryptogramme|cvv|cvc"
)
SAYS = r"[ ]*(?::|=|->|(?<!\w)(?:c'est|c'[ée]t(?:ait|é)|cest|c|est|[ée]tait|is|was|sont|are)(?!\w))[ ]*"
QUOTE = r"[\"'«“ ]{0,3}"
ENTRY = r"[^\s\"«»“”,;()]{2,40}?(?=[\s\"«»“”,;()]|[.?!:]?(?:\s|$))"
MARKED = r"(?=[^\s,;]*[\d_@!*#$%&+=])"
"""A digit or a sign somewhere: what tells a password from a word."""
STATE = (
    r"(?!(?:incor\w*|incorec\w*|perdue?s?|oubli\w*|expir\w*|bloqu\w*|refus\w*|faux|fausse|invalide\w*|erron\w*"
    r"|toujours|tjr\w*|trop|pas|plus|jamais|bien|mal|demand\w*|n[ée]cessaire\w*|celui|le|la|les|un|une|de|du|des"
    r"|en|que|quoi|koi|dans|sur|envoy\w*|chang\w*|obligatoire\w*|provisoire|diff[ée]rent\w*|wrong|not|lost|expired"
    r"|blocked|required|invalid|incorrect|the|a|qu'\w*|où|ou|aussi|encore|et|mon|ma|ce|reconnu|inconnu\w*|valide"
    r"|correct\w*|trouv\w*|il|elle|ok|bon)\b)"
)
SENTENCE_END = r"(?=[.,;:!?)»”\"]*(?:\s|$))"
ADDRESS_OR_FILE = (
    r"(?!\S*(?:@|://|www\.|\.(?:fr|com|org|net|eu|gouv|pdf|docx?|jpe?g|png|html?|zip|be|ch|de|es|it|uk)(?![a-z])))"
)
DICTATED_SIGN = r"(?:point|tiret|underscore|dash|arobase)"
MAKES = r"(?:met|mets|tape|rentre|entre|saisis|[ée]cris|utilise|mis|marque)"
LOW_LINES = "words joined by a low line"
"""Logs pass over this one: names in programs are written so."""


class LoginRecognizer(ShapeRecognizer):
    """What a person would type to enter an account, given with the word for it."""

    ENTITY = "LOGIN"
    HAS_DIGITS = False
    PATTERNS = (
        Pattern("password told", rf"\b{WORD_FOR_IT}(?:[ ]\w+){{0,3}}?{SAYS}{QUOTE}{STATE}(?P<value>{ENTRY})", 0.8),
        Pattern(
            "password beside its word",
            (
                rf"\b{WORD_FOR_IT}(?!\w)(?:[ ](?:provisoire|temporaire|actuel|\w{{2,14}}"
                rf"(?=[ ]))){{0,2}}?[ ]{QUOTE}{MARKED}(?P<value>{ENTRY})"
            ),
            0.8,
        ),
        Pattern("login told", rf"\b{LOGIN}(?:[ ]\w+){{0,3}}?{SAYS}{QUOTE}{STATE}{MARKED}(?P<value>{ENTRY})", 0.7),
        Pattern(
            "login after a colon",
            (
                rf"\b(?:login|user[ ]?name|pseudo|identifiant(?:[ ](?:de[ ]connexion|ameli"
                rf"|impots?))?)[ ]*[:=][ ]*{STATE}(?P<value>{ENTRY})"
            ),
            0.7,
        ),
        Pattern(
            "login beside its word",
            rf"\b{LOGIN}[ ](?:\w{{1,12}}[ ]){{0,2}}?{QUOTE}{STATE}{MARKED}(?P<value>{ENTRY})",
            0.7,
        ),
        Pattern(
            "code of letters and figures",
            rf"\bcode\b(?![ ](?:postal|civil|p[ée]nal|naf|ape|rome|insee|commune|bic|swift|du|de[ ]la"
            rf"|des)\b)[^\n.?!\d]{{0,20}}?[ :]{{1,3}}{QUOTE}(?P<value>(?=[\w\-]*[a-z])(?="
            rf"(?:[\w\-]*?\d){{2}})[0-9a-z]{{2,}}(?:-[0-9a-z]{{2,}}){{1,5}})(?![\w\-])",
            0.7,
        ),
        Pattern(
            "secret answer",
            rf"\b(?:r[ée]ponse|question)s?[ ](?:secr[èe]tes?|de[ ]s[ée]curit[ée])\b[^\n.?!]{{0,60}}?{SAYS}{QUOTE}"
            rf"(?P<value>{ENTRY})",
            0.6,
        ),
        Pattern(
            "what one signs in with",
            rf"\b(?:me[ ]connect\w+|j'entre|je[ ](?:tape|rentre|mets|saisis))[ ](?:avec[ ])?{QUOTE}{ADDRESS_OR_FILE}"
            rf"(?P<value>(?=\S*[\w][._\-\d]\S*)[^\W\d_]+[._\-]?[^\s,;]*?[\w*!#$%&+=]){SENTENCE_END}",
            0.4,
        ),
        Pattern(
            "password that does not work",
            rf"\b{WORD_FOR_IT}[ ]{QUOTE}{STATE}(?P<value>[^\W_]{{4,20}})(?=[ ](?:ne[ ]|n'|march\w*[ ]p|est[ ]"
            rf"(?:refus|faux|incor|inval)|refus[ée]|pass\w*[ ]pa|fonction\w+[ ]p))",
            0.5,
        ),
        Pattern(
            "key of letters and figures",
            rf"\bcl[ée]s?\b[ ](?:[^\W\d_]+[ ']){{0,4}}?{QUOTE}(?P<value>(?=[\w\-]*(?-i:[A-Za-z]))(?="
            rf"(?:[\w\-]*?\d){{2}})[\w\-]{{6,40}}){SENTENCE_END}",
            0.5,
        ),
        Pattern(
            "letters, figures and a sign",
            rf"(?<![\w@/.'\-<‹]){ADDRESS_OR_FILE}[^\W\d_]{{3,}}\d{{1,6}}[*#$%&+=]+(?=[\s,;:.)]|$)",
            0.6,
        ),
        Pattern(
            "words and figures joined by points",
            rf"(?<![\w@/.'\-<‹]){ADDRESS_OR_FILE}[^\W\d_]{{3,}}"
            rf"(?:[.\-][^\W\d_]{{2,}}){{0,3}}\.\d{{2,}}[^\W_]{{0,3}}{SENTENCE_END}",
            0.6,
        ),
        Pattern(
            "login of words in capitals",
            rf"\b{LOGIN}[ :]{{1,3}}(?:est[ ]|c'est[ ])?{QUOTE}(?P<value>(?-i:[A-Z]{{2,}}"
            rf"(?:[\-_.][A-Z]{{2,}}){{1,3}}))(?![\w\-])",
            0.6,
        ),
        Pattern(
            "code beside its word",
            (
                rf"\b(?:{CODE})\b[^\n\d.?!]{{0,20}}?{QUOTE}[ :]{{1,3}}{MARKED}(?P<value>"
                rf"(?=[^\s]*\d)[0-9a-z]{{2,12}}(?:[\-][0-9a-z]{{2,8}}){{0,4}})(?![0-9a-z])"
            ),
            0.7,
        ),
        Pattern(
            "code of digits apart",
            rf"\b(?:code|otp|pin)\b(?![ ]postal)[^\n\d.?!]{{0,30}}[ :,]{{1,3}}"
            rf"(?P<value>\d{{3}}[ \-]\d{{3}}|\d{{2}}(?:[ \-]\d{{2}}){{1,3}})(?![ \-]?\d)(?!{UNIT})",
            0.6,
        ),
        Pattern(
            "password on a line of a form",
            rf"(?:^|\n)[^\n:]{{0,25}}{WORD_FOR_IT}[^\n:]{{0,15}}:[ ]*(?P<value>\S{{4,40}})(?=\s|$)",
            0.8,
        ),
        Pattern(
            "as a password is: small, capital, figure and sign",
            (
                rf"(?<!\S){ADDRESS_OR_FILE}(?=\S*(?-i:[a-z]))(?=\S*(?-i:[A-Z]))(?=\S*\d)(?=\S*[\w][*!#$%&+=?_\-][\w])"
                rf"(?=\S*[*!#$%&+=_])(?P<value>\S{{7,40}}?){SENTENCE_END}"
            ),
            0.7,
        ),
        Pattern(
            LOW_LINES,
            rf"(?<![\w@/.\-<‹]){ADDRESS_OR_FILE}(?=\w*[^\W\d_]{{2}})[^\W_]+(?:_[^\W_]+){{1,4}}(?![\w@/\-])",
            0.6,
        ),
        Pattern(
            "words joined by points",
            rf"(?<![\w@/.'\-<‹])(?:profil|compte|pseudo|identifi\w+|id|login|moi|insta\w*|snap\w*|tiktok|facebook"
            rf"|telegram|nom)\b[^\n.?!@]{{0,15}}[ :]{{1,3}}{ADDRESS_OR_FILE}(?P<value>[^\W\d_]+"
            rf"(?:\.[^\W_]+){{1,4}}){SENTENCE_END}",
            0.6,
        ),
        Pattern(
            "name and figures",
            rf"(?<![\w@/.'\-<‹]){ADDRESS_OR_FILE}(?!{COMMON_WITH_FIGURES})"
            rf"[^\W\d_]{{2,}}(?:[.\-_][^\W\d_]+){{0,3}}\d{{2,6}}"
            rf"(?![\w@/])(?!\.\w)",
            0.2,
        ),
        Pattern(
            "login of two words and figures",
            rf"(?<![\w@/.'\-<‹]){ADDRESS_OR_FILE}[^\W\d_]{{2,}}[._][^\W\d_]{{2,}}\d{{1,6}}(?![\w@/])(?!\.\w)",
            0.6,
        ),
        Pattern(
            "login or password said",
            rf"\b(?:{LOGIN}|{WORD_FOR_IT}|me[ ]connecte\w*|connexion)\b[^\n.?!\d]{{0,60}}?(?:c'est|{MAKES}|:)[ ]"
            rf"(?P<value>(?:[^\W\d_]+[ ]){{1,3}}{DICTATED_SIGN}[ ](?:[^\W_]+)(?:[ ]\d{{1,4}}){{0,3}})(?![^\W_])",
            0.6,
        ),
        Pattern(
            "password said with figures",
            rf"\b{WORD_FOR_IT}\b[^\n.?!\d]{{0,30}}?(?:c'est|{MAKES}|:)[ ]"
            rf"(?P<value>{STATE}[^\W\d_]+(?:[ ]\d{{1,4}}){{1,4}})(?![^\W_])",
            0.6,
        ),
        Pattern("code of digits", r"\bcode[ ](?:(?:re[çc]u|est|c'est|:)[ ]){0,2}(?P<value>\d{4,8})(?![0-9a-z])", 0.6),
        Pattern(
            "code received", r"\b(?P<value>\d{4,8})[ ](?:re[çc]u|envoy[ée])[ ]par[ ](?:sms|texto|mail|courriel)", 0.6
        ),
    )
    CONTEXT = ("login", "pseudo", "mdp", "passe", "connecter", "connexion", "profil")
