"""A referent reads which answers people say are wrong, and nothing of whose they are."""

from assistant.audit import COMMAND_LINE
from assistant.vocabulary import Role
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, URL, browse

PASSWORD = "le tracteur de la mairie"


async def test_the_newest_contests_come_first_redacted_and_without_a_conversation(open_world: OpenWorld) -> None:
    world = open_world()
    world.accounts.add("reine", "", [Role.REFERENT], COMMAND_LINE, password=PASSWORD)
    token = world.accounts.sign_in("reine", PASSWORD, "192.0.2.1").token
    async with browse(world) as client:
        place = (await client.post("/questions", data={"text": QUESTION})).headers["location"].split("#")[0]
        await client.get(place)
        code = place.split("/")[2]
        question_id = (await client.get(f"/api/conversations/{code}")).json()["answers"][0]["question_id"]
        for subject, words in (("wrong", "Dubosquet a payé 30 €"), ("unclear", "")):
            await client.post(f"{place}/answers/{question_id}/contest", data={"subject": subject, "words": words})
        headers = {"Authorization": f"Bearer {token}"}
        reply = await client.get("/api/contests", headers=headers)
        one = await client.get("/api/contests?limit=1", headers=headers)
    newest, oldest = reply.json()["contests"]
    assert (newest["subject"], oldest["subject"]) == ("unclear", "wrong")
    assert oldest["words"] == "<PERSONNE_1> a payé 30 €"
    assert (oldest["question"], oldest["pages"]) == (QUESTION, [URL])
    assert set(oldest) == {"id", "made_at", "subject", "words", "question", "pages"}
    assert code not in reply.text
    assert len(one.json()["contests"]) == 1
