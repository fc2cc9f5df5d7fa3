import pytest

from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, browse

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/", "/help", "/data", "/accessibility", "/transparency", "/static/parvis.css"])
async def test_what_is_the_same_for_everybody_is_compressed(open_world: OpenWorld, path: str) -> None:
    async with browse(open_world()) as client:
        reply = await client.get(path, headers=GZIP)
        plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    assert reply.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert reply.text == plain.text


async def test_nothing_of_one_conversation_is_compressed(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        asked = await client.post("/questions", data={"text": QUESTION}, headers=GZIP)
        code = asked.headers["location"].split("/")[2].split("#")[0]
        await client.get(f"/conversation/{code}")
        question_id = (await client.get(f"/api/conversations/{code}")).json()["answers"][0]["question_id"]
        answer = f"/conversation/{code}/answers/{question_id}"
        paths = [
            f"/conversation/{code}",
            f"/conversation/{code}/help",
            f"/conversation/{code}/data",
            f"/conversation/{code}/events/{question_id}",
            f"/conversation/{code}/person",
            f"{answer}/how",
            f"{answer}/text",
            f"/api/conversations/{code}",
            f"/api/conversations/{code}/export",
        ]
        replies = [await client.get(path, headers=GZIP) for path in paths]
        refused = await client.post("/questions", data={"text": "🙂" * 600, "code": code}, headers=GZIP)
    assert [reply.status_code for reply in replies] == [200] * len(paths)
    for reply in (*replies, refused):
        assert len(reply.content) > 500
        assert "content-encoding" not in reply.headers
