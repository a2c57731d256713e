"""Whether a PostgreSQL server repeats in its own log what our statements carry.

That would be ids of people and respondent keys, shortly after each other and with the time: whoever
reads such a log learns who answered. Only the server's operator can turn it off.
"""

from __future__ import annotations

from sqlalchemy import text

from slackapp.storage.schema import connected

# A setting, and whether it makes the server write the values of parameters down.
_REPEATING = text(
    """
    SELECT one.name
      FROM (SELECT current_setting('log_parameter_max_length') <> '0' AS of_any,
                   coalesce(current_setting('auto_explain.log_parameter_max_length', true), '0')
                       <> '0' AS of_explained) AS parameters,
           LATERAL (VALUES
             ('log_statement',
              of_any AND current_setting('log_statement') IN ('mod', 'all')),
             ('log_min_duration_statement',
              of_any AND current_setting('log_min_duration_statement') <> '-1'),
             ('log_min_duration_sample',
              of_any AND current_setting('log_min_duration_sample') <> '-1'),
             ('log_transaction_sample_rate',
              of_any AND current_setting('log_transaction_sample_rate') <> '0'),
             ('log_parameter_max_length_on_error',
              current_setting('log_parameter_max_length_on_error') <> '0'),
             ('auto_explain.log_min_duration',
              of_explained
              AND coalesce(current_setting('auto_explain.log_min_duration', true), '-1') <> '-1')
           ) AS one (name, repeats)
     WHERE one.repeats
    """
)


def repeating(url: str) -> tuple[str, ...]:
    """Return the settings by which the server logs parameters; SQLite has no server.

    Raises:
        StorageAway: it cannot be reached.

    """
    with connected(url) as connection:
        if connection.dialect.name != "postgresql":
            return ()
        return tuple(connection.scalars(_REPEATING))
