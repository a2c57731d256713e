"""The workspace in memory: who is here, what was said, what each person has open."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from slackapp.sandbox.clock import Calendar
from slackapp.sandbox.errors import SandboxError, SlackError
from slackapp.sandbox.ids import new_id, new_token
from slackapp.sandbox.manifest import Manifest
from slackapp.sandbox.model import Channel, Group, Message, Person, Surface, View


class Revision:
    """A number that grows with every change, and a way to wait for the next one."""

    def __init__(self) -> None:
        self.value = 0
        self.closed = False
        self._changed = asyncio.Event()

    def bump(self) -> None:
        """Note a change and wake everyone who waits."""
        self.value += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Wake everyone for the last time; nobody waits from now on."""
        self.closed = True
        self.bump()

    async def wait_past(self, seen: int, *, seconds: float) -> int:
        """Wait until the revision is beyond ``seen`` or the time is up; returns it either way."""
        try:
            async with asyncio.timeout(seconds):
                while self.value <= seen and not self.closed:
                    await self._changed.wait()
        except TimeoutError:
            pass
        return self.value


@dataclass(slots=True)
class Credentials:
    """The secrets of the one installed app, new in every run."""

    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: new_token("vt"))
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**12)}.sandbox")
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    bot_token: str = field(default_factory=lambda: new_token("xoxb"))
    app_token: str = field(default_factory=lambda: new_token("xapp"))
    revoked: set[str] = field(default_factory=set)


Parts = Callable[[], Awaitable[Mapping[str, str]]]


class Workspace:
    """One workspace with one app in it; every change goes through a method and bumps ``rev``."""

    def __init__(
        self,
        name: str,
        *,
        people: Iterable[Person],
        channels: Iterable[Channel],
        manifest: Manifest,
        calendar: Calendar,
        groups: Iterable[Group] = (),
    ) -> None:
        self.name = name
        self.domain = "".join(c for c in name.lower() if c.isalnum()) or "workspace"
        self.manifest = manifest
        self.calendar = calendar
        self.rev = Revision()
        self.credentials = Credentials()
        self.team_id, self.app_id, self.bot_id = new_id("T"), new_id("A"), new_id("B")
        self.bot = Person(
            id=new_id("U"), name=manifest.bot_name.lower(), real_name=manifest.bot_name, is_bot=True
        )
        self.people = {p.id: p for p in (*people, self.bot)}
        self.channels = {c.id: self._seeded(c) for c in channels}
        self.messages: dict[str, list[Message]] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.notices: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.groups = {group.id: group for group in groups}
        self.url = ""
        self.install_url = ""
        """Where the app can be added, once somebody said so: as in Slack's directory of apps."""
        self.org_wide = False
        """Whether whoever adds the app does so for a whole organisation."""
        self.preparing = ""
        """What is still being done before anybody may look; "" once the pages can be used."""
        self.parts: Parts | None = None
        """Asked what each person is in the app, for the row of people one can act as."""

    def _seeded(self, channel: Channel) -> Channel:
        if unknown := set(channel.members) - self.people.keys():
            raise SandboxError(f"#{channel.name} has unknown members: {sorted(unknown)}")
        extra = (self.bot.id,) if channel.has_app else ()
        return replace(channel, members=(*channel.members, *extra))

    @property
    def is_removed(self) -> bool:
        """Whether the app was removed and its token works no more."""
        return self.credentials.bot_token in self.credentials.revoked

    def is_own(self, url: str) -> bool:
        """Whether the address is served by the sandbox itself."""
        return bool(self.url) and url.startswith(self.url + "/")

    # People and channels

    def person(self, user: str) -> Person:
        """The person with that id.

        Raises:
            SlackError: ``user_not_found``.
        """
        if user not in self.people:
            raise SlackError("user_not_found")
        return self.people[user]

    def humans(self) -> list[Person]:
        """Everyone a person could act as."""
        return [p for p in self.people.values() if not p.is_bot]

    def channel(self, channel: str) -> Channel:
        """The channel with that id.

        Raises:
            SlackError: ``channel_not_found``.
        """
        if channel not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel]

    def direct(self, user: str) -> Channel:
        """The app's direct messages with this person, opened when they are not yet."""
        self.person(user)
        found = next((c for c in self.channels.values() if c.user == user), None)
        if found is None:
            members = (user, self.bot.id)
            found = Channel(id=new_id("D"), name="", members=members, is_private=True, user=user)
            self.channels[found.id] = found
            self.rev.bump()
        return found

    def change_channel(self, channel: str, **changes: object) -> Channel:
        """Replace fields of a channel."""
        self.channels[channel] = replace(self.channel(channel), **changes)  # type: ignore[arg-type]
        self.rev.bump()
        return self.channels[channel]

    def change_person(self, user: str, **changes: object) -> Person:
        """Replace fields of a person."""
        self.people[user] = replace(self.person(user), **changes)  # type: ignore[arg-type]
        self.rev.bump()
        return self.people[user]

    def group(self, group: str) -> Group:
        """The user group with that id, on or off.

        Raises:
            SlackError: ``no_such_subteam``.
        """
        if group not in self.groups:
            raise SlackError("no_such_subteam")
        return self.groups[group]

    def change_group(self, group: str, **changes: object) -> Group:
        """Replace fields of a user group."""
        self.groups[group] = replace(self.group(group), **changes)  # type: ignore[arg-type]
        self.rev.bump()
        return self.groups[group]

    def channels_of(self, user: str) -> list[Channel]:
        """The channels this person is in, direct messages last."""
        mine = [c for c in self.channels.values() if user in c.members]
        return sorted(mine, key=lambda c: (c.is_im, c.name))

    def can_write(self, channel: Channel) -> bool:
        """Whether people may write there; the manifest can make the messages tab read-only."""
        return not (channel.is_im and self.manifest.messages_read_only)

    # Messages

    def post(self, message: Message) -> Message:
        """Add a message to its channel."""
        self.messages.setdefault(message.channel, []).append(message)
        self.rev.bump()
        return message

    def message(self, channel: str, ts: str) -> Message:
        """The message at that place.

        Raises:
            SlackError: ``message_not_found``.
        """
        for message in self.messages.get(channel, []):
            if message.ts == ts:
                return message
        raise SlackError("message_not_found")

    def remove(self, message: Message) -> None:
        """Delete a message."""
        self.messages[message.channel].remove(message)
        self.rev.bump()

    def seen_by(self, user: str, channel: str) -> list[Message]:
        """What this person sees in a channel, oldest first; nothing where they are no member."""
        if user not in self.channel(channel).members:
            return []
        return [m for m in self.messages.get(channel, []) if m.to in {"", user}]

    # Views

    def modal(self, user: str) -> View | None:
        """The modal on top of this person's screen."""
        stack = self.modals.get(user)
        return stack[-1] if stack else None

    def views(self) -> Iterator[View]:
        """Every open modal and every published Home."""
        for stack in self.modals.values():
            yield from stack
        yield from self.homes.values()

    def surface(self, user: str, ref: str) -> Surface | None:
        """What a form's reference names, when this person sees it."""
        kind, _, rest = ref.partition(":")
        if kind == "view":
            return next((v for v in self.views() if v.id == rest and v.user == user), None)
        channel, _, ts = rest.partition(":")
        if channel not in self.channels:
            return None
        return next((m for m in self.seen_by(user, channel) if m.ts == ts), None)
