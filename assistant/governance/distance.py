"""How much of an answer an agent rewrote."""

from rapidfuzz.distance import Levenshtein


def edit_distance(made: str, sent: str) -> float:
    """From 0 (the same) to 1 (nothing left): the share of characters changed. White space counts for nothing."""
    return round(Levenshtein.normalized_distance(" ".join(made.split()), " ".join(sent.split())), 4)
