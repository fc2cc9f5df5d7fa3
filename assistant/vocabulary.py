"""Every closed list of words of the assistant. Imports nothing of ours, so that the desk and the wire may use it."""

from enum import StrEnum


class Language(StrEnum):
    """Languages that the assistant's own sentences exist in. Each has a file in ``assistant/messages``."""

    FRENCH = "fr"
    ENGLISH = "en"


class Channel(StrEnum):
    """The door through which a person speaks."""

    WEB = "web"
    API = "api"
    TERMINAL = "terminal"
    VOICE = "voice"


class Author(StrEnum):
    """Who wrote a message. A language model is never an agent."""

    PERSON = "person"
    ASSISTANT = "assistant"
    AGENT = "agent"


class AnswerStatus(StrEnum):
    """How a turn ended. Each has a label and a sentence in every language."""

    ANSWERED = "answered"
    """The page's own words."""
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"
    """The person asks who is speaking."""
    OUT_OF_SCOPE = "out_of_scope"
    OTHER_COUNTRY = "other_country"
    """Another State's law, nationality, papers or procedures: its embassy or its own site answers."""
    UNCLEAR = "unclear"
    """Too little was said to search for anything."""
    ASKED_BACK = "asked_back"
    """The answer hangs on the person's situation: the page's own branches are offered as choices."""
    NO_SOURCE = "no_source"
    """No official page answers."""
    NEEDS_PERSON = "needs_person"
    """The person asks for a human, or needs one."""
    DANGER = "danger"
    """Distress or danger: fixed numbers and a human, at once."""
    REFUSED_INJECTION = "refused_injection"
    REFUSED_ILLEGAL = "refused_illegal"
    REFUSED_ABUSE = "refused_abuse"
    REFUSED_PRIVACY = "refused_privacy"
    """Somebody else's personal data is asked for."""
    UNGUARDED = "unguarded"
    """A guard could not decide: nothing was kept, searched or written."""
    CANCELLED = "cancelled"
    """The person left before the end."""
    FAILED = "failed"
    """Something broke. The person keeps the way to a human."""


class Completeness(StrEnum):
    """How much of the question the shown words cover."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class PartKind(StrEnum):
    """Where the words of a part of an answer come from."""

    QUOTE = "quote"
    """The official page, word for word."""
    REWORDED = "reworded"
    """The model, proven against the passage that it cites."""
    FIXED = "fixed"
    """The assistant's own catalogue of messages."""


class QuestionRefusal(StrEnum):
    """Why a question is not taken at all."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"
    """Only signs, emoji or invisible characters."""
    ALREADY_ASKING = "already_asking"
    """The conversation has a question that is still being answered."""
    TOO_BUSY = "too_busy"


class RequestRefusal(StrEnum):
    """Why a request is not taken, whatever it asks."""

    CROSS_SITE = "cross_site"
    """Another site's page sent it."""
    UNKNOWN_HOST = "unknown_host"
    """It names a host that is not ours."""
    TOO_OFTEN = "too_often"
    TOO_MANY_STREAMS = "too_many_streams"


class EscalationState(StrEnum):
    """Where a request for a human stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class EscalationReason(StrEnum):
    """Why a human is asked for."""

    ASKED = "asked"
    DANGER = "danger"
    NO_SOURCE = "no_source"
    NOT_SATISFIED = "not_satisfied"
    FAILED = "failed"
