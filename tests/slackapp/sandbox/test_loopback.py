"""A client for this machine reads no certificates, and so trusts nobody over https."""

import ssl

from slackapp.sandbox import loopback


async def test_a_client_reads_no_certificates(sandbox, monkeypatch):
    read = []
    for name in ("load_verify_locations", "load_default_certs"):
        monkeypatch.setattr(ssl.SSLContext, name, lambda *given, **named: read.append(given))
    async with loopback.client(base_url=sandbox.url, follow_redirects=True) as client:
        assert (await client.get("/")).is_success
    assert read == []


def test_it_trusts_nobody_over_https():
    assert loopback._NOBODY.verify_mode is ssl.CERT_REQUIRED
    assert loopback._NOBODY.get_ca_certs() == []
