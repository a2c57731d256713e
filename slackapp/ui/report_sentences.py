"""What each finding means, one sentence a code, written for the team that reads it."""

from __future__ import annotations

from typing import Final

from slackapp.ui.words import N_

FACET_SENTENCES: Final = {
    "reciprocity": {
        "low": N_("Help mostly moved one way, or was hard to take."),
        "middle": N_("Help moved both ways some of the time."),
        "high": N_("Help moved both ways, and people could take it."),
    },
    "autonomy": {
        "low": N_("People had little say in their own work."),
        "middle": N_("People could stand on their own feet some of the time."),
        "high": N_("People worked their own way and said what they needed."),
    },
    "trust_and_safety": {
        "low": N_("Speaking up felt risky."),
        "middle": N_("Speaking up was safe for some things."),
        "high": N_("People could disagree and own up to mistakes."),
    },
    "emotional_presence": {
        "low": N_("There was little room to listen to each other."),
        "middle": N_("There was room to listen some of the time."),
        "high": N_("People listened to each other and had the room for it."),
    },
    "shared_responsibility": {
        "low": N_("Loose ends and care landed on few shoulders."),
        "middle": N_("Work and care were shared in part."),
        "high": N_("Work was carried together, and rest was respected."),
    },
}
SENTENCES: Final = {
    "porous_low": N_("People seldom put their own needs aside."),
    "porous_middle": N_("Others' needs came first some of the time."),
    "porous_high": N_("Others' needs often came first, and it wore people out."),
    "rigid_low": N_("People seldom kept each other at arm's length."),
    "rigid_middle": N_("People kept some distance some of the time."),
    "rigid_high": N_("People often kept to themselves when together would have gone better."),
    "balanced_low": N_("Limits seldom held: a no was hard to say or to take."),
    "balanced_middle": N_("Limits held some of the time."),
    "balanced_high": N_("People said no, or not now, and it was fine."),
    "over_responsibility_low": N_("People seldom carried what belonged to others."),
    "over_responsibility_middle": N_("Now and then people carried what belonged to others."),
    "over_responsibility_high": N_("People often carried what belonged to others."),
    "not_asking_low": N_("People who needed help asked for it."),
    "not_asking_middle": N_("Now and then people needed help and kept quiet."),
    "not_asking_high": N_("People often needed help and kept quiet."),
    "over_reliance_low": N_("Things seldom waited for the same few people."),
    "over_reliance_middle": N_("Things waited for the same few people now and then."),
    "over_reliance_high": N_("Things often waited for the same few people."),
    "mutual_cannot_tell": N_(
        "Whether people help each other back cannot be told from chance: neither good nor bad."
    ),
    "mutual_more": N_("People help each other back more than by chance: a good sign."),
    "mutual_clearly_more": N_(
        "People help each other back clearly more than by chance: a very good sign."
    ),
    "carriers_most": N_("Most of the team carries the helping: a good sign."),
    "carriers_half": N_("About half of the team carries the helping."),
    "carriers_few": N_("A few people carry the helping: worth a talk."),
    "held_by_few": N_("Some of what the team leans on is held by few: worth a talk."),
    "held_by_nothing": N_("In who helped whom, nothing stands out as held by few."),
    "two_way_most": N_("Most people have someone they help and are helped by: a good sign."),
    "two_way_half": N_("About half of the people have someone they help and are helped by."),
    "give_and_receive_most": N_("Most people give and receive alike: a good sign."),
    "give_and_receive_half": N_("About half of the people give and receive alike."),
    "give_and_receive_few": N_("Only a few people give and receive alike: worth a talk."),
    "same_people_low": N_("Help was seldom down to the same one or two people."),
    "same_people_middle": N_("Help was sometimes down to the same one or two people."),
    "same_people_high": N_("Help was often down to the same one or two people."),
    "noticed_low": N_("People hardly noticed {what}."),
    "noticed_middle": N_("People noticed {what} in part."),
    "noticed_high": N_("People clearly noticed {what}."),
    # As reports of before say it, of those who did.
    "noticed_most": N_("Most people noticed {what}."),
    "noticed_half": N_("About half of the people noticed {what}."),
    "noticed_few": N_("A few people noticed {what}."),
}
