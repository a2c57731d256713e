"""A line of `.env` that cannot be read is named with its number, and never repeated."""

from __future__ import annotations

import pytest

from slackapp.env_file import names, unknown
from slackapp.errors import InvalidSettings

SHAPE = (
    "Write NAME=value, and close the quotation mark where the value begins with one; a remark "
    "begins with #."
)


def written(tmp_path, text):
    path = tmp_path / ".env"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path):
    with pytest.raises(InvalidSettings) as caught:
        names(path, "BEARINGS_")
    return caught.value.sentence


def test_names_of_ours_are_told_and_others_are_not(tmp_path):
    text = "# a remark\nPOSTGRES_PASSWORD='two\nlines'\nexport bearings_port=1\nBEARINGS_HOST=\n"
    assert names(written(tmp_path, text), "BEARINGS_") == ("BEARINGS_PORT", "BEARINGS_HOST")


def test_without_a_file_there_is_no_name(tmp_path):
    assert names(tmp_path / ".env", "BEARINGS_") == ()
    assert names(tmp_path, "BEARINGS_") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BEARINGS_PORT 80\n", 1),
        ("A=1\n\n\n# why\n\nBEARINGS_PORT: 80\n", 6),
        ("A='one\ntwo'\n\n\nsecret words\n", 5),
        ("BEARINGS_SLACK_BOT_TOKEN='secret\nBEARINGS_PORT=1\n", 1),
        ("BEARINGS_PORT=1\nBEARINGS_LOG_LEVEL\n", 2),
        ("BEARINGS_MASTER_KEY:c2VjcmV0=\n", 1),
        ("BEARINGS_MASTER_KEY:c2VjcmV0==\n", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_not_repeated(tmp_path, text, line, caplog):
    path = written(tmp_path, text)
    assert refusal(path) == f"{path}: line {line} cannot be read. {SHAPE}"
    assert not caplog.records


def test_every_such_line_is_named_at_once(tmp_path):
    path = written(tmp_path, "one two\nA=1\nthree four\n")
    assert [said.partition(" cannot")[0] for said in refusal(path).splitlines()] == [
        f"{path}: line 1",
        f"{path}: line 3",
    ]


def test_a_line_of_somebody_else_without_a_value_is_left_alone(tmp_path):
    assert names(written(tmp_path, "POSTGRES_USER\n"), "BEARINGS_") == ()


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = written(tmp_path, "BEARINGS_FEEDBACK=Ü\n".encode("latin-1"))
    assert refusal(path) == f"{path} is not text in UTF-8: save it as that."


def test_a_file_that_nobody_may_read_is_refused(tmp_path, monkeypatch):
    def refused(*_args, **_kwargs):
        raise PermissionError

    path = written(tmp_path, "A=1\n")
    monkeypatch.setattr(type(path), "read_text", refused)
    assert refusal(path) == f"{path} is there and cannot be read: look who may."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("BEARINGS_PROT", "BEARINGS_PROT is not a setting. Did you mean BEARINGS_PORT?"),
        ("BEARINGS_QQQQQQQQ", "BEARINGS_QQQQQQQQ is not a setting. Take it away."),
        ("BEARINGS_PORT80", "What begins with BEARINGS_PORT is not a setting. Write "),
        ("BEARINGS_MASTER_KEYC2VJ", "What begins with BEARINGS_MASTER_KEY is not a setting. "),
        (
            "BEARINGS_MASTERKEYC2VJCMV0C2VJCMV0C2VJCMV0",
            "A name of 42 letters is not a setting. Write a name, =, then its value.",
        ),
    ],
)
def test_of_a_name_that_is_none_nothing_is_repeated_that_may_be_a_value(name, said):
    told = unknown(name, ["BEARINGS_PORT", "BEARINGS_MASTER_KEY"])
    assert told.startswith(said)
    assert "C2VJ" not in told
