"""One call inside the engine: how far its prompt is read, what it has written, where it must end, what it cost."""

import codecs
from collections.abc import Sequence
from time import perf_counter

from models.language.prompt import PromptTokens
from models.language.stopping import StopScanner
from models.types import Usage


class Generation:
    """Owned by the engine's thread."""

    def __init__(self, call: int, prompt: PromptTokens, *, max_tokens: int, stop: Sequence[str]) -> None:
        self.call = call
        self.prompt = prompt
        self.max_tokens = max_tokens
        self.sequence = -1
        """Which sequence of the context it has; -1 while it waits for one."""
        self.read = 0
        """Tokens of the prompt whose state the context holds."""
        self.has_begun = False
        """Whether the work on the prompt has started."""
        self.is_over = max_tokens == 0
        """Nothing more is to be written."""
        self.next_token = -1
        """What was written last and has not been put into the context."""
        self.cpu_seconds = 0.0
        self._reused = 0
        self._generated = 0
        self._began = self._first = self._last = 0.0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._scanner = StopScanner(stop)

    @property
    def tokens(self) -> int:
        """Room that the whole call takes in the context, at most."""
        return len(self.prompt.tokens) + self.max_tokens

    @property
    def is_read(self) -> bool:
        return self.read == len(self.prompt.tokens)

    @property
    def position(self) -> int:
        """Where :attr:`next_token` goes in the context."""
        return len(self.prompt.tokens) + self._generated - 1

    @property
    def public_read(self) -> tuple[int, ...]:
        """What the context holds of it and anyone may know."""
        return self.prompt.tokens[: min(self.read, self.prompt.public)]

    def begin(self, reused: int) -> None:
        """The work on the prompt starts; ``reused`` tokens of it are in the context already."""
        self.has_begun = True
        self.read = self._reused = reused
        self._began = perf_counter()

    def end_prompt(self) -> None:
        """The prompt is read, and its first token known."""
        self._first = self._last = perf_counter()

    def write(self, token: int, spelled: bytes) -> str:
        """Take a token; the text that may be shown now."""
        self.next_token = token
        self._generated += 1
        self._last = perf_counter()
        text = self._scanner.feed(self._decoder.decode(spelled))
        self.is_over = self._scanner.found or self._generated >= self.max_tokens
        return text

    def finish(self) -> str:
        """The text that was still held back."""
        self.is_over = True
        return self._scanner.feed(self._decoder.decode(b"", final=True)) + self._scanner.flush()

    def usage(self) -> Usage:
        return Usage(
            prompt_tokens=len(self.prompt.tokens),
            reused_tokens=self._reused,
            generated_tokens=self._generated,
            prefill_seconds=self._first - self._began,
            generation_seconds=self._last - self._first,
            cpu_seconds=self.cpu_seconds,
        )
