"""Small sources in the publisher's formats, with invented pages, and embedders without a model."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def page(page_id: str, title: str, body: str, *, date: str = "2020-08-26", kind: str = "Fiche d'information") -> str:
    """A page of schema 3.3 with the usual metadata."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Publication {_DC} ID="{page_id}" type="{kind}" '
        f'spUrl="https://www.example.fr/{page_id}"><dc:title>{title}</dc:title>'
        f"<dc:description>Tout sur : {title}</dc:description><dc:date>modified {date}</dc:date>"
        "<Audience>Particuliers</Audience><FilDAriane><Niveau ID='Particuliers'>Accueil particuliers</Niveau>"
        f"<Niveau ID='N1'>Papiers</Niveau><Niveau ID='{page_id}'>{title}</Niveau></FilDAriane>"
        f"<Theme ID='N1'><Titre>Papiers</Titre></Theme>{body}</Publication>"
    )


def chapter(title: str, *paragraphs: str) -> str:
    inside = "".join(f"<Paragraphe>{paragraph}</Paragraphe>" for paragraph in paragraphs)
    return f"<Chapitre><Titre><Paragraphe>{title}</Paragraphe></Titre>{inside}</Chapitre>"


SHIP_CARD = page(
    "F10",
    "Carte de batelier",
    "<Introduction><Texte><Paragraphe>La carte de batelier permet de conduire une péniche.</Paragraphe></Texte>"
    "</Introduction><ListeSituations><Situation><Titre>Vous êtes majeur</Titre><Texte>"
    + chapter("Coût", "La carte coûte <Valeur>25\u00a0€</Valeur>.")
    + chapter("Où la demander", "Présentez-vous au port avec une photo.")
    + "</Texte></Situation><Situation><Titre>Vous êtes mineur</Titre><Texte>"
    + chapter("Coût", "La carte est gratuite.")
    + chapter("Où la demander", "Présentez-vous au port avec une photo.")
    + "</Texte></Situation></ListeSituations>"
    "<ServiceEnLigne ID='R7' URL='https://www.example.fr/formulaire.pdf' type='Formulaire' numerocerfa='99123*01'>"
    "<Titre>Demande de carte de batelier</Titre></ServiceEnLigne>"
    "<QuestionReponse ID='F11'>Comment amarrer une péniche ?</QuestionReponse>"
    "<Abreviation ID='R8'><Titre>VNF</Titre><Texte><Paragraphe>Voies navigables de France</Paragraphe></Texte>"
    "</Abreviation>",
)
MOORING = page(
    "F11",
    "Amarrage d'un bateau",
    "<Texte><Paragraphe>Le stationnement au quai est limité à 3 jours : stationnement de jour, stationnement de nuit. "
    "Demandez la "
    "<LienInterne LienPublication='F10'>carte des bateliers</LienInterne> avant.</Paragraphe></Texte>",
    kind="Fiche Question-réponse",
    date="2019-01-31",
)
FISHING = page(
    "F12",
    "Permis de pêche en rivière",
    "<Texte>"
    + chapter("Durée", "Le permis de pêche vaut une année civile pour les truites et les brochets.")
    + "</Texte>",
)
PAGES: Mapping[str, str] = {"F10.xml": SHIP_CARD, "F11.xml": MOORING, "F12.xml": FISHING}


def write_zip(path: Path, files: Mapping[str, str | bytes] = PAGES) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_tgz(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def dump(xml: str) -> str:
    """The JSON dump of a page, each XML node as one object."""
    root = fromstring(xml)  # noqa: S314 (our own text)
    return json.dumps({"id": root.get("ID"), "children": [_node(root)]}, ensure_ascii=False)


def _node(element: Element) -> dict[str, object]:
    children: list[dict[str, object]] = []
    if element.text:
        children.append({"type": "text", "text": element.text})
    for child in element:
        children.append(_node(child))
        if child.tail:
            children.append({"type": "text", "text": child.tail})
    name = element.tag.replace("{http://purl.org/dc/elements/1.1/}", "dc:")
    return {"type": "element", "name": name, "attributes": dict(element.attrib), "children": children}


@dataclass(slots=True)
class WordEmbedder:
    """A vector a word, summed: texts that share words are near. Counts what it is asked."""

    name: str = "words"
    dimensions: int = 64
    asked: list[str] = field(default_factory=list)

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked.extend(texts)
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        sums = [1e-3] * self.dimensions
        for word in text.lower().split():
            sums[sha256(word.strip(".,?").encode()).digest()[0] % self.dimensions] += 1.0
        length = sum(value * value for value in sums) ** 0.5
        return [value / length for value in sums]


@dataclass(slots=True)
class BrokenEmbedder(WordEmbedder):
    """Builds an index, then fails on each question."""

    def embed_query(self, text: str) -> list[float]:
        raise RuntimeError("no model")
