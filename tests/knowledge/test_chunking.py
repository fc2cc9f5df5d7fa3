from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunking import MAX_WORDS, cut_into_passages
from knowledge.types import Block, BlockKind, Document, Heading, HeadingKind

TITLE = Heading(HeadingKind.TITLE, "Page")
ADULT = Heading(HeadingKind.SITUATION, "Majeur", "situation-1")
CHILD = Heading(HeadingKind.SITUATION, "Mineur", "situation-1")
COST = Heading(HeadingKind.CHAPTER, "Coût")
DELAY = Heading(HeadingKind.CHAPTER, "Délai")


def document(*blocks: Block, introduction: int = 0) -> Document:
    return Document(
        id="F1",
        base="port",
        title="Page",
        url="https://www.example.fr/F1",
        description="",
        updated_on=date(2020, 1, 1),
        theme="",
        audience="",
        kind="",
        breadcrumb=(),
        blocks=blocks,
        introduction_blocks=introduction,
    )


def paragraph(text: str, *path: Heading) -> Block:
    return Block(BlockKind.PARAGRAPH, (TITLE, *path), (text,))


def words(count: int, word: str = "mot") -> str:
    return " ".join([word] * count) + "."


def texts(*blocks: Block, introduction: int = 0) -> list[tuple[str, str]]:
    return [
        (passage.heading, passage.text) for passage in cut_into_passages(document(*blocks, introduction=introduction))
    ]


def test_a_passage_holds_the_blocks_under_one_path() -> None:
    assert texts(paragraph("un", ADULT, COST), paragraph("deux", ADULT, COST)) == [("Page > Majeur > Coût", "un\ndeux")]


def test_same_words_under_two_situations_stay_two_passages() -> None:
    assert texts(paragraph("pareil", ADULT), paragraph("pareil", CHILD)) == [
        ("Page > Majeur", "pareil"),
        ("Page > Mineur", "pareil"),
    ]


def test_the_introduction_stands_alone() -> None:
    assert texts(paragraph("début"), paragraph("suite"), introduction=1) == [("Page", "début"), ("Page", "suite")]


def test_small_sections_of_one_chapter_join_and_keep_their_headings() -> None:
    below = [Heading(HeadingKind.CHAPTER, name) for name in ("Adulte", "Enfant")]
    assert texts(paragraph("25 €", COST, below[0]), paragraph("3 €", COST, below[1])) == [
        ("Page > Coût", "Adulte\n25 €\nEnfant\n3 €")
    ]


def test_chapters_and_cases_do_not_join() -> None:
    assert len(texts(paragraph("25 €", COST), paragraph("3 jours", DELAY))) == 2
    cases = [Heading(HeadingKind.CASE, name, "case-1") for name in ("Perte", "Vol")]
    assert len(texts(paragraph("a", COST, cases[0]), paragraph("b", COST, cases[1]))) == 2


def test_a_list_stays_with_the_sentence_that_leads_into_it() -> None:
    items = Block(BlockKind.LIST, (TITLE, COST), (words(20), "deux"))
    before = paragraph(words(100), COST)
    assert texts(before, paragraph("Il faut :", COST), items)[1] == ("Page > Coût", f"Il faut :\n{words(20)}\ndeux")


def test_a_long_list_says_its_lead_in_again_on_each_piece() -> None:
    items = Block(BlockKind.LIST, (TITLE, COST), tuple(f"{number} {words(20)}" for number in range(20)))
    pieces = texts(paragraph("Il faut :", COST), items)
    assert len(pieces) > 2
    assert all(text.startswith("Il faut :\n") for _, text in pieces)


def test_a_long_table_says_its_header_again_on_each_piece() -> None:
    rows = tuple(f"ligne {number} | {words(15)}" for number in range(30))
    pieces = texts(Block(BlockKind.TABLE, (TITLE,), ("Âge | Prix", *rows)))
    assert len(pieces) > 2
    assert all(text.startswith("Âge | Prix\n") for _, text in pieces)
    assert [line for _, text in pieces for line in text.split("\n")[1:]] == list(rows)


def test_one_endless_paragraph_is_cut_at_sentence_ends() -> None:
    sentences = [f"Phrase {number} {words(30)}" for number in range(20)]
    pieces = texts(paragraph(" ".join(sentences)))
    assert len(pieces) > 3
    assert " ".join(text for _, text in pieces).replace("\n", " ").split() == " ".join(sentences).split()


def test_passages_are_numbered_and_know_their_page() -> None:
    passages = cut_into_passages(document(paragraph("un", COST), paragraph("deux", DELAY)))
    assert [(passage.id, passage.position) for passage in passages] == [("F1#0", 0), ("F1#1", 1)]
    assert {passage.url for passage in passages} == {"https://www.example.fr/F1"}


PATHS = st.sampled_from([(), (ADULT,), (CHILD,), (ADULT, COST), (CHILD, COST), (ADULT, COST, DELAY), (ADULT, DELAY)])
LINES = st.lists(st.integers(1, 60).map(words), min_size=1, max_size=12)
BLOCKS = st.lists(
    st.builds(
        lambda kind, path, lines: Block(kind, (TITLE, *path), tuple(lines)), st.sampled_from(BlockKind), PATHS, LINES
    ),
    max_size=12,
)


@given(BLOCKS)
def test_no_word_is_lost_none_is_too_long_and_no_situation_is_mixed(blocks: list[Block]) -> None:
    passages = cut_into_passages(document(*blocks))
    kept = "\n".join(passage.text for passage in passages).split("\n")
    for block in blocks:
        for line in block.lines:
            assert line in kept
    assert all(len(passage.text.split()) <= MAX_WORDS + 60 for passage in passages)
    for block in blocks:
        branches = tuple(step for step in block.path if step.kind is HeadingKind.SITUATION)
        assert any(passage.situation == branches for passage in passages)
    assert {passage.situation for passage in passages} <= {
        tuple(step for step in block.path if step.kind is HeadingKind.SITUATION) for block in blocks
    }
