// A box in which somebody is picked: what htmx brings below it is walked with the arrow keys and taken with Enter or a tap.
"use strict";
{
  const SEPARATORS = ["、", "，", ",", "；", ";", "\n"];
  const offersOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const marked = (box) => offersOf(box).querySelector('[aria-selected="true"]');

  const close = (box) => {
    offersOf(box).hidden = true;
    if (box.hasAttribute("aria-expanded")) box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (box, option) => {
    marked(box)?.setAttribute("aria-selected", "false");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const take = (box, option) => {
    const many = box.dataset.pick === "many";
    const cut = many ? Math.max(...SEPARATORS.map((mark) => box.value.lastIndexOf(mark))) + 1 : 0;
    box.value = box.value.slice(0, cut) + option.dataset.text + (many ? "、" : "");
    close(box);
    box.focus();
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    const offers = event.detail.target;
    if (!offers.matches(".pick-offers")) return;
    const box = document.querySelector(`[aria-controls="${offers.id}"]`);
    [...offers.children].forEach((option, at) => { option.id = `${offers.id}-${at}`; });
    offers.hidden = document.activeElement !== box || !offers.children.length;
    if (box.hasAttribute("aria-expanded")) box.setAttribute("aria-expanded", String(!offers.hidden));
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-pick]") || offersOf(box).hidden || event.isComposing) return;
    const options = [...offersOf(box).querySelectorAll("[role=option]")];
    const at = options.indexOf(marked(box));
    if (event.key === "Escape") close(box);
    else if (event.key === "ArrowDown") mark(box, options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") mark(box, options[(at <= 0 ? options.length : at) - 1]);
    else if (event.key === "Enter" && at >= 0) take(box, options[at]);
    else return;
    event.preventDefault();
  });
  // The box keeps the focus while somebody taps, so that leaving it may close the suggestions.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".pick-offers")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".pick-offers [role=option]");
    if (option) take(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-pick]")) close(event.target);
  });
}
