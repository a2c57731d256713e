"""What the pages of a set-up say that holds for all of them."""

from __future__ import annotations

from slackapp.domain.retention import DRAFT_FOR
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import edit, set_up
from slackapp.ui.edit import Section
from slackapp.ui.set_up import Page

SEEN = seen_of(PLAIN, 8, people=9)


def said(view):
    return str(view["blocks"])


def test_a_set_up_says_from_the_first_page_on_how_long_it_waits():
    assert f"A draft is thrown away after {DRAFT_FOR.days} days" in said(set_up.first())


def test_a_last_day_says_where_it_is_chosen_that_the_team_ends_with_it():
    for page in (set_up.page(Page.WHEN, SEEN), edit.view(Section.WHEN, SEEN, admin=True)):
        assert "deleted, mirrors too; until" in said(page)
