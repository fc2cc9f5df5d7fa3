"""What publishing a version would change: counts, golden questions, the lines of a page."""

from collections.abc import Iterator, Sequence

from assistant.api.keeper_schemas import ChangedPageWire, CheckWire, FiguresWire, LineChangeWire
from tui.words import Words


def tell_counts(check: CheckWire, words: Words) -> str:
    counts = {name: getattr(check, name) for name in ("added", "removed", "changed", "redated", "unchanged")}
    return words.say("check.counts", **counts)


def tell_golden(check: CheckWire, words: Words) -> list[str]:
    """One line: how often the right page comes first, before and after."""
    golden = check.golden
    if golden is None:
        return [words.say("golden.nothing")]
    before = _percent(golden.before.found_first) if golden.before else "–"
    figures = words.say("golden.first", count=golden.questions, before=before, after=_percent(golden.after.found_first))
    moved = words.say("golden.moved", count=len(golden.moved)) if golden.moved else words.say("golden.same")
    return [f"{figures} {moved}"]


def tell_moved(check: CheckWire, words: Words) -> Iterator[str]:
    """Every figure, then each question whose page stands elsewhere."""
    golden = check.golden
    if golden is None:
        return
    yield words.say("golden.by_meaning" if golden.by_meaning else "golden.by_words")
    for key, figures in (("golden.published", golden.before), ("golden.compared", golden.after)):
        if figures is not None:
            yield words.label(words.say(key), _tell_figures(figures, words))
    for question in golden.moved:
        yield ""
        yield question.question
        yield words.say("golden.rank", before=_rank(question.before, words), after=_rank(question.after, words))


def tell_lines(page: ChangedPageWire, lines: Sequence[LineChangeWire], words: Words) -> list[str]:
    """Each line that goes or comes, with a word and not a colour, under its heading."""
    told = [words.shared(f"keepers.value.change.{page.change}"), *filter(None, (page.url,))]
    if page.before and page.before == page.after:
        told.append(words.say("case.page_date", date=words.day(page.before)))
    elif page.before or page.after:
        before = words.day(page.before) if page.before else words.say("check.no_date")
        after = words.day(page.after) if page.after else words.say("check.no_date")
        told.append(words.say("check.dates", before=before, after=after))
    heading = ""
    for line in lines:
        if line.heading != heading:
            heading = line.heading
            told += ["", heading]
        told.append(words.say("check.comes" if line.is_added else "check.goes", text=line.text))
    if not lines:
        told += ["", words.say("check.no_lines")]
    return told


def _tell_figures(figures: FiguresWire, words: Words) -> str:
    return words.say(
        "golden.figures",
        first=_percent(figures.found_first),
        three=_percent(figures.found_in_3),
        ten=_percent(figures.found_in_10),
    )


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _rank(rank: int | None, words: Words) -> str:
    return str(rank) if rank else words.say("golden.not_found")
