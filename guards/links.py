"""Addresses in a sentence of the model: it never writes one, so a sentence that holds one goes."""

import re

LINK = re.compile(
    r"!?\[[^\]]*\]\s?\([^)]*\)"  # Markdown link or image
    r"|!?\[[^\]]*\]\s?\[[^\]]*\]"  # by reference
    r"|<\s*(?:a|img|iframe|script|form|link|svg|object|embed|video|audio|meta|base)\b"
    r"|\b[a-z][a-z0-9+.\-]{1,10}:/{1,2}\S"
    r"|\b(?:javascript|data|mailto|tel|sms|file|vbscript):\S"
    r"|\bwww\s?\.\s?\w"
    r"|[\w.+\-]+\s?(?:@|\[at\]|\(at\)|\sarobase\s)\s?[\w\-]+\s?(?:\.|\[dot\]|\(dot\)|\spoint\s)\s?\w+"
    r"|\b(?:[a-z0-9\-]+\.)+(?:fr|com|org|net|eu|info|gouv|io|co|be|ch|de|example|test|online|site"
    r"|xyz|app|dev|ru|cn|uk|paris|bzh|alsace|corsica|re|pm|yt|wf|tf|nc|pf)\b(?!\.\w)"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\S*)?",
    re.IGNORECASE,
)


def has_link(sentence: str) -> bool:
    """Whether a sentence holds an address of the web or of e-mail, a Markdown link or image, or an active element."""
    return LINK.search(sentence) is not None


def strip_links(sentence: str) -> str:
    """The sentence without its links; of a Markdown link, its words stay."""
    worded = re.sub(r"(?<!!)\[([^\]]*)\]\s?(?:\([^)]*\)|\[[^\]]*\])", r"\1", sentence)
    return " ".join(re.sub(rf"(?:{LINK.pattern})\S*", "", worded, flags=re.IGNORECASE).split())
