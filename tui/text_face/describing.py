"""Where the agent stands, in plain lines. Of a case that was told already, only what is new is told."""

from collections.abc import Iterator

from assistant.vocabulary import Queue
from tui.actions import find_action, spell_key
from tui.desk import Desk
from tui.places import Place
from tui.telling.blocks import Block, BlockKind
from tui.telling.case_text import tell_case
from tui.telling.contests import name_contest, tell_contest
from tui.telling.draft_text import tell_draft
from tui.telling.keeper_rows import tell_above, tell_nothing, tell_rows
from tui.telling.rows import tell_draft_row, tell_notices, tell_queue, tell_row
from tui.unsent import edited_slot, reply_slot
from tui.words import Words


class Describing:
    def __init__(self, desk: Desk, words: Words) -> None:
        self._desk = desk
        self._words = words
        self._told_of = ""
        """The case, draft or contest that ``_told`` is about."""
        self._told: set[Block] = set()
        self.rows: tuple[str, ...] = ()
        """Cases or drafts as they were numbered last: a list that changes meanwhile changes no number."""

    def forget(self) -> None:
        self._told_of, self._told = "", set()

    def tell_place(self) -> Iterator[str]:
        match self._desk.place:
            case Place.QUEUES:
                self.forget()
                yield from self._tell_lists()
            case Place.CASE | Place.DRAFT | Place.CONTEST:
                yield from self._tell_opened()
            case _:
                self.forget()
                yield from self._tell_shelf()

    def tell_news(self) -> Iterator[str]:
        """What has come to an opened case since it was told."""
        if self._desk.place in (Place.CASE, Place.DRAFT, Place.CONTEST) and self._told:
            yield from self._tell_opened()

    def tell_answer(self) -> Iterator[str]:
        """The assistant's words, unfolded or folded again."""
        shown = self._desk.is_answer_shown
        yield self._words.say("text.answer_shown" if shown else "text.answer_hidden")
        for block in self._blocks() if shown else ():
            if block.kind is BlockKind.FOLDED:
                yield from _tell_block(block)

    def _tell_lists(self) -> Iterator[str]:
        desk, words = self._desk, self._words
        yield ""
        if desk.account and desk.queues:
            presence = words.say(f"presence_name.{desk.queues.me}")
            yield words.say("header.account", name=desk.account.display_name, presence=presence)
        yield from (notice for notice, _ in tell_notices(desk.queues, words, desk.keeping.contests.left))
        yield ", ".join(tell_queue(queue, desk.queues, words) for queue in Queue)
        count = len(desk.lines) + len(desk.drafts)
        if desk.searched:
            yield words.say("queue.searched", words=desk.searched, count=count)
        else:
            yield words.say("queue.title", name=words.say(f"queue.{desk.queue}"), count=count)
        yield from self._tell_rows()
        if not count:
            yield words.say("queue.empty")
        if desk.more:
            yield words.say("queue.more")

    def _tell_rows(self) -> Iterator[str]:
        desk, words, now = self._desk, self._words, self._desk.now()
        told = [tell_row(line, words, now, has_text=desk.unsent.holds(reply_slot(line.id))) for line in desk.lines] + [
            tell_draft_row(draft, words, now, has_text=desk.unsent.holds(edited_slot(draft.id)))
            for draft in desk.drafts
        ]
        self.rows = (*(line.id for line in desk.lines), *(draft.id for draft in desk.drafts))
        for number, (facts, subject) in enumerate(told, 1):
            yield words.say("text.row", number=number, facts=facts)
            yield f"   {subject}"

    def _tell_shelf(self) -> Iterator[str]:
        """One of the keepers' lists."""
        desk, words = self._desk, self._words
        yield ""
        rows = tell_rows(desk, words)
        self.rows = desk.row_ids
        yield words.say("queue.title", name=words.say(f"place.{desk.place}"), count=len(rows))
        yield from tell_above(desk, words)
        for number, (head, lines) in enumerate(rows, 1):
            yield words.say("text.row", number=number, facts=head)
            yield from (f"   {line}" for line in lines)
        if not rows:
            yield tell_nothing(desk.place, words)
        if desk.situation.has_more:
            yield words.say("queue.more")
        if desk.keeping.contests.left and desk.place is not Place.CONTESTS:
            yield words.say("contest.list", count=desk.keeping.contests.left)

    def _blocks(self) -> tuple[Block, ...]:
        desk = self._desk
        if desk.place is Place.CASE and desk.case:
            return tell_case(desk.case, self._words, desk.now())
        if desk.place is Place.DRAFT and desk.draft:
            return tell_draft(desk.draft, self._words, desk.now())
        if contest := desk.situation.contest:
            return tell_contest(contest, self._words, desk.now())
        return ()

    def _name_opened(self) -> tuple[str, str] | None:
        """What is told of, and its title; None where nothing is open."""
        desk, words = self._desk, self._words
        if contest := desk.situation.contest:
            return contest.contest.id, name_contest(contest.contest, words)
        opened = desk.case.line if desk.case else desk.draft.line if desk.draft else None
        return (opened.id, words.mark_masks(opened.subject) or words.say("row.no_subject")) if opened else None

    def _tell_opened(self) -> Iterator[str]:
        opened = self._name_opened()
        if opened is None:
            return
        opened_id, subject = opened
        is_first = self._told_of != opened_id
        if is_first:
            self._told_of, self._told = opened_id, set()
            yield ""
            yield self._words.say(f"{self._desk.place}.title", subject=subject)
        for block in self._blocks():
            if block in self._told or (block.kind is BlockKind.HISTORY and not is_first):
                continue
            self._told.add(block)
            if block.kind is BlockKind.FOLDED and not self._desk.is_answer_shown:
                key = spell_key(find_action("show_answer").key, self._words)
                yield ""
                yield self._words.say("case.answer_folded", key=key)
            else:
                yield from _tell_block(block)


def _tell_block(block: Block) -> Iterator[str]:
    yield ""
    yield block.title
    yield from (f"  {line}" for line in block.lines if line)
