"""What a run consists of: the cells of each question, in chunks that can be resumed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analytics import disclosure
from slackapp.domain import gathering, mirror
from tests.privacy.attack.edges import edges
from tests.privacy.attack.pipeline import Shown, play
from tests.privacy.attack.replay import replay
from tests.privacy.attack.statements import statements
from tests.privacy.attack.trials import move, products, scores
from tests.privacy.attack.usefulness import usefulness
from tests.privacy.attack.worlds import Cell, world

SIZES = (6, 8, 10, 14)
CHURNS = ("0.01", "0.02", "drift", "stress")
JUDGED = CHURNS[:2]
"""Those that have bars; the others are printed beside."""
WAYS = ("leaves", "joins")
FEW = SIZES[:2]
"""Of whom one tells most: so few are asked without names, or eight who chose it."""
CHUNK = 50
SURE = 4
"""Times as many teams where one team says right or wrong, which tells little and is soon tried."""
SOURCES = (
    *("worlds", "pipeline", "replay", "evidence", "attacker"),
    *("trials", "edges", "usefulness", "statements"),
)
Trial = Callable[..., dict]


class Different(AssertionError):
    """The quick replay and the pipeline do not publish the same."""


@dataclass(frozen=True)
class Question:
    """One trial under the conditions of one cell, for so many teams."""

    name: str
    trial: Trial
    cell: Cell
    share: float
    """Teams, as a multiple of the run's size."""


def churn_of(churn: str) -> str:
    """The churn of a cell as the page says it."""
    if churn == "drift":
        return "2% a month, drift"
    return "8 % of teams a week" if churn == "stress" else f"{float(churn):.0%} a month"


def questions() -> Iterator[Question]:
    """Everything that is asked, the most telling first."""
    for n in SIZES:
        for churn in (0.01, 0.02):
            name = f"scores-{n}-{churn}"
            yield Question(name, scores, Cell(n, churn=churn), 1)
    for n in SIZES:
        for way in WAYS:
            yield Question(f"move-{n}-{way}-drift", move, Cell(n, move=way, drift=True), SURE)
            yield Question(f"move-{n}-{way}-still", move, Cell(n, move=way), 1)
    for n in SIZES:
        for churn in (0.01, 0.02):
            cell = Cell(n, churn=churn, response=0.75, ties=n >= 8)
            yield Question(f"use-{n}-{churn}", usefulness, cell, 1)
            yield Question(f"use-{n}-{churn}-apart", usefulness, replace(cell, apart=True), 0.25)
        cell = Cell(n, churn=0.01, response=0.75, drop=1.0)
        yield Question(f"drop-{n}", usefulness, cell, 1)
    for n in SIZES[1:]:
        yield Question(f"edges-{n}", edges, Cell(n, weeks=48, ties=True), 1)
    for n in SIZES:
        yield Question(f"scores-{n}-drift", scores, Cell(n, churn=0.02, drift=True), 0.25)
        yield Question(f"scores-{n}-stress", scores, Cell(n, stress=0.08), 0.25)
        yield Question(f"products-{n}", products, Cell(n, churn=0.02), 0.2)


def modes() -> Iterator[Question]:
    """The same about what only some teams are asked: these have a page of their own."""
    for n in FEW:
        yield Question(f"pulse-{n}", scores, Cell(n, churn=0.02, pulse=True), 0.25)
        yield Question(f"plain-{n}", scores, Cell(n, churn=0.02), 0.25)
        cell = Cell(n, churn=0.02, pulse=True, experiment=True)
        yield Question(f"words-{n}", statements, cell, 1)
        yield Question(f"light-{n}", scores, Cell(n, churn=0.02, light=True), 0.25)


def sources() -> str:
    """A short hash of the attack and of the rules attacked: other code, other results."""
    here = Path(__file__).parent
    rules = Path(disclosure.__file__).parents[1]
    files = [here / f"{name}.py" for name in SOURCES]
    files += [*(rules / "disclosure").glob("*.py"), *(rules / "instrument").glob("*")]
    files += [rules / "thresholds.py", rules / "tables.toml"]
    files += [Path(mirror.__file__), Path(gathering.__file__)]
    held = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        held.update(path.read_bytes())
    return held.hexdigest()[:12]


@dataclass(frozen=True)
class Chunk:
    """A few teams of one question; its result is one file."""

    question: Question
    first: int
    last: int
    seed: int

    def path(self, folder: Path) -> Path:
        """Where its result is kept."""
        return folder / f"{self.question.name}-{self.first}-{self.last}.json"

    def run(self) -> list[dict]:
        """Attack its teams, after its first one has been through the whole pipeline too."""
        cell = self.question.cell
        if self.question.trial in {scores, edges}:
            same_as_pipeline(cell, seed=self.seed, number=self.first)
        numbers = range(self.first, self.last)
        return [self.question.trial(cell, seed=self.seed, number=number) for number in numbers]


def chunks(
    teams: int, seed: int, asked: Callable[[], Iterator[Question]] = questions
) -> Iterator[Chunk]:
    """Every chunk of a run."""
    for question in asked():
        total = max(2, round(teams * question.share))
        for first in range(0, total, CHUNK):
            yield Chunk(question, first, min(first + CHUNK, total), seed)


def same_as_pipeline(cell: Cell, *, seed: int, number: int) -> None:
    """Raise `Different` unless the replay and the pipeline publish the same."""
    team = world(cell, seed=seed, number=number)
    if _said(play(team)) != _said(replay(team)):
        raise Different(f"{cell}, seed {seed}, team {number}")


def _said(shown: Shown) -> tuple[object, object]:
    readings = {
        key: (r.status, r.value, r.respondents, r.trend, r.before, r.details)
        for key, r in shown.readings.items()
    }
    return readings, shown.asked


def stored(chunk: Chunk, folder: Path) -> list[dict] | None:
    """A chunk's result, if it is there."""
    path = chunk.path(folder)
    return json.loads(path.read_text()) if path.exists() else None


def store(chunk: Chunk, folder: Path, result: list[dict]) -> None:
    """Keep a chunk's result, whole or not at all."""
    path = chunk.path(folder)
    made = path.with_suffix(".part")
    made.write_text(json.dumps(result))
    made.replace(path)
