"""Who is in the demo: a team of eight with its lead, and three channels not set up yet.

Two have six people and the lead. The third has more than a team may have, guests and an app among
them, and an admin of its own, so that whoever leads the first team sees it as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from slackapp.domain.cadence import Cadence

if TYPE_CHECKING:
    from slackapp.sandbox import Channel, Group, Person

WORKSPACE = "Northwind"
TEAM = "Harbour"
CHANNEL = "harbour"
ZONE = "Europe/Berlin"
LEAD = "U0LEAD0001"
HUB = "U0MEMBER03"
"""The person most of the team goes to."""
SEED = 20
"""Which answers are made up; the same ones every time."""
GROUPED, STRANGERS = 6, 2
"""Of the team, and of the other channel, in the user group."""
OPENS_AT = time(10)
WEEKDAY = 0
"""Monday."""

_MEMBERS = (
    "Ada Osei",
    "Ben Ruiz",
    "Cho Min",
    "Dee Falk",
    "Eli Novak",
    "Fay Okoro",
    "Gus Lind",
    "Hana Sato",
)
_MORE = ("Olga Prins", "Per Aalto", "Rosa Vidal", "Sami Haddad", "Tove Berg", "Uma Rao")
_OTHERS = ("Iris Koch", "Juno Marsh", "Kai Brandt", "Lea Costa", "Milo Hart", "Nia Quist")


_CROWD = (
    "Vera Holm",
    "Abel Cruz",
    "Bea Lund",
    "Cleo Marin",
    "Dov Adler",
    "Enya Walsh",
    "Finn Haas",
    "Gita Nair",
    "Hugo Ferri",
    "Ines Duarte",
    "Jonas Beck",
    "Kira Popov",
    "Lars Moen",
    "Mina Sayed",
    "Noel Vogt",
    "Oona Laine",
    "Pia Stern",
    "Quin Bell",
    "Remy Faure",
)
"""The first is an admin."""
GUESTS = 3
"""The last of them."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone, and the channel they share."""

    lead: Person
    members: tuple[Person, ...]
    channel: Channel
    others: tuple[Person, ...]
    """People of another channel, for a second team."""
    elsewhere: Channel
    """Theirs; the lead, who is an admin, is in it too."""
    more: tuple[Person, ...]
    """People of a third channel, so that two teams of one's own can be tried."""
    spare: Channel
    """Theirs, and the lead's."""
    crowd: tuple[Person, ...]
    """People of a fourth channel, an admin first, guests and an app last."""
    crowded: Channel
    """Theirs, with `others` and `more`: one person more than a team may have, and the app."""
    group: Group
    """A user group: most of the team, and some who are not in its channel."""

    @property
    def people(self) -> tuple[Person, ...]:
        """The lead first."""
        return (self.lead, *self.members)


def cast() -> Cast:
    """Return the demo's people, the same ones every time."""
    # The process that lives through the past takes names from here and needs no Slack.
    from slackapp.sandbox import Channel, Group, Person  # noqa: PLC0415

    lead = Person(
        id=LEAD,
        name="mara",
        real_name="Mara Lindqvist",
        tz=ZONE,
        is_admin=True,
    )

    def called(names: tuple[str, ...], prefix: str) -> tuple[Person, ...]:
        return tuple(
            Person(id=f"{prefix}{place:02}", name=name.split()[0].lower(), real_name=name, tz=ZONE)
            for place, name in enumerate(names, start=1)
        )

    crowd = [*called(_CROWD, "U0FOURTH")]
    crowd[0] = replace(crowd[0], is_admin=True)
    crowd[-GUESTS:] = [replace(one, is_restricted=True, title="guest") for one in crowd[-GUESTS:]]
    crowd.append(Person(id="U0APP00001", name="deploys", real_name="Deploys", is_bot=True))

    def shared(channel: str, name: str, people: tuple[Person, ...]) -> Channel:
        return Channel(id=channel, name=name, members=tuple(one.id for one in (lead, *people)))

    members, others = called(_MEMBERS, "U0MEMBER"), called(_OTHERS, "U0OTHER0")
    more = called(_MORE, "U0THIRD0")
    return Cast(
        lead,
        members,
        shared("C0HARBOUR1", CHANNEL, members),
        others,
        shared("C0LIGHT001", "lighthouse", others),
        more,
        shared("C0BREAKW01", "breakwater", more),
        tuple(crowd),
        Channel(
            id="C0REGATTA1",
            name="regatta",
            members=tuple(one.id for one in (*crowd, *others, *more)),
        ),
        Group(
            id="S0HARBOUR1",
            handle="harbour-crew",
            users=tuple(one.id for one in (*members[:GROUPED], *others[:STRANGERS])),
        ),
    )


def last_opening(now: datetime) -> datetime:
    """Return the newest Monday 10:00 in the team's zone that is not after `now` (aware)."""
    zone = ZoneInfo(ZONE)
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - WEEKDAY) % 7)
    opening = datetime.combine(day, OPENS_AT, zone)
    return (
        opening if opening <= local else datetime.combine(day - timedelta(weeks=1), OPENS_AT, zone)
    )


def weekly(first: datetime) -> Cadence:
    """Every Monday at ten, beginning on the day of `first`."""
    return Cadence(
        zone=ZONE, weekday=WEEKDAY, at=OPENS_AT, first=first.astimezone(ZoneInfo(ZONE)).date()
    )
