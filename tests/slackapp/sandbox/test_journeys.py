"""Whole journeys of a real Bolt app, over signed HTTP and over Socket Mode."""

from probe import form_view


async def test_a_command_opens_a_modal_and_the_answer_arrives_typed(sandbox, probe):
    ada, ben = sandbox.actor("U_ADA"), sandbox.actor("U_BEN")
    assert (await ada.command("/probe", "form")).ok
    modal = await ada.modal("Weekly check-in")
    assert modal.submit == "Send"
    done = await ada.submit(
        {
            "I felt calm": "Mostly",
            "Who helped you?": ["Ben Ruiz", "cho"],
            "kind": "hands_on",
            "Whom did you ask first?": "U_DEE",
            "topics/answer": ["Code"],
            "Anything more?": "no thanks",
            "Which day?": "2026-11-23",
        }
    )
    assert done.ok
    assert "Thank you" in (await ada.modal("Thanks")).words
    [body] = probe.of("submission")
    values = {block: held["answer"] for block, held in body["view"]["state"]["values"].items()}
    assert values["calm"]["selected_option"]["value"] == "mostly"
    assert values["helpers"] == {
        "type": "multi_users_select",
        "selected_users": ["U_BEN", "U_CHO"],
    }
    assert values["asked"]["selected_user"] == "U_DEE"
    assert values["day"] == {"type": "datepicker", "selected_date": "2026-11-23"}
    assert (await ben.screen())["modal"] is None


async def test_an_invitation_can_be_skipped_in_private(sandbox, probe):
    ada, ben = sandbox.actor("ada"), sandbox.actor("ben")
    await ada.command("/probe", "invite")
    await ben.sees("A new round is open")
    assert (await ada.click("Skip")).ok
    await ada.sees("Skipped. Nobody is told.")
    assert "Skipped" not in (await ben.screen())["words"]
    [body] = probe.of("skip")
    assert body["actions"][0]["value"] == "week-1"
    assert body["container"]["channel_id"] == "C_TEAM"


async def test_refused_answers_stay_in_the_modal(sandbox, probe):
    accepted = probe.answer
    errors = {"helpers": "Please do not name yourself"}
    probe.answer = {"response_action": "errors", "errors": errors}
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    done = await ada.submit({"I felt calm": "Fully", "Who helped you?": ["Ada Osei"]})
    assert done.errors == errors
    modal = await ada.modal()
    assert modal.values["calm"]["answer"]["selected_option"]["value"] == "fully"
    probe.answer = accepted
    assert (await ada.submit({"Who helped you?": []})).ok
    await ada.close()
    await ada.no_modal()


async def test_home_is_published_and_its_controls_act(sandbox, probe):
    ada = sandbox.actor("ada")
    assert "Visit 1" in (await ada.home()).words
    assert "Visit 2" in (await ada.home()).words
    assert (await ada.choose("pick", "Never")).ok
    [body] = probe.of("pick")
    assert body["actions"][0]["selected_option"]["value"] == "never"
    assert body["view"]["state"]["values"]["cadence"]["pick"]["selected_option"]["value"] == "never"
    await ada.click("Check in", within="home")
    await ada.modal("Weekly check-in")
    await ada.close()
    await ada.no_modal()
    [closed] = probe.of("closed")
    assert closed["is_cleared"] is False


async def test_a_command_is_answered_only_to_its_sender(sandbox, probe):
    ada, ben = sandbox.actor("ada"), sandbox.actor("ben")
    await ada.command("/probe", "hello")
    await ada.sees("You said hello")
    assert "hello" not in (await ben.screen())["words"]


async def test_a_global_shortcut_opens_a_modal(sandbox, probe):
    ada = sandbox.actor("ada")
    assert (await ada.shortcut("start")).ok
    await ada.modal("Thanks")


async def test_membership_and_profile_changes_are_told(sandbox, probe):
    sandbox.happenings.leave("U_CHO", "C_TEAM")
    sandbox.happenings.join("U_CHO", "C_TEAM")
    sandbox.happenings.join("U_CHO", "C_ELSE")
    sandbox.happenings.change_person("U_CHO", deleted=True)
    sandbox.happenings.rename("C_TEAM", "crew")
    sandbox.happenings.archive("C_TEAM")
    await sandbox.office.settled()
    sandbox.happenings.uninstall()
    await sandbox.office.settled()
    assert {name for name, _ in probe.heard} == {
        "member_left_channel",
        "member_joined_channel",
        "user_change",
        "channel_rename",
        "channel_archive",
        "app_uninstalled",
        "tokens_revoked",
    }
    [joined] = probe.of("member_joined_channel")
    assert joined["event"]["channel"] == "C_TEAM", "the app is not in the other channel"


async def test_a_submission_can_push_a_view_or_clear_all_of_them(sandbox, probe):
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    probe.answer = {"response_action": "push", "view": form_view(private_metadata="second")}
    assert (await ada.submit({"calm": "Fully"})).ok
    assert len(sandbox.workspace.modals["U_ADA"]) == 2
    probe.answer = {"response_action": "clear"}
    assert (await ada.submit({"calm": "Fully"})).ok
    await ada.no_modal()
    [closed] = probe.of("closed")
    assert closed["is_cleared"] is True
    assert closed["view"]["private_metadata"] == ""


async def test_an_answer_that_slack_would_refuse_is_shown_as_the_apps_fault(sandbox, probe):
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    probe.answer = {"response_action": "errors", "errors": {"nowhere": "?"}}
    assert "must name input blocks" in (await ada.submit({"calm": "Fully"})).problem
    probe.answer = {"response_action": "update", "view": {"type": "modal", "blocks": []}}
    assert "missing required field: title" in (await ada.submit()).problem
    assert "was refused" in (await ada.modal()).notice


async def test_an_empty_answer_closes_the_modal(sandbox, probe):
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    probe.answer = {}
    assert (await ada.submit({"calm": "Fully"})).ok
    await ada.no_modal()
