"""Whose eyes a page is drawn for: names, time zone and what this person has entered."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slackapp.sandbox.model import JSON, Person, Surface, Values, View
from slackapp.sandbox.state import Workspace

HUES = 8


@dataclass(frozen=True, slots=True)
class Eye:
    """One person looking at the workspace."""

    workspace: Workspace
    person: Person

    def local(self, moment: datetime) -> datetime:
        """The time on this person's wall."""
        return moment.astimezone(ZoneInfo(self.person.tz))

    def name_of(self, user: str) -> str:
        """How a person is called."""
        person = self.workspace.people.get(user)
        return person.label if person else user

    def channel_name(self, channel: str) -> str:
        """How a channel is called."""
        found = self.workspace.channels.get(channel)
        return found.name if found else channel


@dataclass(frozen=True, slots=True)
class Spot:
    """Where on a page a control stands: on which surface, in which block."""

    eye: Eye
    surface: Surface
    block: JSON
    element: JSON
    values: Values

    @property
    def name(self) -> str:
        """The form field's name."""
        return f"{self.block['block_id']}|{self.element['action_id']}"

    @property
    def id(self) -> str:
        """An id that is unique on the page."""
        owner = self.surface.id if isinstance(self.surface, View) else self.surface.ts
        return f"{owner}-{self.name}".replace(" ", "_").replace("|", "-")

    @property
    def value(self) -> JSON:
        """What was entered, or the initial value."""
        block, action = self.block["block_id"], self.element["action_id"]
        return self.values.get(block, {}).get(action, {})


def hue(user: str) -> str:
    """The colour class of a person's initials."""
    return f"hue-{sum(map(ord, user)) % HUES}"


def initials(person: Person) -> str:
    """Two letters at most."""
    return "".join(word[0] for word in person.label.split()[:2]).upper()
