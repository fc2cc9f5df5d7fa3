"""Pages that agents marked when they closed a case."""

from datetime import UTC, datetime, timedelta

from assistant.keepers.marked import LabelledCase, group_marked
from assistant.vocabulary import CaseLabel

CARD, FISHING = ("Carte", "https://a.example.fr/1"), ("Pêche", "https://a.example.fr/2")


def case(number: int, *labels: CaseLabel, pages: tuple[tuple[str, str], ...] = (CARD,)) -> LabelledCase:
    at = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=number)
    return LabelledCase(f"c{number}", labels, pages, (f"Question {number} ?",), at)


def test_pages_are_listed_by_what_agents_said_of_them_the_worst_first() -> None:
    marked = group_marked(
        [
            case(1, CaseLabel.PAGE_WRONG),
            case(2, CaseLabel.PAGE_WRONG, CaseLabel.PAGE_UNCLEAR),
            case(3, CaseLabel.PAGE_UNCLEAR, pages=(FISHING,)),
            case(4, CaseLabel.PAGE_RIGHT, CaseLabel.PERSONAL_CASE),
        ]
    )
    assert [(page.title, page.counts) for page in marked] == [
        ("Carte", {CaseLabel.PAGE_WRONG: 2, CaseLabel.PAGE_UNCLEAR: 1}),
        ("Pêche", {CaseLabel.PAGE_UNCLEAR: 1}),
    ]
    assert marked[0].questions == ("Question 2 ?", "Question 1 ?")
    assert marked[0].newest_case == "c2"


def test_a_missing_page_is_no_page_that_was_shown() -> None:
    (missing,) = group_marked([case(1, CaseLabel.PAGE_MISSING), case(2, CaseLabel.PAGE_WRONG, pages=())])
    assert (missing.title, missing.url) == ("", "")
    assert missing.counts == {CaseLabel.PAGE_MISSING: 1, CaseLabel.PAGE_WRONG: 1}
