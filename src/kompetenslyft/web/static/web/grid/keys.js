/* Moving about the form with the keyboard, as in a spreadsheet. */

/* Rows of places to stop at. Cells in a table row are side by side; everything else is one below the other. */
export function stops(form) {
  const rows = [];
  for (const row of form.querySelectorAll("[data-row]")) {
    const cells = [...row.querySelectorAll("[data-cell]")];
    const numbers = cells.filter((cell) => cell.dataset.kind === "number").map((cell) => cell.querySelector("input:not([type=hidden])"));
    if (numbers.length) rows.push(numbers.filter(Boolean));
    for (const cell of cells) {
      if (cell.dataset.kind === "text") rows.push([cell.querySelector("textarea")]);
      if (cell.dataset.kind === "radio") rows.push([...cell.querySelectorAll("input[type=radio]")]);
      if (cell.dataset.kind === "checks") for (const box of cell.querySelectorAll("input[type=checkbox]")) rows.push([box]);
    }
  }
  return rows.filter((row) => row.length && row[0]);
}

export function moveAbout(form, { restore }) {
  form.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const target = event.target;
    const rows = stops(form);
    const at = rows.findIndex((row) => row.includes(target));
    if (at < 0) return;
    const column = target.type === "radio" ? 0 : rows[at].indexOf(target);
    const go = (row, col) => {
      if (!rows[row]) return;
      event.preventDefault();
      enter(rows[row], col);
    };
    const multiline = target.tagName === "TEXTAREA";
    if (event.key === "Escape") {
      event.preventDefault();
      restore(target);
    } else if (event.key === "Enter" && !multiline) {
      event.preventDefault();
      go(at + (event.shiftKey ? -1 : 1), column);
      if (!rows[at + 1]) target.dispatchEvent(new Event("focusout", { bubbles: true }));
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !multiline && target.type !== "radio") {
      go(at + (event.key === "ArrowUp" ? -1 : 1), column);
    } else if (event.key === "ArrowLeft" && target.type === "text" && atStart(target)) {
      if (column > 0) go(at, column - 1);
    } else if (event.key === "ArrowRight" && target.type === "text" && atEnd(target)) {
      if (column + 1 < rows[at].length) go(at, column + 1);
    }
  });
}

function enter(row, column) {
  const target = row[0].type === "radio" ? row.find((radio) => radio.checked) ?? row[0] : row[Math.min(column, row.length - 1)];
  target.focus();
  if (target.type === "text") target.select();
}

function atStart(input) {
  const whole = input.selectionEnd === input.value.length;
  return input.selectionStart === 0 && (input.selectionEnd === 0 || whole);
}

function atEnd(input) {
  const length = input.value.length;
  return input.selectionEnd === length && (input.selectionStart === length || input.selectionStart === 0);
}
