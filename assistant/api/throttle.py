"""How often people may ask: counted in memory, by conversation and by address, and forgotten with the process.

An address or a code is kept only as a keyed hash, under a key that nobody knows and that goes with the process.
"""

import hashlib
import math
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.accounts.attempts import name_address
from assistant.errors import RequestRefused
from assistant.settings import Rates
from assistant.vocabulary import RequestRefusal

_STREAM_WAIT_SECONDS = 5
"""Answers end within seconds: so do their streams."""


class Counted(StrEnum):
    """What is counted."""

    QUESTION = "question"
    CONVERSATION = "conversation"
    """A conversation that begins."""
    PLAIN = "plain"
    """A plain version of an answer."""
    SPEECH = "speech"
    """A recording to write."""
    LISTENING = "listening"
    """An answer read aloud."""
    PERSON = "person"
    """A request for a human."""
    CONTEST = "contest"
    """An answer that is contested."""
    MESSAGE = "message"
    """A message to an agent."""
    RESUME = "resume"
    """A code to come back that is tried."""
    OWN_DATA = "own_data"
    """What a person does with what is kept of them: takes it away, erases it."""


class Throttle:
    """Lives in one event loop. What is refused is not counted: waiting is enough to be served again."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(32)
        self._streams: Counter[str] = Counter()
        by_minute, by_hour = RateLimitItemPerMinute, RateLimitItemPerHour
        self._by_address: dict[Counted, tuple[RateLimitItem, ...]] = {
            Counted.QUESTION: (
                by_minute(rates.address_questions_a_minute),
                by_hour(rates.address_questions_an_hour),
            ),
            Counted.CONVERSATION: (by_hour(rates.address_conversations_an_hour),),
            Counted.PLAIN: (by_minute(rates.address_plain_a_minute),),
            Counted.SPEECH: (by_minute(rates.address_speech_a_minute),),
            Counted.LISTENING: (by_minute(rates.address_listening_a_minute),),
            Counted.PERSON: (by_hour(rates.address_person_an_hour),),
            Counted.CONTEST: (by_hour(rates.address_contest_an_hour),),
            Counted.MESSAGE: (by_minute(rates.address_messages_a_minute),),
            Counted.RESUME: (by_minute(rates.address_resumes_a_minute), by_hour(rates.address_resumes_an_hour)),
            Counted.OWN_DATA: (by_minute(rates.address_own_data_a_minute),),
        }
        self._by_conversation: dict[Counted, tuple[RateLimitItem, ...]] = {
            Counted.QUESTION: (
                by_minute(rates.conversation_questions_a_minute),
                by_hour(rates.conversation_questions_an_hour),
            ),
            Counted.PLAIN: (by_minute(rates.conversation_plain_a_minute),),
            Counted.SPEECH: (by_minute(rates.conversation_speech_a_minute),),
            Counted.LISTENING: (by_minute(rates.conversation_listening_a_minute),),
            Counted.PERSON: (by_hour(rates.conversation_person_an_hour),),
            Counted.CONTEST: (by_hour(rates.conversation_contest_an_hour),),
            Counted.MESSAGE: (by_minute(rates.conversation_messages_a_minute),),
            Counted.OWN_DATA: (by_minute(rates.conversation_own_data_a_minute),),
        }

    def count(self, what: Counted, address: str, code: str = "") -> None:
        """Count one more, or raise :class:`RequestRefused` with the time to wait. ``code`` is empty before there is
        a conversation."""
        asked = [(item, self._hide(name_address(address))) for item in self._by_address[what]]
        if code:
            asked += [(item, self._hide(code)) for item in self._by_conversation.get(what, ())]
        wait = max((self._wait(item, what, who) for item, who in asked), default=0)
        if wait:
            raise RequestRefused(RequestRefusal.TOO_OFTEN, wait_seconds=wait)
        for item, who in asked:
            self._limiter.hit(item, what.value, who)

    @contextmanager
    def stream(self, address: str) -> Iterator[None]:
        """Hold a stream open. Raises :class:`RequestRefused` when too many are."""
        who = self._hide(name_address(address))
        if self._streams[who] >= self._rates.address_streams or self._streams.total() >= self._rates.streams:
            raise RequestRefused(RequestRefusal.TOO_MANY_STREAMS, wait_seconds=_STREAM_WAIT_SECONDS)
        self._streams[who] += 1
        try:
            yield
        finally:
            self._streams[who] -= 1
            if not self._streams[who]:
                del self._streams[who]

    def _wait(self, item: RateLimitItem, what: Counted, who: str) -> int:
        """Whole seconds until one more fits; 0 when it does now."""
        if self._limiter.test(item, what.value, who):
            return 0
        return max(1, math.ceil(self._limiter.get_window_stats(item, what.value, who).reset_time - time.time()))

    def _hide(self, value: str) -> str:
        return hashlib.blake2b(value.encode(), key=self._key, digest_size=16).hexdigest()
