/* The matrix with the keyboard alone: arrows move, 0–3 and - set the mark, Ctrl+Z undoes. Each mark is saved as it is
   set, kept in the browser while there is no connection, and never put over what somebody else has set unseen.
   Without this script every cell is a link to a form of its own. */

import { Outbox } from "./grid/outbox.js";
import { Notes, filled } from "./grid/notes.js";

const PAGE = 10;
const REFRESH_PAUSE = 700;
const GAPS = ["none", "below", "above", "not_assessed", "not_demanded"];

const frame = document.querySelector("[data-matrix]");
if (frame) start(frame);

function start(frame) {
  const words = JSON.parse(document.getElementById("matrix-texts").textContent);
  const table = frame.querySelector("table");
  const scroller = frame.querySelector(".matrix-scroll");
  const tools = frame.querySelector('[data-role="tools"]');
  const undoButton = frame.querySelector('[data-role="undo"]');
  const clashes = frame.querySelector('[data-role="clashes"]');
  const notes = new Notes(frame, words);
  const { save, stage, user, code } = frame.dataset;
  const marks = new Map([...tools.querySelectorAll("[data-set]")].map((button) => [
    button.dataset.set,
    { key: button.dataset.key, sign: button.querySelector(".tool-sign")?.textContent ?? "", label: button.dataset.label },
  ]));
  const byKey = new Map([...marks].map(([mark, { key }]) => [key, mark]));
  const undone = [];
  let cells = new Map();
  let current = null;
  let refreshing;

  const outbox = new Outbox({
    name: `kompetenslyft.matrix.${code}.${stage}.${user}`,
    url: save,
    section: stage,
    context: () => ({ seen: 0 }),
    onReply,
    onTrouble,
    onChange: () => notes.count(outbox.entries),
  });

  table.setAttribute("role", "grid");
  scroller.removeAttribute("tabindex");
  tools.hidden = false;
  gather();
  choose(table.querySelector("a[data-cell]"));
  notes.quiet();
  takeUpAgain();

  /* Every link of the table, with one of them in the tab order. */
  function gather() {
    cells = new Map([...table.querySelectorAll("a[data-cell]")].map((link) => [link.dataset.cell, link]));
    for (const link of table.querySelectorAll("a")) link.tabIndex = -1;
    if (current?.isConnected) current.tabIndex = 0;
  }

  function choose(link) {
    if (!link) return;
    if (current) current.tabIndex = -1;
    current = link;
    link.tabIndex = 0;
    for (const button of tools.querySelectorAll("[data-set]")) button.disabled = !link.dataset.cell;
  }

  async function takeUpAgain() {
    for (const key of await outbox.takeUp()) {
      const link = cells.get(key);
      if (link) show(link, outbox.entries.get(key).raw, "saving");
      outbox.entries.get(key).state = "waiting";
    }
    const waiting = outbox.waiting().length;
    if (!waiting) return;
    notes.say(filled(words.restored, { count: waiting }));
    outbox.flush();
  }

  /* Setting marks */

  function set(link, mark) {
    const before = link.dataset.mark;
    if (before === mark) return;
    undone.push({ key: link.dataset.cell, before });
    put(link, mark);
    say(words.set, link);
  }

  function put(link, mark) {
    const key = link.dataset.cell;
    clashes.querySelector(`[data-clash="${CSS.escape(key)}"]`)?.remove();
    link.dataset.base ??= link.dataset.mark;
    show(link, mark, "saving");
    outbox.put(key, mark, link.dataset.base, { label: nameOf(link), address: `${location.pathname}${location.search}` });
    undoButton.disabled = !undone.length;
    outbox.flush();
  }

  function undo() {
    const last = undone.pop();
    const link = last && cells.get(last.key);
    if (!link) {
      notes.say(words.nothingToUndo);
      return;
    }
    put(link, last.before);
    choose(link);
    link.focus();
    say(words.undone, link);
  }

  function show(link, mark, state = "") {
    const { sign, label } = marks.get(mark);
    const cell = link.parentElement;
    if (link.dataset.mark !== mark) {
      cell.classList.remove(...GAPS);
      link.textContent = label;
    }
    link.dataset.mark = mark;
    cell.dataset.sign = sign;
    tell(link, state);
  }

  function tell(link, state) {
    const cell = link.parentElement;
    if (state) cell.dataset.state = state;
    else delete cell.dataset.state;
    cell.title = state ? words[state] : "";
    link.toggleAttribute("aria-invalid", state === "conflict" || state === "error");
  }

  function namesOf(link) {
    const cell = link.parentElement;
    const heading = table.tHead.rows[1].cells[cell.cellIndex];
    return { person: cell.parentElement.querySelector("th a").textContent, direction: heading.textContent.trim() };
  }

  function nameOf(link) {
    const { person, direction } = namesOf(link);
    return `${person}, ${direction}`;
  }

  function say(pattern, link) {
    notes.say(filled(pattern, { ...namesOf(link), mark: marks.get(link.dataset.mark).label }));
  }

  /* What the server says */

  function onReply(reply, batch) {
    for (const [key, sent] of batch) {
      const link = cells.get(key);
      const entry = outbox.entries.get(key);
      if (reply.saved.includes(key)) {
        if (entry) entry.base = sent.raw;
        if (!link) continue;
        link.dataset.base = sent.raw;
        if (!entry) tell(link, "saved");
      } else if (link && key in reply.conflicts) {
        tell(link, "conflict");
        clash(link, sent.raw, reply.conflicts[key]);
      } else if (link && key in reply.rejected) {
        tell(link, "error");
        failure(link, reply.rejected[key]);
      }
    }
    clearTimeout(refreshing);
    refreshing = setTimeout(refresh, REFRESH_PAUSE);
  }

  function clash(link, mine, theirs) {
    const key = link.dataset.cell;
    box(link, filled(words.clash, { ...namesOf(link), message: theirs.text }), [
      [filled(words.mine, { mark: marks.get(mine).label }), () => {
        link.dataset.base = theirs.mark;
        put(link, mine);
      }],
      [filled(words.theirs, { mark: theirs.label }), () => {
        outbox.drop(key);
        link.dataset.base = theirs.mark;
        show(link, theirs.mark);
      }],
    ]);
  }

  function failure(link, message) {
    const key = link.dataset.cell;
    box(link, filled(words.failed, { ...namesOf(link), message }), [
      [words.retry, () => put(link, link.dataset.mark)],
      [words.discard, () => {
        outbox.drop(key);
        show(link, link.dataset.base);
      }],
    ]);
  }

  /* What is wrong with one cell, and what can be done about it. */
  function box(link, message, choices) {
    const place = document.createElement("div");
    place.className = "matrix-clash";
    place.dataset.clash = link.dataset.cell;
    place.append(notes.paragraph(message));
    for (const [label, act] of choices) {
      place.append(notes.button(label, () => {
        place.remove();
        act();
        choose(link);
        link.focus();
      }));
    }
    clashes.querySelector(`[data-clash="${CSS.escape(link.dataset.cell)}"]`)?.remove();
    clashes.append(place);
    notes.say(message);
  }

  function onTrouble(trouble, reason, recovered = "") {
    const waiting = outbox.waiting().map(([key]) => key);
    if (trouble) for (const key of waiting) if (cells.has(key)) tell(cells.get(key), "waiting");
    notes.trouble(trouble, {
      reason,
      count: waiting.length,
      signIn: frame.dataset.signIn,
      retry: () => { notes.clear("trouble"); outbox.retry(); },
      discard: () => {
        outbox.discard(waiting);
        for (const key of waiting) if (cells.has(key)) show(cells.get(key), cells.get(key).dataset.base);
        notes.clear("trouble");
      },
    });
    if (!trouble && recovered) notes.say(words.back);
  }

  /* Totals, gaps and what others have set, from the page as it is now. */
  async function refresh() {
    if (outbox.waiting().length) return;
    let text;
    try {
      const response = await fetch(location.href, { redirect: "manual" });
      if (response.status !== 200) return;
      text = await response.text();
    } catch {
      return;
    }
    if (outbox.waiting().length) return;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const link of fresh.querySelectorAll("a[data-cell]")) take(link);
    for (const row of fresh.querySelectorAll("table.matrix tbody tr")) takeTotals(row);
    const below = fresh.querySelector("table.matrix tfoot");
    if (below && !table.tFoot.contains(document.activeElement)) table.tFoot.replaceChildren(...below.childNodes);
    const totals = fresh.querySelector(".totals-table");
    if (totals) document.querySelector(".totals-table")?.replaceChildren(...totals.childNodes);
    gather();
    if (!current.isConnected) choose(table.querySelector("a[data-cell]"));
  }

  function take(link) {
    const key = link.dataset.cell;
    const mine = cells.get(key);
    if (!mine || outbox.entries.has(key)) return;
    const state = mine.parentElement.dataset.state;
    show(mine, link.dataset.mark, state === "saved" ? "saved" : "");
    mine.dataset.base = link.dataset.mark;
    mine.textContent = link.textContent;
    mine.parentElement.className = link.parentElement.className;
  }

  function takeTotals(row) {
    const address = row.querySelector("th a").getAttribute("href");
    const mine = [...table.tBodies[0].rows].find((one) => one.querySelector("th a").getAttribute("href") === address);
    if (!mine) return;
    const sums = [...row.querySelectorAll("td.sum")];
    [...mine.querySelectorAll("td.sum")].forEach((cell, place) => cell.replaceWith(sums[place]));
  }

  /* Moving about */

  const rows = () => [...table.tBodies[0].rows, ...table.tFoot.rows];

  function linkAt(row, place) {
    return row?.cells[place]?.querySelector("a") ?? null;
  }

  function beside(step) {
    const row = current.closest("tr");
    for (let place = current.parentElement.cellIndex + step; place >= 0 && place < row.cells.length; place += step) {
      if (linkAt(row, place)) return linkAt(row, place);
    }
    return null;
  }

  function above(step, distance = 1) {
    const all = rows();
    const place = current.closest("td, th").cellIndex;
    let found = null;
    let left = distance;
    for (let at = all.indexOf(current.closest("tr")) + step; at >= 0 && at < all.length && left; at += step) {
      if (!linkAt(all[at], place)) continue;
      found = linkAt(all[at], place);
      left -= 1;
    }
    return found;
  }

  function edge(row, last) {
    const links = [...row.querySelectorAll("a")];
    return last ? links[links.length - 1] : links[0];
  }

  function target(event) {
    const row = current.closest("tr");
    const all = table.tBodies[0].rows;
    switch (event.key) {
      case "ArrowLeft": return beside(-1);
      case "ArrowRight": return beside(1);
      case "ArrowUp": return above(-1);
      case "ArrowDown": return above(1);
      case "PageUp": return above(-1, PAGE);
      case "PageDown": return above(1, PAGE);
      case "Home": return edge(event.ctrlKey ? all[0] : row, false);
      case "End": return edge(event.ctrlKey ? all[all.length - 1] : row, true);
      default: return undefined;
    }
  }

  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const to = target(event);
    if (to !== undefined) {
      event.preventDefault();
      if (to) {
        choose(to);
        to.focus();
      }
      return;
    }
    const mark = byKey.get(event.key);
    if (mark && !event.ctrlKey && current.dataset.cell && document.activeElement === current) {
      event.preventDefault();
      set(current, mark);
    }
  });
  table.addEventListener("focusin", (event) => {
    const link = event.target.closest("a");
    if (link) choose(link);
  });
  table.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cell]");
    const plain = event.detail === 1 && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain) return;
    event.preventDefault();
    choose(link);
    link.focus();
  });
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button === undoButton) undo();
    else if (current?.dataset.cell) {
      set(current, button.dataset.set);
      current.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || typing) return;
    event.preventDefault();
    undo();
  });
  addEventListener("beforeunload", (event) => {
    if (outbox.waiting().length && (outbox.trouble || !navigator.onLine)) event.preventDefault();
  });
}
