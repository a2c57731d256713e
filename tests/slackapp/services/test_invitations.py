"""What stands in an invitation stays true while its check-in is open."""

from __future__ import annotations

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import Kind
from tests.slackapp.services.house import LEAD, at
from tests.slackapp.services.test_experiments import Trying, sent


def of_kind(deliveries, kind):
    return [one for one in deliveries if one.kind is kind]


def test_one_that_is_open_says_what_changed_as_it_is_after_a_step_was_taken_back(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    trying.choose()
    house.go(at(2))
    letters = Letters(house.database, house.check_ins)
    invited = of_kind(sent(trying), Kind.INVITATION)[-1]
    assert "you are trying" in str(letters(invited).blocks)
    trying.undo(LEAD)
    [anew] = [one for one in sent(trying) if one.topic == invited.id]
    message = letters(anew)
    assert message.instead_of == house.read(lambda s: s.deliveries.get(invited.id)).sent_ts
    assert "Check in" in str(message.blocks)
    assert "What changed" not in str(message.blocks)
    house.go(at(2, day=4))
    [closed] = [one for one in sent(trying) if one.topic == invited.id]
    assert "is closed." in letters(closed).text
    assert letters(anew).text == letters(closed).text


def test_what_changed_is_news_once_and_after_that_what_is_being_tried(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    trying.choose()
    letters = Letters(house.database, house.check_ins)
    for number, news in ((2, True), (3, False)):
        house.go(at(number))
        said = str(letters(of_kind(sent(trying), Kind.INVITATION)[-1]).blocks)
        assert ("What changed because people answered and voted: you are trying" in said) is news
        assert ("You are still trying “" in said) is not news
        house.go(at(number, day=4))
