"""Lines in plainer words: by the table, then by a model where it is proven, and never with something lost."""

import asyncio

import pytest

from assistant.pipeline.plain_language import (
    PlainRendering,
    is_simpler,
    keeps_everything,
    names_of,
    render_plainly,
    simplify_line,
)
from assistant.pipeline.prompt import read_prompt
from models.fakes import ScriptedModel
from models.types import ModelDied

OFFICIAL = "Vous devez effectuer la demande à compter du 1er mars 2021."
PLAIN = "Vous devez faire la demande à partir du 1er mars 2021."


def test_a_line_is_said_in_the_words_of_the_table() -> None:
    assert simplify_line(OFFICIAL) == PLAIN
    assert simplify_line(f"- {OFFICIAL}") == f"- {PLAIN}"


def test_each_sentence_of_a_line_is_treated_alone() -> None:
    assert simplify_line(f"Le délai est de 2 mois. {OFFICIAL}") == f"Le délai est de 2 mois. {PLAIN}"


def test_a_long_sentence_is_cut_between_two_whole_clauses() -> None:
    line = (
        "Vous devez acheter un timbre fiscal au bureau de tabac et vous devez garder le reçu avec la copie du dossier "
        "complet de la demande."
    )
    assert simplify_line(line) == (
        "Vous devez acheter un timbre fiscal au bureau de tabac. Vous devez garder le reçu avec la copie du dossier "
        "complet de la demande."
    )


def test_a_long_sentence_under_a_condition_is_not_cut() -> None:
    line = (
        "Si vous êtes majeur, vous devez acheter un timbre fiscal au bureau de tabac et vous devez garder le reçu avec "
        "la copie du dossier."
    )
    assert simplify_line(line) == line


@pytest.mark.parametrize(
    ("rendered", "original", "keeps"),
    [
        ("Payez 20 € à la Caf avant le 1er mai.", "Payez 20 euros à la Caf avant le 01 mai.", True),
        ("Payez 20 € à la caisse.", "Payez 20 € à la Caf.", False),
        ("Payez à la Caf.", "Payez 20 € à la Caf.", False),
        ("Payez 20 € en mars.", "Payez 20 € en mars 2020.", False),
        ("Écrivez au préfet.", "Écrivez au préfet de Lille.", False),
        ("Payez 20 €.", "Payez 20 €, puis 20 €.", False),
        ("L'aide est versée.", "L'ARS est versée.", False),
        ("Le formulaire est à remplir.", "Le formulaire est à compléter.", True),
    ],
)
def test_every_figure_date_and_name_has_to_stand(rendered: str, original: str, keeps: bool) -> None:
    assert keeps_everything(rendered, original) is keeps


def test_names_are_capitals_inside_a_sentence_and_acronyms_anywhere() -> None:
    assert names_of("RSA et Caf. Le Défenseur des droits : Écrivez à Pôle emploi.") == (
        "rsa",
        "caf",
        "défenseur",
        "pôle",
    )


def test_simpler_is_shorter() -> None:
    assert is_simpler(PLAIN, OFFICIAL)
    assert is_simpler("Vous payez. Vous signez.", "Vous payez et vous signez.")
    assert not is_simpler(OFFICIAL, PLAIN)
    assert not is_simpler(PLAIN, PLAIN)


async def test_the_table_alone_renders_without_a_model() -> None:
    rendering = await render_plainly((OFFICIAL, "Le délai est de 2 mois."), None, seconds=1)
    assert rendering == PlainRendering((PLAIN, "Le délai est de 2 mois."), by_table=1, by_model=0)


async def test_nothing_is_rendered_when_nothing_is_plainer() -> None:
    assert await render_plainly(("Le délai est de 2 mois.",), None, seconds=1) is None
    assert await render_plainly((), None, seconds=1) is None


async def test_the_models_words_stand_where_they_are_proven_and_simpler() -> None:
    sentence = "Toutefois, le locataire doit restituer les clés du logement au bailleur."
    shorter = "Le locataire doit rendre les clés du logement au bailleur."
    model = ScriptedModel(shorter)
    rendering = await render_plainly((sentence,), model, seconds=5)
    assert rendering == PlainRendering((shorter,), by_table=0, by_model=1)
    assert sentence in model.received[0].messages[-1].text
    assert model.received[0].stop == ("\n",)


@pytest.mark.parametrize(
    "written",
    [
        "Vous pouvez faire la demande à partir du 1er mars 2021.",
        "Vous devez faire la demande à partir du 1er mai 2021.",
        "Oui.",
        "",
        OFFICIAL,
        PLAIN,
    ],
)
async def test_an_unproven_sentence_of_the_model_leaves_the_tables(written: str) -> None:
    rendering = await render_plainly((OFFICIAL,), ScriptedModel(written), seconds=5)
    assert rendering == PlainRendering((PLAIN,), by_table=1, by_model=0)


async def test_a_model_that_fails_is_not_asked_again() -> None:
    model = ScriptedModel(ModelDied("gone"))
    rendering = await render_plainly((OFFICIAL, OFFICIAL), model, seconds=5)
    assert rendering == PlainRendering((PLAIN, PLAIN), by_table=2, by_model=0)
    assert len(model.received) == 1


async def test_a_model_that_is_late_leaves_the_tables_words() -> None:
    model = ScriptedModel(PLAIN, before_piece=asyncio.Event().wait)
    rendering = await render_plainly((OFFICIAL,), model, seconds=0.01)
    assert rendering == PlainRendering((PLAIN,), by_table=1, by_model=0)


async def test_without_time_the_model_is_not_asked() -> None:
    model = ScriptedModel()
    assert await render_plainly((OFFICIAL,), model, seconds=0) == PlainRendering((PLAIN,), by_table=1, by_model=0)


async def test_short_sentences_do_not_cost_the_models_time() -> None:
    model = ScriptedModel()
    assert await render_plainly(("Une autorisation est exigée.",), model, seconds=5) is None


@pytest.mark.parametrize("rank", [0, 1], ids=["mark", "canary"])
async def test_a_sentence_that_holds_the_instructions_is_dropped_and_counted(
    rank: int, caplog: pytest.LogCaptureFixture
) -> None:
    sentence = "Toutefois, le locataire doit restituer les clés du logement au bailleur."
    shorter = "Le locataire doit rendre les clés du logement au bailleur."
    told = read_prompt("simplify_sentence").drawn[rank]
    model = ScriptedModel(f"{shorter} {told}", shorter)
    rendering = await render_plainly((sentence, sentence), model, seconds=5)
    assert rendering is not None
    assert (rendering.dropped, rendering.by_model) == (1, 1)
    assert told not in "".join(rendering.lines)
    assert "Dropped" in caplog.text
    assert told not in caplog.text
