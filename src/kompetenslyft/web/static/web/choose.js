/* Choosing for all at once: every radio button of a group, or every box of a list. What does so is hidden without this
   script, and comes anew when htmx changes the page. */

function reveal() {
  for (const node of document.querySelectorAll("[data-choose-all], [data-check-all]")) node.hidden = false;
}

reveal();
document.addEventListener("htmx:afterSettle", reveal);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose]");
  if (!button) return;
  const group = button.closest("[data-choose-group]");
  for (const radio of group.querySelectorAll(`input[type=radio][value="${button.dataset.choose}"]`)) radio.checked = true;
});

document.addEventListener("change", (event) => {
  const name = event.target.dataset?.checkAll;
  if (!name) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
});
