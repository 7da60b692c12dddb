"""The merged tree as what is drawn, and what became of that."""

from collections.abc import Sequence
from typing import Any

from corotrace.diagram import strokes
from corotrace.diagram.difference.condensing import condensed
from corotrace.diagram.difference.merging import Merged
from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.difference.parts import Parts
from corotrace.diagram.difference.wording import ARROW, label, said_end, text_of_begin
from corotrace.diagram.interaction import Change
from corotrace.diagram.marks import NO_MARK, Mark
from corotrace.diagram.passages import Item
from corotrace.diagram.strokes import End


class Sketch:
    """Puts the strokes of both traces together; they are no more those of one trace then.

    Args:
        root: the merged tree.
        parts: which lifelines are the same.
        whole: whether what is as it was is drawn, too, and not only counted.

    Attributes:
        items: what is drawn.
        marks: what became of it.
    """

    def __init__(self, root: Merged, parts: Parts, *, whole: bool) -> None:
        self.marks: dict[object, Mark] = {}
        self._parts = parts
        self._whole = whole
        self.items: Sequence[Item] = ()
        pending = [root]
        while pending:
            merged = pending.pop()
            shown = list(self._shown(merged))
            self._put_in(merged, [self._item(child) for child in shown])
            pending += [child for child in shown if isinstance(child, Merged) and not child.left]

    def _shown(self, merged: Merged) -> Sequence[Merged | str]:
        if self._whole or merged.node.kind is Kind.PAR:
            return merged.children
        return [*condensed(merged.children)]

    def _put_in(self, merged: Merged, items: Sequence[Any]) -> None:
        item = merged.node.item
        match merged.node.kind:
            case Kind.WHOLE:
                self.items = items
            case Kind.CALL:
                item.inner = items
            case Kind.LOOP:
                item.groups = [items]
            case Kind.OPERAND:
                item.items = items
            case Kind.PAR:
                item.operands = items

    def _item(self, merged: Merged | str) -> Any:
        """What is drawn of a node, before what is in it."""
        if isinstance(merged, str):
            return strokes.Remark(0, 0, 0, merged, None)
        if merged.left:
            note = strokes.Remark(0, 0, 0, f"{name_of(merged.node)} was here", None)
            self.marks[note] = Mark(Change.MOVED)
            return note
        match merged.node.kind:
            case Kind.CALL:
                self._call(merged)
            case Kind.NOTE:
                text = str(merged.details[0]) if merged.details else None
                self.marks[merged.node.item] = Mark(merged.change, text)
            case Kind.LOOP | Kind.OPERAND:
                self._frame(merged)
            case Kind.PAR:
                first = merged.children[0].node.item  # it tells what is true of the whole fragment
                self.marks[first] = Mark(merged.change, _and(label_of(merged), moved_from(merged)))
        return merged.node.item

    def _frame(self, merged: Merged) -> None:
        old, item = merged.old, merged.node.item
        before = (old.item.fewest, old.item.most) if old is not None and merged.details else None
        fragment = self.marks.get(item, NO_MARK)
        text = fragment.text
        if merged.node.kind is Kind.LOOP:
            text = moved_from(merged)
        elif text is None and old is not None and merged.new is None:
            text = ""  # it was told of the whole
        self.marks[item] = Mark(merged.change or fragment.change, text, before)

    def _call(self, merged: Merged) -> None:
        old, new = merged.old, merged.new
        begin, end = merged.node.item.begin, merged.node.item.end
        if old is None or new is None:
            if old is not None:
                self._parts.stand(old)
            self.marks[begin] = self.marks[end] = Mark(merged.change)
            return
        said = {detail.what: str(detail) for detail in merged.details}
        text = text_of_begin(old.item.begin, begin)
        text += "".join(f" ({said[what]})" for what in ("runs", "stands on") if what in said)
        text = _and(text, moved_from(merged))
        if new.moved or said.keys() & {"text", "arguments", "runs", "stands on"}:
            self.marks[begin] = Mark(Change.MOVED if new.moved else Change.CHANGED, text)
        if said.keys() & {"result", "is waited for"}:
            self.marks[end] = Mark(Change.CHANGED, _result(old.item.end, end, said))


def moved_from(merged: Merged) -> str:
    """Where something was before, or nothing if it has not been moved."""
    old, new = merged.old, merged.new
    if old is None or new is None or not new.moved:
        return ""
    caller, now = _caller(old), _caller(new)
    if caller is None:
        return "moved from the top" if now else "in another order"
    return "in another order" if caller.partner is now else f"moved from {name_of(caller)}"


def label_of(merged: Merged) -> str:
    """What the corner of a frame says, of one that may have been called otherwise."""
    for detail in merged.details:
        if detail.what == "frame":
            return str(detail)
    before = label(merged.old.item) if merged.old else ""
    return label(merged.node.item) or before


def name_of(node: Node) -> str:
    """What a node is called in a sentence."""
    match node.kind:
        case Kind.CALL:
            text: str = node.item.begin.text()
            return text
        case Kind.LOOP:
            return "a loop"
        case Kind.PAR:
            return label(node.item)
    return "a note"


def _caller(node: Node) -> Node | None:
    parent = node.parent
    while parent is not None and parent.kind is not Kind.CALL:
        parent = parent.parent
    return parent


def _and(*texts: str) -> str:
    return ", ".join(filter(None, texts))


def _result(old: End, new: End, said: dict[str, str]) -> str:
    if "is waited for" not in said:
        return f"{said_end(old)} {ARROW} {said_end(new)}" if old.text() or new.text() else said["result"]
    now = "now somebody waits for it" if new.receivers else "now nobody waits for it"
    return f"{said.get('result', said_end(new))}, {now}"
