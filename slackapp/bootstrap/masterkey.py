"""The master key: from a secret, or from a file that the first start makes.

One key a line, each `VERSION:BASE64` of 32 bytes; the highest version wraps, the others unwrap what
they wrapped before a rotation. A bare key is version 1.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from pathlib import Path
from secrets import token_bytes

from slackapp.errors import InvalidSettings
from slackapp.settings import Settings, variable
from slackapp.storage.masterkeys import KEY_BYTES, MasterKeys

OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR


def read(settings: Settings) -> MasterKeys:
    """Return the master keys.

    Raises:
        InvalidSettings: there is none, or what there is cannot be one.
    """
    if settings.master_key is not None:
        return parse(settings.master_key.get_secret_value(), named=variable("master_key"))
    path = settings.master_key_file
    try:
        written = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise InvalidSettings(
            f"There is no master key: {path} does not exist. Set {variable('master_key')}, let "
            f"{variable('master_key_file')} name the file there is, or put it back; what the lost "
            "key wrapped cannot be read without it, and no other is made beside its database."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f"The master key file {path} cannot be read.") from error
    return parse(written, named=str(path))


def parse(written: str, *, named: str) -> MasterKeys:
    """Read keys as they are written; `named` says where, for the error.

    Raises:
        InvalidSettings: something in it is no key.
    """
    keys: dict[int, bytes] = {}
    for line in written.replace(",", "\n").split():
        version, _, encoded = line.rpartition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
            keys[int(version or 1)] = key
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise InvalidSettings(
                f"{named}: a master key must be 32 bytes in base64. Make one with "
                "`openssl rand -base64 32`."
            )
    if not keys:
        raise InvalidSettings(f"{named} holds no master key.")
    return MasterKeys(current=max(keys), keys=keys)


def make(path: Path) -> bool:
    """Make a new key file, readable by its owner alone; False when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(line(1, token_bytes(KEY_BYTES)))
        file.flush()
        os.fsync(file.fileno())
    return True


def add(path: Path, key: bytes) -> int:
    """Put one more key into the file, durably and in one go; returns its version.

    Raises:
        InvalidSettings: the file cannot be read or written, or holds something else.
    """
    arriving = path.with_suffix(path.suffix + ".new")
    try:
        written = path.read_text(encoding="ascii")
        version = max(parse(written, named=str(path)).keys) + 1
        arriving.unlink(missing_ok=True)
        descriptor = os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{written.rstrip()}\n{line(version, key)}")
            file.flush()
            os.fsync(file.fileno())
        arriving.replace(path)
        _sync(path.parent)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f"The master key file {path} cannot be written.") from error
    return version


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def line(version: int, key: bytes) -> str:
    """Return a key as its line in the file."""
    return f"{version}:{base64.b64encode(key).decode('ascii')}\n"
