"""What happens in a workspace without the app: people and channels change, apps are removed."""

from collections.abc import Iterable
from dataclasses import replace

from slackapp.sandbox.delivery.post_office import PostOffice
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON, Channel, Group, Person
from slackapp.sandbox.people import channel_json, group_json, person_json
from slackapp.sandbox.state import Workspace

ELSEWHERE = "T0ELSEWHERE"
"""The workspace of the other organisation."""


class Happenings:
    """Changes by people and administrators, each with the events Slack tells the app."""

    def __init__(self, workspace: Workspace, office: PostOffice) -> None:
        self.workspace = workspace
        self.office = office

    def join(self, user: str, channel: str) -> None:
        """Somebody joins a channel; the app hears of it where it is a member itself."""
        ws = self.workspace
        ws.person(user)
        place = ws.channel(channel)
        if user in place.members:
            return
        place = ws.change_channel(channel, members=(*place.members, user))
        self._tell_membership("member_joined_channel", place, user)

    def leave(self, user: str, channel: str) -> None:
        """Somebody leaves or is removed; for the app itself this is ``channel_left``.

        Raises:
            SlackError: ``not_in_channel``.
        """
        ws = self.workspace
        place = ws.channel(channel)
        if user not in place.members:
            raise SlackError("not_in_channel")
        ws.change_channel(channel, members=tuple(m for m in place.members if m != user))
        if user == ws.bot.id:
            self._tell_channel("left", place, {"channel": channel})
        else:
            self._tell_membership("member_left_channel", place, user)

    def _tell_membership(self, event: str, place: Channel, user: str) -> None:
        ws = self.workspace
        if ws.bot.id in place.members:
            kind = "G" if place.is_private else "C"
            self.office.emit(event, user=user, channel=place.id, channel_type=kind, team=ws.team_id)

    def _tell_channel(self, what: str, place: Channel, event: JSON) -> None:
        if self.workspace.bot.id in place.members:
            prefix = "group" if place.is_private else "channel"
            self.office.emit(f"{prefix}_{what}", **event)

    def archive(self, channel: str, user: str = "") -> None:
        """A channel is archived."""
        place = self.workspace.change_channel(channel, is_archived=True)
        self._tell_channel("archive", place, {"channel": channel, "user": user})

    def invite_organisation(self, channel: str) -> None:
        """Another organisation is invited into a channel; no event tells an app without scopes."""
        self.workspace.change_channel(channel, pending=True)

    def share(self, channel: str, people: Iterable[Person] = ()) -> None:
        """Another organisation is let into a channel, and these people of it join."""
        ws = self.workspace
        place = ws.change_channel(channel, shared=True, pending=False)
        if ws.bot.id in place.members:
            self.office.emit("channel_shared", channel=channel, connected_team_id=ELSEWHERE)
        for person in people:
            ws.people[person.id] = replace(person, team=ELSEWHERE)
            self.join(person.id, channel)

    def unshare(self, channel: str) -> None:
        """A channel is the workspace's own again; the others are out."""
        ws = self.workspace
        place = ws.change_channel(channel, shared=False, pending=False)
        for user in place.members:
            if ws.person(user).team:
                self.leave(user, channel)

    def rename(self, channel: str, name: str) -> None:
        """A channel gets another name."""
        place = self.workspace.change_channel(channel, name=name)
        told = channel_json(self.workspace, place)
        named = {key: told[key] for key in ("id", "name", "created")}
        self._tell_channel("rename", place, {"channel": named})

    def change_person(self, user: str, **changes: object) -> None:
        """Somebody's profile changes: time zone, status, deactivation."""
        person = self.workspace.change_person(user, **changes)
        self.office.emit("user_change", user=person_json(self.workspace, person))

    def change_group(self, group: str, **changes: object) -> None:
        """A user group gets other people or another handle."""
        ws = self.workspace
        before, after = ws.group(group), ws.change_group(group, **changes)
        if before.users != after.users:
            for user in after.users:
                ws.person(user)
            self._tell_members(before, after)
        self.office.emit("subteam_updated", subteam=group_json(ws, after))

    def disable_group(self, group: str) -> None:
        """A user group is switched off."""
        now = int(self.workspace.calendar.now().timestamp())
        after = self.workspace.change_group(group, deleted_at=now)
        self.office.emit("subteam_updated", subteam=group_json(self.workspace, after))

    def _tell_members(self, before: Group, after: Group) -> None:
        now = int(self.workspace.calendar.now().timestamp())
        added = [user for user in after.users if user not in before.users]
        removed = [user for user in before.users if user not in after.users]
        self.office.emit(
            "subteam_members_changed",
            subteam_id=after.id,
            team_id=self.workspace.team_id,
            date_previous_update=now,
            date_update=now,
            added_users=added,
            added_users_count=len(added),
            removed_users=removed,
            removed_users_count=len(removed),
        )

    def hire(self, person: Person) -> None:
        """Somebody new comes to the workspace."""
        self.workspace.people[person.id] = person
        self.workspace.rev.bump()
        self.office.emit("team_join", user=person_json(self.workspace, person))

    def uninstall(self) -> None:
        """An administrator removes the app: its tokens stop working, and it is told so.

        Nobody finds its Home any more.
        """
        self.workspace.homes.clear()
        self.revoke()
        self.office.emit("app_uninstalled")

    def revoke(self) -> None:
        """The bot token stops working, and the app is told so."""
        ws = self.workspace
        ws.credentials.revoked.add(ws.credentials.bot_token)
        ws.rev.bump()
        self.office.emit("tokens_revoked", tokens={"oauth": [], "bot": [ws.bot.id]})
