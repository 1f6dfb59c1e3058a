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

// What the page may have to say stands in it as templates, in the reader's language.
function tell(name, place) {
  for (const before of place.parentElement.querySelectorAll(`:scope > [data-told="${name}"]`)) before.remove();
  const words = document.getElementById(`words-${name}`).content.firstElementChild.cloneNode(true);
  words.dataset.told = name;
  place.before(words);
  return words;
}

// What was typed outlives a session that ended and a line that was lost: it is kept in this tab, for this reader, from
// the moment a form is sent until a page of ours answers. Passwords and files are not; logging out drops all.
const TYPED = "typed";
const reader = document.body.dataset.reader;
const isTyped = (control) => control.name && !["hidden", "password", "file", "submit", "button"].includes(control.type);

function keepTyped(form) {
  const fields = {};
  for (const control of form.elements) {
    if (control.type === "password") return;
    if (!isTyped(control)) continue;
    fields[control.name] ??= [];
    if (control.checked || !["checkbox", "radio"].includes(control.type)) fields[control.name].push(control.value);
  }
  const at = [...document.forms].indexOf(form);
  try {
    sessionStorage.setItem(TYPED, JSON.stringify({ reader, path: location.pathname, at, fields }));
  } catch { /* more than a tab holds */ }
}

function bringBack({ at, fields }) {
  const form = document.forms[at];
  if (!form || !Object.keys(fields).some((name) => form.elements[name])) return;
  for (const control of form.elements) {
    if (!isTyped(control) || !fields[control.name]) continue;
    if (["checkbox", "radio"].includes(control.type)) control.checked = fields[control.name].includes(control.value);
    else if (fields[control.name].length) control.value = fields[control.name].shift();
  }
  for (let around = form; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
  tell("typed", form);
}

// Lost is what no page of ours has answered: the reader comes back by log-in, or to the page by no link of ours.
function wasLost() {
  const from = document.referrer && new URL(document.referrer);
  if (from && from.origin === location.origin && from.searchParams.get("ended") === "form") return true;
  const [{ type }] = performance.getEntriesByType("navigation");
  return !(type === "navigate" && from) && !document.querySelector(".alert-success");
}

if (reader) {
  const kept = JSON.parse(sessionStorage.getItem(TYPED) || "null");
  sessionStorage.removeItem(TYPED);
  if (kept && kept.reader === reader && kept.path === location.pathname && wasLost()) bringBack(kept);
}

// A form that is on its way is not sent a second time by an impatient click; coming back to the page frees it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.matches("[data-leaves]")) {
    sessionStorage.clear();
  } else if (!navigator.onLine) {
    event.preventDefault();
    tell("offline", form);
    return;
  } else {
    keepTyped(form);
  }
  if (Date.now() - Number(form.dataset.sentAt || 0) < 6000) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = Date.now();
  form.classList.add("is-sending");
  setTimeout(() => form.classList.remove("is-sending"), 6000);
});
window.addEventListener("pageshow", (event) => {
  // Out of the browser's store comes a page of whoever was here before: the server says whether it may be seen still.
  if (event.persisted) {
    document.documentElement.hidden = true;
    location.reload();
  }
  for (const form of document.querySelectorAll("form[data-sent-at]")) {
    delete form.dataset.sentAt;
    form.classList.remove("is-sending");
  }
});

// What a piece of a page could not be fetched says so, and is asked for again by its button or when it is opened anew.
for (const problem of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(problem, ({ detail: { elt, target, requestConfig } }) => {
    if (!elt.isConnected) return;
    const again = tell("failed", elt).querySelector("button");
    again.addEventListener("click", () => {
      again.parentElement.remove();
      htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target, values: requestConfig.parameters });
    });
  });
}
document.addEventListener("htmx:afterOnLoad", ({ detail: { xhr } }) => {
  if (xhr.status < 400) for (const told of document.querySelectorAll('[data-told="failed"]')) told.remove();
});
document.addEventListener("toggle", ({ target }) => {
  if (target.open) target.querySelector('[data-told="failed"] button')?.click();
}, true);

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
