"""Submitting and closing modals, and what the app's answer to a submission does."""

from slackapp.sandbox import payloads
from slackapp.sandbox.delivery.envelope import Envelope
from slackapp.sandbox.delivery.post_office import PostOffice
from slackapp.sandbox.elements import state_values
from slackapp.sandbox.errors import ActionRefused, SlackError
from slackapp.sandbox.model import JSON, View
from slackapp.sandbox.outcome import TROUBLE, Outcome
from slackapp.sandbox.rules import broken_rules
from slackapp.sandbox.state import Workspace
from slackapp.sandbox.triggers import Triggers
from slackapp.sandbox.validation import checked_view
from slackapp.sandbox.views import close_views, open_view, replace_view


class Modals:
    """Each method returns once the app has answered or failed to."""

    def __init__(self, workspace: Workspace, office: PostOffice, triggers: Triggers) -> None:
        self.workspace = workspace
        self.office = office
        self.triggers = triggers

    async def submit(self, user: str, ref: str, *, bypass_rules: bool = False) -> Outcome:
        """Submit a modal with what was entered.

        Args:
            user: who acts.
            ref: the modal.
            bypass_rules: send what Slack's own client would hold back, to test that the app
                does not rely on it.

        Raises:
            ActionRefused: when the modal is not on top of this person's screen, or has nothing
                to submit.
        """
        view = self._top(user, ref)
        if not (bypass_rules or view.body.get("submit")):
            raise ActionRefused("This modal has no button that submits it.")
        values = state_values(view.blocks, view.values)
        view.errors = {} if bypass_rules else broken_rules(view.blocks, values)
        view.notice = ""
        self.workspace.rev.bump()
        if view.errors:
            return Outcome(errors=view.errors)
        person = self.workspace.person(user)
        trigger_id = self.triggers.issue(user, view_id=view.id)
        payload = payloads.view_submission(self.workspace, person, view, trigger_id=trigger_id)
        ack = await self.office.send(Envelope(kind="interactive", payload=payload))
        if ack.problem:
            view.notice = TROUBLE.format(problem=ack.problem)
            self.workspace.rev.bump()
            return Outcome(problem=ack.problem)
        self.workspace.notices.pop(user, None)
        return await self._after_submission(user, view, ack.body)

    def _top(self, user: str, ref: str) -> View:
        view = self.workspace.modal(user)
        if view is None or view.ref != ref:
            raise ActionRefused("That modal is no longer open.")
        return view

    async def _after_submission(self, user: str, view: View, answer: JSON) -> Outcome:
        action = answer.get("response_action")
        if view not in self.workspace.modals.get(user, []):
            return Outcome()
        if action == "errors":
            return self._show_errors(view, answer.get("errors"))
        if action in {"update", "push"}:
            return self._show_view(user, view, answer)
        if action == "clear":
            await self._close(user, everything=True, told=view)
        elif action is None:
            self.workspace.modals[user].remove(view)
            self.workspace.rev.bump()
        else:
            return self._refuse_answer(view, f"response_action {action} is unknown")
        return Outcome()

    def _show_errors(self, view: View, errors: object) -> Outcome:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            return self._refuse_answer(view, "errors must name input blocks of this view")
        view.errors = {str(block): str(text) for block, text in errors.items()}
        self.workspace.rev.bump()
        return Outcome(errors=view.errors)

    def _show_view(self, user: str, view: View, answer: JSON) -> Outcome:
        try:
            body = checked_view(answer.get("view"), "modal")
            if answer["response_action"] == "update":
                replace_view(self.workspace, view, body)
            else:
                open_view(self.workspace, user, body, on_top=True)
        except SlackError as error:
            problems = error.extra.get("response_metadata", {}).get("messages", [])
            return self._refuse_answer(view, f"{error.code} {' '.join(problems)}")
        return Outcome()

    def _refuse_answer(self, view: View, why: str) -> Outcome:
        view.notice = f"The app's answer was refused: {why}"
        self.workspace.rev.bump()
        return Outcome(problem=view.notice)

    async def close(self, user: str, ref: str, *, everything: bool = False) -> Outcome:
        """Close the top modal, or every modal at once.

        Raises:
            ActionRefused: when the modal is not on top of this person's screen.
        """
        self._top(user, ref)
        return await self._close(user, everything=everything)

    async def _close(self, user: str, *, everything: bool, told: View | None = None) -> Outcome:
        top = self.workspace.modal(user)
        clears = everything or bool(top and top.body.get("clear_on_close"))
        closed = close_views(self.workspace, user, "all" if clears else "top")
        person = self.workspace.person(user)
        for view in closed:
            if view.body.get("notify_on_close") and view is not told:
                payload = payloads.view_closed(self.workspace, person, view, cleared=clears)
                await self.office.send(Envelope(kind="interactive", payload=payload))
        return Outcome()
