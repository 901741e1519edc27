/* What the page says about itself: the line on saving, the banner, and what a screen reader is told. */

export function filled(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
}

export class Notes {
  constructor(form, words) {
    this.words = words;
    this.line = form.querySelector('[data-role="saved-state"]');
    this.banner = form.querySelector('[data-role="banner"]');
    this.live = form.querySelector('[data-role="live"]');
    this.said = "";
  }

  quiet() {
    this.line.textContent = this.words.allSaved;
  }

  /* Told once to a screen reader; the same thing is not said twice in a row. */
  say(words) {
    if (words === this.said && this.live.textContent) return;
    this.said = words;
    this.live.textContent = words;
  }

  count(entries) {
    if (!this.line) return;
    const states = [...entries.values()].map((entry) => entry.state);
    const waiting = states.filter((state) => state === "waiting").length;
    const wrong = states.filter((state) => state === "error" || state === "conflict").length;
    if (waiting) this.line.textContent = this.words.saving;
    else if (wrong) this.line.textContent = wrong === 1 ? this.words.unsavedOne : filled(this.words.unsavedMany, { count: wrong });
    else if (!states.length && this.line.dataset.used) {
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" });
      this.line.textContent = filled(this.words.savedAt, { time: document.documentElement.lang === "sv" ? time.replace(":", ".") : time });
    }
    if (waiting) this.line.dataset.used = "1";
    this.line.dataset.state = wrong ? "error" : waiting ? "saving" : "saved";
    this.elsewhere(entries);
  }

  /* Entries for other sections that the server did not take: where they are. */
  elsewhere(entries) {
    const left = [...entries.values()].filter((entry) => (entry.state === "error" || entry.state === "conflict") && entry.address && !entry.address.startsWith(location.pathname));
    if (!left.length) return this.clear("elsewhere");
    const list = document.createElement("ul");
    for (const entry of left) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.address;
      link.textContent = entry.label;
      item.append(link);
      list.append(item);
    }
    return this.put("elsewhere", [this.paragraph(this.words.foreign), list]);
  }

  trouble(kind, { reason, count, signIn, retry, discard }) {
    if (!kind) return this.clear("trouble");
    const parts = [];
    if (kind === "offline") {
      parts.push(this.paragraph(`${filled(count === 1 ? this.words.offlineOne : this.words.offlineMany, { count })} ${this.words.offlineKept}`));
      parts.push(this.button(this.words.retry, retry));
    } else if (kind === "signedOut") {
      parts.push(this.paragraph(filled(this.words.signedOut, { count })));
      const link = document.createElement("a");
      link.href = `${signIn}?next=${encodeURIComponent(location.pathname)}`;
      link.textContent = this.words.signIn;
      parts.push(link);
    } else {
      parts.push(this.paragraph(filled(this.words.refused, { reason: reason || this.words.outdated, count })));
      parts.push(this.button(this.words.retry, retry), this.button(this.words.discard, discard));
    }
    this.put("trouble", parts);
    this.say(parts[0].textContent);
    return undefined;
  }

  locked(reason) {
    if (!reason) return this.clear("locked");
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = this.words.reload;
    return this.put("locked", [this.paragraph(`${this.words.locked} ${reason}`), link]);
  }

  offer(kind, words, action, act) {
    this.put(kind, [this.paragraph(words), this.button(action, act)]);
  }

  put(kind, parts) {
    let place = this.banner.querySelector(`[data-note="${kind}"]`);
    if (!place) {
      place = document.createElement("div");
      place.dataset.note = kind;
      this.banner.append(place);
    }
    place.replaceChildren(...parts);
    this.banner.hidden = false;
  }

  clear(kind) {
    this.banner.querySelector(`[data-note="${kind}"]`)?.remove();
    this.banner.hidden = !this.banner.childElementCount;
  }

  paragraph(words) {
    const paragraph = document.createElement("p");
    paragraph.textContent = words;
    return paragraph;
  }

  button(words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds-button";
    button.dataset.size = "sm";
    button.dataset.variant = "secondary";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }
}
