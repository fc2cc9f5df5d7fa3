"""The assistant's own errors.

AssistantError
├── DisplayableError     its text may be shown to a person or an operator, and says what to do next
│   ├── SettingsInvalid  a setting cannot be used
│   ├── PortTaken        another program listens on the address
│   ├── SecretUnusable   a file with a secret is open to others, damaged or lost
│   └── NotReady         something that the command needs is not there yet
├── QuestionRefused      a question that is not taken; ``reason`` is a word of the vocabulary
├── RequestRefused       a request that is not taken, whatever it asks; ``reason`` likewise
├── AccountRefused       something asked by staff that is not done; ``reason`` likewise
├── ContactRefused       call-back details that are not taken; ``reason`` likewise
├── SpeechRefused        a recording of which no question is made; ``reason`` likewise
└── ConversationUnknown  no conversation has this code
"""

from assistant.vocabulary import AccountRefusal, ContactRefusal, QuestionRefusal, RequestRefusal, SpeechRefusal


class AssistantError(Exception):
    """Base of the tree."""


class DisplayableError(AssistantError):
    """Its text may be shown, and names the next thing to do."""


class SettingsInvalid(DisplayableError):
    """A setting cannot be used."""


class PortTaken(DisplayableError):
    """Another program listens on the address."""


class NotReady(DisplayableError):
    """Something that the command needs is not there yet."""


class SecretUnusable(DisplayableError):
    """A file with a secret is open to others, damaged or lost. Its text never holds the secret."""


class QuestionRefused(AssistantError):
    """A question that is not taken. Holds the reason and never the text."""

    def __init__(self, reason: QuestionRefusal, *, in_danger: bool = False) -> None:
        """``in_danger``: whoever wrote it may be in danger, and is told the emergency numbers with the refusal."""
        super().__init__(reason.value)
        self.reason = reason
        self.in_danger = in_danger


class RequestRefused(AssistantError):
    """A request that is not taken, whatever it asks."""

    def __init__(self, reason: RequestRefusal, *, wait_seconds: int = 0) -> None:
        """``wait_seconds``: after how long it would be taken; 0 when waiting changes nothing."""
        super().__init__(reason.value)
        self.reason = reason
        self.wait_seconds = wait_seconds


class AccountRefused(AssistantError):
    """Something asked by staff that is not done. Holds the reason, and never a name or a password."""

    def __init__(self, reason: AccountRefusal, *, retry_after_seconds: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds
        """When the same request may be tried again; 0 where waiting changes nothing."""


class ContactRefused(AssistantError):
    """Call-back details that are not taken. Holds the reason and never the text."""

    def __init__(self, reason: ContactRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class SpeechRefused(AssistantError):
    """A recording of which no question is made. Holds the reason and nothing of what was said."""

    def __init__(self, reason: SpeechRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ConversationUnknown(AssistantError):
    """No conversation has this code."""
