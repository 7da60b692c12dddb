"""Which tests are recorded, what of them, and with whatever runs coroutines in tests."""

import pytest

from tests.integrations.conftest import PLUGIN, Files, Run

LOOP_SCOPE = ("-o", "asyncio_default_fixture_loop_scope=function")  # pytest-asyncio warns without
CALLED = "['checkout', 'pay', 'pack', 'pack']"
NAMES = """
    import pytest

    def names(trace):
        return str([call.name for call in trace.calls()])
"""


@pytest.fixture(autouse=True)
def helpers(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(helpers=NAMES)


def test_the_fixture_shows_what_the_test_has_done_so_far(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import asyncio, shop
        from helpers import names

        def test_checkout(corotrace_trace):
            assert names(corotrace_trace) == "[]"
            asyncio.run(shop.checkout())
            assert names(corotrace_trace) == "{CALLED}"
            assert corotrace_trace.header.title == "test_checkout"

        class TestShop:
            def test_pack(self, corotrace_trace):
                asyncio.run(shop.pack("book"))
                assert names(corotrace_trace) == "['pack']"
                assert corotrace_trace.header.title == "TestShop.test_pack"
        """
    )
    run().assert_outcomes(passed=2)


def test_what_fixtures_do_is_not_recorded(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio, pytest, shop
        from helpers import names

        @pytest.fixture
        def kept(corotrace_trace):
            yield corotrace_trace
            asyncio.run(shop.pay("after"))
            assert names(corotrace_trace) == "['pack']"

        @pytest.fixture
        def before(kept):
            asyncio.run(shop.pay("before"))

        def test_it(kept, before):
            asyncio.run(shop.pack("book"))
            assert names(kept) == "['pack']"
        """
    )
    run().assert_outcomes(passed=1)


def test_the_marker_gives_the_options_of_record(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio, pytest, shop

        @pytest.mark.corotrace(values="none", title="all of them")
        class TestShop:
            def test_it(self, corotrace_trace):
                asyncio.run(shop.pack("book"))
                assert "book" not in corotrace_trace.to_puml()
                assert "all of them" in corotrace_trace.to_puml()

            @pytest.mark.corotrace(values="safe")
            def test_closer(self, corotrace_trace):
                asyncio.run(shop.pack("book"))
                assert "book" in corotrace_trace.to_puml()
                assert "all of them" in corotrace_trace.to_puml()

        @pytest.mark.corotrace(scope="context")
        def test_context(corotrace_trace):
            asyncio.run(shop.pack("book"))
            assert len(corotrace_trace.calls()) == 1
        """
    )
    run("--strict-markers").assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("value='none'", ": record() got an unexpected keyword argument 'value'"),
        ("values='all'", "values="),
        ("'none'", "takes options by name"),
        ("max_blocking=0", "max_blocking=0; write a number of seconds, 0.01 or more"),
        ("max_blocking='1'", "max_blocking='1'; write a number of seconds, 0.01 or more"),
    ],
)
def test_what_is_wrong_with_the_marker_is_said(run: Run, pytester: pytest.Pytester, marker: str, said: str) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.corotrace({marker})\ndef test_it(corotrace_trace): pass")
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"@pytest.mark.corotrace of test_it*{said}*"])
    result.stdout.no_fnmatch_line("*corotrace/integrations*")
    result.stdout.no_fnmatch_line("*another exception*")
    pytester.makepyfile(f"import pytest\n@pytest.mark.corotrace({marker})\ndef test_it(): pass")
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"@pytest.mark.corotrace of test_it*{said}*"])
    result.stdout.no_fnmatch_line("*corotrace/integrations*")
    result.stdout.no_fnmatch_line("*another exception*")


ASYNC_TESTS = """
    import pytest, shop
    from helpers import names

    {marker}
    async def test_passes(corotrace_trace):
        await shop.checkout()
        assert names(corotrace_trace) == "{called}"

    {marker}
    async def test_fails():
        await shop.checkout("stolen")
"""


@pytest.mark.parametrize(
    ("marker", "plugin", "arguments"),
    [
        ("@pytest.mark.asyncio", "pytest_asyncio.plugin", ("-o", "asyncio_mode=strict", *LOOP_SCOPE)),
        ("", "pytest_asyncio.plugin", ("-o", "asyncio_mode=auto", *LOOP_SCOPE)),
        ("@pytest.mark.anyio", "anyio.pytest_plugin", ("-k", "[asyncio]")),
    ],
)
def test_coroutine_tests(
    run: Run, pytester: pytest.Pytester, files: Files, marker: str, plugin: str, arguments: tuple[str, ...]
) -> None:
    pytester.makepyfile(ASYNC_TESTS.format(marker=marker, called=CALLED))
    result = run("--corotrace-dir=out", *arguments, plugins=(PLUGIN, plugin))
    result.assert_outcomes(passed=1, failed=1, deselected=2 if "anyio" in plugin else 0)
    result.stdout.fnmatch_lines(["*- corotrace -*", "*ValueError('declined')*", "corotrace: 2 diagrams in out"])
    written = files()
    assert len(written) == 2
    assert all("checkout" in text for text in written.values())


def test_anyio_on_trio(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import anyio, pytest
        from corotrace import traced

        @traced
        async def pack(item):
            await anyio.sleep(0)

        @pytest.mark.anyio
        async def test_it(corotrace_trace):
            async with anyio.create_task_group() as group:
                group.start_soon(pack, "book")
                group.start_soon(pack, "pen")
            assert len(corotrace_trace.calls()) == 2
        """
    )
    run("-k", "[trio]", plugins=(PLUGIN, "anyio.pytest_plugin")).assert_outcomes(passed=1, deselected=1)


def test_unittest(run: Run, pytester: pytest.Pytester, files: Files) -> None:
    pytester.makepyfile(
        test_it="""
        import shop, unittest

        class Shop(unittest.IsolatedAsyncioTestCase):
            async def test_passes(self):
                await shop.checkout()

            async def test_fails(self):
                await shop.checkout("stolen")

            def test_plain(self):
                pass
        """
    )
    result = run("--corotrace-dir=out")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*- corotrace -*", "*ValueError('declined')*", "corotrace: 2 diagrams in out; 1 test recorded nothing"]
    )
    assert sum("pay('visa')" in text for text in files().values()) == 1
    assert sum("pay('stolen')" in text for text in files().values()) == 1


