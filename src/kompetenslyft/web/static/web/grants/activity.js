/* The form of an activity counts as one types, shows what the rules say of it, and keeps a draft in the browser.
   Without this script the same form counts and checks when it is saved. */

import { Draft } from "./draft.js";

const PAUSE = 400;
const NOT_ENTERED = new Set(["csrfmiddlewaretoken", "save", "add", "drop"]);

const form = document.querySelector("form[data-activity]");
if (form) start(form);

function start(form) {
  const words = JSON.parse(document.getElementById("activity-texts").textContent);
  const draft = new Draft(form.dataset.activity);
  const banner = form.querySelector('[data-role="banner"]');
  const state = form.querySelector('[data-role="draft-state"]');
  const said = form.querySelector('[data-role="said"]');
  const panel = form.querySelector('[data-role="preview"]');
  const fields = () => [...new FormData(form)].filter(([name]) => !NOT_ENTERED.has(name));
  const text = (list) => JSON.stringify(list);
  const opened = text(fields());
  let submitted = false;

  form.querySelector('[data-role="preview-hint"]').textContent = words.live;
  offer();

  /* Writing */

  let pause;
  form.addEventListener("input", (event) => {
    if (event.target.name === "directions") count(event.target.closest("details"));
    later(PAUSE);
  });
  form.addEventListener("change", () => later(0));
  form.addEventListener("focusout", (event) => event.target.matches(".cell-input") && later(0));

  function later(delay) {
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (text(fields()) !== opened) {
        draft.keep(fields());
        state.textContent = draft.kept ? words.kept : "";
      }
      preview();
    }, delay);
  }

  function count(area) {
    const boxes = [...area.querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).length;
    area.querySelector('[data-role="count"]').textContent = chosen ? `${chosen} ${words.of} ${boxes.length}` : String(boxes.length);
  }

  /* What the rules say of it; only the answer to the latest question is shown. */

  let asked;
  let told = "";
  async function preview() {
    asked?.abort();
    asked = new AbortController();
    let reply;
    try {
      const body = new FormData(form);
      const response = await fetch(form.dataset.preview, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: asked.signal });
      if (!response.ok) return;
      reply = await response.json();
    } catch {
      return; /* No contact, or a later question: what is shown stands. */
    }
    panel.innerHTML = reply.panel;
    for (const node of form.querySelectorAll("[data-total]")) node.textContent = reply.totals[node.dataset.total] ?? node.textContent;
    for (const place of form.querySelectorAll("[data-error]")) fault(place, reply.errors[place.dataset.error] ?? "");
    if (reply.said !== told) said.textContent = told = reply.said;
  }

  /* A cell that one is writing in is not called wrong before it is left. */
  function fault(place, message) {
    const input = place.parentElement.querySelector("input");
    if (message && input === document.activeElement) return;
    place.textContent = message;
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  /* The draft */

  function offer() {
    if ("entered" in form.dataset) return draft.keep(fields());
    const found = draft.read();
    if (!found) return undefined;
    if (text(found.fields) === opened) return draft.drop();
    const paragraph = document.createElement("p");
    const at = new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    paragraph.textContent = words.draft.replace("{at}", at);
    const note = document.createElement("div");
    note.append(paragraph, button(words.restore, () => restore(found.fields)), button(words.discard, () => {
      draft.drop();
      banner.hidden = true;
      form.querySelector("input:not([type=hidden])").focus();
    }));
    banner.replaceChildren(note);
    banner.hidden = false;
    return undefined;
  }

  /* The server makes the page from the draft: it may have municipalities that this page has not. */
  function restore(list) {
    const sender = document.createElement("form");
    sender.method = "post";
    sender.hidden = true;
    const token = form.elements.csrfmiddlewaretoken.value;
    for (const [name, value] of [...list, ["csrfmiddlewaretoken", token]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      sender.append(field);
    }
    submitted = true;
    document.body.append(sender);
    sender.submit();
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset.size = "sm";
    made.dataset.variant = "secondary";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  /* Leaving */

  form.addEventListener("submit", (event) => {
    clearTimeout(pause);
    if (!navigator.onLine) {
      event.preventDefault();
      draft.keep(fields());
      const paragraph = document.createElement("p");
      paragraph.textContent = words.offline;
      const note = document.createElement("div");
      note.append(paragraph);
      banner.replaceChildren(note);
      banner.hidden = false;
      said.textContent = words.offline;
      return;
    }
    submitted = true;
    if (event.submitter?.name === "save") draft.keep(fields(), "sent");
    else draft.keep(fields());
  });
  addEventListener("beforeunload", (event) => {
    if (!submitted && !draft.kept && text(fields()) !== opened) event.preventDefault();
  });
}
