"""A small site in a directory of its own, built by Sphinx in this process."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

pytest.importorskip("sphinx", reason="sphinx is not installed")

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

#: A program that is over at once, and the same on every run.
SHOP = """
    import asyncio
    from corotrace import traced
    from corotrace.testing import FakeClock

    @traced
    async def pay(customer):
        await asyncio.sleep(2 if customer == "Bo" else 0.5)
        if customer == "Kim":
            raise ValueError("card declined")

    @traced
    async def send(customer): ...

    @traced
    async def check_out(customer):
        await pay(customer)
        await send(customer)

    @traced
    async def main():
        await asyncio.gather(*map(check_out, ["Ada", "Bo", "Kim"]), return_exceptions=True)
"""
RECORDED_SHOP = (
    SHOP
    + """
    from corotrace import record

    def run():
        clock = FakeClock()
        with record("a shop", clock=clock) as trace:
            clock.run(main())
        return trace
"""
)


@dataclass
class Built:
    """What a build left behind."""

    app: Sphinx
    warnings: str
    out: Path

    @property
    def pictures(self) -> list[nodes.Element]:
        """The nodes of the diagrams of the first document."""
        doctree = self.app.env.get_doctree("index")
        return [node for node in doctree.findall(nodes.Element) if "alt" in node]

    @property
    def puml(self) -> str:
        """The text of its only diagram."""
        assert self.warnings == ""
        (picture,) = self.pictures
        text: str = picture["puml"]
        return text

    def page(self, name: str = "index.html") -> str:
        return (self.out / name).read_text(encoding="utf-8")


class Site:
    """Documents in a directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def page(self, directive: str) -> None:
        """Make the one page of the site: a title, and this directive on line 4."""
        self.write("index.rst", f"Site\n====\n\n{dedent(directive).strip()}\n")

    def build(self, builder: str = "dummy", extensions: tuple[str, ...] = (), **settings: Any) -> Built:
        warnings = io.StringIO()
        settings |= {"extensions": ["corotrace.integrations.sphinx", *extensions], "html_theme": "basic"}
        confdir = self.folder if (self.folder / "conf.py").exists() else None
        out = self.folder / "_build" / builder
        with docutils_namespace(), patch_docutils(confdir):
            app = Sphinx(
                self.folder, confdir, out, self.folder / "_build" / "doctrees", builder,
                confoverrides={**settings, "exclude_patterns": ["_build"]}, status=None, warning=warnings,
            )  # fmt: skip
            app.build()
        return Built(app, re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()), out)

    def build_directive(self, directive: str, **settings: Any) -> Built:
        self.page(directive)
        return self.build(**settings)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("shop.py", RECORDED_SHOP)
    return site
