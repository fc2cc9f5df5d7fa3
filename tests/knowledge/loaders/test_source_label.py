import pytest

from knowledge.loaders.source_label import SourceLabel, check_label, read_label
from knowledge.types import SourceRefused

LABEL = b"""
publisher = "Ville de Villeneuve"
url_prefix = "https://www.example.fr/docs/"
licence = "Licence Ouverte 2.0"
[urls]
"a.pdf" = "https://www.example.fr/ailleurs"
"""


def test_a_label_says_who_publishes_and_where() -> None:
    label = read_label(LABEL)
    assert (label.publisher, label.licence) == ("Ville de Villeneuve", "Licence Ouverte 2.0")
    assert label.address_of("guides/Carte grise.pdf") == "https://www.example.fr/docs/guides/Carte%20grise.pdf"
    assert label.address_of("a.pdf") == "https://www.example.fr/ailleurs"


def test_what_a_file_says_of_itself_is_believed_only_under_the_prefix() -> None:
    label = read_label(LABEL)
    assert label.address_of("b.html", "https://www.example.fr/docs/b") == "https://www.example.fr/docs/b"
    assert label.address_of("b.html", "https://www.pirate.example/b") == "https://www.example.fr/docs/b.html"
    assert label.address_of("b.html", "javascript:x") == "https://www.example.fr/docs/b.html"
    assert SourceLabel().address_of("b.html", "https://www.pirate.example/b") == ""


def test_the_command_line_goes_before_the_file() -> None:
    said = SourceLabel(publisher="Autre").over(read_label(LABEL))
    assert (said.publisher, said.url_prefix) == ("Autre", "https://www.example.fr/docs/")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"publisher = ", "not TOML"),
        (b"\xff", "not TOML"),
        (b'editor = "x"', "unknown « editor ». Known: audience"),
        (b"publisher = 3", "between quotes"),
        (b'urls = "x"', "between quotes"),
        (b'url_prefix = "www.example.fr"', "no web address"),
        (b'[urls]\n"a" = "file:///etc/passwd"', "no web address"),
    ],
)
def test_a_mistake_in_a_label_is_told(content: bytes, told: str) -> None:
    with pytest.raises(SourceRefused, match=told):
        read_label(content)


def test_an_address_of_the_command_line_is_checked_too() -> None:
    with pytest.raises(SourceRefused, match="no web address"):
        check_label(SourceLabel(url_prefix="ftp://example.fr/"))
