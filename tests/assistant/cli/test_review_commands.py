"""Figures, candidates, the doctrine and the training from the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert
from typer.testing import CliRunner

from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.audit import COMMAND_LINE, Actor
from assistant.cli import main
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import review_figures
from assistant.errors import DisplayableError, SettingsInvalid
from assistant.governance.drafts import DraftStore
from assistant.governance.trainings import TrainingStore
from assistant.governance.types import Decision
from assistant.settings import Governance, read_settings
from assistant.vocabulary import Channel, DraftVerdict, Language, ReviewReason, Role
from assistant.wiring import open_services
from tests.assistant.fakes import QUESTION, QUICK_HASHER, SESSION_LIFE, make_answer


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = open_database(read_settings().sql_url)
    yield engine
    engine.dispose()


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main.app, arguments)
    if done.exception:
        raise done.exception
    return done.output


def add_figures(engine: Engine, verdict: str, *, waited: bool = True, distance: float | None = None) -> None:
    row = {"verdict": verdict, "waited": waited, "distance": distance, "reason": "", "theme": "", "seconds": 600}
    with engine.begin() as connection:
        connection.execute(insert(review_figures).values(decided_at=datetime.now(UTC), **row))


def test_without_a_decision_the_figures_say_so(engine: Engine) -> None:
    assert "Aucune réponse n'a encore été relue." in run("quality")


def test_the_figures_are_counted(engine: Engine) -> None:
    for verdict in ("approved", "approved", "rejected"):
        add_figures(engine, verdict)
    for distance in (0.1, 0.3, 0.9):
        add_figures(engine, "edited", waited=False, distance=distance)
    shown = run("quality")
    cells = [[cell.strip() for cell in row.split("│")[1:4]] for row in shown.splitlines() if row.startswith("│")]
    assert cells[:3] == [["approuvées", "2", "0"], ["corrigées", "0", "3"], ["refusées", "1", "0"]]
    assert "30\u00a0%" in shown
    assert "10 minutes" in shown
    assert "(sans thème)" in shown


def test_candidates_are_written_for_who_reads_them_again(engine: Engine, tmp_path: Path) -> None:
    assert "rien n'a été écrit" in run("evaluate", "candidates", "--out", str(tmp_path / "c.jsonl"))
    assert not (tmp_path / "c.jsonl").exists()
    conversations, store = ConversationStore(engine), DraftStore(engine)
    conversation = conversations.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(conversation_id=conversation.id)
    conversations.keep(answer, lambda connection: store.add(connection, answer, "Jardins", waits_for_approval=False))
    (draft,) = store.page()
    decision = Decision(DraftVerdict.REJECTED, reason=ReviewReason.WRONG_PAGE)
    store.decide(draft.id, 1, decision, Actor("marie", "agent"), lambda shown, *_: shown)
    run("evaluate", "candidates", "--out", str(tmp_path / "c.jsonl"))
    assert QUESTION in (tmp_path / "c.jsonl").read_text(encoding="utf-8")


def test_the_training_is_required_again_of_one_or_of_all(engine: Engine) -> None:
    accounts = AccountStore(engine, Passwords(QUICK_HASHER), SESSION_LIFE)
    trainings = TrainingStore(engine)
    for name in ("marie", "paul"):
        accounts.add(name, "", [Role.AGENT], COMMAND_LINE, password="le tracteur de la mairie")
        trainings.keep_passed(name, "2026-11", Actor(name, "agent"))
    assert ": 1." in run("training", "require", "--account", "Marie").replace("\u00a0", " ")
    assert (trainings.is_trained("marie"), trainings.is_trained("paul")) == (False, True)
    run("training", "require")
    assert not trainings.is_trained("paul")
    with pytest.raises(DisplayableError):
        run("training", "require", "--account", "personne")


def test_the_doctrine_of_the_program_has_no_rule() -> None:
    shown = run("doctrine")
    assert "Il ne connaît aucun dossier" in shown
    assert "Aucune règle" in shown


async def test_a_broken_doctrine_stops_the_server_before_anybody_is_answered(tmp_path: Path) -> None:
    file = tmp_path / "doctrine.toml"
    file.write_text('subject = "x"\n', encoding="utf-8")
    settings = read_settings()
    broken = settings.model_copy(update={"governance": Governance(doctrine=file)})
    with pytest.raises(SettingsInvalid, match=r"doctrine\.toml: the doctrine cannot be used"):
        async with open_services(broken):
            pass
    assert not (settings.state / "conversations.sqlite").exists()
