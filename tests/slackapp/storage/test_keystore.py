"""Keys outside the database: durable before they are used, gone when destroyed, else only away."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from slackapp.errors import InvalidSettings, KeyGone, KeyStoreAway
from slackapp.storage.keystore import open_key_store
from slackapp.storage.keystore_cache import CachedKeyStore
from slackapp.storage.keystore_directory import MARKER, DirectoryKeyStore
from slackapp.storage.keystore_server import ServerKeyStore
from slackapp.storage.masterkeys import MasterKeys
from tests.databases import MASTERS, drop, fresh

NEXT = MasterKeys(2, {1: MASTERS.keys[1], 2: bytes(32)})
AFTER = MasterKeys(2, {2: bytes(32)})
STRANGE = MasterKeys(1, {1: bytes(32)})


@pytest.fixture(params=["directory", "server"])
def place(request, tmp_path):
    """Where a key store can be: a folder, or a server of its own."""
    if request.param == "directory":
        yield DirectoryKeyStore, tmp_path / "keys"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = fresh(server)
        yield ServerKeyStore, url
        drop(server, url)


@pytest.fixture
def store(place):
    kind, where = place
    store = kind(where, MASTERS)
    store.initialise()
    return store


def again(place, masters):
    """The same store, opened by another process with other master keys."""
    kind, where = place
    return kind(where, masters)


def test_a_key_is_32_random_bytes_and_comes_back(store, place):
    first, second = store.create(), store.create()
    assert len(store.open(first)) == 32
    assert store.open(first) != store.open(second)
    assert again(place, MASTERS).open(first) == store.open(first)
    assert store.ids() == {first, second}


def test_many_keys_are_made_at_once_and_none_without_a_store(store, place, tmp_path):
    made = store.create_many(3)
    assert store.ids() == set(made)
    assert len(set(made.values())) == 3
    assert {key: again(place, MASTERS).open(key) for key in made} == made
    assert store.create_many(0) == {}
    assert DirectoryKeyStore(tmp_path / "nowhere", MASTERS).create_many(0) == {}


def test_a_destroyed_key_is_gone_and_destroying_twice_is_fine(store):
    key, other = store.create(), store.create()
    for _ in range(2):
        store.destroy(key)
    with pytest.raises(KeyGone):
        store.open(key)
    assert store.ids() == {other}


@pytest.mark.parametrize("key", ["", "0" * 32, "../../etc/passwd", ".bearings-keys"])
def test_a_key_that_never_was_is_gone(store, key):
    store.destroy(key)
    with pytest.raises(KeyGone):
        store.open(key)


def test_the_age_of_a_key_is_known(store, place):
    kind, where = place
    kept = store.create()
    now = datetime.now(UTC)
    assert store.made_before(now - timedelta(minutes=1)) == frozenset()
    if kind is ServerKeyStore:
        later = store.create()
        assert store.made_before(now + timedelta(minutes=1)) == {kept, later}
    else:
        os.utime(where / kept, (0, 0))
        store.create()
        assert store.made_before(now - timedelta(minutes=1)) == {kept}


def test_how_old_keys_are_is_not_asked_of_a_store_that_is_away(place):
    kind, where = place
    with pytest.raises(KeyStoreAway):
        kind(where, MASTERS).made_before(datetime.now(UTC))


def test_initialising_again_changes_nothing(store):
    key = store.create()
    store.initialise()
    assert store.ids() == {key}


def test_a_store_that_was_never_initialised_is_away_not_empty(place):
    store = again(place, MASTERS)
    for use in (store.create, store.ids, lambda: store.open("0" * 32)):
        with pytest.raises(KeyStoreAway):
            use()


@pytest.mark.parametrize("masters", [STRANGE, AFTER])
def test_the_wrong_master_key_gives_no_answers_up(store, place, masters):
    key = store.create()
    with pytest.raises(KeyStoreAway):
        again(place, masters).open(key)
    assert store.open(key)


def test_a_rotated_store_opens_with_the_new_master_key_alone(store, place):
    keys = {key: store.open(key) for key in (store.create(), store.create())}
    assert store.rotate(NEXT) == 2
    fresh_key = store.create()
    alone = again(place, AFTER)
    assert {key: alone.open(key) for key in keys} == keys
    assert alone.open(fresh_key) == store.open(fresh_key)
    with pytest.raises(KeyStoreAway):
        again(place, MASTERS).open(fresh_key)


def test_a_rotation_that_was_interrupted_can_be_repeated(store, place):
    keys = {key: store.open(key) for key in (store.create(), store.create())}
    halfway = again(place, NEXT)
    added = halfway.create()
    again(place, NEXT).rotate(NEXT)
    alone = again(place, AFTER)
    assert {key: alone.open(key) for key in keys} == keys
    assert alone.open(added) == halfway.open(added)


def test_files_are_private_and_hold_no_key_in_clear(tmp_path):
    store = DirectoryKeyStore(tmp_path / "keys", MASTERS)
    store.initialise()
    key = store.create()
    path = tmp_path / "keys" / key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert store.open(key) not in path.read_bytes()


def test_an_unmounted_volume_is_away_and_destroys_nothing(tmp_path):
    mounted, folder = tmp_path / "mounted", tmp_path / "keys"
    store = DirectoryKeyStore(folder, MASTERS)
    store.initialise()
    key = store.create()
    folder.rename(mounted)
    for is_there in (False, True):
        if is_there:
            folder.mkdir()
        for use in (store.open, store.destroy):
            with pytest.raises(KeyStoreAway):
                use(key)
    folder.rmdir()
    mounted.rename(folder)
    assert store.open(key)


@pytest.mark.parametrize("left", [b"", b"short", bytes(46)])
def test_a_key_half_written_or_half_destroyed_is_gone(tmp_path, left):
    store = DirectoryKeyStore(tmp_path, MASTERS)
    store.initialise()
    key = store.create()
    (tmp_path / key).write_bytes(left)
    with pytest.raises(KeyGone):
        store.open(key)
    store.destroy(key)
    assert not (tmp_path / key).exists()


def test_whatever_the_file_system_refuses_means_away(tmp_path):
    store = DirectoryKeyStore(tmp_path, MASTERS)
    store.initialise()
    key = store.create()
    (tmp_path / key).unlink()
    (tmp_path / key).mkdir()
    for use in (store.open, store.destroy):
        with pytest.raises(KeyStoreAway) as caught:
            use(key)
        assert key not in repr(caught.value.__notes__)


def test_destroying_overwrites_the_file_before_it_is_unlinked(tmp_path):
    store = DirectoryKeyStore(tmp_path, MASTERS)
    store.initialise()
    key = store.create()
    with (tmp_path / key).open("rb") as still_open:
        store.destroy(key)
        assert still_open.read() == bytes(46)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MARKER]


@pytest.mark.parametrize("before", ["open", "unlink"])
def test_two_processes_may_destroy_one_key_at_the_same_time(tmp_path, monkeypatch, before):
    """Whichever of our steps the other's comes before, the key is gone and nobody is refused."""
    store, other = (DirectoryKeyStore(tmp_path / "keys", MASTERS) for _ in range(2))
    store.initialise()
    key = store.create()
    owner = os if before == "open" else Path
    ours = getattr(owner, before)

    def late(*args, **kwargs):
        monkeypatch.setattr(owner, before, ours)
        other.destroy(key)
        return ours(*args, **kwargs)

    monkeypatch.setattr(owner, before, late)
    store.destroy(key)
    with pytest.raises(KeyGone):
        store.open(key)


