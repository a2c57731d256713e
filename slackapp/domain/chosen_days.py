"""The first day, the last day and the pause that somebody chose: whether they can still be."""

from __future__ import annotations

from datetime import datetime

from slackapp.domain.cadence import Cadence, earliest_end, next_round, zone
from slackapp.errors import FirstDayOver, LastDayOver, NoFutureRound
from slackapp.errors.teams import FirstAfterLast, LastBeforeFirst, PauseOver
from slackapp.errors.together import Together


def check_order(before: Cadence, after: Cadence) -> None:
    """Refuse days that were turned round, by the one that was changed.

    Raises `FirstAfterLast`, or `LastBeforeFirst` where the first day stayed.
    """
    if after.ends is not None and after.first > after.ends:
        raise LastBeforeFirst if after.first == before.first else FirstAfterLast


def check_days(before: Cadence, after: Cadence, now: datetime, *, going: bool = False) -> None:
    """Refuse a first or last day, or a pause, that is over at `now` (aware), and what ends a team.

    What was set before may stay. A team that is `going` can be ended instead.

    Raises:
        FirstDayOver, LastDayOver: the day was changed to one before today, in the zone of `after`.
        PauseOver: the pause was changed to one that ends today or ended before.
        Mistakes: several of these.
        NoFutureRound: something was changed, and no slot after `now` opens a round.

    """
    together = Together()
    today, until = now.astimezone(zone(after.zone)).date(), after.paused_until
    with together:
        if after.first != before.first and after.first < today:
            raise FirstDayOver
    with together:
        if after.ends is not None and after.ends != before.ends and after.ends < today:
            raise LastDayOver().but(earliest_end(after, now), going=going)
    with together:
        if until is not None and until != before.paused_until and until <= today:
            raise PauseOver
    together.tell()
    if after != before and next_round(after, now) is None:
        raise NoFutureRound().but(earliest_end(after, now), going=going)
