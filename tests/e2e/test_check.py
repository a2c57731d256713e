"""`bearings demo --check`: what the lead reads is what the answers say, worked out a second time.

Nothing of the analysis library is used here: plain lists and means, as on paper.
"""

from __future__ import annotations

import html
import json
import math
import re
import subprocess
import sys
from collections import defaultdict
from statistics import mean

import pytest

from analytics.instrument.bank import load
from slackapp.demo.cast import LEAD

pytestmark = pytest.mark.slow

FACETS = {
    "reciprocity": (1, 4),
    "autonomy": (2, 5),
    "trust_and_safety": (2, 5),
    "emotional_presence": (3, 6),
    "shared_responsibility": (4, 7),
}
SECRET = 0.3
"""When each facet settles first at eight counting members."""
TITLES = {
    "reciprocity": "Help both ways",
    "autonomy": "Self-reliance",
    "trust_and_safety": "Trust and safety",
    "emotional_presence": "Room to listen",
    "shared_responsibility": "Sharing the load",
}


@pytest.fixture(scope="module", params=["http", "socket"])
def played(request, tmp_path_factory):
    """The folder that eight rounds over the wire left behind."""
    out = tmp_path_factory.mktemp("check")
    command = [sys.executable, "-m", "slackapp.cli", "demo", "--check"]
    command += ["--out", str(out), "--transport", request.param]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=out)
    assert done.returncode == 0, done.stderr
    return out


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def facet_mean(answers, facet, first, last):
    """The mean of person-means over people who answered any of its three items."""
    items = load().items
    by_person = defaultdict(list)
    for line in answers:
        if line["member"] == LEAD or not first <= line["round"] <= last:
            continue
        for item, point in line["items"].items():
            if items[item].measure == facet:
                agreed = point if items[item].polarity > 0 else 6 - point
                by_person[line["member"]].append(agreed - items[item].constant)
    means = [mean(points) for points in by_person.values()]
    return mean(means), len(means)


def test_every_facet_was_shown_where_its_own_answers_and_one_secret_amount_put_it(played):
    """Eight count, so one amount of at most .3 points, the same in all of them, is in each."""
    least, most = -SECRET, SECRET
    answers = lines(played / "answers.jsonl")
    reports = {line["round"]: line["report"] for line in lines(played / "reports.jsonl")}
    for facet, (first, last) in FACETS.items():
        exact, respondents = facet_mean(answers, facet, first, last)
        (reading,) = [r for r in reports[last]["settled"] if r["measure"] == facet]
        assert reading["status"] == "shown"
        assert reading["respondents"] == ("7-9" if respondents >= 7 else "5-6")
        # Half-point steps between 1.5 and 4.5: the nearest one, and nothing finer.
        assert reading["value"] * 2 == int(reading["value"] * 2)
        off = reading["value"] - exact
        least = max(least, off - 0.25) if reading["value"] > 1.5 else least
        most = min(most, off + 0.25) if reading["value"] < 4.5 else most
    assert least <= most + 1e-9


def test_who_carries_is_what_the_names_add_up_to(played):
    answers = [line for line in lines(played / "answers.jsonl") if line["member"] != LEAD]
    people = sorted({line["member"] for line in answers})
    named = dict.fromkeys(people, 0)
    for line in answers:
        for tie in line.get("helped_me", []):
            other = tie if isinstance(tie, str) else tie["id"]
            if other in named and other != line["member"]:
                named[other] += 1
    # Everybody answered every week, so all had as many chances to be named.
    assert len(answers) == 8 * len(people)
    carriers = sum(named.values()) ** 2 / sum(n * n for n in named.values()) / len(people)
    word = "most" if carriers >= 0.7 else "half" if carriers >= 0.4 else "few"
    last = lines(played / "reports.jsonl")[-1]["report"]
    (reading,) = [r for r in last["settled"] if r["measure"] == "carriers"]
    assert (reading["status"], reading["value"]) == ("shown", word)


def test_the_page_says_the_same_as_the_report(played):
    page = (played / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"(?s)<(style|script).*?</\1>", "", page)
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))
    report = json.loads((played / "report.json").read_text(encoding="utf-8"))
    steps = {
        reading["measure"]: reading
        for entry in report["board"]
        for reading in entry["readings"]
        if reading["measure"] in FACETS
    }
    assert steps.keys() == FACETS.keys()
    for facet, reading in steps.items():
        # One decimal is enough of a half-width, and it is never made narrower than it is.
        wide = math.ceil(reading["half_width"] * 10) / 10
        said = f"{TITLES[facet]} {reading['value']:.1f} ± {wide}"
        assert said in words
    assert report == lines(played / "reports.jsonl")[-1]["report"]


def test_the_page_draws_with_plotly_and_fetches_nothing(played):
    page = (played / "report.html").read_text(encoding="utf-8")
    assert "plotly.js v" in page
    figures = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page)
    assert json.loads(figures[1])["figures"]
    outside = re.sub(r"(?s)(<script[^>]*>).*?</script>", r"\1", page)
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]+"', outside) == []


def test_before_a_window_ends_nothing_of_it_is_shown(played):
    reports = {line["round"]: line["report"] for line in lines(played / "reports.jsonl")}
    assert sorted(reports) == list(range(1, 9))
    for number, report in reports.items():
        for reading in report["settled"]:
            assert reading["span"]["last_round"] == number
        shown = {r["measure"] for entry in report["board"] for r in entry["readings"]}
        ended = {facet for facet, (_, last) in FACETS.items() if last <= number}
        assert shown & FACETS.keys() == ended


def test_no_name_and_no_id_is_in_what_the_lead_reads(played):
    people = {line["member"] for line in lines(played / "answers.jsonl")}
    for name in ("report.html", "report.json", "reports.jsonl"):
        written = (played / name).read_text(encoding="utf-8")
        assert not [user for user in people if user in written]


def test_the_same_answers_simulated_give_the_same_readings(played, tmp_path):
    """But for the secret amount in the scores of eight people, which is of each installation."""
    out = tmp_path / "reports.jsonl"
    command = [sys.executable, "-m", "slackapp.cli", "simulate", "--out", str(out)]
    command += ["--roster", str(played / "roster.jsonl")]
    command += ["--answers", str(played / "answers.jsonl")]
    subprocess.run(command, check=True, capture_output=True)

    def unshifted(reading):
        return None if reading["measure"] in FACETS else reading["value"]

    def readings(path):
        return [
            {(r["measure"], r["status"], unshifted(r), r["respondents"]) for r in settled}
            for settled in (line["report"]["settled"] for line in lines(path))
        ]

    assert readings(out) == readings(played / "reports.jsonl")
