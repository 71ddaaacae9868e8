// A filter form applies itself when a choice is made by pointer. By keyboard it waits for its button, because a list
// that is only being read through with the arrow keys must not load a page at each step.
"use strict";

let byPointer = false;
document.addEventListener("pointerdown", () => { byPointer = true; });
document.addEventListener("keydown", () => { byPointer = false; });

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-applies-itself]");
  if (form && byPointer && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
});

// An address names only what was chosen: empty fields are left out.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("form[data-applies-itself]")) return;
  for (const [name, value] of [...event.formData]) {
    if (value === "" && event.formData.getAll(name).length === 1) event.formData.delete(name);
  }
});

// On a narrow screen the filter column begins folded.
if (matchMedia("(max-width: 1079px)").matches) {
  document.querySelectorAll("details.folded").forEach((details) => { details.open = false; });
}
