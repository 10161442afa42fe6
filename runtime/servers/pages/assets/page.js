// The page keeps itself up to date, and its players play what this browser plays best.
//
// Everything that comes from the station is put into the page as text, never as HTML.

import { Player } from "./player.js";
import { listen } from "./live.js";

const LONG_TITLE = 48; // characters; card.py knows the same number
const LONGEST_WAIT = 60; // seconds

const main = document.querySelector("main");
const station = main.dataset.station;
const heading = document.title;
const announce = document.querySelector("[data-announce]");
const cards = new Map();

class Card {
  constructor(element) {
    this.element = element;
    this.programme = element.dataset.programme;
    this.shown = null;
    this.coming = "";
    this.player = new Player(element.querySelector(".player"), station, {
      starts: () => cards.forEach((card) => card !== this && card.player.stop()),
      changes: () => this.tellSystem(),
    });
    offerCopies(element);
  }

  find(name) { return this.element.querySelector(`[data-${name}]`); }

  // Show a title when it is heard, not when it is sent: a player is some seconds behind.
  hear(mount, serverNow) {
    const age = (Date.parse(serverNow) - Date.parse(mount.started || serverNow)) / 1000;
    const wait = this.shown ? Math.min(this.player.behind() - age, LONGEST_WAIT) : 0;
    if (wait < 0.5) this.show(mount);
    else if (this.coming !== mount.cover) setTimeout(() => this.show(mount), wait * 1000);
    this.coming = mount.cover;
  }

  show(mount) {
    const before = this.shown;
    this.shown = mount;
    if (before && before.cover === mount.cover && same(before, mount)) return;
    const [title, artist] = words(mount);
    this.find("title").textContent = title;
    this.find("title").classList.toggle("long", title.length > LONG_TITLE);
    this.find("artist").textContent = artist;
    this.find("badge").textContent = mount.live ? "Live" : "On air";
    if (!before) return;
    for (const image of this.element.querySelectorAll("[data-cover]")) image.src = mount.cover;
    if (!same(before, mount)) this.remember(before);
    if (mount.title) announce.textContent = `Now playing: ${title}${artist ? ", " + artist : ""}`;
    this.tellSystem();
  }

  // What has played goes to the top of the list.
  remember(mount) {
    const list = this.find("history");
    if (!list || !mount.title || mount.kind !== "track") return;
    const [title, artist] = words(mount);
    const newest = list.querySelector("li span b");
    if (newest && newest.textContent === title) return;
    const time = make("time", mount.started.slice(11, 16));
    time.dateTime = mount.started;
    const what = make("span", "");
    what.dir = "auto";
    what.append(make("b", title));
    if (artist) what.append(" ", make("span", artist, "by"));
    const row = make("li", "");
    row.append(time, " ", what);
    list.prepend(row);
    while (list.children.length > 50) list.lastElementChild.remove();
  }

  count(path, listeners) {
    for (const row of this.element.querySelectorAll("[data-mount]"))
      if (row.dataset.mount === path)
        row.querySelector("[data-listeners]").textContent = listeners === 1 ? "1 listener" : `${listeners} listeners`;
  }

  // The lock screen, the headset's buttons, and the browser's tab.
  tellSystem() {
    if (!this.player.wanted) {
      if (![...cards.values()].some((card) => card.player.wanted)) document.title = heading;
      return;
    }
    const [title, artist] = this.shown ? words(this.shown) : [station, ""];
    document.title = `${artist ? `${artist} – ` : ""}${title} · ${heading}`;
    if (!("mediaSession" in navigator)) return;
    const artwork = this.shown ? [{ src: new URL(this.shown.cover, location.href).href }] : [];
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist: artist || station, album: station, artwork });
    navigator.mediaSession.setActionHandler("play", () => this.player.start());
    navigator.mediaSession.setActionHandler("pause", () => this.player.stop());
    navigator.mediaSession.setActionHandler("stop", () => this.player.stop());
  }
}

function make(name, text, kind) {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function words(mount) {
  if (mount.silent) return ["Silence", "Nothing in the programme can play at the moment."];
  if (!mount.title) return [mount.name, ""];
  const { title, artist } = mount.title;
  return title ? [title, artist] : [artist, ""];
}

function same(one, other) {
  return one.live === other.live && words(one).join("\n") === words(other).join("\n");
}

// Buttons that copy, and say that they did.
function offerCopies(element) {
  if (!navigator.clipboard && !document.execCommand) return;
  for (const button of element.querySelectorAll("[data-copy], [data-copy-code]")) {
    button.hidden = false;
    const label = [...button.childNodes];
    button.addEventListener("click", async () => {
      const area = element.querySelector("[data-code]");
      const done = await copy(button.dataset.copy ?? area.value);
      const word = done ? "Copied" : "Press Ctrl+C";
      button.replaceChildren(word);
      button.classList.toggle("done", done);
      announce.textContent = word;
      setTimeout(() => { button.replaceChildren(...label); button.classList.remove("done"); }, 2500);
    });
  }
}

// Over plain HTTP browsers keep the clipboard to themselves; the old way still works there.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    const before = document.activeElement;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus();
    return done;
  }
}

function cardOf(mount) { return cards.get(mount.programme); }

// Of the mounts of a programme, the one that is heard says what plays.
function hear(mounts, now) {
  const told = new Map();
  for (const mount of mounts) {
    const heard = cardOf(mount)?.player.path === mount.path;
    if (!told.has(mount.programme) || heard) told.set(mount.programme, mount);
  }
  for (const mount of told.values()) cardOf(mount)?.hear(mount, now);
}

function listed() { return [...document.querySelectorAll("[data-mount]")].map((row) => row.dataset.mount); }

// A mount came or went: take what has changed from a fresh page, and leave players alone.
async function renew() {
  if (document.body.classList.contains("embed")) return;
  const answer = await fetch("/", { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wanted = new Map([...fresh.querySelectorAll("[data-programme]")].map((e) => [e.dataset.programme, e]));
  for (const [name, card] of cards) {
    const now = wanted.get(name);
    if (!now) {
      card.player.stop();
      card.element.remove();
      cards.delete(name);
      continue;
    }
    card.find("ways").replaceWith(document.adoptNode(now.querySelector("[data-ways]")));
    card.player.offer(now.querySelector("[data-format]"));
    offerCopies(card.find("ways"));
  }
  main.querySelector(".nothing")?.remove();
  for (const [name, element] of wanted)
    if (!cards.has(name)) {
      announce.before(document.adoptNode(element));
      cards.set(name, new Card(element));
    }
}

for (const element of document.querySelectorAll("[data-programme]"))
  cards.set(element.dataset.programme, new Card(element));

listen({
  async state({ now, mounts }) {
    if (mounts.map((mount) => mount.path).sort().join() !== listed().sort().join()) await renew();
    hear(mounts, now);
    for (const mount of mounts) cardOf(mount)?.count(mount.path, mount.listeners);
  },
  title({ now, mounts }) { hear(mounts, now); },
  listeners(counts) {
    for (const [path, count] of Object.entries(counts)) cards.forEach((card) => card.count(path, count));
  },
  async mounts({ now, mounts }) {
    await renew();
    hear(mounts, now);
  },
});
