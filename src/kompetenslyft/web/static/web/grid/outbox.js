/* What is written and not yet stored on the server: kept in the browser, sent one request at a time, tried again.

   An entry is a draft while its cell is being written in, waiting when it is to be sent, and error or conflict when the
   server has said no; it leaves the outbox only when it is stored or when the writer gives it up. Each page holds a lock
   for as long as it lives: what a page that is gone has left is taken up by the next, what one still open holds is not. */

const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30000;

export class Outbox {
  constructor({ name, url, section, context, onReply, onTrouble, onChange }) {
    Object.assign(this, { name, url, section, context, onReply, onTrouble, onChange });
    this.page = `${name}.page.${Math.random().toString(36).slice(2)}`;
    this.entries = new Map();
    this.attempted = new Map();
    this.kept = new Set();
    navigator.locks?.request(this.page, () => new Promise(() => {}));
    this.pause = FIRST_PAUSE;
    this.sending = null;
    this.trouble = "";
    addEventListener("online", () => this.retry());
  }

  /* Take up what pages that are gone have left; returns their keys. */
  async takeUp() {
    const alive = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
    const taken = [];
    for (const [key, entry] of stored(this.name)) {
      if (this.entries.has(key) || alive.has(entry.page)) continue;
      if (entry.state === "draft") entry.state = "waiting";
      if (entry.state === "waiting") this.attempted.set(key, entry.raw);
      this.entries.set(key, entry);
      taken.push(key);
    }
    this.keep();
    return taken;
  }

  put(key, raw, base, { state = "waiting", label = "", address = "" } = {}) {
    this.entries.set(key, { raw, base, state, label, address });
    this.keep();
  }

  drop(key) {
    if (!this.entries.delete(key)) return;
    this.attempted.delete(key);
    this.keep();
  }

  keep() {
    try {
      for (const [key, entry] of this.entries) {
        localStorage.setItem(`${this.name}|${key}`, JSON.stringify({ ...entry, page: this.page }));
      }
      for (const key of this.kept) if (!this.entries.has(key)) localStorage.removeItem(`${this.name}|${key}`);
      this.kept = new Set(this.entries.keys());
    } catch {
      /* A full or forbidden store: the entries are still held in the page. */
    }
    this.onChange();
  }

  waiting() {
    return [...this.entries].filter(([, entry]) => entry.state === "waiting");
  }

  retry() {
    clearTimeout(this.timer);
    this.pause = FIRST_PAUSE;
    this.flush();
  }

  /* Send what waits. Resolves when nothing is under way. */
  flush() {
    this.sending ??= this.run().finally(() => { this.sending = null; });
    return this.sending;
  }

  async run() {
    while (this.waiting().length) {
      clearTimeout(this.timer);
      if (!(await this.send(new Map(this.waiting())))) return;
    }
  }

  async send(batch) {
    const { seen } = this.context();
    const body = {
      entries: Object.fromEntries([...batch].map(([key, entry]) => [key, entry.raw])),
      base: Object.fromEntries([...batch].map(([key, entry]) => [key, entry.base])),
      attempted: Object.fromEntries([...batch.keys()].filter((key) => this.attempted.has(key)).map((key) => [key, this.attempted.get(key)])),
      seen,
      section: this.section,
    };
    for (const [key, entry] of batch) if (!this.attempted.has(key)) this.attempted.set(key, entry.raw);
    let response;
    try {
      response = await post(this.url, JSON.stringify(body), "application/json");
    } catch {
      return this.later("offline");
    }
    if (response.type === "opaqueredirect") return this.later("signedOut");
    if (response.status >= 500) return this.later("offline");
    const json = response.headers.get("content-type")?.includes("json");
    if (!response.ok) {
      const reason = json ? (await response.json()).findings.map((finding) => finding.message).join(" ") : "";
      this.trouble = "refused";
      this.onTrouble("refused", reason);
      return false;
    }
    let reply;
    try {
      reply = await response.json();
    } catch {
      return this.later("offline");
    }
    this.pause = FIRST_PAUSE;
    const recovered = this.trouble;
    this.trouble = "";
    this.sort(batch, reply);
    this.onReply(reply, batch);
    this.keep();
    this.onTrouble("", "", recovered);
    return true;
  }

  /* Move each entry of the batch to where the reply puts it. */
  sort(batch, reply) {
    const saved = new Set(reply.saved);
    for (const [key, sent] of batch) {
      this.attempted.delete(key);
      const entry = this.entries.get(key);
      if (!entry) continue;
      const rewritten = JSON.stringify(entry.raw) !== JSON.stringify(sent.raw);
      if (saved.has(key)) {
        if (rewritten) entry.base = reply.revision;
        else this.entries.delete(key);
      } else if (!rewritten) {
        entry.state = key in reply.conflicts ? "conflict" : "error";
      }
    }
  }

  later(trouble) {
    this.trouble = trouble;
    this.onTrouble(trouble, "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    return false;
  }

  discard(keys) {
    for (const key of keys) {
      this.entries.delete(key);
      this.attempted.delete(key);
    }
    this.trouble = "";
    this.keep();
  }
}

/* A POST to the site itself. The token is read anew, since it changes when one logs in again in another window. */
export function post(url, body, type) {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  const token = cookie ? cookie[1] : document.querySelector('input[name="csrfmiddlewaretoken"]').value;
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": token },
    body,
    redirect: "manual",
    keepalive: body.length < 60000,
    signal: AbortSignal.timeout(20000),
  });
}

/* The entries in the browser's store, by cell key. */
function stored(name) {
  const found = [];
  try {
    for (const item of Object.keys(localStorage)) {
      if (item.startsWith(`${name}|`)) found.push([item.slice(name.length + 1), JSON.parse(localStorage.getItem(item))]);
    }
  } catch {
    /* A forbidden or damaged store holds nothing that can be used. */
  }
  return found;
}
