"""Reading in a browser: who may begin, who may go on, and who has left."""

from dataclasses import replace

import pytest

from slackapp.domain.sessions import Attempt, Session
from slackapp.errors import SignedOut, SignInOver, UnknownReport, UnknownWorkspace
from slackapp.services.reports import Reports
from slackapp.services.visits import Visits
from tests.slackapp.services.house import LEAD
from tests.slackapp.services.test_reports import mixed


@pytest.fixture
def visits(house):
    return Visits(house.database, house.clock)


def signed_in(visits, id_="s1", user="U01"):
    workspace, installed = visits.admit(enterprise="", slack_team="T1")
    return Session(id_, workspace, user, installed)


def test_a_sign_in_ends_once(visits):
    visits.spend(Attempt("a1", "n", ""))
    with pytest.raises(SignInOver):
        visits.spend(Attempt("a1", "n", ""))
    visits.spend(Attempt("a2", "n", ""))


def test_people_of_a_workspace_with_the_app_come_in_and_of_no_other(house, visits):
    workspace, _ = visits.admit(enterprise="", slack_team="T1")
    assert workspace == "W1"
    # It is the same workspace where it has joined an organisation.
    assert visits.admit(enterprise="E1", slack_team="T1")[0] == "W1"
    for tenant in (
        {"enterprise": "", "slack_team": "T2"},
        {"enterprise": "E1", "slack_team": ""},
    ):
        with pytest.raises(UnknownWorkspace):
            visits.admit(**tenant)
    house.uninstall()
    with pytest.raises(UnknownWorkspace):
        visits.admit(enterprise="", slack_team="T1")


def test_a_session_ends_when_its_person_signs_out_and_no_other_does(visits):
    session, other = signed_in(visits, "s1"), signed_in(visits, "s2")
    visits.check(session)
    visits.end(session)
    visits.end(session)
    with pytest.raises(SignedOut):
        visits.check(session)
    visits.check(other)


def test_a_session_ends_with_the_installation(house, visits):
    session = signed_in(visits)
    house.uninstall()
    with pytest.raises(UnknownWorkspace):
        visits.check(session)


def test_a_session_from_before_a_removal_stays_ended_when_the_app_is_added_again(house, visits):
    before = signed_in(visits)
    house.uninstall()
    house.install(token="xoxb-2")
    with pytest.raises(SignedOut):
        visits.check(before)
    visits.check(signed_in(visits, "s2"))


def test_a_session_goes_on_when_the_app_is_added_twice_without_a_removal(house, visits):
    session = signed_in(visits)
    house.install(token="xoxb-1")
    visits.check(session)


def test_whoever_was_deactivated_reads_nothing_any_more_by_session_or_by_link(house, visits):
    team = house.team()
    house.week(team, 1, mixed)
    reports = Reports(house.database)
    [issued] = reports.of_person(workspace="W1", user="U01")
    for user in ("U01", LEAD):
        assert reports.page(issued.id, workspace="W1", user=user, locale="en")
        house.join(team, [user], is_active=False)
        with pytest.raises(SignedOut):
            visits.check(signed_in(visits, user=user))
        with pytest.raises(UnknownReport):
            reports.page(issued.id, workspace="W1", user=user, locale="en")
        assert reports.of_person(workspace="W1", user=user) == ()


def test_a_page_is_read_in_the_language_somebody_has_in_slack_then_the_browsers_then_english(
    house,
):
    team = house.team()
    house.week(team, 1, mixed)
    reports = Reports(house.database)
    [issued] = reports.of_person(workspace="W1", user="U01")
    for locale in ("de", "pt_BR"):
        house.step(
            lambda store, locale=locale: store.reports.put_page(issued.id, locale, locale.encode())
        )
    people = house.read(lambda store: store.people.get("W1", "U01"))
    read = {}
    for slack, browser in (("de-AT", "en"), ("pt-BR", "de"), ("fr-FR", "de"), ("fr-FR", "it")):
        house.step(lambda store, slack=slack: store.people.put([replace(people, locale=slack)]))
        page = reports.page(issued.id, workspace="W1", user="U01", locale=browser)
        read[slack, browser] = page.decode().split()[0]
    assert read == {
        ("de-AT", "en"): "de",
        ("pt-BR", "de"): "pt_BR",
        ("fr-FR", "de"): "de",
        ("fr-FR", "it"): "Team",
    }
