"""From a researcher's own table of ties to a page: `python -m analytics`.

No Slack, no database. The data are the researcher's own, so everything may be shown, with
intervals; none of this is ever used for a team's report.
"""
