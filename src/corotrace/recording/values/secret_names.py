"""Names that say that a value is secret: of parameters, keys, fields and keyword arguments."""

import re
from functools import lru_cache
from itertools import chain

#: Parts of names that say so, between word boundaries, in lower case; ``_?`` is a boundary, or none.
#: They follow what Sentry and Logfire mask by default: DEFAULT_DENYLIST of getsentry/sentry-python,
#: ``sentry_sdk/scrubber.py`` (with the personal data that later versions list apart and mask by default too), and
#: DEFAULT_PATTERNS of pydantic/logfire, ``logfire/_internal/scrubbing.py``. The one looks for whole names, the other
#: for any part of a name; we look for words.
_WORDS = (
    # both
    "[a-z]*passw(?:or)?ds?", "[a-z]*secrets?", "auth", "credentials?", "(?:api|private)_?keys?", "session",
    "session_?id", "(?:set_?)?cookies?", "[cx]srf",
    # Sentry
    "mysql_pwd", "[a-z]*token", "authorization", "ip_address", "remote_addr", "x_forwarded_for", "x_real_ip",
    "connect_sid", "php_?sessid", "symfony",
    # Logfire
    "authentication", "social_?security", "credit_?card", "logfire_token", "jwt", "ssn",
    # ours: other spellings of these
    "pwd", "pass_?(?:word|phrase|code)s?", "(?:db|user)_?pass", "creds?", "o_?auth", "bearer",
    "(?:access|account|encryption|secret|signing)_?keys?", "(?:access|api|bearer|refresh)_?tokens",
)  # fmt: skip
#: One of these is in each of them, and an empty one is in everything.
_HINTS = (
    "pass", "secret", "token", "auth", "cred", "key", "sess", "cookie", "srf", "pwd", "addr", "forward", "real",
    "sid", "symfony", "social", "card", "jwt", "ssn", "bearer",
)  # fmt: skip
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_LONGEST = 256


class SecretNames:
    """Tells which names are secret.

    Args:
        names: further ones, each one or more words in any style of writing.
        patterns: further ones, each found anywhere in a name.
    """

    def __init__(self, names: tuple[str, ...] = (), patterns: tuple[re.Pattern[str], ...] = ()) -> None:
        words = chain(_WORDS, ("_?".join(words_of(name)) for name in names))
        self._words = re.compile(f"_(?:{'|'.join(words)})(?=_)|^_pass_$")
        self._patterns = patterns
        #: What a text has to have in it, in lower case, lest it hold a secret name.
        self.hints = (*_HINTS, *(words_of(name)[0] for name in names), *([""] if patterns else []))
        self._known = lru_cache(2048)(self._is_secret)

    def hides(self, name: str) -> bool:
        """Whether what has this name is secret."""
        if len(name) > _LONGEST:
            name = f"{name[: _LONGEST // 2]} {name[-_LONGEST // 2 :]}"
        return self._known(name)

    def _is_secret(self, name: str) -> bool:
        if self._words.search(f"_{'_'.join(words_of(name))}_"):
            return True
        return any(pattern.search(name) for pattern in self._patterns)


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case: ``apiKey``, ``X-Api-Key`` and ``API_KEY_2`` are made of words."""
    return [word.lower() for word in _WORD.findall(name)]