def test_rotation_overwrites_the_old_wrapping(tmp_path):
    store = DirectoryKeyStore(tmp_path, MASTERS)
    store.initialise()
    key = store.create()
    with (tmp_path / key).open("rb") as still_open:
        store.rotate(NEXT)
        assert still_open.read() == bytes(46)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([MARKER, key])


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def half_rotated(tmp_path, monkeypatch):
    """A key that a rotation had written anew when it was killed, before it put it in its place."""
    store = DirectoryKeyStore(tmp_path, MASTERS)
    store.initialise()
    key = store.create()

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            store.rotate(NEXT)
    assert len(list(tmp_path.iterdir())) == 3
    return store, key


def test_a_key_is_gone_though_a_killed_rotation_left_it_twice(half_rotated, tmp_path):
    store, key = half_rotated
    store.destroy(key)
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]


def test_the_next_rotation_takes_away_what_a_killed_one_left_of_destroyed_keys(
    half_rotated, tmp_path
):
    store, key = half_rotated
    (tmp_path / key).unlink()
    store.rotate(NEXT)
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["_replace", "_write"])
def test_a_key_destroyed_during_a_rotation_stays_destroyed(tmp_path, monkeypatch, step, when):
    """Whichever step of the rotation it comes before or after."""
    store, other = (DirectoryKeyStore(tmp_path, MASTERS) for _ in range(2))
    store.initialise()
    keys = sorted(store.create() for _ in range(3))
    ours = getattr(store, step)

    def meanwhile(path, content):
        is_it = path.stem == keys[1]
        if is_it and when == "before":
            other.destroy(keys[1])
        ours(path, content)
        if is_it and when == "after":
            other.destroy(keys[1])

    monkeypatch.setattr(store, step, meanwhile)
    store.rotate(NEXT)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([MARKER, keys[0], keys[2]])
    assert DirectoryKeyStore(tmp_path, AFTER).open(keys[2])


