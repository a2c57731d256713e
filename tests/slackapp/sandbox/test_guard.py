"""Other sites cannot reach the sandbox, and its pages load nothing from elsewhere."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from slackapp.sandbox import loopback
from slackapp.sandbox.errors import NotLoopback


@pytest.mark.parametrize("path", ["/", "/control/people", "/api/auth.test"])
async def test_another_host_name_is_refused(sandbox, path):
    async with loopback.client(base_url=sandbox.url) as client:
        answer = await client.get(path, headers={"host": "evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
async def test_another_origin_can_neither_act_nor_connect(sandbox, origin):
    async with loopback.client(base_url=sandbox.url) as client:
        answer = await client.post("/clock", data={"hours": "24"}, headers={"origin": origin})
        assert answer.status_code == 403
        own = await client.post("/clock", data={"hours": "24"}, headers={"origin": sandbox.url})
        assert own.status_code == 303
    ticket = sandbox.socket.new_ticket()
    address = sandbox.url.replace("http", "ws") + f"/link/?ticket={ticket}"
    with pytest.raises(InvalidStatus):
        async with connect(address, origin=origin):
            pass


async def test_a_socket_needs_a_ticket_and_each_ticket_opens_once(sandbox):
    address = sandbox.url.replace("http", "ws") + "/link/?ticket="
    with pytest.raises(InvalidStatus):
        async with connect(address + "made-up"):
            pass
    ticket = sandbox.socket.new_ticket()
    async with connect(address + ticket) as socket:
        assert '"hello"' in await socket.recv()
    with pytest.raises(InvalidStatus):
        async with connect(address + ticket):
            pass


async def test_pages_say_what_they_may_load(sandbox):
    async with loopback.client(base_url=sandbox.url, follow_redirects=True) as client:
        page = await client.get("/")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "//" not in policy
        for name in ("sandbox.css", "blocks.css", "sandbox.js", "icon.svg"):
            assert (await client.get(f"/static/{name}")).status_code == 200


async def test_the_sandbox_serves_loopback_only(make_sandbox):
    with pytest.raises(NotLoopback):
        await make_sandbox().start(host="0.0.0.0")


async def test_a_redirect_never_leaves_the_sandbox(sandbox):
    async with loopback.client(base_url=sandbox.url) as client:
        for back in ("https://evil.example", "//evil.example", "/\\evil.example"):
            answer = await client.post("/clock", data={"hours": "24", "back": back})
            assert answer.headers["location"] == "/"
