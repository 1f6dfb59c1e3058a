// Copy buttons: <button data-copy="id of the text">. Falls back to selecting the text where the clipboard is closed to us.
"use strict";

function say(button, done) {
  const label = button.querySelector("[data-copy-label]") || button;
  const before = label.textContent;
  label.textContent = done ? button.dataset.copied : button.dataset.copyByHand;
  setTimeout(() => { label.textContent = before; }, 2500);
}

function textOf(source) {
  return "value" in source ? source.value : source.textContent.trim();
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(textOf(source));
    say(button, true);
  } catch {
    if (source.select) {
      source.select();
      say(button, document.execCommand("copy"));
    } else {
      getSelection().selectAllChildren(source);
      say(button, document.execCommand("copy"));
    }
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});
