/* What is open beside the form at full width is folded above it on a phone. */

if (matchMedia("(max-width: 64rem)").matches) {
  for (const fold of document.querySelectorAll("details[data-fold]")) fold.open = false;
}
