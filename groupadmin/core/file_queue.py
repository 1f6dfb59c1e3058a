"""The embedded queue: kombu's file transport, whose files are read only when they are whole.

Kombu's own transport opens a message under its final name and writes it afterwards. A worker that looks in between
takes an empty file and dies of it; the table of an exchange has the same gap while two processes start at once.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages come into being by a rename, and one process at a time touches the tables of the exchanges."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: object) -> None:
        """Write a message beside its place and move it there whole.

        Raises:
            ChannelError: nothing can be written there; no half of a message stays behind.
        """
        whole = Path(self.data_folder_out, f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg")
        part = whole.with_name(whole.name + ".part")
        try:
            part.write_bytes(dumps(payload).encode())
            part.replace(whole)
        except OSError as problem:
            part.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add {whole.name} to the queue: {problem}") from problem

    def _get(self, queue: str) -> dict[str, object]:
        """Return the next message; one that cannot be read is dropped, since the Job row has it sent again.

        Raises:
            Empty: no message waits.
        """
        try:
            message: dict[str, object] = super()._get(queue)
        except ValueError as problem:
            logger.warning("A message of the queue cannot be read and was dropped: %s", problem)
            raise Empty from problem
        return message

    def get_table(self, exchange: str) -> list[tuple[str, str, str]]:
        """Return the queues bound to an exchange."""
        with self._tables():
            table: list[tuple[str, str, str]] = super().get_table(exchange)
        return table

    def _queue_bind(self, *binding: str) -> None:
        with self._tables():
            super()._queue_bind(*binding)

    def _delete(self, *binding: object, **kwargs: object) -> None:
        with self._tables():
            super()._delete(*binding, **kwargs)

    @contextmanager
    def _tables(self) -> Iterator[None]:
        """Hold the tables of the exchanges alone."""
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "alone").open("w") as door:
            filesystem.lock(door, filesystem.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """``CELERY_BROKER_TRANSPORT`` where there is no Redis."""

    Channel = Channel
