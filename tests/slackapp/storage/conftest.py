"""Databases whose tables are measured, moved and looked through: each new."""

from __future__ import annotations

import pytest


@pytest.fixture
def postgresql_url(new_postgresql_url):
    """With no statistics and no dead rows of another test's."""
    return new_postgresql_url
