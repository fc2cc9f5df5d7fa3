"""How a French word sounds, roughly: two spellings of one sound give the same key.

Who writes by ear (« kelke », « koi », « andicapé ») writes ordinary words, and a name rarely sounds like one.
The rules are those of French spelling, cut down to what tells words apart.
"""

import re

RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"ph", "f"),
        (r"sch|sh|ch", "1"),
        (r"cc(?=[eiy])", "ks"),
        (r"x(?=[aeiouy])", "ks"),
        (r"qu|q|ck|c(?![eiy1])", "k"),
        (r"c", "s"),
        (r"gn", "2"),
        (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])|ge(?=[ao])", "j"),
        (r"eaux?|aux?|oh", "o"),
        (r"oeu|eu", "e"),
        (r"o[iy]|wa", "3"),
        (r"ill|ail|y(?=[aeiou])", "4"),
        (r"ou", "5"),
        (r"(?:ain|ein|aim|in|im|yn|ym|un|um)(?![aeiouynm])", "6"),
        (r"(?:an|am|en|em)(?![aeiouynm])", "7"),
        (r"(?:on|om)(?![aeiouynm])", "8"),
        (r"ai|ei|ay|ey", "e"),
        (r"y", "i"),
        (r"h", ""),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?:e|s|t|d|p|x|r(?<=er)|nt)+$", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound(folded: str) -> str:
    """The key of a word in lower case without accents. Short words may have an empty one."""
    key = folded
    for pattern, by in RULES:
        key = pattern.sub(by, key)
    return key
