"""Every action, callback and block id, said once.

Ids travel in clear, so none of them holds an answer or says who somebody is.
"""

from __future__ import annotations

from typing import Final

# ── buttons ──────────────────────────────────────────────────────────────────────────────────────
CHECK_IN: Final = "check_in"
SKIP: Final = "skip"
OPEN_REPORT: Final = "open_report"
SEEN: Final = "#seen"
"""After a report's id: its figures were seen, so its page asks for no guess any more."""
GUESS: Final = "guess"
SHOW_FIGURES: Final = "show_figures"
REPORT_LINK: Final = "report_link"
"""A button that is only an address; Slack tells us about the click all the same."""
REPORT_AS_CSV: Final = "report_as_csv"
REPORT_AS_JSON: Final = "report_as_json"
LOOK_AGAIN: Final = "look_again"
SET_UP_BACK: Final = "set_up_back"
SET_UP_GO_ON: Final = "set_up_go_on"
SEE_CHECK_IN: Final = "see_check_in"
SHOW_SHEET: Final = "show_sheet"
SEE_SAMPLE_REPORT: Final = "see_sample_report"
NEW_TEAM: Final = "new_team"
MANAGE_TEAM: Final = "manage_team"
EDIT_TEAM: Final = "edit_team"
FORESEE: Final = "foresee"
ASK_LESS: Final = "ask_less"
PAUSE_TEAM: Final = "pause_team"
RESUME_TEAM: Final = "resume_team"
END_TEAM: Final = "end_team"
DELETE_TEAM: Final = "delete_team"
SHOW_CHANGES: Final = "show_changes"
SHOW_SETTINGS: Final = "show_settings"
SETTINGS_FROM_TEXT: Final = "settings_from_text"
UNDO_CHANGE: Final = "undo_change"
SHOW_ADMINS: Final = "show_admins"
SHOW_DEFAULTS: Final = "show_defaults"
SHOW_LETTERS: Final = "show_letters"
RETRY_LETTER: Final = "retry_letter"
RETRY_LETTERS: Final = "retry_letters"
SKIP_LETTER: Final = "skip_letter"
SHOW_EVERYTHING: Final = "show_everything"
RESTORE_EVERYTHING: Final = "restore_everything"
TAKE_ALL_BACK: Final = "take_all_back"
DELETE_EVERYTHING: Final = "delete_everything"
ALL_TEAMS: Final = "all"
"""Stands where otherwise the id of one team does."""
LATER: Final = "later"
"""The menu beside Check in and Skip; its choices are what, a point, and the round."""
WHY: Final = "why"
OPEN_MIRROR: Final = "open_mirror"
SHOW_OWN: Final = "show_own"
OPEN_WORDS: Final = "open_words"
OPEN_SETTINGS: Final = "open_settings"
OPEN_DATA: Final = "open_data"
COPY_DATA: Final = "copy_data"
ASK_ERASE: Final = "ask_erase"

VOTE: Final = "vote"
"""For a practice; followed by a dot and a verdict where the team decides what became of it."""
UNVOTE: Final = "vote.none"
LOOK_AFTER: Final = "look_after"
LOOK_AFTER_NO_MORE: Final = "look_after_no_more"
LOOK_BACK_ON: Final = "look_back_on"
LOOK_BACK_OPEN: Final = "look_back_open"
UNDO: Final = "undo"
ALL_REPORTS: Final = "all_reports"
EXPECT: Final = "expect"

