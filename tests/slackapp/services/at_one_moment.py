"""Two windows of which one must not be shown, settled at one moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from slackapp.services import windows


def interrupted(monkeypatch, settle, *, by, name):
    """Settle while the first computation is interrupted; returns what was computed, by `name`."""
    compute, computed = windows._compute, []

    def meanwhile(ended, seal):
        computed.append(name(ended))
        if len(computed) == 1:
            by()
        return compute(ended, seal)

    monkeypatch.setattr(windows, "_compute", meanwhile)
    settle()
    return computed


def both(monkeypatch, *settles, is_alone):
    """Settle two at once: each has computed before one of them writes, where it `is_alone`."""
    compute, barrier = windows._compute, Barrier(2)

    def side_by_side(ended, seal):
        done = compute(ended, seal)
        if is_alone(ended):
            barrier.wait(timeout=60)
        return done

    monkeypatch.setattr(windows, "_compute", side_by_side)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(settle) for settle in settles]:
            done.result(timeout=60)
