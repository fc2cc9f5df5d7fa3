"""From a recording to words that may be shown."""

from collections.abc import Sequence

import pytest

from assistant.errors import SpeechRefused
from assistant.messages.catalogue import read_messages
from assistant.services import KnownWords
from assistant.vocabulary import Language, SpeechRefusal
from assistant.voice.commands import Command
from assistant.voice.heard_names import HeardNames
from assistant.voice.hearing import Hearing
from guards.types import Finding
from models.fakes import TypedTranscriber
from models.speech.types import AudioClip, AudioFault, AudioRefused, Doubt, Transcript
from models.types import ModelBusy, ModelDied, ModelError, ModelTimedOut
from tests.assistant.conftest import OpenWorld

MESSAGES = read_messages()
KNOWN = KnownWords(
    abbreviations={"RSA": "Revenu de solidarité active", "APL": "Aide personnalisée au logement", "Urssaf": "Union"},
    ordinary=frozenset({"comment", "demander", "la", "le", "je", "dois", "payer", "carte", "grise", "une", "air"}),
)


def hearing(open_world: OpenWorld, *heard: str | Transcript | ModelError) -> Hearing:
    services = open_world().services
    services.transcriber = TypedTranscriber(*heard)
    services.tell_known_words = lambda: KNOWN

    def find(text: str) -> Sequence[Finding]:
        start = text.find("Dubosquet")
        return (Finding("PERSON", start, start + 9, 1.0, "told"),) if start >= 0 else ()

    services.find_personal_data = find
    return Hearing(services, MESSAGES)


async def refusal_of(hearing: Hearing) -> SpeechRefusal:
    with pytest.raises(SpeechRefused) as refused:
        await hearing.hear(AudioClip(b""), Language.FRENCH)
    return refused.value.reason


async def test_what_is_heard_is_shown_without_personal_data(open_world: OpenWorld) -> None:
    heard = await hearing(open_world, "je suis Solveig Dubosquet, comment demander la carte ?").hear(
        AudioClip(b""), Language.FRENCH
    )
    assert heard.shown == "je suis Solveig [masqué], comment demander la carte ?"
    assert heard.is_masked
    assert heard.suggestion == ""
    assert "Dubosquet" not in repr(heard)


async def test_a_command_is_told_apart_and_masked_by_nobody(open_world: OpenWorld) -> None:
    heard = await hearing(open_world, "Plus lentement !").hear(AudioClip(b""), Language.FRENCH)
    assert (heard.command, heard.suggestion, heard.is_masked) == (Command.SLOWER, "", False)


async def test_a_name_that_was_probably_meant_is_suggested_and_never_put_in(open_world: OpenWorld) -> None:
    heard = await hearing(open_world, "comment demander le air essa").hear(AudioClip(b""), Language.FRENCH)
    assert heard.shown == "comment demander le air essa"
    assert heard.suggestion == "comment demander le RSA"
    english = await hearing(open_world, "comment demander le air essa").hear(AudioClip(b""), Language.ENGLISH)
    assert english.suggestion == ""


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        (Transcript("", "fr", 2, 0, doubt=Doubt.NOTHING_SAID), SpeechRefusal.NOTHING_SAID),
        (Transcript("", "fr", 2, 2, doubt=Doubt.UNCLEAR), SpeechRefusal.UNCLEAR),
        (Transcript("", "fr", 2, 2, doubt=Doubt.INVENTED), SpeechRefusal.INVENTED),
        (AudioRefused(AudioFault.TOO_LONG), SpeechRefusal.TOO_LONG),
        (AudioRefused(AudioFault.TOO_LARGE), SpeechRefusal.TOO_LARGE),
        (AudioRefused(AudioFault.UNREADABLE), SpeechRefusal.UNREADABLE),
        (ModelBusy("full"), SpeechRefusal.BUSY),
        (ModelTimedOut("late"), SpeechRefusal.BUSY),
        (ModelDied("gone"), SpeechRefusal.UNAVAILABLE),
    ],
)
async def test_what_cannot_be_used_is_refused_with_its_reason(
    open_world: OpenWorld, heard: Transcript | ModelError, reason: SpeechRefusal
) -> None:
    assert await refusal_of(hearing(open_world, heard)) is reason


async def test_half_a_second_holds_a_command_or_a_choice_and_no_question(open_world: OpenWorld) -> None:
    def short(text: str) -> Transcript:
        return Transcript(text, "fr", 0.5, 0.5)

    for text in ("C'est peut-être qu'on...", "Activer."):
        assert await refusal_of(hearing(open_world, short(text))) is SpeechRefusal.UNCLEAR
    told = hearing(open_world, short("Oui."), short("Parler à quelqu'un."))
    commands = [(await told.hear(AudioClip(b""), Language.FRENCH)).command for _ in range(2)]
    assert commands == [Command.YES, Command.PERSON]
    choosing = hearing(open_world, short("Mineur."), short("C'est peut-être qu'on..."))
    chosen = await choosing.hear(AudioClip(b""), Language.FRENCH, may_be_short=True)
    assert chosen.shown == "Mineur."
    with pytest.raises(SpeechRefused):
        await choosing.hear(AudioClip(b""), Language.FRENCH, may_be_short=True)


async def test_without_a_guard_nothing_is_shown(open_world: OpenWorld) -> None:
    deaf = hearing(open_world, "je suis Solveig Dubosquet")

    def fail(text: str) -> Sequence[Finding]:
        raise RuntimeError(text)

    deaf._services.find_personal_data = fail
    assert await refusal_of(deaf) is SpeechRefusal.UNGUARDED


async def test_without_a_model_there_is_no_voice(open_world: OpenWorld) -> None:
    services = open_world().services
    assert await refusal_of(Hearing(services, MESSAGES)) is SpeechRefusal.UNAVAILABLE


@pytest.mark.parametrize("language", Language)
def test_every_refusal_has_a_sentence_and_no_other_is_there(language: Language) -> None:
    assert set(MESSAGES.under("voice.refusal", language)) == {reason.value for reason in SpeechRefusal}


@pytest.mark.parametrize(
    ("heard", "suggested"),
    [
        ("je dois payer lursaf", "je dois payer l'Urssaf"),
        ("je dois payer l'ursaf", "je dois payer l'Urssaf"),
        ("la carte vittale", "la carte Vitale"),
        ("comment demander le RSA", ""),
        ("je dois payer la carte grise", ""),
        ("", ""),
        ("zzzzz", ""),
    ],
)
def test_names_are_suggested_by_their_letters_and_their_sound(heard: str, suggested: str) -> None:
    assert HeardNames(KNOWN).suggest(heard) == suggested
