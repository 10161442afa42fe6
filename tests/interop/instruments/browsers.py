"""Browsers that play mounts: each opens a page of ours, plays every mount in an `<audio>`, and sends us what it heard.

The page is served by the test itself, so that the browser needs no driver; the station is another origin to it, as it is
to any site that embeds a player. What would have come out of the loudspeaker is taken down: in
Chromium by an AudioWorklet, the samples themselves; in Firefox, whose Web Audio waits for a sound card, by a MediaRecorder,
in Opus.
"""

import json
import queue
import threading
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote

SECONDS = 14
"""Of playing, after which a browser tells."""

BROWSERS = ("chromium", "firefox-esr")

NO_SOUND_CARD = "OnMediaSinkAudioError"
"""What Firefox says, and plays on, where there is nothing to hear it with."""

RATE = 44_100
"""Hz at which a browser is asked to play, and so what it sends."""

PAGE = """<!doctype html><meta charset="utf-8"><title>Players</title><script>
const mounts = %s, told = {}, heard = {};
const tape = `registerProcessor("tape", class extends AudioWorkletProcessor {
  process(inputs) {
    const [left, right] = inputs[0];
    if (left) {
      const mono = new Int16Array(left.length);
      for (let n = 0; n < mono.length; n++)
        mono[n] = Math.max(-1, Math.min(1, (left[n] + (right || left)[n]) / 2)) * 32767;
      this.port.postMessage(mono);
    }
    return true;
  }
});`;
const recorders = [];
async function recorder() {
  return (name, audio) => audio.addEventListener("playing", () => {
    const how = {mimeType: "audio/ogg; codecs=opus", audioBitsPerSecond: 192000};
    const recorder = new MediaRecorder(audio.mozCaptureStream(), how);
    recorder.ondataavailable = event => heard[name].push(event.data);
    recorder.ended = new Promise(done => { recorder.onstop = done; });
    recorder.start();
    recorders.push(recorder);
  }, {once: true});
}
async function worklet() {
  const context = new AudioContext({sampleRate: %d});
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([tape], {type: "text/javascript"})));
  await context.resume();
  const silence = new GainNode(context, {gain: 0});
  silence.connect(context.destination);
  return (name, audio) => {
    const node = new AudioWorkletNode(context, "tape", {channelCount: 2, channelCountMode: "explicit"});
    node.port.onmessage = message => heard[name].push(message.data);
    context.createMediaElementSource(audio).connect(node).connect(silence);
  };
}
async function begin() {
  const listen = await ("mozCaptureStream" in Audio.prototype || "mozCaptureStream" in new Audio() ? recorder() : worklet());
  for (const [name, url] of Object.entries(mounts)) {
    const audio = new Audio();
    audio.crossOrigin = "anonymous";
    audio.src = url;
    document.documentElement.append(audio);
    told[name] = {seconds: 0, fault: ""};
    heard[name] = [];
    audio.addEventListener("error", () => { told[name].fault ||= audio.error.message || "error " + audio.error.code; });
    let last = 0;
    audio.addEventListener("timeupdate", () => {
      const step = audio.currentTime - last;
      last = audio.currentTime;
      if (step > 0 && step < 1) told[name].seconds += step;
    });
    listen(name, audio);
    audio.play().catch(fault => { told[name].fault ||= String(fault); });
  }
}
async function end() {
  recorders.forEach(recorder => recorder.stop());
  await Promise.all(recorders.map(recorder => recorder.ended));
  for (const name of Object.keys(mounts))
    await fetch("/heard?" + encodeURIComponent(name), {method: "POST", body: new Blob(heard[name] || [])});
  await fetch("/told", {method: "POST", body: JSON.stringify(told)});
}
begin().catch(fault => { for (const name of Object.keys(mounts)) told[name] ||= {seconds: 0, fault: String(fault)}; });
setTimeout(end, %d);
</script>"""


class Told:
    """The page's server: gives the page, and waits for what a browser has to say.

    Attributes:
        heard: mount → what was played of it, in mono, 16 bits, at `RATE`.
    """

    def __init__(self, mounts: dict[str, str]) -> None:
        self._answers: queue.Queue[dict[str, dict[str, object]]] = queue.Queue()
        self.heard: dict[str, bytes] = {}
        page = (PAGE % (json.dumps(mounts), RATE, SECONDS * 1000)).encode()
        answers, heard = self._answers, self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                path, _, name = self.path.partition("?")
                if path == "/heard":
                    heard[unquote(name)] = body
                else:
                    answers.put(json.loads(body))
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

    def save(self, folder: Path) -> dict[str, Path]:
        """Write what was played into files: samples as WAV, a recording as it is."""
        files = {}
        for name, data in self.heard.items():
            recorded = data.startswith(b"OggS")
            files[name] = folder / f"{name.replace(' ', '-')}.{'ogg' if recorded else 'wav'}"
            if recorded:
                files[name].write_bytes(data)
            else:
                write_wave(files[name], data)
        return files

    def wait(self, seconds: float) -> dict[str, dict[str, object]]:
        """Mount → how many seconds were played, and what went wrong; {} when nobody said anything."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return {}


def write_wave(path: Path, samples: bytes) -> None:
    """Mono, 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples[: len(samples) // 2 * 2])


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
