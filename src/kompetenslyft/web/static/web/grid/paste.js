/* A block copied from a spreadsheet fills the cells from where one stands. */

import { stops } from "./keys.js";

/* Rows of values: cells are parted by tabs, rows by line breaks; a cell with a line break in it is in quotation marks. */
export function block(copied) {
  const rows = [[""]];
  let quoted = false;
  const source = copied.replaceAll("\r\n", "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i += 1) {
    const sign = source[i];
    const row = rows[rows.length - 1];
    if (quoted) {
      if (sign === '"' && source[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; }
      else if (sign === '"') quoted = false;
      else row[row.length - 1] += sign;
    } else if (sign === '"' && row[row.length - 1] === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows.map((row) => row.map((value) => value.trim()));
}

/* ``fill(pairs, left)``: the inputs with their new values, and how many values found no place. */
export function pasteBlocks(form, fill) {
  form.addEventListener("paste", (event) => {
    const copied = event.clipboardData?.getData("text/plain") ?? "";
    if (event.target.type !== "text" || !/[\t\n]/.test(copied.replace(/\r?\n$/, ""))) return;
    const rows = stops(form).filter((row) => row[0].type === "text");
    const top = rows.findIndex((row) => row.includes(event.target));
    if (top < 0) return;
    event.preventDefault();
    const first = rows[top].indexOf(event.target);
    const pairs = [];
    let left = 0;
    block(copied).forEach((values, down) => {
      values.forEach((value, right) => {
        const input = rows[top + down]?.[first + right];
        if (input) pairs.push([input, value]);
        else if (value) left += 1;
      });
    });
    fill(pairs, left);
  });
}
