"""``demo``: a database of its own, filled with made-up returns, and the site and the worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from importlib import import_module
from pathlib import Path

from kompetenslyft.demo.logins import LOGINS, PASSWORD, environment
from kompetenslyft.project.cli.output import Exit, progress, put, say
from kompetenslyft.project.cli.perform import start_django
from kompetenslyft.project.cli.text import LANGUAGE, _

_STARTS_WITHIN = 60


def run(*, serve: bool, port: int, open_browser: bool) -> Exit:
    """Fill the demonstration if it is not filled, say how to log in, and serve until stopped."""
    address = f"http://localhost:{port}/"
    if serve and not _is_free(port):
        say(_("Port {port} är upptagen. Välj en annan: --port {other}.").format(port=port, other=port + 1))
        return Exit.REFUSED
    data = Path(os.environ.setdefault("KOMPETENSLYFT_DATA", str(Path.cwd() / "var"))).resolve()
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{data / 'demo.sqlite3'}")
    os.environ |= environment() | {"BASE_URL": address.rstrip("/")}
    data.mkdir(parents=True, exist_ok=True)
    start_django()
    # Django's models can be loaded only once the settings above are in force.
    import_module("kompetenslyft.project.cli.work.database").prepare()
    with progress(_("Fyller demonstrationen")) as step:
        import_module("kompetenslyft.demo.scenario").fill(step)
    _tell(address if serve else None)
    return _serve(port, address if open_browser else None) if serve else Exit.OK


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _tell(address: str | None) -> None:
    put(_("Demonstrationen är fylld. Alla uppgifter är påhittade."))
    if address:
        put(_("Adress: {address}").format(address=address))
    put(_("Lösenord för alla: {password}").format(password=PASSWORD))
    width = max(len(login.email) for login in LOGINS)
    for login in LOGINS:
        title, to_try = login.title.in_language(LANGUAGE), login.to_try.in_language(LANGUAGE)
        put(f"  {login.email:<{width}}  {title}. {to_try}")
    if address:
        put(_("Stoppa med Ctrl+C."))
    sys.stdout.flush()


def _serve(port: int, opened: str | None) -> Exit:
    server = import_module("kompetenslyft.project.cli.work.server")
    server.make_folders()
    commands = [
        server.gunicorn_command(host="127.0.0.1", port=port, workers=2),
        [sys.executable, "-m", "kompetenslyft.project.cli", "--language", LANGUAGE, "worker", "--every", "5"],
    ]
    # Stopped in whatever way, nothing is left running behind.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    running = [subprocess.Popen(command) for command in commands]
    if opened:
        threading.Thread(target=_open, args=(port, opened), daemon=True).start()
    try:
        code = running[0].wait()
    except KeyboardInterrupt:
        code = 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=15)
    return Exit.OK if code == 0 else Exit.REFUSED


def _open(port: int, address: str) -> None:
    """Open the browser once the site answers; without a screen nothing happens."""
    end = time.monotonic() + _STARTS_WITHIN
    while _is_free(port) and time.monotonic() < end:
        time.sleep(0.2)
    has_screen = (
        sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if has_screen:
        webbrowser.open(address)
