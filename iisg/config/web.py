"""The web server that `iisg serve` runs: granian, whose processes read the headers and start again when they die."""

import time
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

WORKERS = 2
HEADER_SECONDS = 10  # for all headers of a request, and between two requests of one connection
LARGEST_HEADERS = 32_768  # bytes, address included
QUICK = 10  # seconds; a worker that lives no longer may die again at once
PAUSE = 2  # seconds before such a one is started again


class Web(MPServer):
    """Granian ends when a worker dies again within 5.5 s. Here it is started again, after a pause."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            "iisg.config.door:application",
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=LARGEST_HEADERS),
            workers=WORKERS,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
            log_level=LogLevels.error,
            websockets=False,
        )

    def _respawn_workers(self, workers: list[int], *arguments: Any, **options: Any) -> None:
        if any(time.monotonic() - self.wrks[index].birth < QUICK for index in workers):
            self.pause()
        super()._respawn_workers(workers, *arguments, **options)
        self.respawned_wrks.clear()  # what granian would count as a crash loop

    def pause(self) -> None:
        end = time.monotonic() + PAUSE
        while time.monotonic() < end and not self.interrupt_signal:
            time.sleep(0.1)
