"""A crawler reads forty pages, each with its links: what is repeated is drawn once, in frames that say how often."""

import asyncio

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock


class Site:
    """A web site."""

    @traced
    async def fetch(self, page: int) -> str:
        """Every fourth page is slow."""
        await asyncio.sleep(0.3 if page % 4 else 0.8)
        return f"page {page}"


@traced
async def store(page: int, link: int) -> None:  # noqa: ARG001 - it stands in the diagram
    await asyncio.sleep(0.02)


@traced
async def read_page(site: Site, page: int) -> int:
    await site.fetch(page)
    links = 5 + page % 3
    for link in range(links):
        await store(page, link)
    return links


@traced
async def crawl(site: Site) -> int:
    links = 0
    for page in range(40):
        links += await read_page(site, page)
    return links


def run() -> Trace:
    clock = FakeClock()
    with record("forty pages", clock=clock) as trace:
        clock.run(crawl(Site()))
    return trace


if __name__ == "__main__":
    print(run().save("diagrams/crawl.png"))
