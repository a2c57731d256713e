"""Copies of all that is stored of a house, so that many go on from one moment."""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.databases import drop, fresh
from tests.slackapp.services.crashing import Place

BOTH_SERVERS = "servers"
"""PostgreSQL, and a server that keeps the keys."""


@dataclass(frozen=True)
class Moment:
    """A copy of everything, at an instant."""

    place: Place
    now: datetime
    deed: str = "work"


@dataclass(frozen=True)
class Copier:
    """Copies databases and key folders, of one kind of database."""

    folder: Path
    server: str | None
    template: object
    keys_on_server: bool = False

    def new(self, name):
        """An empty database and key store."""
        folder = self.folder / f"{name}-{secrets.token_hex(4)}"
        folder.mkdir()
        keys = fresh(self.server) if self.keys_on_server else str(folder / "keys")
        if self.server:
            return Place(fresh(self.server, template=self.template), keys)
        shutil.copy(self.template, folder / "bearings.db")
        return Place(f"sqlite:///{folder}/bearings.db", keys)

    @contextmanager
    def copy(self, place, name):
        """Everything as it lies on disk now."""
        with self._copied(place.url, name) as url, self._copied(place.keys, name) as keys:
            yield Place(url, keys)

    @contextmanager
    def _copied(self, where, name):
        """A copy of a database, or of a folder, at the same kind of address."""
        if where.startswith("postgresql"):
            copy = fresh(self.server, template=where.split("?")[0].rsplit("/", 1)[1])
            try:
                yield copy
            finally:
                drop(self.server, copy)
            return
        here = Path(where.removeprefix("sqlite:///"))
        folder = self.folder / f"{name}-{secrets.token_hex(4)}"
        if here.is_dir():
            shutil.copytree(here, folder / here.name)
        else:
            # The log beside a database is a part of it.
            folder.mkdir()
            for file in here.parent.glob(f"{here.name}*"):
                shutil.copy(file, folder)
        try:
            yield where.replace(str(here), str(folder / here.name))
        finally:
            shutil.rmtree(folder)


def copier_of(kind, request):
    """Copies one kind of database, made as `tests.databases` makes them."""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("copies")
    if kind == "sqlite":
        return Copier(folder, None, request.getfixturevalue("sqlite_template"))
    server = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("postgresql_template")
    return Copier(folder, server, template, keys_on_server=kind == BOTH_SERVERS)
