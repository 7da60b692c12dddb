"""Two diagrams, compared by what they say."""

import re
from pathlib import Path

import pytest

from corotrace.integrations.committed.difference import difference
from corotrace.integrations.committed.words import read_words

DIAGRAMS = Path(__file__).parents[2] / "diagrams"
DIAGRAM = """@startuml
hide footbox
skinparam shadowing false
title
shop<U+005B>1<U+005D>
<size:12><color:#757575>2 calls left out</color></size>
end title
participant "main" as p1
box "thread 1" #F4F6F9
participant "pay" as p2
end box
[-> p1 ++ : main()
note over p1 : it&nbsp;begins
par asyncio.gather
p1 ->> p2 ++ : pay(<U+0022>visa: <U+003C>color:#C62828>)
p2 -[#C62828]-> p1 -- : <color:#C62828>ValueError('no')</color>
else
p1 -> p1 : again()
hnote over p1 : <color:#1565C0>still running</color>
p1 -[hidden]> p1
deactivate p1
end
...1.00 s...
[<-- p1 -- : None
deactivate p1
legend right
<color:#C62828>raised an exception</color>
<color:#1565C0>still running when the recording stopped</color>
end legend
@enduml
"""


def words(source: str) -> list[str]:
    return ["  " * line.depth + line.words() for line in read_words(source)]


def test_a_diagram_is_read_in_words() -> None:
    assert words(DIAGRAM) == [
        "title: shop[1]",
        "title: 2 calls left out",
        "lifeline: main",
        "lifeline: pay in thread 1",
        "-> main: main()",
        "note over main: it&nbsp;begins",
        "par asyncio.gather",
        '  main ->> pay: pay("visa: <color:#C62828>)',
        "  pay --> main: ValueError('no') (raised an exception)",
        "else",
        "  main -> main: again() (bars: +0)",
        "  main ends: still running (still running when the recording stopped)",
        "end",
        "...1.00 s...",
        "main -->: None (bars: -2)",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p1 ->> p2", "p1 -> p2"),
        ("[-> p1", "p2 -> p1"),
        ("visa", "master"),
        ("-[#C62828]->", "-->"),
        ("as p1", "as p9"),
        ("asyncio.gather", "asyncio.wait"),
        ("else\n", ""),
        ("[<-- p1 -- : None", "[<-- p1 : None"),
        ("deactivate p1\nlegend", "legend"),
        ("thread 1", "thread 2"),
        ("2 calls", "3 calls"),
        ("it&nbsp;begins", "it ends"),
        ("1.00 s", "2.00 s"),
        ("@enduml", "p1 ~> p2 : what is this\n@enduml"),
    ],
)
def test_whatever_is_said_otherwise_is_a_difference(old: str, new: str) -> None:
    changed = DIAGRAM.replace(old, new, 1)
    assert changed != DIAGRAM
    lines = difference(DIAGRAM, changed)
    assert any(line.startswith(("-", "+")) for line in lines), lines
    assert difference(DIAGRAM, DIAGRAM) == []


def test_how_it_is_drawn_is_no_difference() -> None:
    drawn = DIAGRAM.replace("skinparam shadowing false", "skinparam monochrome true\n' mine").replace(
        "#1565C0", "#FF0000"
    )
    assert difference(DIAGRAM, drawn.replace("p1", "p3").replace("p2", "p4")) == []


PAGES = """@startuml
title
shop
<size:12><color:#757575>page 1 of 2; 1 more lifeline is in use, without a message here</color></size>
end title
participant "main" as p1
[-> p1 ++ : main()
par asyncio.gather
loop 3 ×
p1 -> p1 ++ : a()
end
end
...continued on page 2...
@enduml

@startuml
title
shop
<size:12><color:#757575>page 2 of 2</color></size>
end title
participant "main" as p1
activate p1
||5||
...continued from page 1...
par asyncio.gather, continued
loop 3 ×, continued
p1 --> p1 -- : 1
end
else
p1 -> p1 ++ : b()
end
[<-- p1 -- : None
@enduml
"""


def test_pages_are_read_as_one() -> None:
    assert words(PAGES) == [
        "title: shop",
        "lifeline: main",
        "-> main: main()",
        "par asyncio.gather",
        "  loop 3 ×",
        "    main -> main: a()",
        "    main --> main: 1",
        "  end",
        "else",
        "  main -> main: b()",
        "end",
        "main -->: None",
    ]


#: No test commits a difference of two traces, nor a diagram of times: what is to scale, held a loop, or is in bold.
NOT_COMMITTED = re.compile(r"^concise |#FFAFA8|#FFD54F|only in the new trace", re.MULTILINE)
COMMITTED = sorted(
    path for path in DIAGRAMS.rglob("*.puml") if not NOT_COMMITTED.search(path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_no_line_of_a_diagram_is_unknown(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    lines = read_words(source)
    assert len(lines) > 2
    assert not [line.text for line in lines if re.search(r"\bp\d+\b|<U\+|#\w{6}", line.words())]
    assert lines[-1].depth == 0


def test_long_differences_are_told_by_their_beginning() -> None:
    many = "\n".join(f"[-> p1 ++ : call {number}" for number in range(1_000))
    lines = difference(DIAGRAM, DIAGRAM.replace("[-> p1 ++ : main()", many))
    assert len(lines) == 121
    assert lines[-1].startswith("  … and ")


def test_what_is_the_same_is_left_out_but_for_what_is_near() -> None:
    calls = [f"[-> p1 ++ : call {number}" for number in range(20)]
    source = "\n".join(["@startuml", 'participant "main" as p1', *calls, "@enduml"])
    assert difference(source, source.replace("call 10\n", "CALL\n")) == [
        "  … 9 lines the same",
        "  -> main: call 8",
        "  -> main: call 9",
        "- -> main: call 10",
        "+ -> main: CALL",
        "  -> main: call 11",
        "  -> main: call 12",
        "  … 7 lines the same",
    ]
