/* The form saves each cell as one leaves it, shows what the server says, and loses nothing when the connection is lost.
   Without this script the same form is saved with its button. */

import { Field, text } from "./grid/fields.js";
import { Outbox, post } from "./grid/outbox.js";
import { moveAbout } from "./grid/keys.js";
import { pasteBlocks } from "./grid/paste.js";
import { Notes, filled } from "./grid/notes.js";
import { replaceFindings, replaceSteps } from "./grid/fragments.js";
import { Reasons } from "./grid/reasons.js";

const POLL_EVERY = 15000;
const WRITING_PAUSE = 3000;

const form = document.querySelector("form[data-grid]");
if (form) start(form);

function start(form) {
  const words = JSON.parse(document.getElementById("grid-texts").textContent);
  const { save, poll, return: returnId, user, section } = form.dataset;
  const notes = new Notes(form, words);
  let seen = Number(form.dataset.revision);
  let status = form.dataset.status;

  const fields = new Map();
  for (const cell of form.querySelectorAll("[data-cell]")) {
    // Totals, given figures and files have no stored answer beside an input: they are shown, not saved from here.
    if (cell.querySelector('input[name^="was."]')) fields.set(cell.dataset.cell, new Field(cell, seen));
  }
  const fieldOf = (node) => fields.get(node.closest?.("[data-cell]")?.dataset.cell);

  const outbox = new Outbox({
    name: `kompetenslyft.return.${returnId}.${user}`,
    url: save,
    section,
    context: () => ({ seen }),
    onReply,
    onTrouble,
    onChange: () => notes.count(outbox.entries),
  });
  const reasons = new Reasons(form, {
    name: `kompetenslyft.reasons.${returnId}.${user}`,
    url: form.dataset.explainUrl,
    words,
    onSaved: () => look(true),
  });

  form.dataset.live = "";
  notes.quiet();
  for (const field of fields.values()) if (field.cell.dataset.state) field.wrong = true;
  takeUpAgain();

  /* Entries that an earlier visit left: written into their cells and sent. */
  async function takeUpAgain() {
    for (const key of await outbox.takeUp()) {
      const [field, entry] = [fields.get(key), outbox.entries.get(key)];
      if (!field) continue;
      field.write(entry.raw);
      if (text(entry.raw) === text(field.was.value)) {
        outbox.drop(key);
        continue;
      }
      entry.state = "waiting";
      field.base = entry.base;
      field.show("saving", words.saving);
    }
    const waiting = outbox.waiting().length;
    if (waiting) {
      notes.say(filled(words.restored, { count: waiting }));
      outbox.flush();
    }
    notes.count(outbox.entries);
  }

  /* Writing */

  let pause;
  form.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (!field || !field.controls.includes(event.target)) return;
    clearTimeout(pause);
    if (field.kind === "radio" || field.kind === "checks") return leave(field);
    if (!field.dirty && !field.wrong) return outbox.drop(field.key);
    if (field.cell.dataset.state !== "conflict") field.show("");
    put(field, "draft");
    if (field.kind === "text") pause = setTimeout(() => leave(field), WRITING_PAUSE);
  });
  form.addEventListener("focusout", (event) => {
    const field = fieldOf(event.target);
    if (field && field.controls.includes(event.target)) leave(field);
  });
  const files = [...form.querySelectorAll("input[type=file]")];
  let posting = false;
  form.addEventListener("submit", (event) => {
    // A file goes with the whole form, as without this script; the page that comes back tells how it went.
    posting = files.some((file) => file.value) || ["attach", "detach"].includes(event.submitter?.name);
    if (posting) return;
    event.preventDefault();
    const settle = event.submitter?.dataset.settle;
    if (settle) return settleConflict(fieldOf(event.submitter), settle);
    for (const field of fields.values()) if (field.dirty) put(field);
    Promise.all([outbox.flush(), reasons.flush()]).then(() => {
      const wrong = [...fields.values()].find((field) => field.wrong);
      if (wrong) wrong.focus();
      else if (!outbox.entries.size) notes.say(words.allSaved);
    });
  });
  moveAbout(form, {
    restore(target) {
      const field = fieldOf(target);
      if (!field) return;
      field.restore();
      outbox.drop(field.key);
      arrive(field);
      if (target.type === "text") target.select();
    },
  });
  pasteBlocks(form, fillBlock);

  function put(field, state = "waiting") {
    const address = `${location.pathname}#${field.key}`;
    outbox.put(field.key, field.read(), field.base, { state, label: field.name, address });
  }

  function leave(field) {
    const entry = outbox.entries.get(field.key);
    if (!field.dirty) {
      if (entry && entry.state !== "conflict") {
        outbox.drop(field.key);
        field.show("");
        field.fault("");
      }
      return arrive(field);
    }
    const settled = entry && (entry.state === "error" || entry.state === "conflict");
    if (settled && text(entry.raw) === text(field.read())) return undefined;
    put(field);
    field.show("saving", words.saving);
    return outbox.flush();
  }

  function fillBlock(pairs, left) {
    const before = new Map();
    for (const [input, value] of pairs) {
      const field = fieldOf(input);
      before.set(field, field.read());
      field.write(value);
    }
    send(before.keys());
    const said = [filled(words.pasted, { count: before.size })];
    if (left) said.push(filled(words.pasteLeft, { count: left }));
    notes.offer("paste", said.join(" "), words.undo, () => {
      for (const [field, value] of before) field.write(value);
      send(before.keys());
      notes.clear("paste");
      notes.say(words.undone);
    });
    notes.say(said.join(" "));
  }

  function send(changed) {
    for (const field of changed) {
      if (field.dirty) {
        put(field);
        field.show("saving", words.saving);
      } else {
        outbox.drop(field.key);
        field.show("");
        field.fault("");
      }
    }
    outbox.flush();
  }

  function settleConflict(field, choice) {
    const { revision, theirs } = field.conflict ?? {};
    if (choice === "theirs" && theirs === undefined) return location.reload();
    field.fault("");
    field.conflict = field.arrived = null;
    if (choice === "mine") {
      field.base = revision ?? field.base;
      put(field);
      field.show("saving", words.saving);
      outbox.flush();
    } else {
      field.write(theirs);
      field.settle(text(theirs), revision);
      field.show("");
      outbox.drop(field.key);
    }
    field.focus();
    return undefined;
  }

  /* What the server says */

  function onReply(reply, batch) {
    for (const key of batch.keys()) {
      const field = fields.get(key);
      if (!field) continue;
      const entry = outbox.entries.get(key);
      if (reply.saved.includes(key)) {
        const cell = reply.cells[key];
        const untouched = text(field.read()) === text(batch.get(key).raw);
        field.settle(cell.was, Math.max(cell.revision, reply.revision));
        field.fault("");
        if (untouched && !(field.focused && field.kind === "text")) field.write(cell.value);
        field.show(entry ? "saving" : "saved", entry ? words.saving : words.saved);
        field.arrived = null;
      } else if (key in reply.conflicts) {
        field.conflict = reply.conflicts[key];
        field.fault("", field.conflict.html);
        field.show("conflict", words.conflict);
        notes.say(filled(words.fault, { label: field.name, message: field.conflict.text }));
      } else if (entry?.state === "error") {
        field.fault(reply.rejected[key]);
        field.show("error", words.error);
        notes.say(filled(words.fault, { label: field.name, message: reply.rejected[key] }));
      }
    }
    update(reply, new Set(reply.saved));
  }

  /* The page as the reply tells it; ``own`` cells are the writer's own and already shown. */
  function update(state, own) {
    seen = state.revision;
    status = state.status;
    form.elements.base.value = state.revision;
    const told = [];
    for (const [key, cell] of Object.entries(state.cells)) {
      const field = fields.get(key);
      if (!field) continue;
      field.difference(cell.difference);
      field.changed(cell.changed);
      if (own.has(key) || cell.revision <= field.base || text(cell.was) === text(field.was.value)) continue;
      field.arrived = cell;
      told.push(`${field.name}: ${cell.note}`);
      arrive(field);
    }
    if (told.length) notes.say(`${words.others} ${told.slice(0, 3).join(" ")}`);
    for (const [key, total] of Object.entries(state.totals)) {
      const cell = document.getElementById(key);
      if (!cell) continue;
      cell.querySelector('[data-role="value"]').textContent = total.text || "–";
      const difference = cell.querySelector('[data-role="difference"]');
      if (difference) difference.textContent = total.difference ? `(${total.difference})` : "";
    }
    const invalid = new Set(state.invalid);
    for (const [key, field] of fields) {
      field.mark(invalid.has(key));
      if (key in state.described) field.describe(state.described[key]);
    }
    for (const [id, html] of Object.entries(state.fragments)) {
      if (id === "section-steps") replaceSteps(document.getElementById(id), html);
      else replaceFindings(document.getElementById(id), html);
    }
    notes.locked(state.locked);
  }

  /* Somebody else's answer is shown when nothing of one's own stands in the cell. */
  function arrive(field) {
    const cell = field.arrived;
    if (!cell || outbox.entries.has(field.key) || field.dirty) return;
    if (field.focused) return field.show("note", cell.note);
    field.write(cell.value);
    field.settle(cell.was, cell.revision);
    field.show("note", cell.note);
    field.arrived = null;
    return undefined;
  }

  function onTrouble(trouble, reason, recovered = "") {
    const state = trouble ? "waiting" : "";
    for (const [key] of outbox.waiting()) {
      if (state) fields.get(key)?.show("waiting", words.waiting);
    }
    notes.trouble(trouble, {
      reason,
      count: outbox.waiting().length,
      signIn: form.dataset.signIn,
      retry: () => { notes.clear("trouble"); outbox.retry(); },
      discard: () => {
        const keys = outbox.waiting().map(([key]) => key);
        outbox.discard(keys);
        for (const key of keys) fields.get(key)?.restore();
        notes.clear("trouble");
      },
    });
    if (!trouble && recovered) {
      notes.say(words.back);
      reasons.flush();
    }
  }

  /* What others do */

  async function look(whole = false) {
    if (outbox.sending) return;
    const query = new URLSearchParams({ sedan: String(seen), avsnitt: section, status: whole ? "" : status });
    try {
      const response = await fetch(`${poll}?${query}`, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (response.status === 200 && !outbox.sending) update(await response.json(), new Set());
    } catch {
      /* No contact: said when something waits to be saved. */
    }
  }
  setInterval(() => document.visibilityState === "visible" && look(), POLL_EVERY);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());

  /* Leaving */

  addEventListener("beforeunload", (event) => {
    const left = outbox.waiting().length && (outbox.trouble || !navigator.onLine);
    if (left || (!posting && files.some((file) => file.value))) event.preventDefault();
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || link.target || event.defaultPrevented || link.hash && link.pathname === location.pathname) return;
    if (!outbox.waiting().length || outbox.trouble) return;
    event.preventDefault();
    await Promise.race([outbox.flush(), new Promise((done) => setTimeout(done, 2000))]);
    location.href = link.href;
  });
}
