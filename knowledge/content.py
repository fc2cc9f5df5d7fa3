"""What a page says, as one hash: whatever stands on a page is held against it when another version comes."""

import json
from hashlib import sha256

from knowledge.types import Document


def content_hash(document: Document) -> str:
    """SHA-256 of what a reader of the page is told: words, headings, links, prices.

    Its date, its place among other pages, and what they call it are left out: the page says the same with others.
    """
    said = {
        "title": document.title,
        "url": document.url,
        "blocks": [[block.kind, [step.text for step in block.path], block.lines] for block in document.blocks],
        "actions": [[act.kind, act.title, act.url, act.form_number, act.path] for act in document.actions],
        "costs": document.costs,
        "terms": [[term.name, term.meaning] for term in document.terms],
    }
    return sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
