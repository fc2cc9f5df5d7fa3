"""A context without weights, for the tests of the engine: a token is a byte plus one, and the model is a parrot.

After a prompt ``…=words|`` it writes ``words``, then ends. It refuses what a real context would fail at.
"""

from collections.abc import Callable, Sequence

from models.language.batching import Interrupted, Row
from models.language.prompt import PromptTokens
from models.types import ChatMessage, ModelDied

END = 0
CRASH = "\x01"
"""A letter that the fake cannot spell."""


class FakeContext:
    def __init__(self, *, cells: int = 1000, can_share: bool = True) -> None:
        self.cells = cells
        self.can_share = can_share
        self.batches: list[list[Row]] = []
        self.saved: list[str] = []
        """The texts whose state was kept."""
        self.restored = 0
        self.shared = 0
        self.wiped = 0
        self.broken = False
        """Whether the next batch is refused, once."""
        self.on_interruptible: Callable[[], object] = lambda: None
        """Called while a batch that may be interrupted is at work."""
        self._states: dict[int, list[int]] = {}

    def tokenize_prompt(self, messages: Sequence[ChatMessage]) -> PromptTokens:
        if any("unspeakable" in message.text for message in messages):
            raise RuntimeError(messages[-1].text)
        public, is_public = 0, True
        for message in messages:
            public += message.public_characters if is_public else 0
            is_public = is_public and message.public_characters == len(message.text)
        text = "".join(message.text for message in messages)
        return PromptTokens(tuple(byte + 1 for byte in text.encode()), public)

    def spell(self, token: int) -> bytes:
        if chr(token - 1) == CRASH:
            raise ValueError("no such token")
        return bytes([token - 1])

    def is_end(self, token: int) -> bool:
        return token == END

    def decode(self, rows: Sequence[Row], *, interrupt: Callable[[], bool] | None = None) -> list[int]:
        self.batches.append(list(rows))
        if self.broken:
            self.broken = False
            raise ModelDied("refused")
        if interrupt:
            self.on_interruptible()
            if interrupt():
                raise Interrupted
        asked = []
        for row in rows:
            state = self._states.setdefault(row.sequence, [])
            assert row.position == len(state), "a token was put in a wrong place"
            state.append(row.token)
            asked.append(len(state))
        assert sum(map(len, self._states.values())) <= self.cells, "more tokens than cells"
        return [self._next(self._states[row.sequence][:at]) for row, at in zip(rows, asked, strict=True) if row.asks]

    def share(self, source: int, target: int, length: int) -> None:
        assert not self._states.get(target), "a sequence that is in use was written over"
        self.shared += 1
        self._states[target] = self._states[source][:length]

    def cut(self, sequence: int, length: int) -> None:
        self._states[sequence] = self._states.get(sequence, [])[:length]

    def save(self, sequence: int) -> bytes:
        self.saved.append(self._text(self._states[sequence]))
        return bytes(token - 1 for token in self._states[sequence])

    def restore(self, sequence: int, state: bytes) -> bool:
        assert not self._states.get(sequence), "a sequence that is in use was written over"
        self.restored += 1
        self._states[sequence] = [byte + 1 for byte in state]
        return True

    def wipe(self) -> None:
        self.wiped += 1
        self._states = {}

    @property
    def held(self) -> str:
        """Everything that it knows now."""
        return "".join(self._text(state) for state in self._states.values())

    def _next(self, state: Sequence[int]) -> int:
        prompt, _, written = bytes(token - 1 for token in state).rpartition(b"|")
        reply = prompt.rpartition(b"=")[2]
        return reply[len(written)] + 1 if len(written) < len(reply) else END

    def _text(self, state: Sequence[int]) -> str:
        return bytes(token - 1 for token in state).decode(errors="replace")
