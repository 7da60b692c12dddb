"""Secrets inside of strings, known by their look: in URLs, headers and ``name=value``, and tokens of known makers."""

import re
from collections.abc import Callable

from corotrace.recording.values.secret_names import SecretNames
from corotrace.recording.values.text import MASK

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
#: ``scheme://user:password@host``, though the password may hold an ``@`` and the host may be cut off; not a port.
_URL = re.compile(r"(://(?!\[)[^\s/?#@:]*:)(?!\d{1,5}(?:[/?#\s]|\Z))(?:\S*(@)|\S+\Z)")
_URL_TOKEN = re.compile(r"(https?://)[^\s/?#@:]{16,}@")
#: ``user:password@host`` without a scheme.
_USER = re.compile(
    r"(?<![\w/@.:%+~-])(?!(?:acct|cc|e-?mail|from|mail|mailto|sips?|to|xmpp):)([\w.%+~-]+:)[^\s@/:]+@(?=[\w\[])",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"\b((?i:Bearer|Digest|Negotiate)\s+)(?!(?i:auth|tokens?\b|scheme))[^\s,;\"']+"
    r"|\b((?i:Basic)\s+)(?=[^\s,;\"']+[A-Z0-9+/=])[\w+/=-]{6,}"
)
#: JSON Web Tokens, and tokens of AWS, GitHub, GitLab, Google, Logfire, npm, OpenAI, PyPI, SendGrid, Slack and Stripe.
_SHORTEST_TOKEN = 14
_MARKS = (
    "eyj", "bia", "cca", "gpa", "ida", "ipa", "kia", "npa", "nva", "roa", "sia", "gho_", "ghp_", "ghr_", "ghs_", "ghu_",
    "github_pat_", "glpat-", "aiza", "ya29.", "pylf_v", "npm_", "sk-", "pypi-", "sg.", "xox", "_live_", "_test_",
    "whsec_",
)  # fmt: skip
_KINDS = re.compile(
    r"(?<![A-Za-z0-9])(?:eyJ[\w-]{12,}(?:\.[\w-]*)*|A(?:BI|CC|GP|ID|IP|KI|NP|NV|RO|SI)A[A-Z0-9]{12,}|gh[oprsu]_\w{16,}"
    r"|github_pat_\w{16,}|glpat-[\w-]{16,}|AIza[\w-]{30,}|ya29\.[\w.-]{16,}|pylf_v\d+_\w+|npm_\w{30,}|sk-[\w-]{16,}"
    r"|pypi-[\w-]{16,}|SG\.[\w.-]{16,}|xox[a-z]-[\w-]{8,}|[prs]k_(?:live|test)_\w{8,}|whsec_\w{16,})"
)
#: Headers that hold nothing but secrets, to the end of the line.
_HEADER = re.compile(
    r"\b((?:(?:proxy-)?authorization|(?:set-)?cookie)[ \t]*:[ \t]*)(?![\"'\[{(])[^\r\n]+", re.IGNORECASE
)
#: What a text has to have in it, in lower case, before it is searched; what is searched for; what is put in its place.
_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (("-----begin",), _PRIVATE_KEY, MASK),
    (("://",), _URL, lambda match: f"{match[1]}{MASK}{match[2] or ''}"),
    (("://",), _URL_TOKEN, rf"\1{MASK}@"),
    (("@",), _USER, rf"\1{MASK}@"),
    (("authorization", "cookie"), _HEADER, rf"\1{MASK}"),
    (("bearer", "basic", "digest", "negotiate"), _SCHEME, lambda match: f"{match[1] or match[2]}{MASK}"),
    (_MARKS, _KINDS, MASK),
)
#: Names, and what stands between them and their values: ``name=value``, ``"name": "value"``, ``('name', 'value')``, …
_KEYS = (
    re.compile(r"(?<![\w.%-])(?P<name>[\w.%-]+)\]?(?:\\*[\"'])?[ \t]*(?:=>|:=|==?|:(?!:|//))[ \t]*"),
    re.compile(r"\(b?[\"'](?P<name>[\w.-]+)[\"'], ?(?=[bBuU]?[\"'])"),
    re.compile(r"(?<!\S)(?P<name>--?[\w-]+)[ \t]+(?!-)"),  # … and ``--name value``
)
#: Values: in quotes, in brackets (with all that follows), or up to a space.
_VALUE = re.compile(
    r"[bBfFrRuU]{0,2}(?P<quote>\\*(?:\"\"\"|'''|\"|'))(?:\\.|(?!(?P=quote)).)*(?:(?P=quote)|\Z)|[\w.]*[\[{(].*"
    r"|(?:(?:Bearer|Basic|Digest|Negotiate|Token)\s+)?(?P<bare>(?:[^\s&;,]|,(?!\s|[\w.-]+[=:]))+)",
    re.DOTALL,
)
_CLOSING = ")]}'\"\\"


class SecretTexts:
    """Masks the secrets inside of strings.

    Args:
        names: which names are secret, in ``name=value``.
        patterns: what else is.
    """

    def __init__(self, names: SecretNames, patterns: tuple[re.Pattern[str], ...] = ()) -> None:
        self._names = names
        self._patterns = patterns

    def mask(self, text: str) -> str:
        """The text with each secret that is known by its look replaced by ``***``."""
        if not self._patterns and len(text) < _SHORTEST_TOKEN and text.isalnum():
            return text  # a word
        lowered = text.lower()
        for hints, pattern, masked in _RULES:
            if _has_any(lowered, hints):
                text = pattern.sub(masked, text)
        if _has_any(lowered, self._names.hints):
            for keys in _KEYS:
                text = self._mask_named(text, keys)
        for pattern in self._patterns:
            text = pattern.sub(lambda match: MASK if match[0] else "", text)
        return text

    def _mask_named(self, text: str, keys: re.Pattern[str]) -> str:
        parts: list[str] = []
        done = 0
        for key in keys.finditer(text):
            if key.start() < done or not self._names.hides(key["name"]):
                continue  # what stands at a name that is not secret may itself hold names
            value = _VALUE.match(text, key.end())
            if value is not None:
                bare = value["bare"] or ""
                parts += [text[done : key.end()], MASK, bare[len(bare.rstrip(_CLOSING)) :]]
                done = value.end()
        return "".join([*parts, text[done:]]) if parts else text


def _has_any(text: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # noqa: SIM110 - any() takes twice as long
        if hint in text:
            return True
    return False
