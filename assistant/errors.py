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
├── ContestRefused       the contest of an answer that is not taken; ``reason`` likewise
├── SpeechRefused        a recording of which no question is made; ``reason`` likewise
├── CaseRefused          something asked of a case that is not done; ``reason`` likewise
├── KeeperRefused        something asked by a keeper of the bases that is not done; ``reason`` likewise
├── DraftRefused         a decision on a draft that is not taken; ``reason`` likewise
├── CourseChanged        answers to a course of another version
└── ConversationUnknown  no conversation has this code
"""

from assistant.vocabulary import (
    AccountRefusal,
    CaseRefusal,
    ContactRefusal,
    ContestRefusal,
    KeeperRefusal,
    QuestionRefusal,
    RequestRefusal,
    SpeechRefusal,
)


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


class ContestRefused(AssistantError):
    """The contest of an answer that is not taken. Holds the reason and never the text."""

    def __init__(self, reason: ContestRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class SpeechRefused(AssistantError):
    """A recording of which no question is made. Holds the reason and nothing of what was said."""

    def __init__(self, reason: SpeechRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class CaseRefused(AssistantError):
    """Something asked of a case that is not done. Its text is the reason alone."""

    def __init__(
        self,
        reason: CaseRefusal,
        *,
        holder: str = "",
        masked_text: str = "",
        entity_types: tuple[str, ...] = (),
        in_danger: bool = False,
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.holder = holder
        """Who has it, with ``held`` and ``changed``: an account, or a service that it waits for."""
        self.masked_text = masked_text
        """With ``masked``: what would be kept."""
        self.entity_types = entity_types
        self.in_danger = in_danger
        """Whether a person wrote it who may be in danger: the emergency numbers are told with the refusal."""


class DraftRefused(AssistantError):
    """A decision on a draft that is not taken. ``str(error)`` is the reason and never a text."""

    def __init__(
        self,
        reason: CaseRefusal,
        *,
        masked_text: str = "",
        entity_types: tuple[str, ...] = (),
        doubts: tuple[str, ...] = (),
        holder: str = "",
    ) -> None:
        """``masked_text`` is what would be sent and kept; ``doubts`` are its figures and links that no page holds."""
        super().__init__(reason.value)
        self.reason = reason
        self.masked_text = masked_text
        self.entity_types = entity_types
        self.doubts = doubts
        self.holder = holder


class CourseChanged(AssistantError):
    """Answers to a course of another version: it is to be read again."""


class KeeperRefused(AssistantError):
    """Something asked by a keeper of the bases that is not done."""

    def __init__(
        self,
        reason: KeeperRefusal,
        *,
        subject: str = "",
        masked_text: str = "",
        entity_types: tuple[str, ...] = (),
        unsupported: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.subject = subject
        """What it is about, as the keeper named it: a base, a version, a page. Never a text."""
        self.masked_text = masked_text
        """With ``personal_data``: the text with what must go masked."""
        self.entity_types = entity_types
        self.unsupported = unsupported
        """With ``unsupported``: the figures and addresses that stand in no page."""


class ConversationUnknown(AssistantError):
    """No conversation has this code."""
