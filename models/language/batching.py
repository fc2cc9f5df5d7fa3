"""Several calls in one batch: who is read, who writes, who waits, and what of a prompt is kept. No native code here.

Each step decodes one batch: a token of every call that writes and a piece of the prompt of the call whose turn it is to
be read. Calls join and leave between two steps. Beginnings of prompts that anyone may know are read once; everything
else of a call is forgotten when the call ends, and all the context is wiped when nobody is served.

**The same prompt gets the same words when a call is alone**, whatever was asked before. Floating-point sums depend on
how tokens are grouped and on where they lie, so a prompt that is read alone is read in pieces that begin at multiples
of ``grain``, only whole pieces are used again, and they come back to an empty context. In company sums are rounded
otherwise, and now and then another word wins; so it is for a lone call that uses again what was read in company.

One thread owns a :class:`BatchEngine`, except for :meth:`BatchEngine.cancel`.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import process_time
from typing import NamedTuple, Protocol

from models.language.generation import Generation
from models.language.prefixes import Beginning, PrefixStore, common_length
from models.language.prompt import PromptTokens
from models.language.protocol import Failed, Failure, Finished, Generate, Piece
from models.types import ChatMessage, ModelError, PromptTooLong

Told = Piece | Finished | Failed


class Row(NamedTuple):
    """One token of a batch."""

    token: int
    position: int
    sequence: int
    asks: bool
    """Whether the token that follows is wanted."""


class Interrupted(Exception):
    """The batch was stopped before its end. The context holds what it held before."""


class Context(Protocol):
    """The state of sequences of tokens, and the words of a model."""

    @property
    def cells(self) -> int:
        """Tokens that all sequences can hold together."""
        ...

    @property
    def can_share(self) -> bool:
        """Whether a beginning of a sequence can be copied, and its end cut."""
        ...

    def tokenize_prompt(self, messages: Sequence[ChatMessage]) -> PromptTokens: ...

    def spell(self, token: int) -> bytes: ...

    def is_end(self, token: int) -> bool:
        """Whether ``token`` ends an answer."""
        ...

    def decode(self, rows: Sequence[Row], *, interrupt: Callable[[], bool] | None = None) -> list[int]:
        """Add ``rows``; the likeliest next token after each row that asks, in their order.

        ``interrupt`` is asked many times from native code. Raises :class:`Interrupted`, :class:`ModelDied`.
        """
        ...

    def share(self, source: int, target: int, length: int) -> None:
        """Let ``target`` begin with the first ``length`` tokens of ``source``."""
        ...

    def cut(self, sequence: int, length: int) -> None:
        """Forget what follows the first ``length`` tokens."""
        ...

    def save(self, sequence: int) -> bytes:
        """The state of a sequence, empty when it cannot be had."""
        ...

    def restore(self, sequence: int, state: bytes) -> bool:
        """Put a saved state into an empty sequence. False when it does not fit."""
        ...

    def wipe(self) -> None:
        """Forget every sequence and overwrite what it held."""
        ...


class BatchEngine:
    """Serves up to ``slots`` calls at once from one context."""

    def __init__(self, context: Context, *, slots: int, window: int, grain: int) -> None:
        """``window`` is the most tokens of one call; ``grain`` the tokens of a piece of prompt that is read alone.

        The context has ``slots + 1`` sequences: the last one is where a state is made before it is kept.
        """
        self._context = context
        self._window = min(window, context.cells)
        self._grain = grain
        self._scratch = slots
        self._free = list(range(slots))
        self._waiting: deque[Generation] = deque()
        self._live: list[Generation] = []
        self._store = PrefixStore(grain=grain)
        self._cancelled: set[int] = set()
        self._newest_call = 0
        self._lock = threading.Lock()

    @property
    def is_idle(self) -> bool:
        return not self._live and not self._waiting

    def submit(self, order: Generate) -> Sequence[Told]:
        """Let a call wait for its turn. What is told at once is its failure."""
        with self._lock:
            self._newest_call = order.call
        try:
            prompt = self._context.tokenize_prompt(order.messages)
            generation = Generation(order.call, prompt, max_tokens=order.max_tokens, stop=order.stop)
            if generation.tokens > self._window:
                raise PromptTooLong(
                    f"{len(prompt.tokens)} tokens of prompt and {order.max_tokens} of answer"
                    f" do not fit in {self._window}."
                )
        except Exception as error:  # one call that fails must not end the others; the message may quote the prompt
            return [_failure(order.call, error)]
        self._waiting.append(generation)
        return ()

    def cancel(self, call: int) -> None:
        """Stop ``call``, also while its prompt is being read, or one still to come. May be called from any thread."""
        with self._lock:
            self._cancelled.add(call)

    def step(self) -> Sequence[Told]:
        """Decode one batch. What the calls write, and the end of those that end."""
        told: list[Told] = list(self._drop_cancelled())
        self._admit()
        writers = [generation for generation in self._live if generation.is_read]
        reader = next((generation for generation in self._live if not generation.is_read), None)
        rows = self._piece_of(reader, len(writers)) if reader else []
        read = len(rows)
        rows += [Row(w.next_token, w.position, w.sequence, True) for w in writers]
        if rows:
            told += self._decode(rows, read, reader, writers)
        if self.is_idle:
            self._context.wipe()
        return told

    def _decode(
        self, rows: Sequence[Row], read: int, reader: Generation | None, writers: Sequence[Generation]
    ) -> list[Told]:
        """One batch and what comes of it: ``rows`` begin with ``read`` tokens of the prompt of ``reader``."""
        started = process_time()
        # asking native code costs a tenth of the speed: only where one call alone may work for seconds
        alone = reader if not writers else None
        try:
            found = deque(self._context.decode(rows, interrupt=self._tell_cancelled(alone)))
        except Interrupted:
            return []
        except ModelError as error:
            return self._fail_all([*writers, *([reader] if reader else [])], error)
        share = (process_time() - started) / len(rows)
        told: list[Told] = []
        if reader:
            reader.cpu_seconds += share * read
            reader.read += read
            told += self._after_reading(reader, found)
        for writer in writers:
            writer.cpu_seconds += share
            told += self._write(writer, found.popleft())
        return told

    def _after_reading(self, reader: Generation, found: deque[int]) -> list[Told]:
        if reader.read >= reader.prompt.public:
            self._keep_public(reader)
        if not reader.is_read:
            return []
        reader.end_prompt()
        return self._finish(reader) if reader.is_over else self._write(reader, found.popleft())

    def _write(self, writer: Generation, token: int) -> list[Told]:
        try:
            if self._context.is_end(token):
                return self._finish(writer)
            text = writer.write(token, self._context.spell(token))
            told: list[Told] = [Piece(call=writer.call, text=text)] if text else []
            return told + self._finish(writer) if writer.is_over else told
        except Exception as error:  # one call that fails must not end the others; the message may quote the prompt
            self._leave(writer)
            return [_failure(writer.call, error)]

    def _finish(self, generation: Generation) -> list[Told]:
        text = generation.finish()
        self._leave(generation)
        end = Finished(call=generation.call, usage=generation.usage())
        return [Piece(call=generation.call, text=text), end] if text else [end]

    def _admit(self) -> None:
        """Let calls in, in the order they came, while there is a sequence and room for the whole of each."""
        taken = sum(generation.tokens for generation in self._live)
        while self._waiting and self._free and taken + self._waiting[0].tokens <= self._context.cells:
            generation = self._waiting.popleft()
            generation.sequence = self._free.pop(0)
            taken += generation.tokens
            self._live.append(generation)

    def _piece_of(self, reader: Generation, writers: int) -> list[Row]:
        """The next tokens of a prompt. In company the pieces are short, so that the others go on and a cancelled call
        leaves soon, and the batch is a multiple of 16 rows, which is what native code is quickest at."""
        if not reader.has_begun:
            self._begin(reader)
        alone = self._grain - reader.read % self._grain
        end = reader.read + (max(1, self._grain // 2 - writers) if writers else alone)
        tokens = reader.prompt.tokens
        last = len(tokens) - 1 if reader.max_tokens else -1
        return [
            Row(tokens[position], position, reader.sequence, position == last)
            for position in range(reader.read, min(end, len(tokens)))
        ]

    def _begin(self, reader: Generation) -> None:
        """Start on a prompt from what is known of it: from a call that is being served, or from the store."""
        tokens, most = reader.prompt.tokens, len(reader.prompt.tokens) - 1
        beginning = self._store.find(tokens, most)
        neighbour, shared = None, 0
        for other in self._live if self._context.can_share else ():
            length = min(common_length(other.public_read, tokens), most)
            if other is not reader and length - length % self._grain > shared:
                neighbour, shared = other, length - length % self._grain
        if neighbour and shared >= beginning.length:
            self._context.share(neighbour.sequence, reader.sequence, shared)
            reader.begin(shared)
        else:
            reader.begin(self._restore(reader.sequence, beginning))

    def _restore(self, sequence: int, beginning: Beginning) -> int:
        if not beginning.length:
            return 0
        length = beginning.length if self._context.restore(sequence, beginning.state) else 0
        self._context.cut(sequence, length)
        return length

    def _keep_public(self, generation: Generation) -> None:
        """Remember what was read of a prompt, up to the last whole grain that anyone may know."""
        tokens = generation.public_read
        tokens = tokens[: len(tokens) - len(tokens) % self._grain]
        if not tokens or not self._context.can_share or self._store.covers(tokens):
            return
        self._context.share(generation.sequence, self._scratch, len(tokens))
        if state := self._context.save(self._scratch):
            self._store.add(tokens, state)
        self._context.cut(self._scratch, 0)

    def _leave(self, generation: Generation) -> None:
        """Forget all that a call put into the context."""
        self._live.remove(generation)
        self._context.cut(generation.sequence, 0)
        self._free.append(generation.sequence)

    def _drop_cancelled(self) -> list[Told]:
        with self._lock:
            gone = self._cancelled
            self._cancelled = {call for call in gone if call > self._newest_call}
        told: list[Told] = []
        for generation in [live for live in self._live if live.call in gone]:
            if not generation.is_read:
                self._keep_public(generation)
            self._leave(generation)
            told.append(Finished(call=generation.call, usage=None))
        for generation in [waiting for waiting in self._waiting if waiting.call in gone]:
            self._waiting.remove(generation)
            told.append(Finished(call=generation.call, usage=None))
        return told

    def _tell_cancelled(self, reader: Generation | None) -> Callable[[], bool] | None:
        return None if reader is None else lambda: reader.call in self._cancelled

    def _fail_all(self, failed: Sequence[Generation], error: ModelError) -> list[Told]:
        """End the calls of a batch that native code refused, and start the others anew on an empty context."""
        for generation in failed:
            self._live.remove(generation)
            self._free.append(generation.sequence)
        self._context.wipe()
        for generation in self._live:
            generation.has_begun, generation.read = False, 0
        return [_failure(generation.call, error) for generation in failed]


def _failure(call: int, error: Exception) -> Failed:
    known = isinstance(error, ModelError)
    reason = str(error) if known else f"The worker failed ({type(error).__name__})."
    return Failed(call=call, failure=Failure.of(error) if known else Failure.DIED, reason=reason)
