"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll(".card")];
  const text = byId("f-text"), code = byId("f-code"), submission = byId("f-submission"), count = byId("f-count"), material = byId("f-material"), sort = byId("f-sort");
  const chosen = () => document.querySelector("input[name=v]:checked").value;
  const haystack = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));

  function apply() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = chosen();
    let shown = 0;
    for (const card of cards) {
      const fits = (!code.value || card.dataset.codes.split(" ").includes(code.value)) &&
        (!material.value || card.dataset.material === material.value) &&
        (!submission || !submission.value || card.dataset.submission === submission.value) &&
        words.every((word) => haystack.get(card).includes(word));
      card.hidden = !fits;
      if (fits && (!verdict || card.dataset.verdict === verdict)) shown += 1;
    }
    byId("none").hidden = shown > 0 || !cards.length;
    count.textContent = shown === cards.length ? "" : `本页显示 ${shown} / ${cards.length} 张`;
  }

  function arrange() {
    const key = (card) => sort.value === "number" ? "" : card.dataset[sort.value];
    const sorted = [...cards].sort((a, b) => key(a).localeCompare(key(b), "zh") || a.dataset.number - b.dataset.number);
    byId("cards").append(...sorted);
    cards.splice(0, cards.length, ...sorted);
  }

  function turn(button) {
    const svg = button.closest("figure").querySelector("svg.photo"), page = svg.querySelector(".lie");
    const was = page.getAttribute("transform"), [width, height] = svg.dataset.size.split(" ");
    const asItWas = was === "matrix(1 0 0 1 0 0)";
    svg.dataset.box = svg.dataset.box || svg.getAttribute("viewBox");
    page.setAttribute("transform", asItWas ? `matrix(${svg.dataset.upright})` : "matrix(1 0 0 1 0 0)");
    svg.setAttribute("viewBox", asItWas ? svg.dataset.box : `0 0 ${width} ${height}`);
    svg.querySelector(".numbers").toggleAttribute("hidden", !asItWas);
    button.textContent = asItWas ? "看原样" : "看正向";
  }

  function move(step) {
    const visible = cards.filter((card) => card.offsetParent !== null);
    if (!visible.length) return;
    const now = visible.indexOf(document.activeElement && document.activeElement.closest(".card"));
    const next = visible[Math.min(Math.max(now + step, 0), visible.length - 1)];
    next.focus({preventScroll: true});
    next.scrollIntoView({block: "start"});
  }

  document.querySelector(".scripted").hidden = false;
  for (const button of document.querySelectorAll(".turn")) {
    button.hidden = false;
    button.addEventListener("click", () => turn(button));
  }
  for (const button of document.querySelectorAll("[data-pick]")) button.addEventListener("click", () => {
    code.value = button.dataset.pick;
    apply();
    byId("uploads").scrollIntoView();
  });
  byId("clear").addEventListener("click", () => {
    for (const control of [text, code, submission, material]) if (control) control.value = "";
    byId("v-all").checked = true;
    apply();
  });
  sort.addEventListener("input", () => { arrange(); apply(); });
  for (const control of [text, code, submission, material]) if (control) control.addEventListener("input", apply);
  for (const radio of document.querySelectorAll("input[name=v]")) radio.addEventListener("change", apply);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input[type=search], select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const radios = [...document.querySelectorAll("input[name=v]")];
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") { event.preventDefault(); text.focus(); }
    else if (/^[0-3]$/.test(event.key)) { radios[Number(event.key)].checked = true; apply(); }
  });
  apply();
})();
