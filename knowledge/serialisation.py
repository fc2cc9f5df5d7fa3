"""Pages as JSON and back, each heading path written once."""

import json
from datetime import date
from typing import Any

from knowledge.types import (
    ActionKind,
    Block,
    BlockKind,
    Document,
    Heading,
    HeadingKind,
    PageAction,
    Term,
)

Path = tuple[Heading, ...]


def document_to_json(document: Document) -> str:
    """The whole page, base left out: it belongs to the place where the page is kept."""
    paths = {path: number for number, path in enumerate(dict.fromkeys(block.path for block in document.blocks))}
    return _dump(
        {
            "id": document.id,
            "title": document.title,
            "url": document.url,
            "description": document.description,
            "updated_on": document.updated_on.isoformat() if document.updated_on else None,
            "theme": document.theme,
            "audience": document.audience,
            "kind": document.kind,
            "breadcrumb": document.breadcrumb,
            "paths": [_headings(path) for path in paths],
            "blocks": [[block.kind, paths[block.path], block.lines] for block in document.blocks],
            "actions": [[act.kind, act.title, act.url, act.form_number, act.path] for act in document.actions],
            "related": document.related,
            "keywords": document.keywords,
            "costs": document.costs,
            "introduction_blocks": document.introduction_blocks,
            "file": document.file,
            "sha256": document.sha256,
            "publisher": document.publisher,
            "licence": document.licence,
            "terms": [[term.name, term.meaning, term.is_abbreviation] for term in document.terms],
        }
    )


def document_from_json(text: str, base: str) -> Document:
    """The page that :func:`document_to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    paths = [_path(steps) for steps in data["paths"]]
    return Document(
        id=data["id"],
        base=base,
        title=data["title"],
        url=data["url"],
        description=data["description"],
        updated_on=date.fromisoformat(data["updated_on"]) if data["updated_on"] else None,
        theme=data["theme"],
        audience=data["audience"],
        kind=data["kind"],
        breadcrumb=tuple(data["breadcrumb"]),
        blocks=tuple(Block(BlockKind(kind), paths[number], tuple(lines)) for kind, number, lines in data["blocks"]),
        actions=tuple(
            PageAction(ActionKind(kind), title, url, form_number, tuple(path))
            for kind, title, url, form_number, path in data["actions"]
        ),
        related=tuple(data["related"]),
        keywords=tuple(data["keywords"]),
        costs=tuple(data["costs"]),
        introduction_blocks=data["introduction_blocks"],
        file=data.get("file", ""),
        sha256=data.get("sha256", ""),
        publisher=data.get("publisher", ""),
        licence=data.get("licence", ""),
        terms=tuple(Term(name, meaning, is_abbreviation) for name, meaning, is_abbreviation in data["terms"]),
    )


def path_to_json(path: Path) -> str:
    return _dump(_headings(path))


def path_from_json(text: str) -> Path:
    return _path(json.loads(text))


def _headings(path: Path) -> list[list[str]]:
    return [[step.kind, step.text, step.group] for step in path]


def _path(steps: list[list[str]]) -> Path:
    return tuple(Heading(HeadingKind(kind), text, group) for kind, text, group in steps)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
