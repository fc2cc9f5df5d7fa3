"""What is embedded for a passage and for a page."""

from knowledge.types import Document, Passage

FORMAT = 1
"""Raised when the texts below change: a dense index built from others is then rebuilt."""

PASSAGE_CHARACTERS = 260
"""How much of a passage follows its heading path. The rest adds time, not recall."""
PAGE_CHARACTERS = 1000


def passage_text(passage: Passage) -> str:
    """Heading path and beginning of the passage."""
    return f"{passage.heading}\n{passage.text[:PASSAGE_CHARACTERS]}"


def page_text(document: Document) -> str:
    """Title, description and headings of a page."""
    headings = dict.fromkeys(step.text for block in document.blocks for step in block.path[1:])
    return f"{document.title}\n{document.description}\n{' ; '.join(headings)}"[:PAGE_CHARACTERS]
