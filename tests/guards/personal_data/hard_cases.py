"""Makes identifiers that are right, and the ways in which people write them: spacing, case, noise, dictation, fusion.

Numbers are drawn at random and given their check digits here; ``test_hard_cases`` holds them against python-stdnum.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FILLERS = (
    "Bonjour, {} mais rien ne marche, que faire ?",
    "je vous écris car {} et personne ne répond",
    "{}",
    "Quel délai pour une réponse ? {} Merci d'avance.",
)
UNITS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


@dataclass(frozen=True, slots=True)
class HardCase:
    """A text, and where its identifier stands."""

    label: str
    text: str
    start: int
    end: int


def make_nir(chance: random.Random) -> str:
    """Thirteen characters and the key: décret n° 82-103, article 4."""
    department = chance.choice((f"{chance.randrange(1, 96):02d}", "2A", "2B", "99"))
    number = f"{chance.choice('12')}{chance.randrange(100):02d}{chance.randrange(1, 13):02d}{department}"
    number += f"{chance.randrange(1, 999):03d}{chance.randrange(1, 999):03d}"
    return f"{number}{97 - int(number.replace('2A', '19').replace('2B', '18')) % 97:02d}"


def make_tax_number(chance: random.Random) -> str:
    """Ten digits, then their remainder by 511."""
    number = f"{chance.randrange(4)}{chance.randrange(10**9):09d}"
    return f"{number}{int(number) % 511:03d}"


def make_card(chance: random.Random) -> str:
    """Sixteen digits, the last by Luhn."""
    number = f"{chance.choice(('4', '51', '55'))}{chance.randrange(10**14):014d}"[:15]
    doubled = (int(digit) * (1 + (place + 1) % 2) for place, digit in enumerate(reversed(number)))
    return f"{number}{-sum(value - 9 if value > 9 else value for value in doubled) % 10}"


def make_iban(chance: random.Random) -> str:
    """A French one: ISO 13616, check digits by ISO/IEC 7064."""
    account = f"{chance.randrange(10**10):010d}{chance.randrange(10**11):011d}{chance.randrange(1, 98):02d}"
    number = "".join(str(int(character, 36)) for character in f"{account}FR00")
    return f"FR{98 - int(number) % 97:02d}{account}"


def make_email(chance: random.Random) -> str:
    name = f"{chance.choice(('awa', 'tugba', 'yann'))}.{chance.choice(('diarra', 'demir'))}"
    return f"{name}{chance.randrange(99)}@exemple.fr"


def make_ip(chance: random.Random) -> str:
    return ".".join(str(chance.randrange(1, 255)) for _ in range(4))


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "NIR": make_nir,
    "TAX_ID": make_tax_number,
    "CARD": make_card,
    "IBAN": make_iban,
    "EMAIL": make_email,
    "IP": make_ip,
}
WITH_KEYS = ("NIR", "TAX_ID", "CARD", "IBAN")
GROUPS = {"NIR": (1, 2, 2, 2, 3, 3, 2), "TAX_ID": (2, 2, 3, 3, 3), "CARD": (4,) * 4, "IBAN": (4,) * 6 + (3,)}


def group(value: str, sizes: tuple[int, ...], separator: str) -> str:
    """The characters of a number in the groups that people know."""
    pieces, at = [], 0
    for size in sizes:
        pieces.append(value[at : at + size])
        at += size
    return separator.join(filter(None, (*pieces, value[at:])))


def write_in_many_ways(label: str, value: str) -> Iterator[str]:
    """One identifier as people and machines write it."""
    yield value
    if label == "EMAIL":
        yield value.upper()
        yield value.replace("@", " @ ")
        yield value.replace("@", " arobase ").replace(".", " point ")
        yield value.replace("@", "(at)")
    if label not in WITH_KEYS:
        return
    for separator in (" ", "\u00a0", "\u202f", ".", "-", " - ", "\u2009", "/"):
        yield group(value, GROUPS[label], separator)
    yield group(value, GROUPS[label], "\u200b")
    yield value.lower()
    half = len(value) // 2
    yield f"{value[:half]}\n{value[half:]}"
    yield "".join(chr(ord(character) + 0xFEE0) if character.isdigit() else character for character in value)
    if value.isdigit():
        yield " ".join(UNITS[int(digit)] for digit in value)


def make_hard_cases(label: str, count: int, seed: int) -> Iterator[HardCase]:
    """``count`` identifiers of a label, each in every way of writing it, inside a message."""
    chance = random.Random(seed)
    for number in range(count):
        for written in write_in_many_ways(label, MAKERS[label](chance)):
            before, after = FILLERS[number % len(FILLERS)].split("{}")
            yield HardCase(label, f"{before}{written}{after}", len(before), len(before) + len(written))
