"""An answer under review, in blocks: the question and the pages, then the folded answer."""

from datetime import datetime

from assistant.api.desk_schemas import DraftWire
from tui.telling.blocks import Block, BlockKind
from tui.telling.case_text import tell_turn
from tui.telling.rows import tell_draft_row
from tui.words import Words


def tell_draft(draft: DraftWire, words: Words, now: datetime) -> tuple[Block, ...]:
    facts, _ = tell_draft_row(draft.line, words, now, has_text=False)
    lines = [facts]
    if draft.sent_text:
        lines += [words.say("draft.sent"), *words.mark_masks(draft.sent_text).splitlines()]
    if draft.why:
        lines.append(words.say("draft.why", why=words.mark_masks(draft.why)))
    return (*tell_turn(draft.answer, words, now), Block(BlockKind.HISTORY, words.say("case.history"), tuple(lines)))
