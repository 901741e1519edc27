"""What ``open_tables`` measures of a running server, loaded once Django is set up."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection
from itertools import count
from threading import Event

from django.core.management import call_command

from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.exchange.report_files import JSON, table_cube
from kompetenslyft.project.cli.work.server import gunicorn_command

RELEASE, TABLE = "staff-by-municipality-2016", "caseworkers"
DATA = f"/api/v2/tables/{RELEASE}-{TABLE}/data"
EVERYTHING = "&".join(f"valueCodes[{code}]=*" for code in ("Region", "Tid", "ContentsCode"))
PAGE = "/tabeller/"
SECONDS = 5
AT_ONCE = 8
"""Callers that fetch as fast as they are answered."""


def measure(cube: Cube) -> None:
    """Print every figure."""
    call_command("migrate", verbosity=0)
    publish(cube)
    with served() as port:
        known = best(lambda: fetch(port, f"{DATA}?{EVERYTHING}"))
        print(f"/data, {len(cube.cells)} cells: {1000 * known:.1f} ms from the cache")
        made = best(lambda: fetch(port, f"{DATA}?{anew()}"))
        print(
            f"/data, {len(cube.cells) - 36} cells: {1000 * made:.1f} ms made anew; ratio {made / known:.1f}"
        )
        rate, bare = burst(port, f"{DATA}?{EVERYTHING}"), burst(port, "/api/v2/config")
        print(
            f"{rate:.0f} requests a second from the cache; {bare:.0f} of the configuration; ratio {rate / bare:.2f}"
        )
        pages(port)


def pages(port: int) -> None:
    """How long a page takes, alone and while others fetch tables that have to be made."""
    alone = latencies(port)
    going = Event()
    with ThreadPoolExecutor(AT_ONCE) as callers:
        statuses = [callers.submit(until, going, port) for _ in range(AT_ONCE)]
        beside = latencies(port)
        going.set()
        answered = [status for one in statuses for status in one.result()]
    given, sent_away = answered.count(200), answered.count(429)
    for name, at in (("half", 0.5), ("95 of 100", 0.95)):
        quiet, busy = place(alone, at), place(beside, at)
        print(
            f"a page, {name} within: {1000 * quiet:.0f} ms alone, {1000 * busy:.0f} ms beside {AT_ONCE} that fetch "
            f"new selections; ratio {quiet / busy:.2f}"
        )
    print(f"the {AT_ONCE} were given {given} answers, and told {sent_away} times to come back")


NUMBERS = count(1)


def anew() -> str:
    """A selection of nearly everything that nobody has asked for."""
    left_out = next(NUMBERS) % 290
    regions = ",".join(f"Region{place:04}" for place in range(290) if place != left_out)
    order = ("valueCodes[Tid]=*", "valueCodes[ContentsCode]=*", f"valueCodes[Region]={regions}")
    return "&".join(order) + ("&lang=en" if next(NUMBERS) // 290 % 2 else "")


def until(going: Event, port: int) -> list[int]:
    """Fetch new selections until the event, with the status of each answer. Who is sent away waits a little."""
    statuses = []
    while not going.is_set():
        statuses.append(fetch(port, f"{DATA}?{anew()}", refused=True))
        if statuses[-1] != 200:
            time.sleep(0.1)
    return statuses


def burst(port: int, address: str) -> float:
    """Answers a second to callers that ask as fast as they can."""
    ends = time.perf_counter() + SECONDS

    def caller() -> int:
        connection, done = HTTPConnection("127.0.0.1", port), 0
        while time.perf_counter() < ends:
            connection.request("GET", address, headers={"X-Forwarded-For": f"192.0.2.{next(NUMBERS)}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            done += 1
        return done

    with ThreadPoolExecutor(AT_ONCE) as callers:
        done = sum(one.result() for one in [callers.submit(caller) for _ in range(AT_ONCE)])
    return done / SECONDS


def latencies(port: int) -> list[float]:
    """How long the page takes, again and again for some seconds, the quickest first."""
    found, ends = [], time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        started = time.perf_counter()
        fetch(port, PAGE)
        found.append(time.perf_counter() - started)
        time.sleep(0.02)
    return sorted(found)


def place(ordered: list[float], share: float) -> float:
    """The figure that the share of them is within."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def best(work: Callable[[], object], times: int = 7) -> float:
    """Seconds of the fastest of some runs, after one that warms up."""
    work()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def fetch(port: int, address: str, *, refused: bool = False) -> int:
    """The status of the answer, which is read to its end. Each call is of an address of its own."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", address, headers={"X-Forwarded-For": f"192.0.2.{next(NUMBERS)}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert refused or answer.status == 200, answer.status
    return answer.status


def publish(cube: Cube) -> None:
    """The cube as the table of a release that is published."""
    content, at = to_text(replace(cube, code=TABLE)).encode(), datetime(2017, 2, 6, tzinfo=UTC)
    release = Publication.objects.create(
        slug=RELEASE, kind=Publication.Kind.RELEASE, definition="staff-by-municipality@2016", title="Påhittat",
        round_codes=[], created_at=at, published_at=at, made_up=True, state=Publication.State.PUBLISHED,
    )  # fmt: skip
    PublishedFile.objects.create(
        publication=release, name=table_cube(TABLE), content_type=JSON, content=content,
        digest=sha256(content).hexdigest(),
    )  # fmt: skip


@contextmanager
def served() -> Iterator[int]:
    """The site as ``kompetenslyft serve`` runs it, with two workers. Gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = gunicorn_command(host="127.0.0.1", port=port, workers=2)
    # As behind a proxy, so that each call can be somebody else's: the limit by address is not what is measured.
    environment = os.environ | {"BEHIND_HTTPS": "1", "ALLOWED_HOSTS": "127.0.0.1"}
    with subprocess.Popen(command, env=environment, stdout=sys.stderr) as server:
        try:
            for _ in range(200):
                try:
                    fetch(port, "/api/v2/config")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            server.terminate()
