"""Runs the code blocks of the documents as tests, with corotrace's own plugin, whether it is installed or not."""

from importlib.metadata import entry_points

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["README.md", "docs/*.md", "docs/**/*.md"]
).pytest()

pytest_plugins = ["pytester"]
if not entry_points(group="pytest11", name="corotrace"):
    pytest_plugins.append("corotrace.integrations.pytest_plugin")
