"""Files as people really have them, and places a page cannot go."""

from __future__ import annotations

import pytest

from analytics import __main__
from analytics.errors import BadTable
from analytics.standalone import brief, study, table


@pytest.fixture
def ties(tmp_path):
    def write(raw, name="ties.csv"):
        path = tmp_path / name
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return path

    return write


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_and_lines_may_be_parted_in_any_usual_way(ties, separator, end):
    rows = [["week", "from", "to"], ["2026-W10", "Ana", "Bo"], ["2026-W10", "Bo", "Ana"]]
    found = table.read(ties(end.join(separator.join(row) for row in rows)))
    assert found.people == ("Ana", "Bo")
    assert int(found.ties.helped_me.sum()) == 2


@pytest.mark.parametrize(
    ("raw", "line", "column", "what"),
    [
        (b"week,from,to\n2026-W10,Zo\xeb,Bo\n", 2, 2, "UTF-8"),
        (b'week,from,to\r2026-W10,"Lee, Ana",Zo\xeb\r', 2, 3, "UTF-8"),
        (b"PK\x03\x04" + b"A" * 200_000 + b"\xff", 1, 1, "UTF-8"),
        ("week,from,to\n2026-W10,Ana,Bo\n".encode("utf-16"), 1, 1, "UTF-8"),
        ('week,from,to\n2026-W10,"Ana,Bo\n2026-W10,Bo,Cy\n', 2, 1, "quote"),
        ('week,from,to\n2026-W10,"Ana,Bo\n2026-W10,"Bo",Cy\n', 2, 1, "quote"),
        ('week,from,to\n2026-W10,"Ana\nLee",Bo\n', 2, 2, "one line"),
        ("week,from,to\n2026-W10,A\0,Bo\n", 2, 2, "control"),
        (f"week,from,to\n2026-W10,{'A' * 201},Bo\n", 2, 2, "200 characters"),
        (f"week,from,to\n2026-W10,{'A' * 200_000},Bo\n", 2, 1, "field limit"),
        ("week,from,to\n2026-W10,A\u2028B,Bo\n", 2, 2, "control"),
        (f"week,from,to,kind\n2026-W10,A,Bo,{'k' * 201}\n", 2, 4, "200 characters"),
        ("week,from,to\n2026-W10,Ana,Bo\n2026-W11,Bo,ana\n", 3, 3, "only in capitals"),
        ("week,from,to,\n2026-W10,Ana,Bo,\n", 1, 4, "without a name"),
        ("date,from,to\n2026-W10,Ana,Bo\n", 1, 1, "only date, from, to"),
        ("\n\nweek,from,to\n2026-W10,Ana,Ana\n", 4, 3, "themself"),
        ("week,from,to,colour\n2026-W10,Ana,Bo,red\n", 1, 4, "week, from, to, kind, reporter"),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(ties, raw, line, column, what):
    with pytest.raises(BadTable, match=what) as refused:
        table.read(ties(raw))
    assert (refused.value.line, refused.value.column) == (line, column)


def test_an_accent_written_in_two_ways_is_one_person(ties):
    found = table.read(ties("week,from,to\n2026-W10,Zoe\u0308,Bo\n2026-W11,Zo\u00eb,Bo\n"))
    assert found.people == ("Bo", "Zo\u00eb")


def test_a_second_spelling_in_the_table_of_answers_is_named_too(ties):
    answered = ties("week,person\n2026-W10,Ana\n2026-W11,ANA\n", name="answered.csv")
    with pytest.raises(BadTable, match="only in capitals"):
        table.read(ties(GOOD), answered)


def test_a_column_of_remarks_is_no_column_of_kinds(ties):
    rows = [f"2026-W10,Ana,Bo{number},remark {number}" for number in range(21)]
    with pytest.raises(BadTable, match="more than 20 kinds") as refused:
        table.read(ties("\n".join(["week,from,to,kind", *rows])))
    assert (refused.value.line, refused.value.column) == (22, 4)


@pytest.mark.parametrize(("limit", "most"), [("MOST_PEOPLE", 1), ("MOST_CELLS", 7)])
def test_more_people_than_a_page_can_hold_are_refused(ties, monkeypatch, limit, most):
    monkeypatch.setattr(table, limit, most)
    with pytest.raises(BadTable, match="2 people in 2 weeks are too many"):
        table.read(ties("week,from,to\n2026-W10,Ana,Bo\n2026-W11,Bo,Ana\n"))


def test_who_stops_it_is_told_that_nothing_was_written(ties, tmp_path, capsys, monkeypatch):
    def stopped(*_tables):
        raise KeyboardInterrupt

    monkeypatch.setattr(table, "read", stopped)
    asked = [str(ties(GOOD)), "--out", str(tmp_path / "r.html")]
    assert __main__.main(asked) == 130
    assert "no page was written" in capsys.readouterr().err


GOOD = "week,from,to\n2026-W10,Ana,Bo\n"


@pytest.mark.parametrize(
    ("out", "what"),
    [
        ("no/such/folder.html", "folder that exists"),
        (".", "must name a file"),
        ("ties.csv", "read"),
    ],
)
def test_a_place_the_page_cannot_go_is_refused_before_anything_is_computed(
    ties, tmp_path, capsys, out, what
):
    path = ties(GOOD)
    assert __main__.main([str(path), "--out", str(tmp_path / out)]) == 2
    assert what in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == GOOD


def test_a_page_that_cannot_be_written_is_said(ties, tmp_path, capsys):
    # A name longer than any file system takes: refused for root, too.
    long = tmp_path / ("x" * 300)
    with pytest.raises(__main__.NowhereToWrite, match="cannot be written"):
        __main__._write(long, "page")
    asked = [str(ties(GOOD)), "--out", str(tmp_path / "r.html"), "--draws", "9", "--seed", "0"]
    assert __main__.main(asked) == 0


@pytest.mark.parametrize("wrong", [["--seed", "-1"], ["--draws", "many"], ["--draws", "0"]])
def test_numbers_that_are_none_are_named(wrong, capsys):
    with pytest.raises(SystemExit):
        __main__.main(["ties.csv", "--out", "x.html", *wrong])
    assert "is no whole number" in capsys.readouterr().err


def test_a_large_group_leaves_out_the_null_that_would_take_hours(ties, monkeypatch):
    monkeypatch.setattr(study, "MOST_FOR_MARGINS", 4)
    names = ("Ana", "Bo", "Cy", "Di", "Eli")
    rows = [f"2026-W10,{a},{b}" for a in names for b in names if a < b]
    read, done = table.read(ties("\n".join(["week,from,to", *rows]))), []
    found = study.of(read, draws=9, seed=1, progress=done.append)
    [mutual] = [part for part in found.sections if part.title == "Is help mutual?"]
    assert study.TOO_MANY in {line.note for line in mutual.lines}
    assert sum(done) == study.steps(9)
    assert study.of(read, draws=9, seed=1).sections == found.sections


def test_the_page_begins_with_what_it_comes_to(ties):
    names = ("Ana", "Bo", "Cy", "Di", "Eli", "Flo")
    pairs = list(zip(names[::2], names[1::2], strict=True))
    rows = [
        f"2026-W{week},{a},{b}\n2026-W{week},{b},{a}" for week in range(10, 18) for a, b in pairs
    ]
    read = table.read(ties("\n".join(["week,from,to", *rows])))
    answered, mutual, carriers, few = study.of(read, draws=199, seed=1).brief
    assert "Who did not answer is not known: there is no table of that." in answered
    assert mutual.startswith("Help is more mutual than chance (p = 0.0")
    assert carriers.startswith("Support is spread as if 6.0 of 6 people carried alike (the habits")
    assert few.endswith((": nobody.", ": not computed."))


def test_brief_says_when_nothing_could_be_compared():
    assert "could not be compared" in brief._mutual_in_brief("too few")
