// The matrix by keyboard: arrow keys move between cells, Esc closes the opened row and returns to its cell.
// Without this file every cell is still a link that Tab reaches.
"use strict";

document.addEventListener("keydown", (event) => {
  const matrix = event.target.closest(".matrix");
  if (!matrix) return;
  if (event.key === "Escape") return closeOpened(matrix);
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const cell = event.target.closest(".cell");
  if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = findNext(matrix, cell, step);
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

document.addEventListener("click", (event) => {
  const close = event.target.closest(".matrix [data-close]");
  if (!close) return;
  event.preventDefault();
  closeOpened(close.closest(".matrix"));
});

// htmx puts the opened row under the need; only one is open at a time, and its cell says so.
document.addEventListener("htmx:beforeSwap", (event) => {
  const link = event.detail.requestConfig && event.detail.requestConfig.elt;
  const cell = link && link.closest(".matrix .cell > a");
  if (!cell) return;
  closeOpened(cell.closest(".matrix"), false);
  cell.setAttribute("aria-expanded", "true");
});

function findNext(matrix, cell, [down, right]) {
  const rows = [...matrix.querySelectorAll("tr")].filter((row) => row.querySelector(".cell"));
  let row = rows.indexOf(cell.parentElement);
  let column = [...cell.parentElement.querySelectorAll(".cell")].indexOf(cell);
  for (row += down, column += right; row >= 0 && row < rows.length && column >= 0; row += down, column += right) {
    const other = rows[row].querySelectorAll(".cell")[column];
    if (!other) return null;
    const link = other.querySelector("a");
    if (link) return link;
  }
  return null;
}

function closeOpened(matrix, focus = true) {
  const cell = matrix.querySelector('[aria-expanded="true"]');
  matrix.querySelectorAll("tr.opened").forEach((row) => row.remove());
  if (!cell) return;
  cell.setAttribute("aria-expanded", "false");
  if (focus) cell.focus();
}
