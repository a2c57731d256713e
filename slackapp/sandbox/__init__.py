"""A local Slack for one app: Web API, signed HTTP, Socket Mode, and a page to act as anyone.

It knows nothing of the app it serves and talks to it only as Slack does.
"""

from slackapp.sandbox.actor import Actor
from slackapp.sandbox.faults import Fault
from slackapp.sandbox.model import Channel, Group, Person
from slackapp.sandbox.server import Sandbox

__all__ = ["Actor", "Channel", "Fault", "Group", "Person", "Sandbox"]
