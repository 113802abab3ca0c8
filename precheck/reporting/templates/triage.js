// The static report: filters, sorting, pictures as they came, keys.
// @ts-check
"use strict";
(() => {
  /** @type {(selector: string) => HTMLElement[]} */
  const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
  /** @type {(id: string) => HTMLElement} */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {(id: string) => HTMLInputElement} */
  const control = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
  const cards = all(".card"), radios = /** @type {HTMLInputElement[]} */ (all("input[name=v]"));
  const text = control("f-text"), code = control("f-code"), material = control("f-material"), sort = control("f-sort");
  const submission = /** @type {HTMLInputElement | null} */ (document.getElementById("f-submission"));
  const filters = [text, code, material, ...(submission ? [submission] : [])];
  const haystack = new Map(cards.map((card) => [card, (card.textContent ?? "").toLowerCase()]));

  function apply() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = radios.find((radio) => radio.checked)?.value;
    let shown = 0;
    for (const card of cards) {
      const fits = (!code.value || (card.dataset.codes ?? "").split(" ").includes(code.value)) &&
        (!material.value || card.dataset.material === material.value) &&
        (!submission?.value || card.dataset.submission === submission.value) &&
        words.every((word) => haystack.get(card)?.includes(word));
      card.hidden = !fits;
      if (fits && (!verdict || card.dataset.verdict === verdict)) shown += 1;
    }
    byId("none").hidden = shown > 0 || !cards.length;
    byId("f-count").textContent = shown === cards.length ? "" : `本页显示 ${shown} / ${cards.length} 张`;
  }

  function arrange() {
    /** @type {(card: HTMLElement) => string} */
    const key = (card) => sort.value === "number" ? "" : card.dataset[sort.value] ?? "";
    cards.sort((a, b) => key(a).localeCompare(key(b), "zh") || Number(a.dataset.number) - Number(b.dataset.number));
    byId("cards").append(...cards);
  }

  /** @param {HTMLElement} button */
  function turn(button) {
    const svg = /** @type {SVGSVGElement} */ (button.closest("figure")?.querySelector("svg.photo")), page = /** @type {Element} */ (svg.querySelector(".lie"));
    const [width, height] = (svg.dataset.size ?? "").split(" ");
    const asItWas = page.getAttribute("transform") === "matrix(1 0 0 1 0 0)";
    svg.dataset.box ??= svg.getAttribute("viewBox") ?? "";
    page.setAttribute("transform", asItWas ? `matrix(${svg.dataset.upright})` : "matrix(1 0 0 1 0 0)");
    svg.setAttribute("viewBox", asItWas ? svg.dataset.box : `0 0 ${width} ${height}`);
    svg.querySelector(".numbers")?.toggleAttribute("hidden", !asItWas);
    button.textContent = asItWas ? "看原样" : "看正向";
  }

  /** @param {number} step */
  function move(step) {
    const visible = cards.filter((card) => card.offsetParent !== null);
    if (!visible.length) return;
    const now = visible.findIndex((card) => card.contains(document.activeElement));
    const next = visible[Math.min(Math.max(now + step, 0), visible.length - 1)];
    next.focus({preventScroll: true});
    next.scrollIntoView({block: "start"});
  }

  for (const scripted of all(".scripted")) scripted.hidden = false;
  for (const button of all(".turn")) {
    button.hidden = false;
    button.addEventListener("click", () => turn(button));
  }
  for (const button of all("[data-pick]")) button.addEventListener("click", () => {
    code.value = button.dataset.pick ?? "";
    apply();
    byId("uploads").scrollIntoView();
  });
  byId("clear").addEventListener("click", () => {
    for (const filter of filters) filter.value = "";
    control("v-all").checked = true;
    apply();
  });
  sort.addEventListener("input", () => { arrange(); apply(); });
  for (const filter of filters) filter.addEventListener("input", apply);
  for (const radio of radios) radio.addEventListener("change", apply);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("input[type=search], select")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") { event.preventDefault(); text.focus(); }
    else if (/^[0-3]$/.test(event.key)) { radios[Number(event.key)].checked = true; apply(); }
  });
  apply();
})();
