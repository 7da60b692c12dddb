"""Secrets inside of strings, known by their look."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.recording.values.secret_names import SecretNames
from corotrace.recording.values.secret_texts import SecretTexts

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"


def mask(text: str) -> str:
    return SecretTexts(SecretNames()).mask(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # URLs
        ("postgres://user:hunter2@host/db", "postgres://user:***@host/db"),
        ("redis://:hunter2@host:6379/0", "redis://:***@host:6379/0"),
        ("mysql+pymysql://u:p@ss:w/rd@host", "mysql+pymysql://u:***@host"),
        ("see https://u:p@h/x and https://v:q@i/y", "see https://u:***@h/x and https://v:***@i/y"),
        ("https://0123456789abcdef0123@sentry.io/1", "https://***@sentry.io/1"),
        ("postgres://user:hunter2-and-no-end", "postgres://user:***"),
        ("connect to user:hunter2@host:5432/db", "connect to user:***@host:5432/db"),
        ("https://h/?token=abc&x=1", "https://h/?token=***&x=1"),
        ("https://h/#access_token=abc", "https://h/#access_token=***"),
        # headers
        ("Bearer abc", "Bearer ***"),
        ("authorization: bearer abc.def", "authorization: ***"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: ***"),
        ("sent Basic dXNlcjpwYXNz to it", "sent Basic *** to it"),
        ("Cookie: a=1; b=2\r\nHost: x", "Cookie: ***\r\nHost: x"),
        ("X-Api-Key: abc", "X-Api-Key: ***"),
        ("curl -H 'X-Api-Key: abc' h", "curl -H 'X-Api-Key: ***' h"),
        # names and values
        ("password=hunter2", "password=***"),
        ("PASSWORD = hunter2 user=bob", "PASSWORD = *** user=bob"),
        ("password: hunter2", "password: ***"),
        ("host=h password='a b\\'c' user=bob", "host=h password=*** user=bob"),
        ('{"user": "bob", "password": "a \\" b", "n": 1}', '{"user": "bob", "password": ***, "n": 1}'),
        ('{"body": "{\\"password\\": \\"a b\\"}"}', '{"body": "{\\"password\\": ***'),
        ("{'api_key': 'x', 'n': 1}", "{'api_key': ***, 'n': 1}"),
        ("{'token': b'x y'}", "{'token': ***}"),
        ("x={'credentials': {'user': 'u', 'pin': 1}}", "x={'credentials': ***"),
        ("Config(password='x', n=1)", "Config(password=***, n=1)"),
        ("Config(n=1, secret=5)", "Config(n=1, secret=***)"),
        ("key=SecretStr('a b')", "key=SecretStr('a b')"),
        ("secret_key=SecretStr('a b')", "secret_key=***"),
        ("token => abc", "token => ***"),
        ("token='''a b''' c", "token=*** c"),
        ("password=a,b", "password=***"),
        ("password=a, user=b", "password=***, user=b"),
        ("pwd=a;server=b", "pwd=***;server=b"),
        ("data[password]=x&y=1", "data[password]=***&y=1"),
        ("user%5Bpassword%5D=x&y=1", "user%5Bpassword%5D=***&y=1"),
        ("password='not ended", "password=***"),
        ("tool --password hunter2 -v", "tool --password *** -v"),
        ("tool --password=hunter2 -v", "tool --password=*** -v"),
        ("[('x-api-key', 'a b'), ('n', '1')]", "[('x-api-key', ***), ('n', '1')]"),
        ("[(b'x-api-key', b'a b')]", "[(b'x-api-key', ***)]"),
        ("params=password=x", "params=password=***"),
        # tokens of known makers
        (JWT, "***"),
        (f"got {JWT}!", "got ***!"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key *** used"),
        ("ASIAIOSFODNN7EXAMPLE", "***"),
        ("ghp_0123456789abcdefghij0123456789abcdef", "***"),
        ("github_pat_11AAAAAAA0123456789_abcdef", "***"),
        ("glpat-0123456789abcdefghij", "***"),
        ("xoxb-123456789012-abcdefghijkl", "***"),
        ("sk_live_0123456789abcdef", "***"),
        ("sk-proj-0123456789abcdef", "***"),
        ("AIzaSyA0123456789abcdefghijklmnopqrstuv", "***"),
        ("pylf_v1_us_abcdef", "***"),
        ("a -----BEGIN RSA PRIVATE KEY-----\nMIIE\nx\n-----END RSA PRIVATE KEY----- b", "a *** b"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "***"),
    ],
)  # fmt: skip
def test_a_secret_in_a_string_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "bad token abc",
        "the password is wrong",
        "no such session",
        "Missing Bearer token",
        "Basic training, basic information",
        "http://localhost:8080/path?q=1",
        "http://[::1]:8080/",
        "https://example.org/x@y",
        "mailto:bob@example.org",
        "git@github.com:org/repo.git",
        "tokens_used=5 author: Kim, monkey=1",
        "auth::login",
        "10:30 - 11:00",
        "a=1&b=2",
        "Ukraine, Asia, Florida: 3",
        "task-risk-1",
        "",
    ],
)
def test_a_string_without_a_secret_stays_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_patterns_of_the_user_are_masked_where_they_match() -> None:
    texts = SecretTexts(SecretNames(), (re.compile(r"\d{4}-\d{4}"), re.compile("z*")))
    assert texts.mask("card 1234-5678, zz") == "card ***, ***"


def test_names_of_the_user_are_known_in_strings() -> None:
    assert SecretTexts(SecretNames(("iban",))).mask("IBAN: DE12 x, name: y") == "IBAN: *** x, name: y"
    by_pattern = SecretNames((), (re.compile("^q"),))
    assert SecretTexts(by_pattern).mask("quiz=1 size=2") == "quiz=*** size=2"


@given(st.text(max_size=200), st.sampled_from(["password=", "https://u:", "Bearer ", "Cookie: ", "{'token': '"]))
def test_masking_ends(text: str, start: str) -> None:
    masked = mask(start + text)
    assert masked.startswith(start[:3]) or "***" in masked
