"""The real encoder on the real weights."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.embeddings.llama_cpp import LlamaCppEmbedder
from models.embeddings.supervised import SupervisedEmbedder
from models.types import ModelDamaged

pytestmark = pytest.mark.weights

PASSAGES = [
    "Carte nationale d'identité : la demande se fait à la mairie, sur rendez-vous.",
    "Chien dangereux : le permis de détention est délivré par la mairie.",
    "Impôt sur le revenu : la déclaration se fait en ligne chaque printemps.",
]


@pytest.fixture(scope="module")
def embedder(embedding_model_file: Path) -> Iterator[LlamaCppEmbedder]:
    embedder = LlamaCppEmbedder(embedding_model_file, threads=1, name="e5")
    yield embedder
    embedder.close()


def cosine(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize(
    ("query", "best"), [("refaire ma pièce d'identité", 0), ("j'ai un pitbull", 1), ("quand payer le fisc", 2)]
)
def test_a_query_is_nearest_to_the_passage_that_answers_it(embedder: LlamaCppEmbedder, query: str, best: int) -> None:
    vector = embedder.embed_query(query)
    similarities = [cosine(vector, passage) for passage in embedder.embed_passages(PASSAGES)]
    assert similarities.index(max(similarities)) == best


@pytest.mark.parametrize("text", ["", " ", "a", "é" * 5000, "🏛️", "\x00", "mot " * 3000])
def test_any_text_has_a_vector_of_unit_length(embedder: LlamaCppEmbedder, text: str) -> None:
    vector = embedder.embed_query(text)
    assert len(vector) == embedder.dimensions == 384
    assert math.isclose(math.hypot(*vector), 1.0)


def test_queries_and_passages_are_embedded_differently(embedder: LlamaCppEmbedder) -> None:
    assert embedder.embed_query(PASSAGES[0]) != embedder.embed_passages(PASSAGES[:1])[0]


def test_compatibility_characters_change_nothing(embedder: LlamaCppEmbedder) -> None:
    assert embedder.embed_query("ﬁche à ½ tarif") == embedder.embed_query("fiche à 1⁄2 tarif")


def test_the_worker_gives_the_vectors_of_the_engine(embedder: LlamaCppEmbedder, embedding_model_file: Path) -> None:
    supervised = SupervisedEmbedder(embedding_model_file, name="e5", threads=1)
    try:
        assert supervised.embed_passages(PASSAGES) == embedder.embed_passages(PASSAGES)
        assert supervised.embed_query("à l'été") == embedder.embed_query("à l'été")
        assert supervised.dimensions == 384
    finally:
        supervised.close()


def test_a_file_cut_short_is_refused(embedding_model_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(embedding_model_file.read_bytes()[:-4096])
    with pytest.raises(ModelDamaged, match=r"cut\.gguf"):
        LlamaCppEmbedder(path, threads=1, name="cut")
