// Light, dark or as the system has it. In the head and not deferred, so that a page never flashes in the wrong colours;
// without this file the page follows the system and the control in the footer stays hidden.
"use strict";

function readTheme() {
  try { return localStorage.getItem("theme"); } catch { return null; }  // storage may be closed to the site
}

function keepTheme(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch { /* the choice then holds for this page only */ }
}

function applyTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

applyTheme(readTheme());

document.addEventListener("DOMContentLoaded", () => {
  const control = document.querySelector(".theme");
  if (!control) return;
  const buttons = [...control.querySelectorAll("button")];
  const show = (theme) => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.value === (theme || ""))));
  control.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    keepTheme(button.value);
    applyTheme(button.value);
    show(button.value);
  });
  show(readTheme());
  control.hidden = false;
});
