"""Every payload, and one test for all of a surface: of a thousand most differ in a word."""

import inspect
from collections import defaultdict

import pytest

from slackapp.payloads import payloads

ALL = dict(payloads())
"""Made once for all who only look at them."""


def each(names):
    """Hand each payload's name to the test, those that begin alike in one that says which fails."""
    alike = defaultdict(list)
    for name in names:
        alike["-".join(name.split("-")[:2])].append(name)

    def made(test):
        taken = inspect.signature(test).parameters.values()
        surface = inspect.Parameter("surface", inspect.Parameter.POSITIONAL_OR_KEYWORD)

        def of_all(surface, **given):
            for name in alike[surface]:
                try:
                    test(name, **given)
                except AssertionError as error:
                    error.add_note(f"in {name}")
                    raise

        of_all.__name__, of_all.__doc__ = test.__name__, test.__doc__
        of_all.__module__ = test.__module__
        kept = [parameter for parameter in taken if parameter.name != "name"]
        of_all.__signature__ = inspect.Signature([surface, *kept])
        return pytest.mark.parametrize("surface", sorted(alike))(of_all)

    return made
