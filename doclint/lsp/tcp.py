"""The server on a port of this machine, for one editor: a second would be shown the notes of the first."""

from __future__ import annotations

import asyncio
import logging
import sys
from threading import Event

from pygls.io_ import run_async

from doclint.lsp.server import Server

HOST = "127.0.0.1"


def serve(server: Server, port: int) -> None:
    """Wait for an editor on a port of the loopback (0 takes a free one), and serve it until it goes. Raises OSError."""
    asyncio.run(_serve(server, port))


async def _serve(server: Server, port: int) -> None:
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    taken = False

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        if taken:
            writer.close()
            return
        taken = True
        listening.close()
        server.protocol.set_writer(writer)
        quiet = logging.getLogger("pygls")
        try:
            await run_async(Event(), reader, server.protocol, quiet, server.report_server_error)
        except (SystemExit, OSError):
            pass  # the editor said to end, or is gone
        finally:
            server.shutdown()
            writer.close()
            if not ended.done():
                ended.set_result(None)

    listening = await asyncio.start_server(connected, HOST, port)
    sys.stderr.write(f"doclint: waits for an editor on {HOST}:{listening.sockets[0].getsockname()[1]}\n")
    sys.stderr.flush()
    await ended
