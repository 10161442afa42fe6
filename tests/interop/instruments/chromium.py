"""Chromium without a screen, driven over its DevTools protocol: open a page, press keys, look, take pictures.

One WebSocket, one page. What the page says in its console and what it throws is kept, so that a test can ask for silence.
"""

import asyncio
import base64
import json
import re
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio",
    "--autoplay-policy=no-user-gesture-required", "--remote-debugging-port=0",
)  # fmt: skip

START_SECONDS = 60.0
ANSWER_SECONDS = 60.0
LOOK_SECONDS = 0.05
"""Between two looks whether a condition holds."""

KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowLeft": 37, "End": 35, "Home": 36}


class Chromium:
    """A browser with one page; use it with `with`.

    Args:
        profile: a new folder for all that it keeps.
        flags: more words for its command.

    Attributes:
        complaints: errors of the page: exceptions, console errors, refusals of its content security policy.
    """

    def __init__(self, profile: Path, *flags: str) -> None:
        self.complaints: list[str] = []
        self._command = ["chromium", *FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._number = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        self._thread.start()
        try:
            self._wait(self._connect(self._devtools()))
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.say(f"{domain}.enable")
        except BaseException:
            self._process.kill()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        self._wait(self._close())
        self._process.terminate()
        self._process.wait(20)
        self._stderr.join()
        self._process.stderr.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # The page

    def open(self, url: str) -> None:
        """Go to a page and wait until it is there."""
        self.complaints.clear()
        self.say("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        answer = self.say(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"].get("exception", {}).get("description") or answer)
        return answer["result"].get("value")

    def until(self, condition: str, seconds: float = 30.0) -> Any:
        """Wait for an expression to be true; returns its value. Says what it was last if it never is."""
        deadline = time.monotonic() + seconds
        value = None
        while time.monotonic() < deadline:
            try:
                value = self.run(condition)
            except AssertionError as fault:  # the page changes under our hands
                value = fault
            else:
                if value:
                    return value
            time.sleep(LOOK_SECONDS)
        raise AssertionError(
            f"{condition} is {value!r} after {seconds:g} s; the page complains: {self.complaints}"
        )

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        fields = {"key": key, "windowsVirtualKeyCode": KEYS[key], "code": {" ": "Space"}.get(key, key)}
        self.say("Input.dispatchKeyEvent", type="keyDown", **fields, **({"text": text} if text else {}))
        self.say("Input.dispatchKeyEvent", type="keyUp", **fields)

    def look(self, width: int, height: int, scheme: str, scale: float = 1.0) -> None:
        """Take the size of a screen, and a colour scheme: "light" or "dark"."""
        self.say(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.say("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write what the screen shows, or the whole page, as PNG."""
        answer = self.say("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    # The wire

    def say(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer."""
        return self._wait(self._ask(method, parameters))

    def _wait(self, story: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(story, self._loop).result(ANSWER_SECONDS)

    def _devtools(self) -> str:
        """The address that the browser prints; what else it prints is thrown away, so that it never waits for a reader."""
        found: list[str] = []
        there = threading.Event()
        stderr = self._process.stderr
        assert stderr is not None

        def read() -> None:
            for line in stderr:
                if match := re.search(r"DevTools listening on (ws://\S+)", line):
                    found.append(match[1])
                    there.set()

        self._stderr = threading.Thread(target=read, daemon=True)
        self._stderr.start()
        if not there.wait(START_SECONDS):
            raise AssertionError("Chromium did not start")
        return found[0]

    async def _connect(self, url: str) -> None:
        import aiohttp

        self._client = aiohttp.ClientSession()
        base = url.replace("ws://", "http://").partition("/devtools")[0]
        async with self._client.get(f"{base}/json/list") as answer:
            page = next(each for each in await answer.json() if each["type"] == "page")
        self._socket = await self._client.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._reading = asyncio.create_task(self._read())

    async def _close(self) -> None:
        self._reading.cancel()
        await self._socket.close()
        await self._client.close()

    async def _ask(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self._number += 1
        number = self._number
        coming = self._answers[number] = self._loop.create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await coming
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            elif note := _COMPLAINTS.get(told["method"]):
                self.complaints += note(told["params"])


def _exception(params: Mapping[str, Any]) -> list[str]:
    details = params["exceptionDetails"]
    return [details.get("exception", {}).get("description") or details["text"]]


def _console(params: Mapping[str, Any]) -> list[str]:
    words = [str(each.get("value", each.get("description"))) for each in params["args"]]
    return [" ".join(words)] if params["type"] == "error" else []


def _entry(params: Mapping[str, Any]) -> list[str]:
    entry = params["entry"]
    return [f"{entry['text']} {entry.get('url', '')}"] if entry["level"] == "error" else []


_COMPLAINTS: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "Runtime.exceptionThrown": _exception,
    "Runtime.consoleAPICalled": _console,
    "Log.entryAdded": _entry,
}
