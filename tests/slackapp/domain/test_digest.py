from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.digest import digest


@given(st.text(), st.text())
def test_another_text_has_another_digest_and_the_same_has_the_same(one, other):
    assert (digest(one) == digest(other)) == (one == other)
    assert len(digest(one)) == 16
