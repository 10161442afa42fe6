import asyncio
import contextlib

import pytest


class Server:
    """Another server, that says what a test wants."""

    def __init__(self):
        self.heads = []
        self.writers = []
        self.answers = []
        self.port = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/live"

    async def attend(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head.decode())
        self.writers.append(writer)
        answer = self.answers.pop(0) if self.answers else b"HTTP/1.0 404 File Not Found\r\n\r\n"
        writer.write(answer)
        if answer.startswith((b"HTTP/1.0 200", b"ICY 200")) and b"Connection: close" not in answer:
            return  # a stream goes on
        writer.close()

    def says(self, data):
        self.writers[-1].write(data)

    def closes(self):
        self.writers[-1].close()


@pytest.fixture
def serving():
    @contextlib.asynccontextmanager
    async def serve(*answers):
        server = Server()
        server.answers = list(answers)
        listening = await asyncio.start_server(server.attend, "127.0.0.1", 0)
        server.port = listening.sockets[0].getsockname()[1]
        try:
            yield server
        finally:
            for writer in server.writers:
                writer.transport.abort()
            listening.close()
            await listening.wait_closed()

    return serve
