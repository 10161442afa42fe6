// A player for one programme: it takes the mount that this browser plays best, and comes back when the line breaks.
//
// Stopping lets go of the stream: a live programme that is paused would go on where nobody is any more.

const KEY = "legacystream.format";
const VOLUME = "legacystream.volume";
const LONGEST_WAIT = 30;

export class Player {
  constructor(element, station, { starts, changes }) {
    this.audio = element.querySelector("[data-audio]");
    this.toggle = element.querySelector("[data-toggle]");
    this.state = element.querySelector("[data-state]");
    this.format = element.querySelector("[data-format]");
    this.volume = element.querySelector("[data-volume]");
    this.station = station;
    this.starts = starts;
    this.changes = changes;
    this.wanted = false;
    this.failures = 0;
    this.retry = 0;
    this.joined = 0;
    this.refused = new Set();
    this.replaceNative(element);
    this.wire();
  }

  replaceNative(element) {
    this.audio.controls = false;
    this.audio.replaceChildren();
    this.audio.removeAttribute("src");
    element.querySelector("[data-controls]").hidden = false;
    this.choose();
    this.audio.volume = (this.volume.value = recall(VOLUME) ?? 100) / 100;
  }

  wire() {
    this.toggle.addEventListener("click", () => (this.wanted ? this.stop() : this.start()));
    this.format.addEventListener("change", () => {
      keep(KEY, this.option.dataset.type);
      if (this.wanted) this.start();
    });
    this.volume.addEventListener("input", () => {
      this.audio.volume = this.volume.value / 100;
      keep(VOLUME, this.volume.value);
    });
    this.audio.addEventListener("playing", () => this.plays());
    this.audio.addEventListener("waiting", () => this.wanted && this.say("Buffering…"));
    this.audio.addEventListener("error", () => this.fails());
    this.audio.addEventListener("ended", () => this.fails());
    this.audio.addEventListener("pause", () => this.wanted && !this.audio.ended && !this.retry && this.stop());
  }

  get option() { return this.format.selectedOptions[0]; }
  get path() { return this.format.value; }

  // The first that this browser plays surely, else the first that it may play; what was chosen last time before both.
  choose() {
    const options = [...this.format.options];
    const sure = (option) => ["", "maybe", "probably"].indexOf(this.audio.canPlayType(option.dataset.type));
    for (const option of options) option.disabled = sure(option) < 1;
    this.refused.clear();
    const able = options.filter((option) => !option.disabled);
    const chosen = able.find((option) => option.dataset.type === recall(KEY));
    const best = chosen ?? able[0] ?? options[0];
    if (best) best.selected = true;
  }

  // Other mounts are there now.
  offer(fresh) {
    const before = this.path;
    this.format.replaceChildren(...[...fresh.options].map((option) => document.adoptNode(option)));
    this.choose();
    const still = [...this.format.options].find((option) => option.value === before);
    if (still) still.selected = true;
    else if (this.wanted) this.start();
  }

  start() {
    clearTimeout(this.retry);
    this.retry = 0;
    this.starts();
    this.wanted = true;
    this.show();
    this.say("Connecting…");
    this.joined = 0;
    this.audio.src = this.path;
    this.audio.play().catch((fault) => {
      if (fault.name === "NotAllowedError") this.stop("Press play to listen");
    });
    this.changes();
  }

  stop(words = "") {
    if (!this.wanted && !words) return;
    clearTimeout(this.retry);
    this.retry = 0;
    this.wanted = false;
    this.failures = 0;
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    this.show();
    this.say(words);
    this.changes();
  }

  plays() {
    if (!this.joined) this.joined = performance.now() / 1000 - this.audio.currentTime;
    this.failures = 0;
    this.refused.clear();
    this.say(`Playing ${this.option.textContent}`);
  }

  // A format that this browser promised and cannot play gives way to the next one.
  next() {
    this.refused.add(this.path);
    const other = [...this.format.options].find((option) => !option.disabled && !this.refused.has(option.value));
    if (other) other.selected = true;
    else this.refused.clear();
    return Boolean(other);
  }

  // The line broke: try again, later each time.
  fails() {
    if (!this.wanted || this.retry) return;
    const unplayable = !this.joined && this.audio.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    if (unplayable && this.next()) return void this.start();
    this.failures += 1;
    const wait = Math.min(LONGEST_WAIT, 2 ** (this.failures - 1));
    this.say("The stream stopped; trying again…");
    this.retry = setTimeout(() => this.start(), wait * 1000);
  }

  // How many seconds behind the station this player is: what it was given at once, and where it stopped to wait.
  behind() {
    if (!this.wanted || !this.joined) return 0;
    const waited = performance.now() / 1000 - this.joined - this.audio.currentTime;
    return Math.max(0, Number(this.option.dataset.latency) + waited);
  }

  show() {
    this.toggle.classList.toggle("on", this.wanted);
    this.toggle.setAttribute("aria-label", `${this.wanted ? "Stop" : "Play"} ${this.station}`);
  }

  say(words) { this.state.textContent = words; }
}

// A browser may keep nothing for us, above all inside another site's frame.
function recall(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function keep(key, value) {
  try { localStorage.setItem(key, value); } catch { /* it is forgotten, then */ }
}
