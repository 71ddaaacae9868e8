// The day of the matrix as a slider over the months of the data: a step is the first of a month, in this month today.
// It writes the date field; htmx then fetches the matrix of that day. Without JavaScript there is the field with its
// button, and the months before and after are links.
"use strict";

const inWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

document.addEventListener("input", (event) => {
  const slider = event.target.closest("input.slider");
  if (!slider) return;
  const day = dayOf(slider);
  slider.form.elements.on.value = day;
  slider.setAttribute("aria-valuetext", inWords.format(new Date(day)));
});

function dayOf(slider) {
  const [year, month] = slider.dataset.first.split("-").map(Number);
  const day = new Date(Date.UTC(year, month - 1 + Number(slider.value), 1)).toISOString().slice(0, 10);
  const today = slider.dataset.today;
  return day.slice(0, 7) === today.slice(0, 7) ? today : day;
}
