"""Keys as files in a directory: one process, or many on a shared volume that no backup holds."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from slackapp.domain.ids import KeyId
from slackapp.errors import KeyGone, KeyStoreAway
from slackapp.storage.keys import WRAPPED_BYTES, Wrapping, checked, is_id, new_key
from slackapp.storage.masterkeys import MasterKeys

MARKER = ".bearings-keys"
"""Tells this directory from the empty mount point of a volume that is not mounted: without it no
missing key is taken for a destroyed one."""
_ARRIVING = ".new"


class DirectoryKeyStore:
    """One file a key, mode 0600, named by its random id."""

    def __init__(self, directory: Path, masters: MasterKeys) -> None:
        self._directory = directory
        self._wrapping = Wrapping(masters)

    def initialise(self) -> None:
        """Make the directory and its marker, where there are none; raises `KeyStoreAway`."""
        with _away():
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            marker = self._directory / MARKER
            if not marker.exists():
                self._write(marker, b"Bearings keeps keys here. Exclude it from every backup.\n")
                self._sync()

    def create(self) -> KeyId:
        """Make a key, durable before this returns; raises `KeyStoreAway`."""
        (key_id,) = self.create_many(1)
        return key_id

    def create_many(self, count: int) -> dict[KeyId, bytes]:
        """Make keys, all durable before this returns; raises `KeyStoreAway`."""
        if not count:
            return {}
        made = dict(new_key() for _ in range(count))
        with _away():
            self._require_marker()
            for key_id, key in made.items():
                self._write(self._path(key_id), self._wrapping.wrap(key))
            self._sync()
        return made

    def open(self, key: KeyId) -> bytes:
        """Return the 32 bytes; raises `KeyGone`, `KeyStoreAway`."""
        path = self._path(checked(key))
        with _away():
            try:
                wrapped = path.read_bytes()
            except FileNotFoundError:
                self._require_marker()
                raise KeyGone from None
            return self._wrapping.unwrap(wrapped)

    def destroy(self, key: KeyId) -> None:
        """Overwrite and unlink a key; raises `KeyStoreAway` when that is not known to be done."""
        if not is_id(key):
            return
        path = self._path(key)
        with _away():
            # A rotation that was killed may have left it a second time.
            for one in (path, path.with_suffix(_ARRIVING)):
                try:
                    _remove(one)
                except FileNotFoundError:
                    # It never was, or another process destroys it at this moment.
                    self._require_marker()
            self._sync()

    def ids(self) -> frozenset[KeyId]:
        """Return the ids of all keys; raises `KeyStoreAway`."""
        with _away():
            self._require_marker()
            return frozenset(
                KeyId(path.name) for path in self._directory.iterdir() if is_id(path.name)
            )

    def made_before(self, instant: datetime) -> frozenset[KeyId]:
        """Return the ids of keys whose files are older than that; raises `KeyStoreAway`."""
        with _away():
            self._require_marker()
            return frozenset(
                KeyId(path.name)
                for path in self._directory.iterdir()
                if is_id(path.name) and _written(path) < instant.timestamp()
            )

    def rotate(self, masters: MasterKeys) -> int:
        """Wrap every key again. A kill in between leaves each under its old or its new master.

        A key that is destroyed meanwhile stays destroyed.
        """
        fresh = Wrapping(masters)
        keys = self.ids()
        with _away():
            for left in self._directory.glob(f"*{_ARRIVING}"):
                _remove(left)
        for key in sorted(keys):
            self._replace(self._path(key), fresh)
        self._wrapping = fresh
        return len(keys)

    def _replace(self, path: Path, fresh: Wrapping) -> None:
        arriving = path.with_suffix(_ARRIVING)
        # Neither is there any more where another process destroys the key at this moment.
        with _away(), suppress(FileNotFoundError, KeyGone), path.open("r+b", buffering=0) as old:
            self._write(arriving, fresh.wrap(self._wrapping.unwrap(old.read())))
            self._sync()
            arriving.replace(path)
            self._sync()
            if not any(os.pread(old.fileno(), WRAPPED_BYTES, 0)):
                # It was destroyed before this one took its place.
                _remove(path)
                self._sync()
            # The old wrapping must not outlive the old master key on a free block.
            _zero(old.fileno())

    def _write(self, path: Path, content: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _sync(self) -> None:
        descriptor = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _require_marker(self) -> None:
        if not (self._directory / MARKER).exists():
            raise KeyStoreAway

    def _path(self, key: KeyId) -> Path:
        return self._directory / key


def _written(path: Path) -> float:
    """When a file was written; one that another process removes at this moment is not old."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _remove(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        _zero(descriptor)
    finally:
        os.close(descriptor)
    path.unlink()


def _zero(descriptor: int) -> None:
    os.pwrite(descriptor, bytes(WRAPPED_BYTES), 0)
    os.fsync(descriptor)


@contextmanager
def _away() -> Iterator[None]:
    """Whatever the file system refuses means: not now."""
    try:
        yield
    except OSError as error:
        away = KeyStoreAway()
        away.add_note(f"{type(error).__name__}: {error.strerror}")
        raise away from None
