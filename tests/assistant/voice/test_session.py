"""Whole spoken conversations, in words: what goes in is what was heard, what comes out is what is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from assistant.messages.catalogue import read_messages
from assistant.services import KnownWords
from assistant.settings import Administration
from assistant.vocabulary import Channel, Language, SpeechRefusal
from assistant.voice.hearing import Hearing
from assistant.voice.session import SpokenConversation
from assistant.voice.utterance import Next, Utterance
from guards.types import Finding, Outcome
from models.fakes import TypedTranscriber
from models.speech.types import AudioClip, Doubt, Transcript
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    ADULT_LINES,
    FOR_ADULTS,
    FOR_MINORS,
    QUESTION,
    FixedRetriever,
    WordGuard,
    World,
    make_page,
)

MESSAGES = read_messages()
UNHEARD = Transcript("", "fr", 3.0, 2.0, doubt=Doubt.UNCLEAR)
SILENT = Transcript("", "fr", 3.0, 0.0, doubt=Doubt.NOTHING_SAID)


def said(key: str, language: Language = Language.FRENCH) -> str:
    """The beginning of a sentence, up to what is filled in or turned into words."""
    return (
        MESSAGES.text(key, language)
        .partition("{")[0]
        .partition(" ?")[0]
        .partition("«")[0]
        .partition(" :")[0]
        .rstrip(" .")
    )


@dataclass(slots=True)
class Caller:
    """A person on the other side."""

    world: World
    conversation: SpokenConversation
    transcriber: TypedTranscriber
    utterances: list[Utterance] = field(default_factory=list)

    async def say(self, heard: str | Transcript) -> str:
        """Say it; all that is answered, as text."""
        self.transcriber.push(heard)
        self.utterances = [utterance async for utterance in self.conversation.listen(AudioClip(b""))]
        return " ".join(utterance.text for utterance in self.utterances)

    async def press(self, key: str) -> str:
        self.utterances = [utterance async for utterance in self.conversation.press(key)]
        return " ".join(utterance.text for utterance in self.utterances)

    @property
    def last(self) -> Utterance:
        return self.utterances[-1]


Call = Callable[..., Caller]


@pytest.fixture
def call(open_world: OpenWorld) -> Call:
    def start(
        *, has_keys: bool = False, language: Language = Language.FRENCH, hands_over: bool = False, **parts: object
    ) -> Caller:
        world = open_world(**parts)
        transcriber = TypedTranscriber()
        world.services.transcriber = transcriber
        world.services.tell_known_words = lambda: KnownWords(
            {"RSA": "Revenu"}, ordinary=frozenset({"comment", "demander", "le", "air"})
        )

        def find(text: str) -> Sequence[Finding]:
            start = text.find("Dubosquet")
            return (Finding("PERSON", start, start + 9, 1.0, "told"),) if start >= 0 else ()

        world.services.find_personal_data = find
        conversation = SpokenConversation(
            world.services, Hearing(world.services, MESSAGES), MESSAGES, Administration(hours="9 h - 12 h"),
            language=language, has_keys=has_keys, hands_over_the_call=hands_over,
        )  # fmt: skip
        return Caller(world, conversation, transcriber)

    return start


@pytest.fixture
async def caller(call: Call) -> Caller:
    caller = call()
    await caller.conversation.open()
    return caller


async def test_the_first_words_say_what_is_speaking_and_cannot_be_interrupted(call: Call) -> None:
    opening = await call().conversation.open()
    assert opening.text.startswith("Bonjour. Vous parlez à un assistant automatique : une intelligence artificielle")
    assert not opening.may_be_interrupted
    assert opening.text.endswith("Posez votre question.")
    assert "tapez zéro" in (await call(has_keys=True).conversation.open()).text
    english = await call(language=Language.ENGLISH).conversation.open()
    assert "artificial intelligence" in english.text


async def test_a_question_is_said_back_then_answered_with_its_source(caller: Caller) -> None:
    back = await caller.say(QUESTION)
    assert back.startswith("J'ai compris : Comment obtenir la carte de jardin partagé.")
    assert caller.last.then is Next.ANSWER_OURS
    assert caller.world.retriever.searched == []
    answer = await caller.say("Oui.")
    assert [utterance.then for utterance in caller.utterances] == [Next.SPEAK, Next.LISTEN]
    assert "La carte de jardin partagé coûte vingt-cinq euros." in answer
    assert (
        "Source un : exemple gouv, Carte de jardin partagé, page mise à jour le premier mars deux mille vingt-six."
        in answer
    )
    assert said("voice.notice_after") in answer
    assert caller.world.retriever.searched == [QUESTION]


async def test_what_is_kept_is_a_conversation_by_voice(caller: Caller) -> None:
    await caller.say(QUESTION)
    await caller.say("oui")
    transcript = await caller.world.services.transcript(caller.conversation.codes[-1])
    assert transcript.conversation.channel is Channel.VOICE
    assert [answer.question.text for answer in transcript.answers] == [QUESTION]


async def test_a_question_can_be_put_right(caller: Caller) -> None:
    await caller.say("Comment obtenir la carte de jardinage")
    back = await caller.say("Non, comment obtenir la carte de jardin partagé ?")
    assert "comment obtenir la carte de jardin partagé" in back
    await caller.say("oui")
    assert caller.world.retriever.searched == ["comment obtenir la carte de jardin partagé ?"]


async def test_a_question_said_again_is_a_yes_and_another_one_replaces_it(caller: Caller) -> None:
    await caller.say("Comment obtenir la carte de pêche ?")
    assert "J'ai compris : Comment obtenir la carte de jardin partagé" in await caller.say(QUESTION)
    assert "vingt-cinq euros" in await caller.say("comment obtenir la carte de jardin partagé")


async def test_personal_data_is_never_said_aloud_nor_remembered_by_the_engine(caller: Caller) -> None:
    back = await caller.say("Je suis Solveig Dubosquet, comment obtenir la carte ?")
    assert "Dubosquet" not in back
    assert "masqué" in back
    held = [sentence for sentence in caller.last.sentences if not sentence.is_kept]
    assert "Solveig" in held[0].text
    await caller.say("oui")
    transcript = await caller.world.services.transcript(caller.conversation.codes[-1])
    assert "Dubosquet" not in transcript.answers[0].question.text


async def test_two_misunderstandings_lead_to_writing_and_three_to_a_human(caller: Caller) -> None:
    assert said("voice.not_understood") in await caller.say(UNHEARD)
    assert said("voice.not_understood_twice") in await caller.say(UNHEARD)
    third = await caller.say(UNHEARD)
    assert said("voice.handing_over") in third
    assert said("voice.person_asked") in third
    assert "neuf heures à douze heures" in third
    transcript = await caller.world.services.transcript(caller.conversation.codes[-1])
    assert transcript.escalation is not None


async def test_an_answer_makes_up_for_earlier_misunderstandings(caller: Caller) -> None:
    await caller.say(UNHEARD)
    await caller.say(UNHEARD)
    await caller.say(QUESTION)
    await caller.say("oui")
    assert said("voice.not_understood") in await caller.say(UNHEARD)


async def test_a_no_counts_as_a_misunderstanding_and_drops_the_question(caller: Caller) -> None:
    await caller.say("Comment obtenir la carte de pêche ?")
    assert said("voice.say_again") in await caller.say("non")
    assert said("voice.ask") in await caller.say("oui")  # nothing is asked any more
    assert caller.world.retriever.searched == []


async def test_where_there_are_keys_they_are_offered(call: Call) -> None:
    caller = call(has_keys=True)
    await caller.conversation.open()
    await caller.say(UNHEARD)
    assert "étoile pour répéter" in await caller.say(UNHEARD)


async def test_silence_is_waited_for_then_asked_about_then_ends(caller: Caller) -> None:
    assert said("voice.heard_nothing") in await caller.say(SILENT)
    assert "toujours là" in await caller.say(SILENT)
    await caller.say(SILENT)
    assert caller.last.then is Next.END


async def test_a_word_between_two_silences_starts_the_count_again(caller: Caller) -> None:
    for _ in range(2):
        await caller.say(SILENT)
        await caller.say("aide")
    assert said("voice.heard_nothing") in await caller.say(SILENT)


@pytest.mark.parametrize("reason", SpeechRefusal)
async def test_every_refusal_has_something_to_say_and_the_conversation_goes_on(
    caller: Caller, reason: SpeechRefusal
) -> None:
    utterance = await caller.conversation.miss(reason)
    assert utterance.sentences
    assert utterance.then is Next.LISTEN


async def test_a_human_can_be_asked_for_at_any_time(caller: Caller) -> None:
    await caller.say(QUESTION)
    assert said("voice.person_asked") in await caller.say("Je voudrais parler à quelqu'un.")
    transcript = await caller.world.services.transcript(caller.conversation.codes[-1])
    assert transcript.escalation is not None
    assert caller.last.then is Next.LISTEN


async def test_while_an_agent_holds_the_conversation_the_words_go_to_them(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_held(self: object, conversation_id: str) -> bool:
        return True

    await caller.say("agent")
    monkeypatch.setattr(type(caller.world.services.requests), "is_held", is_held)
    taken = []

    async def write(self: object, conversation: object, text: str, **_: object) -> tuple[str, ...]:
        taken.append(text)
        return ("message",)

    monkeypatch.setattr(type(caller.world.services.requests), "write", write)
    await caller.say("Je voudrais un rendez-vous pour ma carte")
    assert said("voice.sent_to_agent") in await caller.say("oui")
    assert taken == ["Je voudrais un rendez-vous pour ma carte"]


async def test_on_the_telephone_the_call_is_handed_over(call: Call) -> None:
    caller = call(has_keys=True, hands_over=True)
    await caller.conversation.open()
    assert said("voice.person_next_phone") in await caller.press("0")
    assert caller.last.then is Next.PERSON


async def test_danger_is_answered_at_once_and_cannot_be_interrupted(call: Call) -> None:
    caller = call(distress=WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress"))
    await caller.conversation.open()
    answer = await caller.say("Je veux mourir, je n'en peux plus.")
    assert "trente et un, quatorze" in answer
    assert not caller.last.may_be_interrupted


async def test_speed_is_remembered_and_has_a_floor(caller: Caller) -> None:
    await caller.say(QUESTION)
    await caller.say("oui")
    slower = await caller.say("Plus lentement")
    assert said("voice.slower") in slower
    assert "vingt-cinq euros" in slower  # what was said last is said again at the new speed
    assert caller.last.rate == 110
    await caller.say(QUESTION)
    assert caller.last.rate == 110
    for _ in range(3):
        await caller.say("Plus lentement")
    assert said("voice.slowest") in " ".join(u.text for u in caller.utterances)
    assert caller.conversation.rate == 80
    await caller.say("plus vite")
    assert caller.conversation.rate == 90


async def test_what_was_said_is_repeated_word_for_word(caller: Caller) -> None:
    back = await caller.say(QUESTION)
    assert await caller.say("Répétez") == back
    assert caller.last.then is Next.ANSWER_OURS
    await caller.say("oui")
    answer = caller.last.text
    assert await caller.say("Répéter, s'il vous plaît") == answer


async def test_an_answer_can_be_shorter_longer_sourced_and_spelled(caller: Caller) -> None:
    await caller.say(QUESTION)
    await caller.say("oui")
    assert (
        await caller.say("plus court")
        == "La carte de jardin partagé coûte vingt-cinq euros. Elle est valable trois ans."
    )
    assert "Formulaire : Demande de carte" in await caller.say("en détail")
    assert (await caller.say("source")).startswith("Source un : exemple gouv")
    assert "J, A, R, D, I, N." in await caller.say("épeler")


@pytest.mark.parametrize("command", ["plus court", "en détail", "source", "épeler", "retour"])
async def test_before_any_answer_there_is_nothing_to_say_more_about(caller: Caller, command: str) -> None:
    assert said("voice.nothing_yet") in await caller.say(command)


async def test_one_can_go_back_to_the_answer_before(caller: Caller) -> None:
    await caller.say(QUESTION)
    await caller.say("oui")
    first = caller.last.text
    caller.world.retriever.pages = ()
    await caller.say("Comment dresser un dragon de compagnie ?")
    await caller.say("oui")
    assert "vingt-cinq euros" not in caller.last.text
    back = await caller.say("retour")
    assert "vingt-cinq euros" in back
    assert back in first


async def test_restarting_opens_another_conversation(caller: Caller) -> None:
    await caller.say(QUESTION)
    await caller.say("oui")
    assert said("voice.restarted") in await caller.say("recommencer")
    assert len(set(caller.conversation.codes)) == 2
    assert said("voice.nothing_yet") in await caller.say("source")


async def test_who_is_speaking_is_told_again_without_interruption(caller: Caller) -> None:
    assert "intelligence artificielle" in await caller.say("Qui êtes-vous ?")
    assert not caller.last.may_be_interrupted


async def test_time_is_given_and_the_end_is_an_end(caller: Caller) -> None:
    await caller.say("attendez")
    assert (caller.last.then, caller.last.sentences) == (Next.LISTEN_LONG, ())
    await caller.say("Au revoir")
    assert caller.last.then is Next.END


async def test_a_suggested_name_is_taken_or_left(caller: Caller) -> None:
    offered = await caller.say("comment demander le air essa")
    assert "Vouliez-vous dire comment demander le R.S.A" in offered
    assert said("voice.is_it_right") in await caller.say("non")
    await caller.say("oui")
    await caller.say("comment demander le air essa")
    await caller.say("oui")
    transcript = await caller.world.services.transcript(caller.conversation.codes[-1])
    asked = [answer.question.text for answer in transcript.answers]
    assert asked == ["comment demander le air essa", "comment demander le RSA"]


FORK = (make_page(FOR_ADULTS, FOR_MINORS),)


@pytest.fixture
async def at_a_fork(call: Call) -> Caller:
    caller = call(has_keys=True, retriever=FixedRetriever(FORK))
    await caller.conversation.open()
    await caller.say("Demander la carte de jardin")
    await caller.say("oui")
    return caller


async def test_choices_are_picked_by_number_by_words_or_by_key(at_a_fork: Caller) -> None:
    assert "un : Vous êtes majeur." in at_a_fork.last.text
    assert at_a_fork.last.then is Next.ANSWER_OURS
    chosen = await at_a_fork.say("le premier")
    assert ADULT_LINES[0] in chosen


async def test_a_key_picks_a_choice_and_one_that_is_none_is_told(at_a_fork: Caller) -> None:
    assert "Dites un numéro entre un et deux" in await at_a_fork.press("9")
    assert "Dites un numéro entre un et deux" in await at_a_fork.say("7")
    assert ADULT_LINES[0] in await at_a_fork.press("1")


async def test_a_yes_to_a_choice_asks_for_its_number_and_a_new_question_is_taken(at_a_fork: Caller) -> None:
    assert "Dites un numéro entre un et deux" in await at_a_fork.say("oui")
    assert "J'ai compris : Comment perdre la carte" in await at_a_fork.say(
        "Comment perdre la carte de la médiathèque ?"
    )


async def test_keys_say_yes_no_repeat_skip_and_slower(call: Call) -> None:
    caller = call(has_keys=True)
    await caller.conversation.open()
    back = await caller.say(QUESTION)
    assert await caller.press("*") == back
    assert said("voice.say_again") in await caller.press("2")
    await caller.say(QUESTION)
    assert "vingt-cinq euros" in await caller.press("1")
    await caller.press("7")
    assert caller.conversation.rate == 110
    assert said("voice.ask_again") in await caller.press("#")
    assert "zéro pour une personne" in await caller.press("5")
