"""Words of French that carry no subject, accents folded, as the lexical index sees them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

ELISIONS = frozenset({"c", "d", "j", "l", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"})

_STOP_WORDS = """
a ai aie aient ait as au aucun aucune aura aurai auraient aurait aurez auriez aurions auront aussi autre autres aux
avaient avais avait avec avez aviez avions avoir avons ayant beaucoup bien bonjour ca car ce ceci cela celle celles
celui ces cet cette ceux chacun chaque chez ci comme dans de des deja depuis donc dont du elle elles en encore devez
devoir devons devra devrai devrait dois doit doivent entre es est et etaient etais etait etant ete etes etiez etions
etre eu eux fait faire faites faut fois font fus ici il ils je la le les leur leurs lui ma madame mais me meme memes
mes merci mien mieux moi moins mon monsieur ne ni non nos notre nous nouveau on ont or ou par parce pas peu peut
peuvent peux plus plutot pour pourquoi pourra pourrai pourrait pouvez pouvoir pres puis qu quand que quel quelle
quelles quels qui quoi sa sans se sera serai seraient serait serez seront ses si sien soi soient sois soit sommes son
sont sous suis sur svp ta te tel telle telles tels tes toi ton tous tout toute toutes tres trop tu un une va vais vas
vers veut veux vez voici voila vont vos votre vous y
"""
_ENGLISH_STOP_WORDS = """
am an and any are at be been but by can could did do does for from get had has have he her his how i if in is it its
just me much must my of or our shall she should that the their them there they this to was we were what when where
which who will with would you your
"""
STOP_WORDS = ELISIONS | frozenset(_STOP_WORDS.split()) | frozenset(_ENGLISH_STOP_WORDS.split())
"""French, and the English of those who ask in English."""

_WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"(?:(?<=[a-zà-ÿ,;] )|(?<=['’(]))[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*")
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = (("ph", "f"), ("qu", "k"), ("eau", "o"), ("au", "o"), ("ai", "e"), ("ei", "e"), ("et", "e"), ("er", "e"),
           ("ez", "e"), ("y", "i"), ("c", "k"), ("h", ""), ("z", "s"), ("x", "s"), ("m", "n"))  # fmt: skip
_SILENT_ENDS = "est"


def fold(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> Iterator[str]:
    """Runs of letters, as written."""
    for found in _WORD.finditer(text):
        yield found.group()


def lower_case_words(texts: Iterable[str]) -> Iterator[str]:
    """Words written without a capital: those that a text uses as ordinary words, not as names."""
    for text in texts:
        for word in words(text):
            if word.islower():
                yield word


def capitalised_words(texts: Iterable[str]) -> Iterator[str]:
    """Words written with a capital inside a sentence: names of places, bodies, benefits, laws."""
    for text in texts:
        yield from _CAPITALISED.findall(text)


def sound_key(word: str) -> str:
    """The same for spellings that sound alike (« coment », « komment », « comment »): a rough key, for lookup only."""
    key = fold(word)
    for written, sound in _SOUNDS:
        key = key.replace(written, sound)
    key = _DOUBLED.sub(r"\1", key)
    return key.rstrip(_SILENT_ENDS) or key
