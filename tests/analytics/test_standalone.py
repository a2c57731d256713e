"""A researcher's table becomes a page, and a bad row is named by file, line and column."""

from __future__ import annotations

import itertools
import json
import re
import runpy
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from analytics import __main__, agreement, concentration, load, reciprocity
from analytics.errors import BadTable
from analytics.standalone import brief, page, pictures, study, table
from analytics.standalone.lines import number, short

SAMPLE = Path(__file__).parents[2] / "docs" / "sample"
HEAD = "week,from,to,kind,reporter"


@pytest.fixture
def write(tmp_path):
    def write(*lines, name="ties.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def sample():
    return table.read(SAMPLE / "ties.csv", SAMPLE / "answered.csv")


@pytest.fixture(scope="module")
def studied(sample):
    return study.of(sample, draws=99, seed=1)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def test_who_is_in_from_was_helped_by_who_is_in_to(write):
    read = table.read(write("week,from,to", "2026-03-02,Bo,Ana", "2026-03-11,Ana,Cy"))
    assert read.people == ("Ana", "Bo", "Cy")
    assert read.weeks == (date(2026, 3, 2), date(2026, 3, 9))
    assert np.argwhere(read.ties.helped_me).tolist() == [[0, 1, 0], [1, 0, 2]]
    assert read.ties.answered.all()
    assert not read.answers_known
    assert not read.two_sided


def test_the_helpers_own_report_is_kept_apart(write):
    read = table.read(write(HEAD, "2026-W10,Bo,Ana,,Ana", "2026-W10,Bo,Ana,care,Bo"))
    assert np.argwhere(read.ties.i_helped).tolist() == [[0, 0, 1]]
    assert np.argwhere(read.ties.helped_me).tolist() == [[0, 1, 0]]
    assert read.ties.kind_codes == ("care",)
    assert read.two_sided


def test_a_date_anywhere_in_the_week_is_that_week(write):
    read = table.read(write("week,from,to", "2026-03-04,Bo,Ana", "2026-W10,Ana,Bo"))
    assert read.weeks == (date(2026, 3, 2),)


def test_the_table_of_answers_says_who_was_there_and_which_weeks(write):
    answered = write(
        "week,person,answered",
        "2026-W10,Ana,yes",
        "2026-W10,Bo,no",
        "2026-W11,Ana,",
        "2026-W11,Cy,1",
        name="answered.csv",
    )
    read = table.read(write("week,from,to", "2026-W10,Ana,Bo"), answered)
    assert read.people == ("Ana", "Bo", "Cy")
    assert read.ties.answered.tolist() == [[True, False, False], [True, False, True]]


def test_blank_lines_and_a_byte_order_mark_are_no_rows(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_bytes("\ufeffWeek, From ,TO\n\n2026-W10, Ana ,Bo\n,,\n".encode())
    assert table.read(path).people == ("Ana", "Bo")


@pytest.mark.parametrize(
    ("lines", "where", "what"),
    [
        ((), "line 1, column 1", "empty"),
        (("week,from",), "line 1, column 1", "'to'"),
        (("week,from,to,why",), "line 1, column 4", "'why'"),
        (("week,from,to,to",), "line 1, column 4", "stands twice"),
        (("week,from,to",), "line 2, column 1", "no row"),
        (("week,from,to", "2026-W10,Ana"), "line 2, column 2", "3 are needed"),
        (("week,from,to", "", "March,Ana,Bo"), "line 3, column 1", "no date"),
        (("week,from,to", "2026-02-30,Ana,Bo"), "line 2, column 1", "no date"),
        (("from,week,to", "Ana,,Bo"), "line 2, column 2", "empty"),
        (("week,from,to", "2026-W10,,Bo"), "line 2, column 2", "empty"),
        (("week,from,to", "2026-W10,Ana,Ana"), "line 2, column 3", "themself"),
        ((HEAD, "2026-W10,Ana,Bo,,Cy"), "line 2, column 5", "neither"),
        (
            ("week,from,to", "2026-W10,Ana,Bo", "2026-03-03,Ana,Bo"),
            "line 3, column 1",
            "same as line 2",
        ),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_column(write, lines, where, what):
    with pytest.raises(BadTable, match=re.escape(what)) as refused:
        table.read(write(*lines))
    assert str(refused.value).startswith(f"ties.csv, {where}: ")
    assert f"line {refused.value.line}, column {refused.value.column}" == where


def test_an_empty_file_is_named(tmp_path):
    path = tmp_path / "ties.csv"
    path.touch()
    with pytest.raises(BadTable, match="empty"):
        table.read(path)


@pytest.mark.parametrize(
    ("row", "where", "what"),
    [
        ("2026-W10,Ana,Zoe,,", "line 2, column 3", "not in the table of who answered"),
        ("2026-W10,Bo,Ana,,", "line 2, column 2", "did not answer"),
        ("2026-W10,Ana,Bo,,Bo", "line 2, column 5", "did not answer"),
    ],
)
def test_people_must_be_known_and_have_answered(write, row, where, what):
    answered = write(
        "week,person,answered", "2026-W10,Ana,yes", "2026-W10,Bo,no", name="answered.csv"
    )
    with pytest.raises(BadTable, match=what) as refused:
        table.read(write(HEAD, row), answered)
    assert str(refused.value).startswith(f"ties.csv, {where}: ")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (("2026-W10,Ana,perhaps",), "neither yes nor no"),
        (("2026-W10,Ana,yes", "2026-W10,Ana,no"), "stands twice"),
    ],
)
def test_a_bad_row_of_answers_is_named_too(write, rows, what):
    answered = write("week,person,answered", *rows, name="answered.csv")
    with pytest.raises(BadTable, match=what) as refused:
        table.read(write("week,from,to", "2026-W10,Ana,Bo"), answered)
    assert refused.value.file == "answered.csv"


def test_what_is_no_text_or_is_not_there_is_named(tmp_path):
    path = tmp_path / "ties.csv"
    with pytest.raises(BadTable, match="cannot be opened"):
        table.read(path)
    path.write_bytes(b"week,from,to\n\xff\xfe")
    with pytest.raises(BadTable, match="UTF-8"):
        table.read(path)


# ── what it says ─────────────────────────────────────────────────────────────────────────────────


def lines(found, title):
    section = next(each for each in found.sections if each.title == title)
    return {line.label: line for line in section.lines}


def test_the_study_says_what_the_library_computes(sample, studied):
    totals = reciprocity.both_answered(sample.ties.helped_me, sample.ties.answered)
    mutual = lines(studied, "Is help mutual?")
    assert mutual["Weighted reciprocity r"].value == f"{reciprocity.weighted(totals):.3f}"
    assert mutual["rho, against shuffled targets"].value in {
        f"{studied.excess.rho:.2f}",
        f"−{-studied.excess.rho:.2f}",
    }
    carriers = load.effective_carriers(
        load.received_rate(sample.ties.helped_me, sample.ties.answered)
    )
    assert lines(studied, "How many carry?")["Effective carriers"].value == f"{carriers:.1f} of 9"
    told = (sample.ties.helped_me, sample.ties.i_helped, sample.ties.answered)
    union = agreement.band(*told).union
    graph = nx.from_numpy_array(union + union.T)
    names = [sample.people[person] for person in sorted(nx.articulation_points(graph))]
    held = lines(studied, "What is held by few?")
    assert held["Without whom the ties fall apart"].value == (", ".join(names) or "nobody")


def test_the_study_tells_of_each_person_once(sample, studied):
    assert tuple(person.name for person in studied.people) == sample.people
    assert all(person.low < person.rate < person.high for person in studied.people)


def test_the_same_seed_gives_the_same_study(sample, studied):
    again = study.of(sample, draws=99, seed=1)
    assert again.sections == studied.sections


def test_progress_adds_up_to_both_nulls(sample):
    done = []
    study.of(sample, draws=40, seed=1, progress=done.append)
    assert sum(done) == study.steps(40) == 80


def test_the_second_null_takes_a_thousand_draws_at_most():
    assert study.steps(4999) == 4999 + 999


def test_two_people_in_one_week_get_reasons_in_the_place_of_figures(write):
    read = table.read(write("week,from,to", "2026-W10,Ana,Bo"))
    found = study.of(read, draws=9, seed=1)
    assert found.excess is None
    assert found.chart is None
    assert lines(found, "Is help mutual?")["rho, against shuffled targets"].value == "not computed"
    assert "at least four" in lines(found, "Social Relations Model")["Not computed"].note
    assert lines(found, "Over time")["Limits"].value == "not computed"
    held = lines(found, "What is held by few?")
    assert held["Carries over 1.5 times the mean"].value == "not computed"
    written = page.render(found, read, source="ties.csv", draws=9, seed=1)
    assert "not computed" in written


def test_only_givers_reports_leave_reciprocity_undefined(write):
    names = ("Ana", "Bo", "Cy", "Di", "Eli")
    rows = [f"2026-W10,{a},{b},,{b}" for a, b in itertools.pairwise(names)]
    found = study.of(table.read(write(HEAD, *rows)), draws=9, seed=1)
    assert lines(found, "Is help mutual?")["Weighted reciprocity r"].value == "undefined"
    assert pictures.mutual(found) is None
    assert lines(found, "What is held by few?")["Fewest people who give half of all support"].value


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def html(sample, studied):
    return page.render(studied, sample, source="ties.csv", draws=99, seed=1)


def drawn(html):
    data = re.search(
        r'<script type="application/json" id="figures">(.*?)</script>', html, re.DOTALL
    )
    return json.loads(data[1])["figures"]


def test_every_picture_has_its_place_its_words_and_its_data(html, studied, sample):
    for name in drawn(html):
        assert re.search(rf'id="{name}" role="img" aria-label="[^"]+"', html)
    cells = np.array(drawn(html)["ties"]["data"][0]["z"], dtype=float)
    off = ~np.eye(len(sample.people), dtype=bool)
    np.testing.assert_array_equal(cells[off], studied.ties[off])


def test_pictures_are_valid_for_plotly(html):
    graph_objects = pytest.importorskip("plotly.graph_objects")
    for figure in drawn(html).values():
        graph_objects.Figure(figure)


def test_nothing_is_loaded_from_outside(html):
    without_bundle = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)=(?!.#)", without_bundle)


def test_spread_comes_with_how_sure_it_is(studied):
    carry = lines(studied, "How many carry?")
    for label in ("Effective carriers", "Gini (corrected)", "Largest share"):
        assert re.fullmatch(r"90 %: \d\.\d+ to \d\.\d+", carry[label].interval)
    by_kind = lines(studied, "Effective carriers by kind of help")
    assert all(line.interval.startswith("90 %: ") for line in by_kind.values())


def test_balance_lies_inside_its_interval(studied):
    for person in studied.people:
        assert -1 < person.balance_low < person.balance < person.balance_high < 1
        assert 0 <= person.returned <= 1


def test_the_page_can_be_had_dark_skipped_into_and_scrolled_by_keyboard(html):
    assert "prefers-color-scheme: dark" in html
    assert re.search(r'class="skip" href="#(\w+)"', html)[1] == "brief"
    assert html.count('role="region"') == html.count('tabindex="0"') == 2
    told = re.search(r'id="figures">(.*?)</script>', html, re.DOTALL)[1]
    used = set(re.findall(r"#[0-9a-f]{6}", json.dumps(json.loads(told)["figures"])))
    assert used <= set(json.loads(told)["dark"])


def test_ties_of_a_large_group_are_tabled_pair_by_pair(sample, studied, monkeypatch):
    monkeypatch.setattr(page, "SQUARE", 4)
    monkeypatch.setattr(pictures, "ROOMY", 4)
    html = page.render(studied, sample, source="ties.csv", draws=99, seed=1)
    counts = [int(cell) for cell in re.findall(r'<td class="n">(\d+)\n', html)]
    assert counts == sorted(studied.ties[studied.ties > 0].astype(int), reverse=True)
    assert drawn(html)["ties"]["layout"]["height"] == 9 * pictures.CLOSE + 110


def test_where_nobody_received_support_its_spread_is_undefined():
    never = concentration.intervals([0, 0], [4, 4], seed=1)
    assert "undefined" in brief._spread_in_brief(np.zeros(2), never)


@pytest.mark.parametrize(
    ("value", "said"), [(-0.001, "0.00"), (-0.5, "−0.50"), (float("nan"), "undefined")]
)
def test_a_figure_is_never_minus_nothing(value, said):
    assert number(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(-0.0000213, "−2.13e−05"), (102.525, "103"), (float("nan"), "undefined")]
)
def test_a_component_keeps_three_digits_whatever_its_size(value, said):
    assert short(value) == said


def test_a_name_cannot_end_the_page(write):
    evil = "</script><b>"
    read = table.read(write("week,from,to", f"2026-W10,Ana,{evil}"))
    written = page.render(study.of(read, draws=9, seed=1), read, source="<x>", draws=9, seed=1)
    assert evil not in written
    assert "<x>" not in written


def test_the_command_writes_the_page(tmp_path, capsys):
    out = tmp_path / "report.html"
    given = [str(SAMPLE / "ties.csv"), "--answered", str(SAMPLE / "answered.csv")]
    assert __main__.main([*given, "--out", str(out), "--draws", "49"]) == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "report.html" in capsys.readouterr().err


def test_the_command_says_what_is_wrong_with_the_table(write, tmp_path, capsys):
    bad = write("week,from,to", "2026-W10,Ana,Ana")
    assert __main__.main([str(bad), "--out", str(tmp_path / "report.html")]) == 2
    assert "ties.csv, line 2, column 3" in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()


def test_no_permutations_are_refused(tmp_path):
    with pytest.raises(SystemExit):
        __main__.main(["ties.csv", "--out", str(tmp_path / "x.html"), "--draws", "0"])


def test_the_module_runs_as_a_command(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["analytics", "--help"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(__main__.__file__, run_name="__main__")
    assert left.value.code == 0
    assert "--answered" in capsys.readouterr().out