# ── views ────────────────────────────────────────────────────────────────────────────────────────
CHECK_IN_VIEW: Final = "check_in_view"
THANKS_VIEW: Final = "thanks_view"
ERROR_VIEW: Final = "error_view"
REPORT_VIEW: Final = "report_view"
GUESS_VIEW: Final = "guess_view"
GUESSED_VIEW: Final = "guessed_view"
SET_UP_VIEW: Final = "set_up_view"
SAMPLE_VIEW: Final = "sample_view"
SAMPLE_REPORT_VIEW: Final = "sample_report_view"
SHEET_VIEW: Final = "sheet_view"
STARTED_VIEW: Final = "started_view"
TEAMS_VIEW: Final = "teams_view"
TEAM_VIEW: Final = "team_view"
EDIT_VIEW: Final = "edit_view"
MOMENT_VIEW: Final = "moment_view"
CHANGES_VIEW: Final = "changes_view"
ADMINS_VIEW: Final = "admins_view"
DEFAULTS_VIEW: Final = "defaults_view"
LETTERS_VIEW: Final = "letters_view"
RESTORE_VIEW: Final = "restore_view"
EVERYTHING_VIEW: Final = "everything_view"
DONE_VIEW: Final = "done_view"
TEXT_VIEW: Final = "settings_text_view"
FROM_TEXT_VIEW: Final = "settings_from_text_view"
REPORTS_VIEW: Final = "reports_view"
EXPECT_VIEW: Final = "expect_view"
UNDO_VIEW: Final = "undo_view"
WHY_VIEW: Final = "why_view"
MIRROR_VIEW: Final = "mirror_view"
OWN_VIEW: Final = "own_view"
WORDS_VIEW: Final = "words_view"
SETTINGS_VIEW: Final = "settings_view"
SAVED_VIEW: Final = "saved_view"
DATA_VIEW: Final = "data_view"
COPY_VIEW: Final = "copy_view"
ERASE_VIEW: Final = "erase_view"
ERASED_VIEW: Final = "erased_view"

# ── inside one's own settings ────────────────────────────────────────────────────────────────────
PAUSE_BLOCK: Final = "pause"
SWITCHES_BLOCK: Final = "switches"
HOME_BLOCK: Final = "home."
"""With the team the form began with: only another one is a choice."""

# ── inside the check-in ──────────────────────────────────────────────────────────────────────────
ANSWER: Final = "answer"
"""Every input of the check-in that only waits for Submit."""
PICK: Final = "pick"
"""The two name lists: picking one shows what goes with it."""

ITEM_BLOCK: Final = "item."
PROMPT_BLOCK: Final = "prompt."
KIND_BLOCK: Final = "kind."
"""Followed by the prompt and the place in that prompt's list of names."""
SUITED_BLOCK: Final = "suited"
TOO_MUCH_BLOCK: Final = "too_much."
"""Followed by the prompt in which too many are picked, or names and nobody."""
REASONS_BLOCK: Final = "reasons"
PULSE_BLOCK: Final = "pulse."

# ── outside the check-in ─────────────────────────────────────────────────────────────────────────
RECOUNT: Final = "recount"
"""Questions of the set-up whose answer changes at once what is shown beside them."""
EXPERIMENT_BLOCK: Final = "experiment."
"""Followed by the experiment's id."""
GUESS_BLOCK: Final = "guess."
"""Followed by the facet."""
EXPECTED_BLOCK: Final = "expected"
UNTIL_BLOCK: Final = "until"

# ── values ───────────────────────────────────────────────────────────────────────────────────────
NOBODY: Final = "nobody"
NO_ANSWER: Final = "none"
SUITED: Final = "suited"
WANTED: Final = "wanted"
DONT_ASK: Final = "dont_ask"
DONT_LIST: Final = "dont_list"


def item_block(item: str) -> str:
    """The block of one item."""
    return ITEM_BLOCK + item


def prompt_block(prompt: str) -> str:
    """The block of one of the two prompts."""
    return PROMPT_BLOCK + prompt


def kind_block(prompt: str, place: int) -> str:
    """The block that asks for the kind of help of the name at `place` in the prompt's list."""
    return f"{KIND_BLOCK}{prompt}.{place}"


def pulse_block(question: str) -> str:
    """The block of one question of the pulse without names."""
    return PULSE_BLOCK + question
