"""What may be loaded by whom, and how files are named: the rules that make the tree readable from outside."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "guards", "knowledge", "models", "tui")
LEAVES = ("guards", "knowledge", "models")
HEAVY = ("presidio_analyzer", "chromadb", "llama_cpp", "spacy", "textual", "sqlalchemy", "tantivy", "numpy", "av")
FORBIDDEN_NAMES = {"models.py", "utils.py", "helpers.py", "manager.py", "common.py", "core.py"}
OWN_FILES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after the statement."""
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "assistant.vocabulary",
        "assistant.errors",
        "assistant.api.schemas",
        "assistant.api.desk_schemas",
        "assistant.api.keeper_schemas",
        "tui",
        "guards.types",
        "models.types",
        "models.speech.types",
        "models.fakes",
    ],
)
def test_the_light_ends_of_the_tree_load_nothing_heavy(module: str) -> None:
    assert loaded_by(f"import {module}") & set(HEAVY) == set()


def test_the_heavy_names_above_are_found_when_they_are_loaded() -> None:
    assert "sqlalchemy" in loaded_by("import assistant.conversation.tables")


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_types_of_a_leaf_load_no_other_part_of_ours(leaf: str) -> None:
    assert loaded_by(f"import {leaf}.types") & set(PACKAGES) == {leaf}


def test_the_vocabulary_imports_nothing_of_ours() -> None:
    assert loaded_by("import assistant.vocabulary") & set(PACKAGES) == {"assistant"}
    tree = ast.parse((ROOT / "assistant" / "vocabulary.py").read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"enum"}


@pytest.mark.parametrize("package", PACKAGES)
def test_package_files_are_empty(package: str) -> None:
    files = sorted((ROOT / package).rglob("__init__.py"))
    assert files
    assert [str(file.relative_to(ROOT)) for file in files if file.read_text(encoding="utf-8").strip()] == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {file.parent for file in OWN_FILES}
    assert [str(folder.relative_to(ROOT)) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert len(OWN_FILES) > len(PACKAGES)
    assert [str(file.relative_to(ROOT)) for file in OWN_FILES if file.name in FORBIDDEN_NAMES] == []


def test_only_the_wiring_and_the_command_line_read_the_settings() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in OWN_FILES
        if any(word in file.read_text(encoding="utf-8") for word in ("read_settings(", "Settings()"))
    }
    allowed = {"assistant/settings.py", "assistant/wiring.py"}
    assert {reader for reader in readers - allowed if not reader.startswith("assistant/cli/")} == set()


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in OWN_FILES
        if file.name != "__init__.py" and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    migrations = [name for name in silent if "/migrations/versions/" in name]
    assert sorted(set(silent) - set(migrations)) == []
