"""What people have set, as the application carries it out: theme, movement, keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import App

from sim.play.settings import changed, load_settings, save_settings, told_once

if TYPE_CHECKING:
    from sim.play.guide import Guide
    from sim.play.settings import Settings


class Comfort(App[None]):
    """An application that remembers what people set."""

    def __init__(self) -> None:
        super().__init__()
        self.settings, self.setting_notes = load_settings()
        self.guide: Guide | None = None
        self.projector = False

    def apply(self, settings: Settings) -> None:
        """Carry the settings out."""
        self.theme = settings.theme
        self.animation_level = "full" if settings.animation else "none"
        self.set_keymap(dict(settings.keys))

    def set(self, settings: Settings) -> str | None:
        """Change the settings and keep them; in a sentence what could not be kept."""
        self.settings = settings
        self.apply(settings)
        return save_settings(settings)

    def tell_settings(self) -> str:
        """What was wrong with the settings, in sentences, at the first question only."""
        notes, self.setting_notes = self.setting_notes, ()
        return told_once(self.settings, notes)

    def next_theme(self) -> str:
        """Change to the next theme and remember it; both said in words."""
        wrong = self.set(changed(self.settings, "theme"))
        words = f"Theme: {self.theme.replace('-', ' ')}."
        return f"{words} {wrong}" if wrong else words

    def set_guide(self, became: str) -> None:
        """Remember what became of the guided first play."""
        if self.settings.guide != became:
            self.set(replace(self.settings, guide=became))

    def show_settings(self) -> None:
        """The page of settings, above whatever is open."""
        from sim.tui.screens.settings import SettingsPage

        self.push_screen(SettingsPage())
