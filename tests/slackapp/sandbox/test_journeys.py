"""Whole journeys of a real Bolt app, over signed HTTP and over Socket Mode."""


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
    probe.refuse_with = {"helpers": "Please do not name yourself"}
    ada = sandbox.actor("ada")
    await ada.command("/probe", "form")
    done = await ada.submit({"I felt calm": "Fully", "Who helped you?": ["Ada Osei"]})
    assert done.errors == {"helpers": "Please do not name yourself"}
    modal = await ada.modal()
    assert modal.values["calm"]["answer"]["selected_option"]["value"] == "fully"
    probe.refuse_with = {}
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
