"""Figures of what agents decided: counts, how much was rewritten, reasons, themes. Nobody is in them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import Engine, Row, func, select

from assistant.conversation.tables import drafts, review_figures
from assistant.governance.types import Quality, ThemeQuality
from assistant.vocabulary import DraftVerdict, ReviewReason


@dataclass(frozen=True, slots=True)
class QualityReader:
    """Reads the table ``review_figures``, whose rows outlive the conversations. Synchronous."""

    engine: Engine

    def read(self) -> Quality:
        undecided = (
            select(drafts.c.waits_for_approval, func.count())
            .where(drafts.c.verdict == "")
            .group_by(drafts.c.waits_for_approval)
        )
        with self.engine.connect() as connection:
            waiting = {bool(waits): count for waits, count in connection.execute(undecided)}
            rows = connection.execute(select(review_figures)).all()
        checked = [row for row in rows if row.waited]
        distances = [row.distance for row in rows if row.distance is not None]
        reasons = Counter(row.reason for row in rows if row.reason)
        return Quality(
            waiting=waiting.get(True, 0),
            to_sample=waiting.get(False, 0),
            checked=_by_verdict(checked),
            sampled=_by_verdict(row for row in rows if not row.waited),
            median_distance=round(median(distances), 4) if distances else None,
            median_wait=timedelta(seconds=median(row.seconds for row in checked)) if checked else None,
            reasons={reason: reasons[reason.value] for reason in ReviewReason if reasons[reason.value]},
            themes=_by_theme(rows),
        )


def _by_verdict(rows: Iterable[Row[tuple[object, ...]]]) -> Mapping[DraftVerdict, int]:
    counts = Counter(row.verdict for row in rows)
    return {verdict: counts[verdict.value] for verdict in DraftVerdict}


def _by_theme(rows: Iterable[Row[tuple[object, ...]]]) -> Mapping[str, ThemeQuality]:
    """The most decided themes first."""
    themes: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        themes[row.theme].append(row.verdict == DraftVerdict.APPROVED.value)
    ordered = sorted(themes.items(), key=lambda item: (-len(item[1]), item[0]))
    return {theme: ThemeQuality(len(approved), sum(approved)) for theme, approved in ordered}
