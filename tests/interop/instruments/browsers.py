"""Browsers that play mounts: each opens a page of ours, plays every mount in an `<audio>`, and tells us how far it came.

The page is served by the test itself, so that the browser needs no driver; the station is another origin to it, as it is
to any site that embeds a player.
"""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

SECONDS = 14
"""Of playing, after which a browser tells."""

BROWSERS = ("chromium", "firefox-esr")

NO_SOUND_CARD = "OnMediaSinkAudioError"
"""What Firefox says, and plays on, where there is nothing to hear it with."""

PAGE = """<!doctype html><meta charset="utf-8"><title>Players</title><script>
const mounts = %s, told = {};
for (const [name, url] of Object.entries(mounts)) {
  const audio = new Audio();
  audio.crossOrigin = "anonymous";
  audio.volume = 0.01;
  audio.src = url;
  document.documentElement.append(audio);
  told[name] = {seconds: 0, fault: ""};
  audio.addEventListener("error", () => { told[name].fault ||= audio.error.message || "error " + audio.error.code; });
  let last = 0;
  audio.addEventListener("timeupdate", () => {
    const step = audio.currentTime - last;
    last = audio.currentTime;
    if (step > 0 && step < 1) told[name].seconds += step;
  });
  audio.play().catch(fault => { told[name].fault ||= String(fault); });
}
setTimeout(() => fetch("/told", {method: "POST", body: JSON.stringify(told)}), %d);
</script>"""


class Told:
    """The page's server: gives the page, and waits for what a browser has to say."""

    def __init__(self, mounts: dict[str, str]) -> None:
        self._answers: queue.Queue[dict[str, dict[str, object]]] = queue.Queue()
        page = (PAGE % (json.dumps(mounts), SECONDS * 1000)).encode()
        answers = self._answers

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page)

            def do_POST(self) -> None:
                answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def wait(self, seconds: float) -> dict[str, dict[str, object]]:
        """Mount → how many seconds were played, and what went wrong; {} when nobody said anything."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return {}


def command(browser: str, url: str, profile: Path) -> list[str]:
    """How a browser is started, without a screen, a sandbox for root, or a wish for a click before it plays."""
    if browser == "chromium":
        quiet = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-dev-shm-usage",
        ]
        return [
            "chromium",
            *quiet,
            "--autoplay-policy=no-user-gesture-required",
            f"--user-data-dir={profile}",
            url,
        ]
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.js").write_text(
        'user_pref("media.autoplay.default", 0);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
    )
    return ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile), url]