def test_a_server_that_is_away_says_so():
    store = ServerKeyStore("postgresql://bearings@127.0.0.1:1/keys", MASTERS)
    for use in (store.create, store.ids, lambda: store.open("0" * 32)):
        with pytest.raises(KeyStoreAway):
            use()


def test_a_destroyed_key_is_vacuumed_out_of_its_table(postgresql_server):
    url = fresh(postgresql_server)
    store = ServerKeyStore(url, MASTERS)
    store.initialise()
    store.destroy(store.create())
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT pg_relation_size('bearings_key')").fetchone() == (0,)
    drop(postgresql_server, url)


def test_the_sample_of_its_table_that_a_server_keeps_holds_no_key(postgresql_server):
    url = fresh(postgresql_server)
    store = ServerKeyStore(url, MASTERS)
    store.initialise()
    for _ in range(3):
        store.create()
    with psycopg.connect(url) as connection:
        connection.execute("ANALYZE bearings_key")
        query = "SELECT attname FROM pg_stats WHERE tablename = 'bearings_key'"
        assert connection.execute(query).fetchall() == [("id",)]
    drop(postgresql_server, url)


class Counted:
    """A key store that counts how often it is asked."""

    def __init__(self, store):
        self.store = store
        self.opened = 0

    def open(self, key):
        self.opened += 1
        return self.store.open(key)

    def __getattr__(self, name):
        return getattr(self.store, name)


@pytest.fixture
def counted(tmp_path):
    store = DirectoryKeyStore(tmp_path, MASTERS)
    store.initialise()
    return Counted(store)


def test_a_key_is_read_once_until_its_time_is_over(counted):
    now = [0.0]
    cached = CachedKeyStore(counted, ttl=10, monotonic=lambda: now[0])
    key = cached.create()
    assert {cached.open(key) for _ in range(5)} == {counted.store.open(key)}
    assert counted.opened == 1
    now[0] = 10.0
    cached.open(key)
    assert counted.opened == 2


def test_a_destroyed_key_is_forgotten_at_once(counted):
    cached = CachedKeyStore(counted)
    key = cached.create()
    cached.open(key)
    cached.destroy(key)
    assert len(cached._keys) == 0
    with pytest.raises(KeyGone):
        cached.open(key)


def test_a_cache_passes_everything_else_on(place):
    kind, where = place
    cached = CachedKeyStore(kind(where, MASTERS))
    cached.initialise()
    key = cached.create()
    assert cached.ids() == {key}
    assert cached.made_before(datetime.now(UTC) + timedelta(minutes=1)) == {key}
    assert cached.rotate(NEXT) == 1
    assert CachedKeyStore(again(place, AFTER)).open(key) == cached.open(key)


def test_only_so_many_keys_are_remembered(counted):
    cached = CachedKeyStore(counted, size=2)
    first, *_ = keys = [cached.create() for _ in range(3)]
    for key in keys:
        cached.open(key)
    cached.open(keys[2])
    assert counted.opened == 3
    cached.open(first)
    assert counted.opened == 4


def test_the_location_names_the_kind_of_store(tmp_path, postgresql_server):
    assert isinstance(open_key_store(tmp_path, MASTERS)._store, DirectoryKeyStore)
    assert isinstance(open_key_store(postgresql_server, MASTERS)._store, ServerKeyStore)


@pytest.mark.parametrize("keys", [{}, {1: b"short"}, {2: bytes(32)}, {0: bytes(32)}])
def test_a_master_key_of_the_wrong_shape_is_refused(keys):
    with pytest.raises(InvalidSettings):
        MasterKeys(current=1, keys=keys)


def test_master_keys_do_not_appear_in_their_repr():
    assert repr(MASTERS) == "MasterKeys(current=1)"
