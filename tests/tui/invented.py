"""Invented cases, answers and drafts in the shapes of the wire."""

from datetime import UTC, date, datetime, timedelta

from assistant.api.desk_schemas import (
    CannedText,
    CaseLine,
    CaseWire,
    ChangeWire,
    ChoiceOfQuestion,
    CourseQuestion,
    CourseWire,
    DraftLine,
    DraftWire,
    FoundPassageWire,
    HandoverNoteWire,
    Lesson,
    MessageWire,
)
from assistant.api.schemas import AnswerWire, EffortWire, NextStepWire, PartWire, SourceWire
from assistant.vocabulary import (
    AnswerStatus,
    Author,
    CaseChange,
    Channel,
    Completeness,
    EscalationReason,
    EscalationState,
    Language,
    PartKind,
)

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
URL = "https://exemple.gouv.fr/jardins/J1"


def make_answer(question: str = "Comment obtenir la carte de jardin partagé ?") -> AnswerWire:
    quote = "La carte de jardin partagé coûte 25 €."
    return AnswerWire(
        question_id="q1",
        question=question,
        asked_at=NOW - timedelta(minutes=14),
        language=Language.FRENCH,
        status=AnswerStatus.ANSWERED,
        notice="Réponse préparée par un ordinateur.",
        text=f"{quote} C'est ce que dit la page.",
        parts=(
            PartWire(kind=PartKind.QUOTE, lines=(quote,), source=1, passage_id="p1", heading="Prix", language="fr"),
        ),
        sources=(
            SourceWire(
                number=1,
                document_id="J1",
                base="jardins",
                title="Carte de jardin partagé",
                url=URL,
                updated_on=date(2026, 3, 1),
                is_stale=False,
                cited=True,
                version="",
            ),
        ),
        next_steps=(
            NextStepWire(kind="form", title="Demande de carte", url=f"{URL}/f", form_number="n° 12345*01", source=1),
        ),
        choices=(),
        chosen=None,
        query="carte jardin partagé",
        completeness=Completeness.PARTIAL,
        missing=("delay",),
        offers_person=True,
        verdicts=(),
        trace=(),
        effort=EffortWire(
            model="", prompt_tokens=0, reused_tokens=0, generated_tokens=0, cpu_seconds=0.0, sentences_written=0,
            sentences_shown=0,
        ),
    )  # fmt: skip


def make_case(
    case_id: str,
    subject: str,
    *,
    state: EscalationState = EscalationState.WAITING,
    minutes: int = 12,
    is_urgent: bool = False,
    holder: str = "",
    holder_name: str = "",
    has_contact: bool = False,
    messages: tuple[MessageWire, ...] = (),
) -> CaseWire:
    opened_at = NOW - timedelta(minutes=minutes)
    line = CaseLine(
        id=case_id,
        version=1,
        state=state,
        reason=EscalationReason.DANGER if is_urgent else EscalationReason.NOT_SATISFIED,
        is_urgent=is_urgent,
        subject=subject,
        language="fr",
        channel=Channel.WEB,
        opened_at=opened_at,
        changed_at=opened_at,
        holder=holder,
        holder_name=holder_name,
        addressee="",
        unread=sum(message.author is Author.PERSON for message in messages),
        has_contact=has_contact,
    )
    return CaseWire(
        line=line,
        note=HandoverNoteWire(
            questions=(subject,), pages=(f"Carte de jardin partagé ({URL})",), missing="missing_partial", added=""
        ),
        turns=(make_answer(subject),),
        messages=messages,
        notes=(),
        changes=(ChangeWire(at=opened_at, who="person", what=CaseChange.ACCEPTED, why="not_satisfied"),),
        closing_reason=None,
        labels=(),
    )


def make_message(number: int, text: str, *, minutes: int = 5, entity_types: tuple[str, ...] = ()) -> MessageWire:
    return MessageWire(
        id=number,
        author=Author.PERSON,
        agent_name="",
        text=text,
        entity_types=entity_types,
        sent_at=NOW - timedelta(minutes=minutes),
    )


def make_cases() -> list[CaseWire]:
    said = make_message(1, "Je m'appelle <PERSONNE_1>, je suis déjà inscrite.", entity_types=("PERSON",))
    return [
        make_case("c-urgent", "Je n'en peux plus, aidez-moi", minutes=3, is_urgent=True),
        make_case("c-card", "Comment obtenir la carte de jardin partagé ?", has_contact=True, messages=(said,)),
        make_case("c-shed", "Puis-je construire un abri ?", minutes=130),
        make_case(
            "c-taken",
            "Qui ouvre le portail du jardin ?",
            state=EscalationState.CLAIMED,
            holder="paul.r",
            holder_name="Paul R.",
        ),
    ]


def make_draft(draft_id: str, question: str, *, waits: bool = True) -> DraftWire:
    line = DraftLine(
        id=draft_id,
        version=1,
        question=question,
        subject="Jardins",
        waits_for_approval=waits,
        asked_at=NOW - timedelta(minutes=8),
        holder="",
        verdict=None,
    )
    return DraftWire(line=line, answer=make_answer(question), sent_text="", why="")


PASSAGES = (
    FoundPassageWire(
        id="p1",
        base="jardins",
        title="Carte de jardin partagé",
        heading="Prix",
        text="La carte de jardin partagé coûte 25 €.",
        url=URL,
        updated_on="2026-03-01",
    ),
    FoundPassageWire(
        id="p2",
        base="jardins",
        title="Abri de jardin",
        heading="",
        text="Un abri de moins de 5 m² ne demande aucune autorisation.",
        url="https://exemple.gouv.fr/jardins/J2",
        updated_on="",
    ),
)

CANNED = (
    CannedText(name="Greeting", language="en", text="Good morning."),
    CannedText(name="Bonjour", language="fr", text="Bonjour, je suis agent au service des jardins."),
    CannedText(name="Fin", language="fr", text="Bonne journée."),
)

COURSE = CourseWire(
    version="1",
    lessons=(
        Lesson(
            id="l1",
            title="Ce que fait l'assistant",
            paragraphs=("Il montre les phrases des pages officielles.", "Il peut choisir la mauvaise page."),
            questions=(
                CourseQuestion(
                    id="q1",
                    text="Que lisez-vous en premier ?",
                    choices=(
                        ChoiceOfQuestion(number=1, text="La page officielle"),
                        ChoiceOfQuestion(number=2, text="La réponse de l'assistant"),
                    ),
                ),
            ),
        ),
        Lesson(
            id="l2",
            title="Données personnelles",
            paragraphs=("Elles sont masquées.",),
            questions=(
                CourseQuestion(
                    id="q2",
                    text="Que fait-on d'un numéro de téléphone ?",
                    choices=(
                        ChoiceOfQuestion(number=1, text="On le recopie"),
                        ChoiceOfQuestion(number=2, text="On le laisse masqué"),
                    ),
                ),
            ),
        ),
    ),
    is_passed=False,
    passed_at=None,
    required_since=None,
)
RIGHT_ANSWERS = {"q1": 1, "q2": 2}
