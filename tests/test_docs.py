"""Documents name what exists."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md"))
    if ".venv" not in path.parts
]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_to_a_file(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert not missing


def test_the_readme_has_a_table_of_places() -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert sum("](" in row for row in rows) >= 12


def test_every_decision_record_is_in_the_index_and_has_its_parts() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(path for path in folder.glob("[0-9]*.md"))
    assert records
    for record in records:
        assert record.name in index
        text = record.read_text(encoding="utf-8")
        assert all(part in text for part in ("**Context.**", "**Decision.**", "**Consequences.**")), record.name


def test_make_help_lists_the_commands_of_the_readme() -> None:
    shown = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True).stdout
    assert all(f"make {name} " in shown for name in ("run", "test", "check"))


def test_lock_files_pin_by_hash_and_hold_no_address() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) == 3
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert len(re.findall(r"== ?\S+ \\\n    --hash=sha256:", text)) == len(pinned)


TEST = re.compile(r"`(tests/[\w/.]+?)(?:::(\w+))?`")


def test_the_tests_that_the_threat_model_names_exist() -> None:
    named = TEST.findall((ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    for place, name in named:
        path = ROOT / place
        assert path.exists(), place
        assert not name or re.search(rf"def {name}\(", path.read_text(encoding="utf-8")), f"{place}::{name}"
