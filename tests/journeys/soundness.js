// What is wrong with a page as a person meets it: a list of sentences, empty when all is well.
() => {
  const wrong = [];
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden" && !element.closest(".visually-hidden");
  };
  const words = (element) => (element.textContent || element.name || "").trim().slice(0, 24);

  const tooWide = document.documentElement.scrollWidth - window.innerWidth;
  if (tooWide > 0) wrong.push(`${tooWide} px wider than the screen`);
  if (!document.title.includes(" · ")) wrong.push(`the title says only ${document.title}`);

  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
  if (headings.filter((h) => h.tagName === "H1").length !== 1) wrong.push("not exactly one h1");
  headings.reduce((before, h) => {
    const level = Number(h.tagName[1]);
    if (level > before + 1) wrong.push(`h${level} under h${before}: ${words(h)}`);
    return level;
  }, 0);

  for (const input of document.querySelectorAll("input:not([type=hidden]):not([type=submit]), select, textarea")) {
    if (shown(input) && !input.labels?.length && !input.ariaLabel && !input.getAttribute("aria-labelledby")) wrong.push(`no label: ${input.name}`);
  }
  for (const control of document.querySelectorAll("a, button, summary")) {
    if (shown(control) && !words(control) && !control.ariaLabel && !control.querySelector("[aria-label], title")) wrong.push(`no name: ${control.outerHTML.slice(0, 80)}`);
  }
  const numbers = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(numbers.filter((id, at) => numbers.indexOf(id) !== at))) wrong.push(`id twice: ${id}`);

  for (const cell of document.querySelectorAll("table.table-cards > tbody > tr > td:not([data-label])")) {
    if (words(cell) && !cell.querySelector("form, .btn")) wrong.push(`a cell without its heading: ${words(cell)}`);
  }
  // A long list keeps its columns on the screen and its rows short on a phone; a keyboard reaches and scrolls it.
  for (const table of document.querySelectorAll("table.table-rows")) {
    const over = table.scrollWidth - table.parentElement.clientWidth;
    if (over > 0) wrong.push(`a list ${over} px wider than its frame`);
    if (!table.closest(".table-wrap[tabindex]")) wrong.push("a list that no keyboard scrolls");
    for (const row of table.querySelectorAll("tbody > tr:not(.shelf)")) {
      if (window.innerWidth < 768 && row.getBoundingClientRect().height > 110) wrong.push(`a row of ${Math.round(row.getBoundingClientRect().height)} px: ${words(row.children[1] || row)}`);
    }
  }
  if (window.innerWidth < 768) {
    // A thumb is 44 px. Links inside running text are exempt; a link may be stretched over its line by ::after.
    const thumbs = ".topbar a, .topbar summary, .topbar input, .nav-side a, button, .btn, summary, select, .form-control, .crumbs a, .card-more, .today-lines a, .matter-links a, .facts a, table.table-cards a, input[type=checkbox], input[type=radio]";
    for (const control of document.querySelectorAll(thumbs)) {
      const stretched = getComputedStyle(control, "::after").position === "absolute";
      const target = control.matches("input[type=checkbox], input[type=radio]") ? control.closest("label") || control.closest(".form-check") || control : stretched ? control.closest("li") : control;
      if (!shown(control) || !shown(target)) continue;
      const box = target.getBoundingClientRect();
      if (box.height < 43.5) wrong.push(`only ${Math.round(box.height)} px high: ${control.tagName} ${words(control)}`);
    }
  }
  return [...new Set(wrong)];
}
