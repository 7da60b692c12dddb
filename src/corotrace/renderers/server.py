"""A PlantUML server that the user has named, asked through the package ``plantuml``; never one of our choosing."""

import http.client
import importlib.util
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from corotrace.errors import RenderError, UsageError
from corotrace.renderers import picture
from corotrace.renderers.contract import Obstacle

if TYPE_CHECKING:
    import httplib2

VARIABLE = "COROTRACE_PLANTUML_URL"
INSTALL = 'Install its client with: pip install "corotrace[server]"'
LONGEST_URL = 8_000  # characters that ordinary servers take; a longer diagram is posted
CUT = 4_096  # the side at which a server cuts a PNG unless its owner has raised the limit

_FORMATS = ("png", "svg", "img", "txt", "uml")  # what people copy along with the address of a server
_ERROR = "x-plantuml-diagram-error"


class ServerEngine:
    """Draws on a server.

    Args:
        url: the server's address, such as ``http://127.0.0.1:8080/plantuml``; None where the user gave none.

    Raises:
        UsageError: the address is none of ``http`` or ``https``.
    """

    def __init__(self, url: str | None) -> None:
        self._base = _normal(url) if url else None

    def obstacle(self, picture_format: str) -> Obstacle | None:  # noqa: ARG002 - it draws every format
        """Says what is not given or not installed."""
        if self._base is None:
            return Obstacle(
                f"no address was given (server=..., or {VARIABLE}), and none is assumed", f"Set {VARIABLE} to it"
            )
        absent = [name for name in ("plantuml", "httplib2", "six") if importlib.util.find_spec(name) is None]
        return Obstacle(f"not installed: {', '.join(absent)}", INSTALL) if absent else None

    def about(self) -> str:
        """Says where it is."""
        return self._base or ""

    def draw(self, source: str, picture_format: str, time_limit: float) -> bytes:
        """Draws one diagram."""
        deadline = time.monotonic() + time_limit
        response, data = self._fetch(source, picture_format, deadline)
        if _refused(response, data) and picture_format == "png":
            # Servers count the line in their header from 0 or from 1; the picture of the error is exact.
            response, data = self._fetch(source, "svg", deadline)
        if _refused(response, data):
            picture.clean_svg(data)
            raise picture.refusal(response.get(_ERROR, ""), None)
        if response.status != http.client.OK:
            raise RenderError(f"the PlantUML server at {self._base} {_answer(response)}")
        if picture_format == "svg":
            return picture.clean_svg(data)[0]
        png, size = picture.clean_png(data)
        if max(size) == CUT or size[1] < int(response.get("x-plantuml-diagram-height", 0)):
            raise RenderError(
                f"the PlantUML server cut the PNG at {size[0]} x {size[1]} pixels; save it as .svg, or draw here: "
                'pip install "corotrace[render]"'
            )
        return png

    def _fetch(self, source: str, picture_format: str, deadline: float) -> "tuple[httplib2.Response, bytes]":
        """Asks for a picture: by its URL where that is short enough, else by what the server has of POST."""
        from plantuml import PlantUML

        address = f"{self._base}/{picture_format}/"
        url = PlantUML(address).get_url(source)
        if len(url) <= LONGEST_URL:
            return self._request(url, "GET", None, {}, deadline)
        reply = self._request(address, "POST", source, {"Content-Type": "text/plain; charset=UTF-8"}, deadline)
        if reply[0].status == http.client.OK or _refused(*reply):
            return reply
        # PicoWeb, the server in PlantUML's jar, knows another one
        root = urlunsplit((*urlsplit(address)[:2], "/render", "", ""))
        order = json.dumps({"options": [f"-t{picture_format}"], "source": source})
        reply = self._request(root, "POST", order, {"Content-Type": "application/json"}, deadline)
        if reply[0].status == http.client.OK or _refused(*reply):
            return reply
        raise RenderError(
            f"the diagram's URL has {len(url):,} characters, and the PlantUML server at {self._base} takes no other "
            'way (POST); draw less, or draw here: pip install "corotrace[render]"'
        )

    def _request(
        self, url: str, method: str, body: str | None, headers: Mapping[str, str], deadline: float
    ) -> "tuple[httplib2.Response, bytes]":
        """One request, on a connection of its own; the package's own call has no headers and no errors to read."""
        import httplib2
        from plantuml import PlantUML

        client = PlantUML(url, http_opts={"timeout": max(deadline - time.monotonic(), 0.001)}).http
        client.follow_redirects = False  # the diagram is for the server that the user named
        try:
            response, data = client.request(
                url, method, body=body and body.encode(errors="replace"), headers=dict(headers)
            )
        except TimeoutError as failure:
            raise RenderError(
                f"the PlantUML server at {self._base} did not answer in time; give it more time, or draw less"
            ) from failure
        except (OSError, http.client.HTTPException, httplib2.HttpLib2Error) as failure:
            raise RenderError(f"the PlantUML server at {self._base} could not be asked: {failure}") from failure
        finally:
            client.close()
        return response, data


def _normal(url: str) -> str:
    """The server's address without a slash or the name of a format at its end."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise UsageError(
            f"not the address of a PlantUML server: {parts.scheme}://{parts.hostname or ''}...; "
            "it looks like http://127.0.0.1:8080/plantuml, without a user name and without ? or #"
        )
    path = parts.path.rstrip("/")
    head, _, last = path.rpartition("/")
    return urlunsplit((parts.scheme, parts.netloc, head if last in _FORMATS else path, "", "")).rstrip("/")


def _refused(response: "httplib2.Response", data: bytes) -> bool:
    """Whether a reply is PlantUML's picture of an error; by POST it comes with status 200."""
    return _ERROR in response or (
        response.status == http.client.BAD_REQUEST and data.lstrip()[:5] in (b"<svg ", b"<?xml", b"\x89PNG\r")
    )


def _answer(response: "httplib2.Response") -> str:
    if "location" in response:
        return f"sends on to {response['location']}; give the address that it sends to"
    return f"answered {response.status} {response.reason}; is it a PlantUML server, and is the path right?"
