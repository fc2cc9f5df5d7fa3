"""Keeps, in memory and for one conversation, which placeholder stands for which value.

Nothing here is written anywhere. A conversation is forgotten when it is told to be, when it has been idle too long,
or when there are too many of them; what it held cannot be restored afterwards.
"""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

PLACEHOLDER_NAMES = {
    "PERSON": "PERSONNE",
    "PHONE": "TELEPHONE",
    "EMAIL": "COURRIEL",
    "ADDRESS": "ADRESSE",
    "DATE_OF_BIRTH": "DATE_DE_NAISSANCE",
    "NIR": "NUMERO_SECU",
    "TAX_ID": "NUMERO_FISCAL",
    "IBAN": "COMPTE_BANCAIRE",
    "CARD": "CARTE_BANCAIRE",
    "ID_DOC": "PIECE_IDENTITE",
    "CASE_ID": "NUMERO_DOSSIER",
    "LOGIN": "IDENTIFIANT",
    "PLATE": "PLAQUE",
    "IP": "ADRESSE_IP",
    "NUMBER": "NUMERO",
}
OTHER = "DONNEE"
PLACEHOLDER = re.compile(r"<[A-Z][A-Z_]*_\d+>")
LOOK_ALIKE = re.compile(r"<(\s*[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ_ ]*[_ ]\d+\s*)>")


@dataclass(slots=True)
class _Conversation:
    used_at: float
    placeholders: dict[tuple[str, str], str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


class Vault:
    """Placeholders of the conversations under way. Every method may be called from any thread."""

    def __init__(
        self,
        idle_seconds: float = 30 * 60,
        max_conversations: int = 10_000,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._idle_seconds = idle_seconds
        self._max_conversations = max_conversations
        self._clock = clock
        self._conversations: OrderedDict[str, _Conversation] = OrderedDict()
        self._forgotten: OrderedDict[str, float] = OrderedDict()
        """When each conversation that was told to be forgotten was."""
        self._lock = Lock()

    def __len__(self) -> int:
        """How many conversations are held."""
        with self._lock:
            self._drop_idle()
            return len(self._conversations)

    def placeholder(self, conversation_id: str, entity_type: str, value: str) -> str:
        """What stands for a value in a conversation: the same each time, whatever its case and separators."""
        name = PLACEHOLDER_NAMES.get(entity_type, OTHER)
        key = (name, _normalised(value))
        with self._lock:
            self._drop_idle()
            if conversation_id in self._forgotten:
                return f"<{name}_1>"
            conversation = self._touched(conversation_id)
            if key not in conversation.placeholders:
                conversation.counts[name] = conversation.counts.get(name, 0) + 1
                placeholder = f"<{name}_{conversation.counts[name]}>"
                conversation.placeholders[key] = placeholder
                conversation.values[placeholder] = value
            return conversation.placeholders[key]

    def restore(self, conversation_id: str, text: str) -> str:
        """The text with the values of this conversation; placeholders that it does not know stay as they are."""
        with self._lock:
            self._drop_idle()
            conversation = self._conversations.get(conversation_id)
            values = dict(conversation.values) if conversation else {}
        return PLACEHOLDER.sub(lambda match: values.get(match.group(), match.group()), text)

    def forget(self, conversation_id: str) -> None:
        """Drops what a conversation held, and keeps nothing of what a check under way still brings."""
        with self._lock:
            self._conversations.pop(conversation_id, None)
            self._forgotten[conversation_id] = self._clock()
            self._forgotten.move_to_end(conversation_id)
            while len(self._forgotten) > self._max_conversations:
                self._forgotten.popitem(last=False)

    def _touched(self, conversation_id: str) -> _Conversation:
        self._drop_idle()
        conversation = self._conversations.setdefault(conversation_id, _Conversation(self._clock()))
        conversation.used_at = self._clock()
        self._conversations.move_to_end(conversation_id)
        while len(self._conversations) > self._max_conversations:
            self._conversations.popitem(last=False)
        return conversation

    def _drop_idle(self) -> None:
        oldest_kept = self._clock() - self._idle_seconds
        while self._forgotten and next(iter(self._forgotten.values())) < oldest_kept:
            self._forgotten.popitem(last=False)
        while self._conversations:
            conversation_id, conversation = next(iter(self._conversations.items()))
            if conversation.used_at >= oldest_kept:
                return
            del self._conversations[conversation_id]


def escape_look_alikes(text: str) -> str:
    """The text, same length, in which nothing that a person typed can pass for a placeholder."""
    return LOOK_ALIKE.sub(r"‹\1›", text)


def _normalised(value: str) -> str:
    folded = unicodedata.normalize("NFKD", value).casefold()
    return "".join(character for character in folded if character.isalnum()) or folded
