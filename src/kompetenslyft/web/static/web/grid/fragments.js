/* Putting the server's fragments in place without taking anything from under the writer's hands. */

/* Findings are kept by instance: a box that one is writing a reason in stays as it is. */
export function replaceFindings(place, html) {
  if (!place) return;
  const template = document.createElement("template");
  template.innerHTML = html;
  const wanted = new Map([...template.content.children].map((node) => [node.dataset.instance, node]));
  for (const node of [...place.children]) {
    const fresh = wanted.get(node.dataset.instance);
    if (!fresh) {
      if (!node.contains(document.activeElement)) node.remove();
      continue;
    }
    node.querySelector('[data-role="message"]').textContent = fresh.querySelector('[data-role="message"]').textContent;
    wanted.delete(node.dataset.instance);
  }
  place.append(...wanted.values());
}

/* The list of sections; a link that has the focus has it afterwards too. */
export function replaceSteps(place, html) {
  if (!place) return;
  const held = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  place.innerHTML = html;
  if (held) place.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
}
