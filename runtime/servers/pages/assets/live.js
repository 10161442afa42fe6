// What happens at the station, from /events; from /nowplaying.json now and then, where there is no room for one more.
//
// A page that nobody looks at and nobody hears lets go of its connection: browsers have six for a station, and each
// player and each open page takes one.

const POLL = 30000;

export function listen(handlers) {
  let source = null;
  let timer = 0;

  async function take(name, text) {
    try {
      await handlers[name](JSON.parse(text));
    } catch (fault) {
      console.error("LegacyStream:", fault);
    }
  }

  async function poll() {
    try {
      const answer = await fetch("/nowplaying.json", { cache: "no-store" });
      if (answer.ok) take("state", await answer.text());
    } catch {
      // the station is away; the next round asks again
    }
    timer = setTimeout(open, POLL);
  }

  function open() {
    close();
    if (!("EventSource" in window)) return void poll();
    source = new EventSource("/events");
    for (const name of Object.keys(handlers)) source.addEventListener(name, (event) => take(name, event.data));
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      close();
      poll();
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  const heard = () => [...document.querySelectorAll("audio")].some((audio) => !audio.paused);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !heard()) close();
    else if (!document.hidden && !source) open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
