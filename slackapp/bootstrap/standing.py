"""`bearings rounds`: what is due, late, dead and lost, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from slackapp.bootstrap.operating import opened
from slackapp.bootstrap.preparing import Tell
from slackapp.domain.deliveries import DeadLetter, Held
from slackapp.domain.ids import DeliveryId
from slackapp.services.standing import Listing, Standing

ADVICE = {
    "unclear": "it may have been posted, Slack left unclear what became of it: look there, "
    "then retry or skip",
    "is_archived": "the channel is archived: unarchive it, then retry, or skip",
    "channel_not_found": "the channel is gone: set the team up in another one, and skip",
    "not_in_channel": "invite the app to the channel again, then retry",
    "invalid_auth": "the token is refused: install the app again, then retry",
    "token_revoked": "the token was revoked: install the app again, then retry",
    "account_inactive": "the app was removed: install it again, then retry",
    "no_token": "the app is not installed there: install it again, then retry",
    "missing_scope": "a scope is missing: install the app again, then retry",
    Held.SHARED: "the channel is shared with another organisation, or was: skip, or retry once the "
    "team goes on there",
    Held.MOVED: "it was for a channel the team has left; its figures are on the Home tab: skip",
    Held.REPLACED: "it was for somebody who does not lead the team any more: skip",
    "restricted_action": "the channel lets only some people post: allow the app, then retry",
}
OTHERWISE = "retry once Slack takes it again, or skip"


def show(tell: Tell) -> None:
    """Tell what is due, late, dead, lost, taken away, and what opens next, a line each.

    Raises:
        InvalidSettings, StorageAway, SchemaBehind: the data cannot be opened.
    """
    with opened() as house:
        listing = Standing(house.database).listing(house.clock.calendar_now())
    for line in _lines(listing):
        tell(line)


def retry(delivery: str, tell: Tell) -> None:
    """Send a dead letter again; raises `NothingToRetry`."""
    with opened() as house:
        now = house.clock.calendar_now()
        Standing(house.database).retry(DeliveryId(delivery), now=now)
    tell("It is sent again.")


def skip(id_: str, tell: Tell) -> None:
    """Give a dead letter up, or skip a planned round; raises `NothingToSkip`."""
    with opened() as house:
        Standing(house.database).skip(id_, now=house.clock.calendar_now())
    tell("It is skipped.")


def _lines(listing: Listing) -> Iterator[str]:
    for waiting in listing.waiting:
        word = "late" if waiting.late else "due"
        since = waiting.since.isoformat(timespec="minutes")
        yield f"{word:5} {waiting.round}  {waiting.team}: {waiting.state}, since {since}"
    for late in listing.late:
        since = late.since.isoformat(timespec="minutes")
        yield f"late  {late.delivery}  {late.team}: message {late.kind}, since {since}"
    for dead in listing.dead:
        yield f"dead  {dead.delivery}  {dead.team}: {dead.kind}, {dead.error}: {_advice(dead)}"
    for lost in listing.lost:
        opened_at = lost.opened_at.isoformat(timespec="minutes")
        yield f"lost  {lost.round}  {lost.team}: opened {opened_at}, {lost.reason}"
    for gone in listing.gone:
        yield (
            f"gone  {gone.slack_team}  {gone.name}: removed on {gone.on}, teams paused: "
            f"{gone.paused}; deleted on {gone.deleted_on} unless it is installed again"
        )
    if not (listing.waiting or listing.late or listing.dead or listing.lost):
        yield "Nothing is late, dead or lost."
    for coming in listing.coming:
        opens_at = coming.since.isoformat(timespec="minutes")
        yield f"next  {coming.round}  {coming.team}: opens {opens_at}"
    if listing.next_due_at:
        yield f"The next step is due at {listing.next_due_at.isoformat(timespec='minutes')}."


def _advice(dead: DeadLetter) -> str:
    return ADVICE.get(dead.error, OTHERWISE)
