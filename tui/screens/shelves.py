"""The screen of each of the keepers' lists: the same drawing, other keys."""

from typing import ClassVar

from textual.binding import BindingType

from tui.places import Place
from tui.screens.place import bindings_of
from tui.screens.shelf import ShelfScreen


class BasesScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.BASES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.BASES)


class VersionsScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.VERSIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.VERSIONS)


class CheckScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.CHECK
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CHECK)


class WorklistScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.WORKLIST
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.WORKLIST)


class AnswersScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.ANSWERS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.ANSWERS)


class ContestsScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.CONTESTS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CONTESTS)


class AccountsScreen(ShelfScreen):
    PLACE: ClassVar[Place] = Place.ACCOUNTS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.ACCOUNTS)
