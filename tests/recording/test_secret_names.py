"""Which names say that a value is secret: whole words, in any style of writing."""

import re

import pytest

from corotrace.recording.values.secret_names import SecretNames, words_of

#: Sentry's DEFAULT_DENYLIST (getsentry/sentry-python, sentry_sdk/scrubber.py), as it stands there.
SENTRY = [
    "password", "passwd", "secret", "api_key", "apikey", "auth", "credentials", "mysql_pwd", "privatekey",
    "private_key", "token", "ip_address", "session", "csrftoken", "sessionid", "remote_addr", "x_csrftoken",
    "x_forwarded_for", "set_cookie", "cookie", "authorization", "x_api_key", "x_real_ip", "aiohttp_session",
    "connect.sid", "csrf_token", "csrf", "_csrf", "_csrf_token", "PHPSESSID", "_session", "symfony", "user_session",
    "_xsrf", "XSRF-TOKEN", "proxy-authorization",
]  # fmt: skip
#: What Logfire's DEFAULT_PATTERNS are there for (pydantic/logfire, logfire/_internal/scrubbing.py).
LOGFIRE = [
    "password", "passwd", "mysql_pwd", "secret", "auth", "credential", "private key", "private.key", "private-key",
    "api key", "api.key", "api-key", "session", "cookie", "social_security", "socialSecurity", "credit_card",
    "creditCard", "logfire_token", "csrf", "xsrf", "jwt", "ssn",
]  # fmt: skip
OTHERS = [
    "apiKey", "APIKey", "API_KEY", "X-Api-Key", "x-api-key", "userPassword", "user_password", "PASSWORD", "password2",
    "password_hash", "passWord", "DbPassword", "dbpassword", "pass", "pass_", "DB_PASS", "passphrase", "pwd",
    "session_token", "sessionToken", "accessToken", "access_token", "accesstoken", "refresh_token", "authToken",
    "oauth2_token", "OAuth2Token", "token1", "access_tokens", "client_secret", "clientSecret", "AWS_SECRET_ACCESS_KEY",
    "aws_access_key_id", "secrets", "credentials_file", "creds", "Set-Cookie", "cookies", "JWT", "signing_key",
    "bearer", "x" * 5000 + "_password", "password_" + "x" * 5000,
]  # fmt: skip
HARMLESS = [
    "", "author", "authors", "authored_by", "monkey", "key", "keys", "keyboard", "primary_key", "tokens_used",
    "tokens", "max_tokens", "tokenizer", "secretary", "passenger", "passed", "passes", "bypass", "compass", "passport",
    "sessions", "obsession", "cookiecutter", "credit", "card", "addr", "ip", "user", "url", "privately",
    "accessKeyboard", "이름", "n", "x-request-id", "forwarded", "realIp2_",
]  # fmt: skip


@pytest.mark.parametrize("name", [*SENTRY, *LOGFIRE, *OTHERS])
def test_a_secret_name_is_known(name: str) -> None:
    assert SecretNames().hides(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_name_is_not(name: str) -> None:
    assert not SecretNames().hides(name)


def test_the_words_of_a_name() -> None:
    assert words_of("HTTPServer_apiKey2-x.y 비밀번호") == ["http", "server", "api", "key", "2", "x", "y", "비밀번호"]


def test_names_of_the_user_are_matched_as_the_others() -> None:
    names = SecretNames(("customer_id", "비밀번호", "field 2"))
    assert [
        name
        for name in ("customerId", "CUSTOMER-ID", "the_customer_id_2", "비밀번호", "field2")
        if not names.hides(name)
    ] == []
    assert [
        name for name in ("customer", "customers_id", "customer_idea", "field", "field_3") if names.hides(name)
    ] == []
    assert names.hides("password")


def test_patterns_of_the_user_are_searched_anywhere() -> None:
    names = SecretNames((), (re.compile("^x_"), re.compile("hash$")))
    assert names.hides("x_1")
    assert names.hides("rehash")
    assert not names.hides("max_1")
