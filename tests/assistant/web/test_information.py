"""The pages about the service say what is true of this one."""

import html
from datetime import date
from pathlib import Path

import pytest

from assistant.messages.catalogue import read_messages
from assistant.settings import Accessibility, Administration, Limits, Retention, Settings
from assistant.vocabulary import Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import browse

MESSAGES = read_messages()


def said(key: str, **values: object) -> str:
    return MESSAGES.text(key, Language.FRENCH, **values)


async def read(open_world: OpenWorld, path: str, settings: Settings | None = None) -> str:
    async with browse(open_world(settings=settings)) as client:
        return html.unescape((await client.get(path)).text)


@pytest.mark.parametrize(
    ("accessibility", "state"),
    [
        (Accessibility(), "none"),
        (Accessibility(share=100), "none"),  # without a date nobody made an audit
        (Accessibility(audited_on=date(2026, 5, 4), share=49.9), "none"),
        (Accessibility(audited_on=date(2026, 5, 4), share=50), "partial"),
        (Accessibility(audited_on=date(2026, 5, 4), share=100), "full"),
    ],
)
async def test_the_statement_claims_what_an_audit_found_and_no_more(
    open_world: OpenWorld, tmp_path: Path, accessibility: Accessibility, state: str
) -> None:
    page = await read(open_world, "/accessibility", Settings(state=tmp_path, accessibility=accessibility))
    assert said(f"access.is.{state}") in page
    assert said("site.accessibility", state=said(f"access.state.{state}")) in page
    assert (said("access.no_audit") in page) is (accessibility.audited_on is None)


async def test_an_audit_is_told_with_its_date_its_author_and_what_fails(open_world: OpenWorld, tmp_path: Path) -> None:
    audit = Accessibility(
        audited_on=date(2026, 5, 4), audited_by="Cabinet Exemple", share=87.5, failures=("Les <tableaux>",)
    )
    page = await read(open_world, "/accessibility", Settings(state=tmp_path, accessibility=audit))
    assert said("access.audited", date="4 mai 2026", who="Cabinet Exemple", share="87,5") in page
    assert "Les <tableaux>" in page
    assert "Défenseur des droits" in page


async def test_what_is_kept_and_for_how_long_comes_from_the_settings(open_world: OpenWorld, tmp_path: Path) -> None:
    settings = Settings(
        state=tmp_path,
        administration=Administration(name="Guichet", data_protection_officer="dpo@exemple.example"),
        retention=Retention(
            conversation_days=11, contact_days=12, contest_days=13, escalation_days=14, purge_daily=False
        ),
        limits=Limits(memory_minutes=7.5),
    )
    page = await read(open_world, "/data", settings)
    for kind, days in (("conversations", 11), ("contacts", 12), ("contests", 13), ("escalations", 14)):
        assert said(f"data.until.{kind}", days=days) in page
    assert "7,5 minutes" in page
    assert said("data.officer", contact="dpo@exemple.example") in page
    assert said("data.purge_by_hand") in page
    assert said("data.no_officer", name="Guichet") in await read(open_world, "/data")


async def test_an_example_of_the_help_is_asked_with_one_press(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        page = html.unescape((await client.get("/help")).text)
        example = said("help.examples").splitlines()[0]
        assert f'name="text" value="{example}"' in page
        asked = await client.post("/questions", data={"text": example, "language": "fr", "code": ""})
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/conversation/")
