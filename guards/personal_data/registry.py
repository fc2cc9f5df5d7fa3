"""Reads ``recognizers.yaml`` and builds the recognizers that it names.

The file is the list of what is looked for. A name that leads to no class is refused at load: a typing slip in it
must not open a hole in silence.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import yaml

from guards.personal_data.recognizers.shape import ShapeRecognizer

PACKAGE = "guards.personal_data.recognizers"
DECLARATIONS = Path(__file__).with_name("recognizers.yaml")


class UnknownRecognizer(ValueError):
    """A name in the declarations that leads to no recognizer."""


def build_shape_recognizers(declarations: Path = DECLARATIONS) -> tuple[ShapeRecognizer, ...]:
    """One of each declared recognizer. Raises UnknownRecognizer for a module or class that does not exist."""
    declared = yaml.safe_load(declarations.read_text(encoding="utf-8"))
    if not isinstance(declared, dict) or not declared:
        raise UnknownRecognizer("The declarations of recognizers are empty: restore recognizers.yaml.")
    return tuple(
        _build(str(module), str(class_name))
        for module, class_names in declared.items()
        for class_name in (class_names if isinstance(class_names, list) else [class_names])
    )


def _build(module: str, class_name: str) -> ShapeRecognizer:
    if not module.isidentifier() or find_spec(f"{PACKAGE}.{module}") is None:
        raise UnknownRecognizer(f"No recognizer module is called {module!r}: correct recognizers.yaml.")
    found = getattr(import_module(f"{PACKAGE}.{module}"), class_name, None)
    if not (isinstance(found, type) and issubclass(found, ShapeRecognizer) and found is not ShapeRecognizer):
        raise UnknownRecognizer(f"{module!r} has no recognizer called {class_name!r}: correct recognizers.yaml.")
    return found()
