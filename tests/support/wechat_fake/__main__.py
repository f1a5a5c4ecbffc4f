"""Serves the fake until SIGTERM, or until whoever started it is gone.

Prints one line of JSON: its address, and the account that it is (``appid`` and ``secret``).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import stat
import sys
import threading

from tests.support.wechat_fake.server import Server
from tests.support.wechat_fake.world import World


def main() -> None:
    """Serve, and end as the module says."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.wechat_fake")
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    world = World()
    with Server(world, parser.parse_args().port) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: server.ending.set())
        signal.signal(signal.SIGINT, lambda *_: server.ending.set())
        said = {"url": server.url, "appid": world.appid, "secret": world.secret}
        print(json.dumps(said), flush=True)
        _watch_input(server.ending)
        parent = os.getppid()
        while not server.ending.wait(0.2):
            if os.getppid() != parent:
                break
        server.ending.set()
        server.shutdown()


def _watch_input(ending: threading.Event) -> None:
    """A pipe as standard input ends with whoever holds its other end."""
    if not stat.S_ISFIFO(os.fstat(0).st_mode):
        return

    def read() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        ending.set()

    threading.Thread(target=read, daemon=True).start()


main()
