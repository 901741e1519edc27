/* The written reasons for soft findings: saved when one leaves the box, kept in the browser until then. */

import { post } from "./outbox.js";

export class Reasons {
  constructor(form, { name, url, words, onSaved }) {
    Object.assign(this, { form, name, url, words, onSaved });
    this.held = new Map(Object.entries(this.load()));
    for (const [instance, text] of this.held) {
      const box = this.box(instance);
      if (box) box.value = text;
    }
    form.addEventListener("input", (event) => {
      const instance = event.target.dataset?.explain;
      if (instance) this.hold(instance, event.target.value);
    });
    form.addEventListener("focusout", (event) => {
      if (event.target.dataset?.explain) this.flush();
    });
    if (this.held.size) this.flush();
  }

  box(instance) {
    return [...this.form.querySelectorAll("[data-explain]")].find((box) => box.dataset.explain === instance);
  }

  hold(instance, text) {
    if (text === null) this.held.delete(instance);
    else this.held.set(instance, text);
    try {
      localStorage.setItem(this.name, JSON.stringify(Object.fromEntries(this.held)));
    } catch {
      /* A full or forbidden store: the text is still in its box. */
    }
  }

  load() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  async flush() {
    for (const [instance, text] of [...this.held]) {
      const place = this.box(instance)?.parentElement.querySelector('[data-role="state"]');
      if (place) place.textContent = `… ${this.words.saving}`;
      let saved = false;
      try {
        const response = await post(this.url, new URLSearchParams({ instance, text }).toString(), "application/x-www-form-urlencoded");
        saved = response.ok;
      } catch {
        saved = false;
      }
      if (place) place.textContent = saved ? `✓ ${this.words.saved}` : `⏳ ${this.words.waiting}`;
      if (!saved) return;
      if (this.held.get(instance) === text) this.hold(instance, null);
      const was = this.box(instance)?.parentElement.querySelector("input[type=hidden]");
      if (was) was.value = text;
      this.onSaved();
    }
  }
}