def test_unittest_with_the_marker_alone(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest, shop, unittest

        @pytest.mark.corotrace
        class Shop(unittest.IsolatedAsyncioTestCase):
            async def test_fails(self):
                await shop.checkout("stolen")

        class Other(unittest.IsolatedAsyncioTestCase):
            async def test_fails(self):
                await shop.checkout("stolen")
        """
    )
    result = run()
    result.assert_outcomes(failed=2)
    assert sum("- corotrace -" in line for line in result.outlines) == 1


BLOCKS = """
    import asyncio, time, pytest
    from corotrace import traced

    @traced
    async def blocks():
        time.sleep(0.05)
        await asyncio.sleep(0)  # line 8

    @pytest.mark.corotrace(max_blocking=0.02)
    def test_blocks():
        asyncio.run(blocks())

    @pytest.mark.corotrace(max_blocking=30)
    def test_may_block():
        asyncio.run(blocks())

    def test_it():
        asyncio.run(blocks())

    @pytest.mark.corotrace(max_blocking=0.02)
    def test_fails_by_itself():
        asyncio.run(blocks())
        raise ValueError("its own")
"""


def test_a_test_that_holds_its_event_loop_fails(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BLOCKS)
    result = run()
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "an event loop was held for 0.02 s or longer at a time:",
            "  blocks(), in task 'Task-*', held the event loop of MainThread for 0.*, until *.py:*",
            "*ValueError: its own",
        ]
    )


def test_all_tests_may_be_held_to_it(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BLOCKS)
    run("--corotrace-max-blocking=0.03").assert_outcomes(passed=1, failed=3)
    pytester.makeini("[pytest]\ncorotrace_max_blocking = 0.03")
    run().assert_outcomes(passed=1, failed=3)


@pytest.mark.parametrize("seconds", ["0", "0.001", "soon", "nan"])
def test_a_limit_that_makes_no_sense_is_refused(run: Run, pytester: pytest.Pytester, seconds: str) -> None:
    pytester.makepyfile("def test_it(): pass")
    result = run(f"--corotrace-max-blocking={seconds}")
    result.stderr.fnmatch_lines(
        [f"ERROR: --corotrace-max-blocking={seconds}: write a number of seconds, 0.01 or more*"]
    )
