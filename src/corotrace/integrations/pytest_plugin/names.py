"""Names for files that every file system takes, one for each test."""

import hashlib
import re
import unicodedata

_LONGEST = 120  # bytes; file systems take 143 to 255, with a number of the page and a suffix
#: Ids that tell themselves apart when they are written as a name: small letters, and no mark that stands for another.
_PLAIN = re.compile(r"\w[\w.]*(/\w[\w.]*)*(::\w+)+", re.ASCII)
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\W|\Z)", re.IGNORECASE)  # which Windows has in each directory


def file_name(node_id: str) -> str:
    """A name for the files of a test, without a suffix.

    ``tests/test_cart.py::test_add`` is ``tests-test_cart.py--test_add``. Where more than that has to be changed, or
    another name might differ in capitals alone, a number that is made of the whole id makes it unique.

    Args:
        node_id: pytest's id of the test.
    """
    name = unicodedata.normalize("NFC", node_id).replace("::", "--").replace("/", "-")
    name = re.sub(r"[^\w.-]+", "_", name).strip("._-") or "test"
    if _DEVICE.match(name):
        name = f"test-{name}"
    elif _PLAIN.fullmatch(node_id) and node_id == node_id.lower() and len(name) <= _LONGEST:
        return name
    number = hashlib.sha256(node_id.encode(errors="backslashreplace")).hexdigest()[:8]
    return f"{name.encode()[: _LONGEST - 9].decode(errors='ignore').rstrip('._-')}-{number}"
