"""When each family published last: another team is compared with it for 26 weeks from that day.

Revision ID: 0012
"""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Write today where a population was published: the day itself was not kept, and is earlier."""
    history = sa.table(
        "family_history", sa.column("team"), sa.column("family"), sa.column("body", sa.Text())
    )
    connection = op.get_bind()
    today = datetime.now(UTC).date().isoformat()
    for team, family, body in connection.execute(sa.select(history)).all():
        known = json.loads(body)
        known["published_on"] = None if known["reference"] is None else today
        text = json.dumps(known, sort_keys=True, separators=(",", ":"))
        own = (history.c.team == team, history.c.family == family)
        connection.execute(sa.update(history).where(*own).values(body=text))
