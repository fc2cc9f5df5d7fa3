"""Questions whose answer an agent rejected, as lines of a questions set that still lacks its right pages."""

import json
from collections.abc import Iterable
from pathlib import Path

from assistant.governance.types import Draft
from assistant.vocabulary import ReviewReason


def write_candidates(file: Path, rejected: Iterable[Draft]) -> int:
    """Write one JSON object a line, each question once. Returns how many. The questions are redacted ones."""
    lines = {draft.question: to_candidate(draft) for draft in rejected if draft.question}
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines.values()), encoding="utf-8")
    return len(lines)


def to_candidate(draft: Draft) -> dict[str, object]:
    """Without ``gold``: whoever reads it again says which pages answer, and which facts an answer must hold."""
    reason, _, remark = draft.why.partition(": ")
    cited = ", ".join(source.document_id for source in draft.answer.sources if source.cited)
    noted = (f"rejected as {reason}", remark, f"stood on {cited}" if cited else "")
    return {
        "id": f"R-{draft.id[:8]}",
        "question": draft.question,
        "register": "neutral",
        "kind": "unanswerable" if reason == ReviewReason.NO_PAGE.value else "answerable",
        "facts": [],
        "note": "; ".join(filter(None, noted)),
    }
