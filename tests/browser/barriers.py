"""Two checkers of accessibility, run inside the page: axe-core, and HTML_CodeSniffer where it has been fetched."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.fetch_checker import checker_file, read_script
from tests.conftest import REAL_CACHE

_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OPTIONS: Final = {"runOnly": {"type": "tag", "values": list(_TAGS)}, "resultTypes": ["violations"]}
_SNIFF: Final = """
() => new Promise((done) => HTMLCS.process("WCAG2AA", document, () => done(
  HTMLCS.getMessages().filter((message) => message.type === HTMLCS.ERROR).map((message) =>
    `${message.code}: ${message.msg} ${message.element.outerHTML ? message.element.outerHTML.slice(0, 120) : ""}`
  ))))
"""

HAS_SECOND_CHECKER: Final = checker_file(REAL_CACHE).exists()


def find_barriers(page: Page) -> Sequence[str]:
    """What either of them finds."""
    return [*find_by_axe(page), *(find_by_sniffer(page) if HAS_SECOND_CHECKER else ())]


def find_by_axe(page: Page) -> Sequence[str]:
    """Violations of WCAG 2.2 A and AA and of the checker's best practices, each with the element that it is about."""
    found: dict[str, Any] = Axe().run(page, options=_OPTIONS).response
    assert found["testEngine"]["name"] == "axe-core"
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found["violations"] for node in fault["nodes"]]


def find_by_sniffer(page: Page) -> Sequence[str]:
    """Errors of WCAG 2 AA, as HTML_CodeSniffer sees them. Its warnings call for a person's eyes."""
    page.evaluate(_script())
    found: list[str] = page.evaluate(_SNIFF)
    return found


@cache
def _script() -> str:
    return read_script(checker_file(REAL_CACHE))
