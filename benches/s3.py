"""An S3 server on loopback, rclone's, of script/servers, for script/bench-publish and script/bench-month."""

import contextlib
import pathlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

PROJECT = pathlib.Path(__file__).resolve().parent.parent
TOOLS = PROJECT / "target/servers/python"
KEY, SECRET = "EDITOR", "secret"


@contextlib.contextmanager
def served(folder: pathlib.Path, buckets: tuple[str, ...]) -> Iterator[int]:
    """Serves the buckets in a folder; gives the port."""
    for bucket in buckets:
        (folder / bucket).mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [TOOLS / "bin/rclone", "serve", "s3", folder, "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}",
         "--config", folder.parent / "rclone.conf", "--quiet"],
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(1)
        yield port
    finally:
        server.terminate()
        server.wait()


class Counter:
    """A line to the server that counts the requests on it, and the bytes that are sent."""

    def __init__(self, port: int):
        self.requests, self.sent, self.port = 0, 0, port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            near = self.listener.accept()[0]
            far = socket.create_connection(("127.0.0.1", self.port))
            threading.Thread(target=self.pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(far, near, False), daemon=True).start()

    def pump(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        while part := source.recv(65536):
            if counts:
                self.requests += part.count(b" HTTP/1.1\r\n")
                self.sent += len(part)
            sink.sendall(part)
        sink.close()
