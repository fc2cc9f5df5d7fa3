"""What a service-public page lets a person do: forms, online services, letters, places, laws."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from knowledge.loaders.clean_text import clean
from knowledge.loaders.inline_text import inline_text
from knowledge.types import ActionKind, PageAction

_SERVICES = {
    "Formulaire": ActionKind.FORM,
    "Modèle de document": ActionKind.LETTER,
    "Simulateur": ActionKind.SIMULATOR,
    "Téléservice": ActionKind.ONLINE_SERVICE,
    "Téléservice personnalisé sur SP": ActionKind.ONLINE_SERVICE,
    "Outil de recherche": ActionKind.ONLINE_SERVICE,
}
_LABELS = {
    ActionKind.FORM: "Formulaire",
    ActionKind.LETTER: "Modèle de document",
    ActionKind.SIMULATOR: "Simulateur",
    ActionKind.ONLINE_SERVICE: "Service en ligne",
    ActionKind.CONTACT: "Où s'adresser",
}
_ACTION_OPENINGS = tuple(f"{label} : " for label in _LABELS.values())
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Resource:
    """A form, service or letter that has a page of its own (*ServiceComplementaire*)."""

    kind: ActionKind
    title: str
    url: str
    form_number: str


def read_resource(root: Element) -> Resource | None:
    """The resource that a *ServiceComplementaire* page describes, or ``None`` when its type is not known."""
    kind = _SERVICES.get(root.get("type", ""))
    if kind is None:
        return None
    title = clean(root.findtext("{http://purl.org/dc/elements/1.1/}title", ""))
    # The page's title repeats its type: « Simulateur : Calculer… ».
    title = title.removeprefix(f"{root.get('type', '')} : ")
    link = root.find("LienWeb")
    url = web_url(link.get("URL", "") if link is not None else "") or web_url(root.get("spUrl", ""))
    number = _form_number(clean(root.findtext("NumeroCerfa", "")), clean(root.findtext("AutreNumero", "")))
    return Resource(kind, title, url, number)


@dataclass(frozen=True, slots=True)
class ActionReader:
    """Turns elements into actions; ``resources`` (by id) give the addresses that a page leaves out."""

    resources: Mapping[str, Resource]

    def read(self, element: Element, path: tuple[str, ...] = ()) -> list[PageAction]:
        """The action of an element and of its annexes; empty when it has no title."""
        if element.tag == "OuSAdresser":
            return self._named(ActionKind.CONTACT, element, path, url=_web_resource(element))
        if element.tag in ("Reference", "PourEnSavoirPlus"):
            kind = ActionKind.REFERENCE if element.tag == "Reference" else ActionKind.INFORMATION
            return self._named(kind, element, path, url=web_url(element.get("URL", "")))
        kind = _SERVICES.get(element.get("type", ""), ActionKind.ONLINE_SERVICE)
        known = self.resources.get(element.get("ID", ""))
        url = web_url(element.get("URL", "")) or web_url(_link(element)) or (known.url if known else "")
        number = _form_number(element.get("numerocerfa", ""), element.get("autrenumero", ""))
        actions = self._named(kind, element, path, url=url, form_number=number or (known.form_number if known else ""))
        for annex in element.findall("ServiceEnLigneAnnexe"):
            actions.extend(self.read(annex, path))
        return actions

    def linked(self, link: Element, path: tuple[str, ...]) -> PageAction | None:
        """The form or service that a link inside a sentence leads to, if it is one."""
        known = self.resources.get(link.get("LienPublication", ""))
        return PageAction(known.kind, known.title, known.url, known.form_number, path) if known else None

    def sentence(self, element: Element, action: PageAction) -> str:
        """The action as a line of the page: « Formulaire : Demande de logement social (cerfa n°14069*03) »."""
        complement = inline_text(element.find("Complement"))
        details = ", ".join(detail for detail in (action.form_number, complement) if detail)
        return f"{_LABELS[action.kind]} : {action.title}" + (f" ({details})" if details else "")

    def _named(
        self, kind: ActionKind, element: Element, path: tuple[str, ...], *, url: str, form_number: str = ""
    ) -> list[PageAction]:
        title = inline_text(element.find("Titre"))
        return [PageAction(kind, title, url, form_number, path)] if title else []


def is_action_line(line: str) -> bool:
    """Whether a line of a page is one that :meth:`ActionReader.sentence` wrote."""
    return line.startswith(_ACTION_OPENINGS)


def _web_resource(element: Element) -> str:
    resource = element.find("RessourceWeb")
    return web_url(resource.get("URL", "")) if resource is not None else ""


def _link(element: Element) -> str:
    link = element.find("LienWeb")
    return link.get("URL", "") if link is not None else ""


def web_url(url: str) -> str:
    """The address when it is one of the web; empty for any other scheme."""
    url = url.strip()
    return url if url.lower().startswith(_WEB) else ""


def _form_number(cerfa: str, other: str) -> str:
    numbers = (f"cerfa n°{cerfa}" if cerfa else "", f"n°{other}" if other else "")
    return ", ".join(number for number in numbers if number)
