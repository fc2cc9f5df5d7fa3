"""What a spoken conversation gives back to whoever plays it: sentences, and what to do once they are said."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.voice.spoken_answer import Sentence


class Next(StrEnum):
    """What comes after an utterance."""

    SPEAK = "speak"
    """Another utterance follows at once."""
    LISTEN = "listen"
    LISTEN_LONG = "listen_long"
    """The person asked for time."""
    ANSWER_OURS = "answer_ours"
    """Listen for a reply to our own question: people think before they answer."""
    PERSON = "person"
    """A human takes over."""
    END = "end"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Sentences to say one after the other, at one speed."""

    sentences: tuple[Sentence, ...]
    rate: int
    then: Next = Next.LISTEN
    may_be_interrupted: bool = True
    """False for the notice and for numbers to call in danger."""

    @property
    def text(self) -> str:
        """The same words, to be shown beside the sound."""
        return " ".join(sentence.text for sentence in self.sentences)
