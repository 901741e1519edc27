/* Choosing among many values: search, all, none, a level. Without this script the same buttons send the form. */

const fold = (text) => text.toLocaleLowerCase().normalize("NFC");

for (const node of document.querySelectorAll("[data-with-script]")) node.hidden = false;

function tally(variable) {
  const boxes = [...variable.querySelectorAll(".values input")];
  variable.querySelector("[data-count]").textContent = boxes.filter((box) => box.checked).length;
}

function search(variable, words) {
  let found = 0;
  for (const label of variable.querySelectorAll(".values label")) {
    label.hidden = !words.every((word) => fold(label.textContent).includes(word));
    if (!label.hidden) found += 1;
  }
  const told = variable.querySelector("[data-found]");
  told.textContent = `${found} ${found === 1 ? told.dataset.one : told.dataset.many}`;
}

/* All and none take what the search shows; a level takes all of its own. */
function choose(variable, codes) {
  const wanted = new Set(codes.split(" "));
  for (const label of variable.querySelectorAll(".values label")) {
    const box = label.querySelector("input");
    if (codes !== "*" && codes !== "") box.checked = wanted.has(box.value);
    else if (!label.hidden) box.checked = codes === "*";
  }
  tally(variable);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-codes]");
  if (!button) return;
  event.preventDefault();
  choose(button.closest("[data-variable]"), button.dataset.codes);
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".values input")) tally(event.target.closest("[data-variable]"));
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-search]")) return;
  search(event.target.closest("[data-variable]"), fold(event.target.value).split(/\s+/).filter(Boolean));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-search]")) event.preventDefault();
});

/* A picture that was turned away because much is being drawn is asked for once more. */
for (const image of document.querySelectorAll("img[data-again]")) {
  const again = () => setTimeout(() => { image.src = image.currentSrc || image.src; }, 3500);
  if (image.complete && image.naturalWidth === 0) again();
  else image.addEventListener("error", again, { once: true });
}
