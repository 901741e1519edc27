"use strict";
/* What pages need beside htmx: focus on what went wrong, copying a secret, demo logins. */

document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".ds-error-summary");
  if (summary) summary.focus();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  source.select();
  try {
    await navigator.clipboard.writeText(source.value);
    button.textContent = button.dataset.copied;
  } catch {
    source.focus();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill-email]");
  if (!button) return;
  document.getElementById("id_login").value = button.dataset.fillEmail;
  document.getElementById("id_password").value = button.dataset.fillPassword;
  document.querySelector("main form .ds-button").focus();
});
