"""What a call is called, on the lifeline where it stands."""

from corotrace.events import CallStarted


def called(started: CallStarted) -> str:
    """The function's name; a method's after the class that defines it, where its object is of another class.

    So what ``super()`` calls is told from the method that calls it.
    """
    function, owner = started.function, started.owner
    definer = function.local_name.rpartition(".")[0].rpartition(".")[2]
    if owner is None or definer in ("", owner.type):
        return function.name
    return f"{definer}.{function.name}"
