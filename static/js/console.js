// The frame's few conveniences; every page works without them.
"use strict";

// An open menu closes when somebody clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form that is on its way is not sent a second time by an impatient click; coming back to the page frees it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (Date.now() - Number(form.dataset.sentAt || 0) < 6000) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = Date.now();
  form.classList.add("is-sending");
  setTimeout(() => form.classList.remove("is-sending"), 6000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent-at]")) {
    delete form.dataset.sentAt;
    form.classList.remove("is-sending");
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// On a phone the place we are at is brought into view in the strip of places.
const here = document.querySelector(".nav-side [aria-current]");
if (here) here.parentElement.parentElement.parentElement.scrollLeft = Math.max(0, here.offsetLeft - 48);

// One tick for all rows of a list; how many are ticked stands beside it.
const tickAll = document.querySelector("[data-tick-all]");
if (tickAll) {
  const boxes = () => [...document.querySelectorAll('input[name="rows"][form="list-actions"]')];
  tickAll.hidden = false;
  tickAll.addEventListener("change", () => {
    for (const box of boxes()) box.checked = tickAll.checked;
  });
  document.addEventListener("change", (event) => {
    if (event.target !== tickAll && event.target.name !== "rows") return;
    const ticked = boxes().filter((box) => box.checked).length;
    tickAll.checked = ticked > 0 && ticked === boxes().length;
    tickAll.indeterminate = ticked > 0 && ticked < boxes().length;
  });
}
