"""A case as it is read: blocks one under another, each with a sign for whose words they are."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import find_action, spell_key
from tui.telling.blocks import Block, BlockKind
from tui.words import Words

_SIGNS = {
    BlockKind.ALARM: "",
    BlockKind.PERSON: "●",
    BlockKind.PAGE: "▤",
    BlockKind.FOLDED: "▾",
    BlockKind.AGENT: "◆",
    BlockKind.NOTE: "✎",
    BlockKind.FACTS: "·",
    BlockKind.HISTORY: "·",
}


class Blocks(VerticalScroll):
    """Scrolls with the arrows and the page keys. New words at the end pull the view there only for who reads there."""

    def compose(self) -> ComposeResult:
        yield Static(id="text", markup=False)

    def show_end(self) -> None:
        """The newest words."""
        self.call_after_refresh(self.scroll_end, animate=False)

    def tell(self, blocks: Sequence[Block], words: Words, *, is_answer_shown: bool) -> None:
        drawn = Content("\n\n").join([_draw(block, words, is_answer_shown=is_answer_shown) for block in blocks])
        text = self.query_one("#text", Static)
        if text.content == drawn:
            return
        reads_the_end = self.max_scroll_y > 0 and self.scroll_y >= self.max_scroll_y
        text.update(drawn)
        if reads_the_end:
            self.show_end()


def _draw(block: Block, words: Words, *, is_answer_shown: bool) -> Content:
    if block.kind is BlockKind.FOLDED and not is_answer_shown:
        key = spell_key(find_action("show_answer").key, words)
        return Content.styled(f"▸ {words.say('case.answer_folded', key=key)}", "bold")
    style = "bold reverse" if block.kind is BlockKind.ALARM else "bold"
    title = Content.styled(f"{_SIGNS[block.kind]} {block.title}".lstrip(), style)
    return Content("\n").join([title, *(_draw_line(line, words) for line in block.lines)])


def _draw_line(line: str, words: Words) -> Content:
    """Masks between brackets, underlined besides."""
    drawn = Content(line)
    for found in words.find_masks(line):
        drawn = drawn.stylize("bold underline", *found)
    return drawn
