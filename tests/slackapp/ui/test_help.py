"""What `/bearings help` says."""

from slackapp.ui import help as help_words


def test_it_says_what_a_lead_sees_beside_the_figures():
    said = help_words.message()
    beside = "Where helpers are named, a lead also sees how much runs through themselves."
    assert beside in said["text"]
    assert beside in str(said["blocks"])
