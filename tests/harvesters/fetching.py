"""Fetchers for tests: they may ask loopback, and do not keep one waiting."""

from ipaddress import ip_network
from pathlib import Path

import msgspec

from harvesters.base import Page
from harvesters.fetch import HttpFetcher, Limits

LIST = b"titel;gemeente\nNaaiatelier (fictief);Mechelen\n"
QUICK = Limits(connect_s=5, read_s=5, retry_wait_s=0.001, host_delay_s=0)


def fetcher(folder: Path, *, allow: str = "127.0.0.0/8", local: bool = False, **changed: float) -> HttpFetcher:
    """A fetcher with quick limits and these changes to them, which keeps its robots.txt files in a folder."""
    limits = msgspec.structs.replace(QUICK, **changed)
    networks = tuple(map(ip_network, allow.split()))
    return HttpFetcher(limits=limits, allow=networks, local=local, cache=folder / "robots")


def read(page: Page) -> bytes:
    return Path(page.path).read_bytes()
