"""What a person can do on their screen, turned into payloads, and what the app's answer does."""

from slackapp.sandbox import payloads
from slackapp.sandbox.delivery.envelope import Ack, Envelope
from slackapp.sandbox.delivery.post_office import PostOffice
from slackapp.sandbox.elements import (
    CONTROLS,
    fill_ids,
    find_control,
    options_of,
    state_values,
    typed_value,
)
from slackapp.sandbox.errors import ActionRefused, SlackError
from slackapp.sandbox.modals import Modals
from slackapp.sandbox.model import JSON, Message, Surface, Values, View
from slackapp.sandbox.outcome import TROUBLE, Outcome
from slackapp.sandbox.response_urls import ResponseURLs
from slackapp.sandbox.rules import LONGEST
from slackapp.sandbox.state import Workspace
from slackapp.sandbox.triggers import Triggers
from slackapp.sandbox.validation import checked_blocks
from slackapp.sandbox.views import view_json


class Interactions:
    """Everything people do; each method returns once the app has answered or failed to."""

    def __init__(
        self, workspace: Workspace, office: PostOffice, triggers: Triggers, urls: ResponseURLs
    ) -> None:
        self.workspace = workspace
        self.office = office
        self.triggers = triggers
        self.urls = urls
        self.modals = Modals(workspace, office, triggers)

    def _notice(self, user: str, text: str, window: View | None = None) -> None:
        """Say what went wrong where it did: the page's own place is hidden behind a window."""
        if window is None:
            self.workspace.notices[user] = text
        else:
            window.notice = text
        self.workspace.rev.bump()

    def _worked(self, user: str, window: View | None = None) -> Outcome:
        """Put away what went wrong before, also what was heard of only meanwhile."""
        was = self.workspace.notices.pop(user, "")
        if window is not None and window.notice:
            was, window.notice = window.notice, ""
        if was:
            self.workspace.rev.bump()
        return Outcome()

    def surface(self, user: str, ref: str) -> Surface:
        """What the reference names.

        Raises:
            ActionRefused: when this person does not see it.
        """
        surface = self.workspace.surface(user, ref)
        if surface is None:
            raise ActionRefused("That is no longer on this person's screen.")
        return surface

    # Commands and messages

    async def command(self, user: str, channel: str, name: str, text: str) -> Outcome:
        """Type a slash command in a channel.

        Raises:
            ActionRefused: when the manifest does not declare it, or the person is not there.
        """
        ws = self.workspace
        if name not in ws.manifest.commands or ws.credentials.revoked:
            raise ActionRefused(f"{name} is not a command of this workspace.")
        place = ws.channel(channel)
        if user not in place.members:
            raise ActionRefused("This person is not in that channel.")
        ws.places[user] = channel
        payload = payloads.command(
            ws,
            ws.person(user),
            place,
            name=name,
            text=text,
            trigger_id=self.triggers.issue(user),
            response_url=self.urls.issue(user, channel),
        )
        ack = await self.office.send(Envelope(kind="slash_commands", payload=payload))
        if ack.problem:
            self._notice(user, f"{name} failed: {TROUBLE.format(problem=ack.problem)}")
            return Outcome(problem=ack.problem)
        if ack.body.get("text") or ack.body.get("blocks"):
            return self._answer_in_channel(user, channel, ack)
        return self._worked(user)

    def _answer_in_channel(self, user: str, channel: str, ack: Ack) -> Outcome:
        try:
            sent = ack.body.get("blocks")
            blocks = fill_ids(checked_blocks(sent)) if sent else []
        except SlackError as error:
            self._notice(user, f"The app's answer was refused: {error.code}.")
            return Outcome(problem=error.code)
        self.urls.post(user, channel, ack.body, blocks)
        return Outcome()

    async def shortcut(self, user: str, callback_id: str) -> Outcome:
        """Use a global shortcut of the app.

        Raises:
            ActionRefused: when the manifest does not declare it.
        """
        declared = [s["callback_id"] for s in self.workspace.manifest.shortcuts]
        if callback_id not in declared:
            raise ActionRefused(f"{callback_id} is not a shortcut of this app.")
        payload = payloads.shortcut(
            self.workspace,
            self.workspace.person(user),
            callback_id=callback_id,
            trigger_id=self.triggers.issue(user),
        )
        ack = await self.office.send(Envelope(kind="interactive", payload=payload))
        return Outcome(problem=ack.problem)

    def say(self, user: str, channel: str, text: str) -> Message:
        """Write a message.

        Raises:
            ActionRefused: where the person may not write.
        """
        ws = self.workspace
        place = ws.channel(channel)
        if user not in place.members:
            raise ActionRefused("This person is not in that channel.")
        if place.is_archived or not ws.can_write(place):
            raise ActionRefused("Nobody can write here.")
        message = ws.post(
            Message(channel=channel, ts=ws.calendar.new_ts(), author=user, text=text, blocks=[])
        )
        if place.is_im:
            event = {**payloads.message_json(ws, message), "channel": channel}
            event.pop("type")
            self.office.emit("message", declared_as="message.im", **event, channel_type="im")
        return message

    def open_home(self, user: str) -> None:
        """Look at the app's Home tab; the app is told each time."""
        ws = self.workspace
        ws.places[user] = "home"
        event: JSON = {"user": user, "channel": ws.direct(user).id, "tab": "home"}
        if user in ws.homes:
            event["view"] = view_json(ws, ws.homes[user])
        self.office.emit("app_home_opened", **event)

    # Controls

    def enter(self, user: str, ref: str, entered: Values) -> None:
        """Keep what was typed or chosen, as a draft."""
        kept = self.surface(user, ref).values_of(user)
        for block_id, actions in entered.items():
            kept.setdefault(block_id, {}).update(actions)

    async def press(
        self, user: str, ref: str, block_id: str, action_id: str, raw: list[str] | None = None
    ) -> Outcome:
        """Press a button, or choose in a control outside an input block.

        A screen may show a message as it was: what is pressed there reaches the app all the same.

        Args:
            user: who acts.
            ref: the message or view.
            block_id: the control's block.
            action_id: the control.
            raw: for choices, the chosen option values or ids; left out, what was entered before.

        Raises:
            ActionRefused: when there is no such control, or it does not take so much.
        """
        surface = self.surface(user, ref)
        found = find_control(surface.on_screens, block_id, action_id)
        if found is None:
            raise ActionRefused(
                "This is not there any more: the message or the window has changed."
            )
        if not self.workspace.manifest.interactive:
            raise ActionRefused("The manifest does not enable interactivity.")
        block, element = found
        value = self._chosen(user, surface, block, element, raw)
        view_id = surface.id if isinstance(surface, View) and surface.kind == "modal" else ""
        message = surface if isinstance(surface, Message) else None
        channel = message.channel if message else ""
        payload = payloads.block_actions(
            self.workspace,
            self.workspace.person(user),
            surface,
            acted=(block, element, value),
            trigger_id=self.triggers.issue(user, view_id=view_id),
            response_url=self.urls.issue(user, channel, message) if message else "",
        )
        ack = await self.office.send(Envelope(kind="interactive", payload=payload))
        window = surface if view_id and isinstance(surface, View) else None
        if ack.problem:
            self._notice(user, TROUBLE.format(problem=ack.problem), window)
            return Outcome(problem=ack.problem)
        return self._worked(user, window)

    def _chosen(
        self, user: str, surface: Surface, block: JSON, element: JSON, raw: list[str] | None
    ) -> JSON:
        if element["type"] == "overflow":
            options = [o for o in options_of(element) if o["value"] in (raw or [])]
            if not options:
                raise ActionRefused("There is no such choice.")
            return {"selected_option": options[0]}
        if element["type"] not in CONTROLS:
            return {}
        block_id, action_id = block["block_id"], element["action_id"]
        if raw is not None:
            value = typed_value(element, raw)
            if len(value.get("value") or "") > LONGEST:
                raise ActionRefused(f"A field takes at most {LONGEST} characters.")
            self.enter(user, surface.ref, {block_id: {action_id: value}})
        return state_values([block], surface.values_of(user))[block_id][action_id]
