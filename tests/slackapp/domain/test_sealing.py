"""Boxes of one kind look alike, and open only with their key, in their row, for their person."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.sealing import BoxKind, Seal
from slackapp.errors import BrokenBox, PayloadTooLong

SEAL = Seal(bytes(32))
ANNA = SEAL.respondent_key("anna")


@given(st.sampled_from(BoxKind), st.binary(max_size=63))
def test_what_is_sealed_opens_again_at_one_length(kind, payload):
    box = SEAL.seal(kind, "row", ANNA, payload)
    assert len(box) == kind.box_bytes
    assert SEAL.open(kind, "row", ANNA, box) == payload


def test_every_kind_has_its_own_length_name_and_number():
    assert [kind.box_bytes for kind in BoxKind] == [92, 284, 284]
    assert len(BoxKind) == 3


def test_a_decoy_looks_like_a_full_box_and_is_empty():
    decoys = SEAL.decoys(BoxKind.ANSWER, "row", ["anna", "ben"])
    assert set(decoys) == {ANNA, SEAL.respondent_key("ben")}
    assert {len(box) for box in decoys.values()} == {BoxKind.ANSWER.box_bytes}
    assert SEAL.open(BoxKind.ANSWER, "row", ANNA, decoys[ANNA]) == b""


def test_the_same_answer_never_gives_the_same_box():
    assert SEAL.seal(BoxKind.NOTE, "row", ANNA, b"x") != SEAL.seal(BoxKind.NOTE, "row", ANNA, b"x")


def test_a_person_has_unlinkable_keys_under_two_keys():
    assert len(ANNA) == 16
    assert Seal(b"\x01" * 32).respondent_key("anna") != ANNA
    assert Seal(bytes(32)).respondent_key("anna") == ANNA


def test_a_persons_key_is_the_one_that_databases_hold_already():
    derived = hmac.digest(hmac.digest(bytes(32), bytes(32), "sha256"), b"person\x01", "sha256")
    assert hmac.digest(derived, b"anna", "sha256")[:16] == ANNA


@pytest.mark.parametrize("field", ["kind", "row", "person", "key", "box", "cut"])
def test_a_box_opens_nowhere_else(field):
    box = SEAL.seal(BoxKind.WINDOW, "row", ANNA, b"answer")
    seal, kind, row, person = SEAL, BoxKind.WINDOW, "row", ANNA
    if field == "kind":
        kind = BoxKind.NOTE
    elif field == "row":
        row = "another"
    elif field == "person":
        person = SEAL.respondent_key("ben")
    elif field == "key":
        seal = Seal(b"\x01" * 32)
    elif field == "box":
        box = box[:-1] + bytes([box[-1] ^ 1])
    else:
        box = b"short"
    with pytest.raises(BrokenBox):
        seal.open(kind, row, person, box)


def test_too_much_for_a_box_is_refused():
    with pytest.raises(PayloadTooLong):
        SEAL.seal(BoxKind.ANSWER, "row", ANNA, bytes(64))
