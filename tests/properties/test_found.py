"""What the random programs have found, shrunk: each stays as a test with a name."""

from tests.properties import programs as p
from tests.properties.test_programs import check


def test_a_thread_that_outlives_its_waiter_replies_to_nobody() -> None:
    job = p.Plain((p.Pause(),))
    check(p.number(p.Program(p.Node((p.Catch((p.Timeout(1, (p.ToThread(job, delay=2),)),)), p.Sleep(5))))))


def test_a_call_of_a_generator_that_the_loop_closes_is_in_the_task_that_closes_it() -> None:
    items = p.Items(parts=((),), cleanup=(p.Call(p.Node()),))
    check(p.number(p.Program(p.Node((p.Take(items, count=1, rest=p.Rest.FORGET), p.Sleep(1))))))


def test_the_end_of_a_generator_without_items_is_drawn_as_that_of_any_generator() -> None:
    check(p.number(p.Program(p.Node((p.TakePlain(p.Numbers(), count=1, rest=p.Rest.EXHAUST),)))))


def test_a_thread_does_not_reply_to_a_waiter_that_is_being_cancelled() -> None:
    check(p.number(p.Program(p.Node((p.Catch((p.Timeout(0, (p.ToThread(p.Plain()),)),)),)))))


def test_a_call_that_is_cancelled_as_a_time_limit_inside_of_it_runs_out_is_cancelled() -> None:
    limited = p.Node((p.Timeout(1, (p.Sleep(5),)),))
    check(p.number(p.Program(p.Node((p.Spawn(limited), p.Sleep(1), p.Cancel(0), p.Sleep(1))))))


def test_a_generator_that_the_loop_closes_takes_the_steps_of_others_itself() -> None:
    other = p.Take(p.Items(((), ())), count=2, rest=p.Rest.CLOSE)
    items = p.Items(parts=((),), cleanup=(other,))
    check(p.number(p.Program(p.Node((p.Take(items, count=1, rest=p.Rest.FORGET), p.Sleep(1))))))


def test_an_exception_comes_out_of_the_wait_that_it_came_through_and_of_no_other_one_like_it() -> None:
    child = p.Node((p.Sleep(1), p.Await(0)))
    limited = p.Timeout(1, (p.Catch((p.Spawn(child), p.Spawn(p.Node((p.Sleep(2),))), p.Await(1))),))
    check(p.number(p.Program(p.Node((limited,)))))
