"""The desk on a screen: its places, one deed at a time, and what the server tells meanwhile."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress

from textual.app import App

from tui.actions import Action, actions_of, possible_actions, spell_key
from tui.asking import asks_agent
from tui.deeds.perform import DEEDS, Deed, perform
from tui.deeds.signing import agrees_to_lose, sign_in, sign_out
from tui.deeds.work import Work
from tui.desk import Desk
from tui.face import Choice, Tone
from tui.following import follow
from tui.listening import listen
from tui.places import Place
from tui.screen_face import ScreenFace
from tui.screens.case import CaseScreen
from tui.screens.contest import ContestScreen
from tui.screens.draft import DraftScreen
from tui.screens.lists import ListsScreen
from tui.screens.place import PlaceScreen
from tui.screens.shelves import (
    AccountsScreen,
    AnswersScreen,
    BasesScreen,
    CheckScreen,
    ContestsScreen,
    VersionsScreen,
    WorklistScreen,
)
from tui.telling.troubles import tell_incident
from tui.words import Words

PLACES: dict[Place, type[PlaceScreen]] = {
    Place.QUEUES: ListsScreen,
    Place.CASE: CaseScreen,
    Place.DRAFT: DraftScreen,
    Place.BASES: BasesScreen,
    Place.VERSIONS: VersionsScreen,
    Place.CHECK: CheckScreen,
    Place.WORKLIST: WorklistScreen,
    Place.ANSWERS: AnswersScreen,
    Place.CONTESTS: ContestsScreen,
    Place.CONTEST: ContestScreen,
    Place.ACCOUNTS: AccountsScreen,
}
"""The screen of each place."""
_AGE_SECONDS = 30.0
"""How often « 12 min » is counted again."""


class DeskApp(App[None]):
    """One agent at work, from signing in to leaving."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, desk: Desk, words: Words, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        wants_no_color = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if wants_no_color else None)  # else Textual writes greys
        if wants_no_color:
            self.theme = "ansi-dark"
        self.desk = desk
        self.words = words
        self.work = Work(desk, ScreenFace(self), words)
        self._pause = pause
        self._is_busy = False
        self._next = ""
        """Name of the action that the palette chose, done after it."""
        self._told: tuple[str, Tone] | None = None

    @property
    def place_screen(self) -> PlaceScreen:
        """The place that is shown, be it under a question."""
        return next(screen for screen in reversed(self.screen_stack) if isinstance(screen, PlaceScreen))

    async def on_mount(self) -> None:
        self.title = self.words.say("title")
        self.desk.client.renew = self._renew
        await self.push_screen(ListsScreen(self.work))
        self.set_interval(_AGE_SECONDS, self.tell_everything)
        self._begin()

    # Beginning and leaving

    def _begin(self) -> None:
        self.run_worker(self._work_until_signed_out(), group="session", exclusive=True)

    async def _work_until_signed_out(self) -> None:
        with asks_agent():
            if not await sign_in(self.work):
                self.exit()
                return
        await perform(_begin_work, self.work)
        if self.desk.answers_people:
            await listen(self.work, follow(self.desk.client, self._pause))

    async def _renew(self) -> bool:
        return await sign_in(self.work)

    async def _quit(self, work: Work) -> None:
        if await agrees_to_lose(work):
            self.workers.cancel_group(self, "session")
            with suppress(TimeoutError):
                await asyncio.wait_for(self.desk.client.sign_out(), 3)
            self.exit()

    async def action_quit(self) -> None:
        """Textual's own way out, which would lose what was typed."""
        self.place_screen.action_do("quit")

    def action_help_quit(self) -> None:
        """What Ctrl+C does where nothing is to be copied."""
        self.tell(self.words.say("screen.quit_how", key=spell_key("ctrl+q", self.words)), Tone.DONE)

    async def _sign_out(self, work: Work) -> None:
        await sign_out(work)
        if self.desk.account is None:
            await self.show_place(Place.QUEUES)
            self._begin()

    # Actions

    def on_place_screen_wanted(self, wanted: PlaceScreen.Wanted) -> None:
        self.do(wanted.action)

    def do(self, action: Action) -> None:
        """Begin it, unless it is not possible or another is under way. Leaving waits for nothing."""
        if self._is_busy and action.name != "quit":
            return
        if action not in possible_actions(self.desk.situation):
            label = self.words.say(f"action.{action.name}")
            self.tell(self.words.say("trouble.not_possible_here", action=label), Tone.WARNING)
            return
        match action.name:
            case "reply":
                self._write()
            case "show_answer":
                self.desk.is_answer_shown = not self.desk.is_answer_shown
                self.tell_everything()
            case "edit":
                self._edit()
            case _:
                deed = self._own_deeds().get(action.name) or DEEDS[action.name]
                self._is_busy = True
                self.run_worker(self._perform(deed), group="deeds")

    def _own_deeds(self) -> dict[str, Deed]:
        return {"help": self._help, "palette": self._palette, "quit": self._quit, "sign_out": self._sign_out}

    async def _perform(self, deed: Deed) -> None:
        try:
            await perform(deed, self.work)
        finally:
            self._is_busy = False
        self.tell_everything()
        chosen, self._next = self._next, ""
        if chosen:
            self.place_screen.action_do(chosen)

    def _write(self) -> None:
        box = self.place_screen.writing_box
        if box is not None:
            box.focus()

    def _edit(self) -> None:
        """The assistant's text is the beginning of the agent's."""
        if self.desk.draft is not None and not self.desk.unsent.holds(self.desk.slot):
            self.desk.unsent.keep(self.desk.slot, self.desk.draft.answer.text)
        self.tell_everything()
        self._write()

    async def _help(self, work: Work) -> None:
        """Every key of the place, those that do nothing for the moment too."""
        words, place = self.words, self.desk.place
        possible = possible_actions(self.desk.situation)
        lines = [words.say("screen.help_typing"), ""]
        for action in actions_of(place):
            key, label = spell_key(action.key, words), words.say(f"action.{action.name}")
            mark = "" if action in possible else f" ({words.say('screen.impossible')})"
            lines.append(words.label(f"{key}  {label}{mark}", words.say(f"action_help.{action.name}")))
        await work.face.show(words.say("screen.help_title", place=words.say(f"place.{place}")), lines)

    async def _palette(self, work: Work) -> None:
        words = self.words
        choices = [
            Choice(
                action.name,
                f"{words.say(f'action.{action.name}')} ({spell_key(action.key, words)})",
                words.say(f"action_help.{action.name}"),
            )
            for action in possible_actions(self.desk.situation)
            if action.name != "palette"
        ]
        chosen = await work.face.choose(words.say("screen.palette_title"), choices, is_long=True)
        self._next = chosen or ""

    # Showing

    async def show_place(self, place: Place) -> None:
        """Its screen takes the place of the other's; its text box is ready where the agent may write."""
        before = self.place_screen
        if before.PLACE is not place:
            before.keep_text()
            await self.switch_screen(PLACES[place](self.work))
            if self._told is not None:
                self.place_screen.tell_sentence(*self._told)
        screen = self.place_screen
        screen.tell_all()
        box = screen.writing_box
        if before is not screen and box is not None and self.desk.situation.is_mine:
            box.focus()
        elif before is not screen or box is None or not box.text:
            screen.rest_focus().focus()  # letters act again once a text has gone

    def tell(self, sentence: str, tone: Tone) -> None:
        self._told = sentence, tone
        self.place_screen.tell_sentence(sentence, tone)

    def tell_everything(self) -> None:
        screen = self.place_screen
        if screen.is_mounted:
            screen.tell_all()

    def _fatal_error(self) -> None:
        """Of an error that nobody expected, the type and the place: Textual's own report quotes what is on the
        screen."""
        error = self._exception
        self._exit_renderables.clear()  # one sentence, whatever else fails on the way out
        self.panic(tell_incident(error, self.words) if error else "")


async def _begin_work(work: Work) -> None:
    await work.desk.begin()
    await work.face.go(work.desk.place)
