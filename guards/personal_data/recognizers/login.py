"""Logins, passwords and codes."""

from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer

WORD_FOR_IT = r"(?:mots?[ ]de[ ]pas\w*|mdp|pass?word|passwd|pwd|passcode|code[ ]secret|phrase[ ]secr[èe]te)"
LOGIN = (
    r"(?:identifiants?|login|log[ -]?in|user[ ]?name|user[ ]?id|pseudo(?:nyme)?"
    r"|nom[ ]d'utilisateur|utilisateur|acc[èe]s[ ]en[ ]ligne)"
)
CODE = (
    r"code[ ](?:d'?[ ]?acc[èe]s|provisoire|temporaire|re[çc]u|secret|confidentiel|personnel|pin"
    r"|sms|d'activation|d'authentification|de[ ](?:v[ée]rification|confirmation|connexion"
    r"|s[ée]curit[ée]|r[ée]cup[ée]ration|validation)|d'invitation|unique)"
    r"|(?:access|security|verification|confirmation|recovery|one[- ]time)[ ]code|otp|pin|digicode|cryptogramme|cvv|cvc"
)
SAYS = r"[ ]*(?::|=|->|(?<!\w)(?:c'est|c'[ée]t(?:ait|é)|cest|c|est|[ée]tait|is|was|sont|are)(?!\w))[ ]*"
QUOTE = r"[\"'«“ ]{0,3}"
ENTRY = r"[^\s\"«»“”,;()]{2,40}?(?=[\s\"«»“”,;()]|[.?!:]?(?:\s|$))"
MARKED = r"(?=[^\s,;]*[\d_@!*#$%&+=])"
"""A digit or a sign somewhere: what tells a password from a word."""
STATE = (
    r"(?!(?:incor\w*|incorec\w*|perdue?s?|oubli\w*|expir\w*|bloqu\w*|refus\w*|faux|fausse"
    r"|invalide\w*|erron\w*|toujours|tjr\w*|trop|pas|plus|jamais|bien|mal|demand\w*"
    r"|n[ée]cessaire\w*|celui"
    r"|le|la|les|un|une|de|du|des|en|que|quoi|koi|dans|sur|envoy\w*|chang\w*|obligatoire\w*"
    r"|provisoire|diff[ée]rent\w*|wrong|not|lost|expired|blocked|required|invalid|incorrect|the|a"
    r"|qu'\w*|où|ou|aussi|encore|et|mon|ma|ce|reconnu|inconnu\w*|valide|correct\w*|trouv\w*|il"
    r"|elle|ok|bon)\b)"
)


class LoginRecognizer(ShapeRecognizer):
    """What a person would type to enter an account, given with the word for it."""

    ENTITY = "LOGIN"
    PATTERNS = (
        Pattern("password told", rf"\b{WORD_FOR_IT}(?:[ ]\w+){{0,3}}?{SAYS}{QUOTE}{STATE}(?P<value>{ENTRY})", 0.8),
        Pattern(
            "password beside its word",
            (
                rf"\b{WORD_FOR_IT}(?!\w)(?:[ ](?:provisoire|temporaire|actuel|\w{{2,6}}"
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
            "code beside its word",
            (
                rf"\b(?:{CODE})\b[^\n\d.?!]{{0,20}}?{QUOTE}[ :]{{1,3}}{MARKED}(?P<value>"
                rf"(?=[^\s]*\d)[0-9a-z]{{2,12}}(?:[\-][0-9a-z]{{2,8}}){{0,4}})(?![0-9a-z])"
            ),
            0.7,
        ),
        Pattern("code of digits", r"\bcode[ ](?:(?:re[çc]u|est|c'est|:)[ ]){0,2}(?P<value>\d{4,8})(?![0-9a-z])", 0.6),
        Pattern(
            "code received", r"\b(?P<value>\d{4,8})[ ](?:re[çc]u|envoy[ée])[ ]par[ ](?:sms|texto|mail|courriel)", 0.6
        ),
    )
