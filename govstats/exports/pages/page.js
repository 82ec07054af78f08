"use strict";
(() => {
  const items = JSON.parse(document.getElementById("data").textContent);
  const marks = items.map((item) => document.getElementById("f" + item.start));
  const rows = items.map((item) => document.getElementById("r" + item.start));
  const links = rows.map((row) => row.querySelector(".words"));
  const byStart = new Map(items.map((item, index) => [item.start, index]));
  const form = document.getElementById("filters");
  const words = document.getElementById("words");
  const shownCount = form.querySelector(".count");
  const runs = [...document.querySelectorAll("[data-start]")];
  const runStarts = runs.map((run) => Number(run.dataset.start));
  let selected = -1;

  // One figure and one row are in the order of the tabulator, so that it leads past the others; arrows walk among them.
  let tabbed = 0;
  for (const element of [...marks, ...links]) element.tabIndex = -1;
  const offerToTab = (index) => {
    for (const list of [marks, links]) {
      if (list[tabbed]) list[tabbed].tabIndex = -1;
      if (list[index]) list[index].tabIndex = 0;
    }
    tabbed = index;
  };

  const lastUpTo = (offset) => {
    let low = 0;
    let high = runStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (runStarts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  // Offsets count code points of the report's text; a place in the page is a text node with an offset in UTF-16.
  const placeOf = (offset) => {
    const index = Math.max(lastUpTo(offset), 0);
    const walker = document.createTreeWalker(runs[index], NodeFilter.SHOW_TEXT);
    let left = offset - runStarts[index];
    let node = null;
    while (walker.nextNode()) {
      node = walker.currentNode;
      let position = 0;
      for (const sign of node.data) {
        if (left === 0) return [node, position];
        left -= 1;
        position += sign.length;
      }
      if (left === 0) return [node, position];
    }
    return node ? [node, node.length] : [runs[index], 0];
  };

  const showEvidence = (item) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("evidence");
    if (!item || !runs.length) return;
    const range = new Range();
    range.setStart(...placeOf(item.evidence[0]));
    range.setEnd(...placeOf(item.evidence[1]));
    CSS.highlights.set("evidence", new Highlight(range));
  };

  const reveal = (element, block) => {
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      if (parent.tagName === "DETAILS") parent.open = true;
    }
    element.scrollIntoView({ block, inline: "nearest" });
  };

  const choose = (index, isWanted) => {
    for (const element of [marks[index], rows[index]]) {
      element.classList.toggle("selected", isWanted);
      if (isWanted) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
  };

  // In the text and in the table the same one is chosen; what the reader has under the hand hardly moves.
  const select = (index, here) => {
    if (selected >= 0) choose(selected, false);
    selected = index;
    if (index < 0) return showEvidence(null);
    choose(index, true);
    offerToTab(index);
    showEvidence(items[index]);
    reveal(marks[index], here === marks ? "nearest" : "center");
    reveal(rows[index], here === links ? "nearest" : "center");
  };

  const listOf = (element) => (element.closest("#rows tbody") ? links : element.closest(".mark") ? marks : null);
  const indexOf = (element) => {
    const holder = element.closest("#rows tbody tr, .mark");
    return holder ? byStart.get(Number(holder.id.slice(1))) : -1;
  };

  const indexIn = (hash) => byStart.get(Number(hash.match(/^#[fr](\d+)$/)?.[1] ?? -1)) ?? -1;

  const walk = (step, list) => {
    let index = selected < 0 ? (step > 0 ? -1 : items.length) : selected;
    do index += step;
    while (rows[index]?.hidden);
    if (!rows[index]) return;
    select(index, null);
    (list || marks)[index].focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link?.hash.startsWith("#finding-")) {
      const finding = document.querySelector(link.hash);
      if (finding) finding.open = true;
      return;
    }
    const list = listOf(event.target);
    if (list) {
      if (list === links && !link && String(getSelection())) return;
      event.preventDefault();
      select(indexOf(event.target), list);
      list[selected].focus({ preventScroll: true });
      return;
    }
    const wanted = indexIn(link?.hash ?? "");
    if (wanted >= 0) {
      event.preventDefault();
      select(wanted, null);
      (link.hash[1] === "f" ? marks : links)[wanted].focus({ preventScroll: true });
    }
  });

  const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const list = listOf(event.target);
    const isFree = !isTyping(event.target);
    const step = { j: isFree, ArrowDown: list, ArrowRight: list === marks }[event.key]
      ? 1
      : { k: isFree, ArrowUp: list, ArrowLeft: list === marks }[event.key] ? -1 : 0;
    if (event.key === "Escape") {
      if (event.target === words) {
        words.value = "";
        filter();
      }
      select(-1, null);
      return;
    }
    if (step) walk(step, list);
    else if (event.key === "/" && isFree) words.focus();
    else if ((event.key === "Enter" || event.key === " ") && list && !event.target.closest(".flag")) {
      select(indexOf(event.target), null);
      (list === marks ? links : marks)[selected].focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  });

  let haystacks = null;
  const filter = () => {
    const unwanted = ["kind", "verdict", "scope", "decision"].flatMap((name) =>
      [...form.querySelectorAll(`[name=${name}]:not(:checked)`)].map((box) => [name, box.value]));
    const withOthers = form.elements.aside.checked;
    const needle = words.value.trim().toLowerCase();
    if (needle) haystacks ??= rows.map((row) => row.textContent.toLowerCase());
    let count = 0;
    items.forEach((item, index) => {
      const isIn = (item.reason ? withOthers : unwanted.every(([name, code]) => item[name] !== code))
        && (!needle || haystacks[index].includes(needle));
      rows[index].hidden = !isIn;
      marks[index].classList.toggle("out", !isIn && !item.reason);
      count += isIn;
    });
    document.body.classList.toggle("reasons", withOthers);
    const total = items.filter((item) => withOthers || !item.reason).length;
    shownCount.textContent = `显示 ${count} / ${total}`;
    document.getElementById("none-left").hidden = count > 0 || total === 0;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());

  const theme = document.getElementById("theme");
  const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const tellTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    tellTheme();
  });

  theme.hidden = form.hidden = false;
  tellTheme();
  filter();
  if (items.length) offerToTab(items.findIndex((item) => !item.reason) >= 0 ? items.findIndex((item) => !item.reason) : 0);
  const goToAsked = () => {
    if (indexIn(location.hash) >= 0) select(indexIn(location.hash), null);
  };
  addEventListener("hashchange", goToAsked);
  goToAsked();
})();
