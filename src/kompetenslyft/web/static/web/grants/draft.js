/* What is written in the form of an activity and not yet saved, kept in the browser by year, municipality and writer.

   A draft is «sent» from when the form is submitted until a page says that it was saved: a connection lost in between
   loses nothing. */

const PREFIX = "kompetenslyft.activity.";

export class Draft {
  constructor(key) {
    this.name = PREFIX + key;
    this.kept = true;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name));
    } catch {
      return null;
    }
  }

  keep(fields, state = "draft") {
    try {
      localStorage.setItem(this.name, JSON.stringify({ fields, state, at: new Date().toISOString() }));
      this.kept = true;
    } catch {
      this.kept = false; /* A full or forbidden store: the page asks before it is left. */
    }
  }

  drop() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      /* Nothing was kept. */
    }
  }
}

/* The page that a saved activity leads to: what was sent is saved. */
const saved = document.querySelector("[data-saved-drafts]");
for (const key of saved?.dataset.savedDrafts.split(" ") ?? []) {
  const draft = new Draft(key);
  if (draft.read()?.state === "sent") draft.drop();
}
