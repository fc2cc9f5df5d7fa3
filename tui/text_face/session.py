"""The loop of the plain lines: say what is new, take a choice, do it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tui.actions import Action, actions_of, spell_key
from tui.deeds.perform import DEEDS, perform
from tui.deeds.signing import agrees_to_lose, sign_in, sign_out
from tui.deeds.work import Work
from tui.desk import Desk
from tui.face import AgentGone, Tone
from tui.following import follow
from tui.listening import listen
from tui.text_face.composing import compose_edit, compose_reply
from tui.text_face.face import TextFace
from tui.text_face.lines import Lines
from tui.words import Words

_SHORTEST_NAME = 3
"""Letters of the name of an action that may be typed for it."""


class TextSession:
    """One agent at work in plain lines, from signing in to leaving."""

    def __init__(
        self, desk: Desk, words: Words, lines: Lines, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pause = pause
        self._desk = desk
        self._words = words
        self._lines = lines
        self._face = TextFace(desk, words, lines)
        self._work = Work(desk, self._face, words)
        self._has_left = False

    async def run(self) -> None:
        self._lines.write(self._words.say("title"))
        self._lines.write(self._words.say("text.welcome"))
        with suppress(AgentGone):
            while not self._has_left and await sign_in(self._work):
                await self._work_until_left()
        self._lines.write(self._words.say("text.goodbye"))

    async def _work_until_left(self) -> None:
        desk = self._desk
        desk.client.renew = self._renew
        await perform(_begin, self._work)
        listening = asyncio.create_task(self._listen())
        try:
            self._tell_menu()
            while desk.account is not None and not self._has_left:
                await self._take_choice()
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def _listen(self) -> None:
        if self._desk.answers_people:
            await listen(self._work, follow(self._desk.client, self._pause))

    async def _renew(self) -> bool:
        return await sign_in(self._work)

    async def _take_choice(self) -> None:
        self._face.tell_waiting()
        place = self._words.say(f"place.{self._desk.place}")
        typed = await self._lines.read(self._words.say("text.prompt", place=place))
        if typed is None:
            await self._quit()
            return
        words = typed.split()
        if not words:
            self._face.tell_again()
            return
        if words == ["?"]:
            self._tell_menu()
            return
        action = self._find(words[0])
        if action is None:
            self._lines.write(self._words.say("text.unknown", typed=typed.strip()))
            return
        before = self._desk.place
        await self._do(action, words[1:])
        if self._desk.place is not before:
            self._tell_menu()

    def _menu(self) -> list[Action]:
        """What is possible here, on one row of the list at least."""
        place, now, rows = self._desk.place, self._desk.situation, self._desk.row_situations
        return [
            action
            for action in actions_of(place)
            if not action.is_on_screen_only
            and (action.is_possible(now) or (place in action.row_places and any(map(action.is_possible, rows))))
        ]

    def _find(self, typed: str) -> Action | None:
        """By its number in the menu, its letter, or the beginning of its name."""
        menu = self._menu()
        if typed.isdecimal():
            return menu[int(typed) - 1] if 1 <= int(typed) <= len(menu) else None
        by_key = [action for action in menu if typed in (action.key, spell_key(action.key, self._words))]
        named = [action for action in menu if self._name(action).startswith(typed.casefold())]
        found = by_key or (named if len(typed) >= _SHORTEST_NAME else [])
        return found[0] if len(found) == 1 else None

    def _name(self, action: Action) -> str:
        return self._words.say(f"action.{action.name}").casefold()

    def _tell_menu(self) -> None:
        self._lines.write()
        self._lines.write(self._words.say("text.menu"))
        for number, action in enumerate(self._menu(), 1):
            label = self._words.say(f"action.{action.name}")
            if action.has_letter:
                key = spell_key(action.key, self._words)
                self._lines.write(self._words.say("text.item", number=number, label=label, key=key))
            else:
                self._lines.write(self._words.say("text.item_without_key", number=number, label=label))

    async def _do(self, action: Action, arguments: list[str]) -> None:
        match action.name:
            case "quit":
                await self._quit()
            case "sign_out":
                await sign_out(self._work)
            case "help":
                self._tell_help()
            case "show_answer":
                self._desk.is_answer_shown = not self._desk.is_answer_shown
                self._face.tell_answer()
            case "reply":
                await perform(compose_reply, self._work)
            case "edit":
                await perform(compose_edit, self._work)
            case _ if self._desk.place in action.row_places:
                if await self._mark_row(arguments) and self._is_possible_there(action):
                    await perform(DEEDS[action.name], self._work)
            case _:
                await perform(DEEDS[action.name], self._work)

    async def _mark_row(self, arguments: list[str]) -> bool:
        """Whether a row was named, beside the choice or when asked, and is still in the list."""
        told = self._face.rows
        named = arguments[0] if arguments else "1" if len(told) == 1 else ""
        if named.isdecimal() and 1 <= int(named) <= len(told):
            number = int(named)
        else:
            number = await self._face.ask_number(self._words.say("text.which_row"), len(told))
        if not number:
            return False
        listed = self._desk.row_ids
        if told[number - 1] not in listed:
            self._face.tell(self._words.say("text.row_gone"), Tone.WARNING)
            self._face.tell_again()
            return False
        self._desk.mark_row(listed.index(told[number - 1]))
        return True

    def _is_possible_there(self, action: Action) -> bool:
        if action.is_possible(self._desk.situation):
            return True
        label = self._words.say(f"action.{action.name}")
        self._face.tell(self._words.say("trouble.not_possible_here", action=label), Tone.WARNING)
        return False

    def _tell_help(self) -> None:
        possible = set(self._menu())
        for action in actions_of(self._desk.place):
            if action.is_on_screen_only:
                continue
            told = self._words.label(
                self._words.say(f"action.{action.name}"), self._words.say(f"action_help.{action.name}")
            )
            mark = "" if action in possible else f" ({self._words.say('screen.impossible')})"
            self._lines.write(f"{told}{mark}")

    async def _quit(self) -> None:
        if await agrees_to_lose(self._work):
            await self._desk.client.sign_out()
            self._has_left = True


async def _begin(work: Work) -> None:
    await work.desk.begin()
    await work.face.go(work.desk.place)
