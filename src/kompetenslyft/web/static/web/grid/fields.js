/* A cell of the form: reading and writing its answer whatever the control, and showing how it stands. */

const SIGNS = { saving: "…", saved: "✓", error: "✕", conflict: "⇄", waiting: "⏳", note: "⇄" };

export class Field {
  constructor(cell, revision) {
    this.cell = cell;
    this.key = cell.dataset.cell;
    this.kind = cell.dataset.kind;
    this.name = cell.dataset.name;
    this.controls = [...cell.querySelectorAll("input:not([type=hidden]), textarea")];
    this.was = cell.querySelector(`input[name="was.${CSS.escape(this.key)}"]`);
    const seen = cell.querySelector(`input[name="seen.${CSS.escape(this.key)}"]`);
    this.base = seen ? Number(seen.value) : revision;
    this.arrived = null;
  }

  read() {
    if (this.kind === "checks") return this.controls.filter((box) => box.checked).map((box) => box.value);
    if (this.kind === "radio") return this.controls.find((radio) => radio.checked)?.value ?? "";
    return this.controls[0].value;
  }

  write(value) {
    if (this.kind === "checks") {
      const chosen = Array.isArray(value) ? value : String(value).split(/;\s*/);
      for (const box of this.controls) box.checked = chosen.includes(box.value);
    } else if (this.kind === "radio") {
      for (const radio of this.controls) radio.checked = radio.value === String(value);
    } else if (this.controls[0].value !== String(value)) {
      this.controls[0].value = value;
    }
  }

  get dirty() {
    return text(this.read()) !== text(this.was.value);
  }

  get focused() {
    return this.cell.contains(document.activeElement) && this.controls.includes(document.activeElement);
  }

  /* What is stored now, and the revision it was stored with. */
  settle(was, revision) {
    this.was.value = was;
    this.base = revision;
  }

  restore() {
    this.write(this.was.value);
    this.show("");
    this.fault("");
  }

  show(state, words = "") {
    if (state) this.cell.dataset.state = state;
    else delete this.cell.dataset.state;
    const place = this.cell.querySelector('[data-role="state"]');
    place.replaceChildren();
    if (!state) return;
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = SIGNS[state] ?? "";
    place.append(sign, ` ${words}`);
  }

  fault(message, html = "") {
    this.cell.querySelector('[data-role="error"]').textContent = message;
    const conflict = this.cell.querySelector('[data-role="conflict"]');
    const held = conflict.contains(document.activeElement);
    conflict.innerHTML = html;
    if (held) this.focus();
    this.wrong = Boolean(message || html);
    this.mark(this.invalid);
  }

  /* ``invalid``: a finding says that the stored answer must be corrected. */
  mark(invalid) {
    this.invalid = invalid;
    for (const control of this.controls) {
      if (this.wrong || invalid) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  describe(ids) {
    if (this.kind === "number" || this.kind === "text") this.controls[0].setAttribute("aria-describedby", ids);
  }

  difference(words) {
    const place = this.cell.querySelector('[data-role="difference"]');
    if (place) place.textContent = words ? `(${words})` : "";
  }

  changed(words) {
    const link = this.cell.querySelector('[data-role="history"]');
    if (!link || !words) return;
    link.textContent = words;
    link.hidden = false;
  }

  focus() {
    (this.controls.find((control) => control.checked) ?? this.controls[0]).focus();
  }
}

export function text(value) {
  return (Array.isArray(value) ? value.join("; ") : String(value)).replaceAll("\r\n", "\n").trim();
}
