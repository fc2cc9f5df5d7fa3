"""One service-public page (*Publication*, schema 3.x) as a :class:`Document`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from xml.etree.ElementTree import Element

from knowledge.loaders.clean_text import clean
from knowledge.loaders.inline_text import inline_text
from knowledge.loaders.prices import price_sentences
from knowledge.loaders.service_public_actions import ActionReader, Resource, is_action_line, web_url
from knowledge.loaders.service_public_blocks import BlockReader
from knowledge.types import Block, Document, Heading, HeadingKind, PageAction, Term

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_BODY = frozenset({"Introduction", "Texte", "ListeSituations", "Avertissement", "LienExterneCommente"})
_METADATA = frozenset(
    {
        "SurTitre", "Audience", "Canal", "Cible", "FilDAriane", "Theme", "SousThemePere", "DossierPere", "Partenaire",
        "SousDossierPere", "RechercheGuidee", "Questionnaire", "Problematiques", "Fiche", "Dossier", "SousDossier",
        "SousTheme", "VoirAussi", "QuestionReponse", "CommentFaireSi", "Definition", "Abreviation",
    }
)  # fmt: skip
_ACTIONS = frozenset({"OuSAdresser", "ServiceEnLigne", "Reference", "PourEnSavoirPlus"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def has_text(root: Element) -> bool:
    """Whether the page tells something itself. Folders, themes and guided searches only point to pages."""
    return root.tag == "Publication" and any(child.tag in ("Texte", "ListeSituations") for child in root)


def read_page(root: Element, base: str, resources: Mapping[str, Resource]) -> Document:
    """The page as a document, without the names that other pages give it."""
    title = clean(root.findtext(f"{DUBLIN_CORE}title", ""))
    reader = BlockReader(ActionReader(resources))
    top = (Heading(HeadingKind.TITLE, title),)
    for child in root.findall("Introduction"):
        reader.read(child, top)
    introduction_blocks = len(reader.blocks)
    for child in root:
        if child.tag != "Introduction" and (child.tag in _BODY or _is_unknown(child)):
            reader.read(child, top)
    body_actions = tuple(reader.found_actions)
    blocks = (*reader.blocks, *_closing_blocks(root, resources, top, reader.blocks))
    return Document(
        id=root.get("ID", ""),
        base=base,
        title=title,
        url=web_url(root.get("spUrl", "")),
        description=clean(root.findtext(f"{DUBLIN_CORE}description", "")),
        updated_on=_updated_on(root),
        theme=inline_text(root.find("Theme/Titre")),
        audience=clean(root.findtext("Audience", "")),
        kind=root.get("type", ""),
        breadcrumb=tuple(clean("".join(level.itertext())) for level in root.findall("FilDAriane/Niveau")[1:-1]),
        blocks=blocks,
        actions=_without_doubles((*body_actions, *_page_actions(root, resources))),
        related=_related(root),
        costs=price_sentences(block for block in blocks if not is_action_line(block.lines[0])),
        terms=tuple(_terms(root)),
        introduction_blocks=introduction_blocks,
    )


def names_given(root: Element) -> Iterator[tuple[str, str]]:
    """Pairs of a page's id and a name by which this page calls it: links in its sentences, lists of questions."""
    for element in root.iter():
        if element.tag == "LienInterne":
            target = element.get("LienPublication", "")
        elif element.tag in ("QuestionReponse", "CommentFaireSi", "Fiche"):
            target = element.get("ID", "")
        else:
            continue
        # In a list of folders, the name stands in a title of its own.
        name = inline_text(element.find("Titre")) if element.find("Titre") is not None else inline_text(element)
        if target.startswith("F") and name:
            yield target, name


def _is_unknown(child: Element) -> bool:
    return not child.tag.startswith("{") and child.tag not in _METADATA and child.tag not in _ACTIONS


def _closing_blocks(
    root: Element, resources: Mapping[str, Resource], top: tuple[Heading, ...], body: list[Block]
) -> list[Block]:
    """Places and services listed under the page that its body does not speak of."""
    already = {block.lines[0] for block in body}
    reader = BlockReader(ActionReader(resources))
    for child in root:
        if child.tag in ("OuSAdresser", "ServiceEnLigne"):
            reader.read(child, top)
    return [block for block in dict.fromkeys(reader.blocks) if block.lines[0] not in already]


def _page_actions(root: Element, resources: Mapping[str, Resource]) -> Iterator[PageAction]:
    reader = ActionReader(resources)
    for child in root:
        if child.tag in _ACTIONS:
            yield from reader.read(child)


def _without_doubles(actions: tuple[PageAction, ...]) -> tuple[PageAction, ...]:
    """Each action once a branch; one that stands in a branch or a sentence is not said again for the whole page."""
    kept: dict[tuple[object, ...], PageAction] = {}
    anywhere: set[tuple[object, ...]] = set()
    for action in actions:
        what = (action.kind, action.title, action.url)
        if action.path == () and what in anywhere:
            continue
        anywhere.add(what)
        kept.setdefault((*what, action.path), action)
    return tuple(kept.values())


def _related(root: Element) -> tuple[str, ...]:
    own = root.get("ID", "")
    found: dict[str, None] = {}
    body = [child for child in root if child.tag in _BODY]
    for child in body:
        for link in child.iter("LienInterne"):
            found.setdefault(link.get("LienPublication", ""))
    for tag in ("VoirAussi/Fiche", "QuestionReponse", "CommentFaireSi"):
        for element in root.findall(tag):
            found.setdefault(element.get("ID", ""))
    return tuple(target for target in found if target.startswith("F") and target != own)


def _terms(root: Element) -> Iterator[Term]:
    for tag in ("Definition", "Abreviation"):
        for element in root.findall(tag):
            name = inline_text(element.find("Titre"))
            texts = element.find("Texte")
            paragraphs = [inline_text(paragraph) for paragraph in texts.iter("Paragraphe")] if texts is not None else []
            meaning = " ".join(paragraph for paragraph in paragraphs if paragraph)
            if name and meaning:
                yield Term(name, meaning, is_abbreviation=tag == "Abreviation")


def _updated_on(root: Element) -> date | None:
    found = _DAY.search(root.findtext(f"{DUBLIN_CORE}date", ""))
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None
