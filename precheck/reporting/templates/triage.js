"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll(".card")];
  const text = byId("f-text"), code = byId("f-code"), submission = byId("f-submission"), count = byId("f-count");
  const chosen = () => document.querySelector("input[name=v]:checked").value;
  const haystack = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));

  function apply() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = chosen();
    let shown = 0;
    for (const card of cards) {
      const fits = (!code.value || card.dataset.codes.split(" ").includes(code.value)) &&
        (!submission || !submission.value || card.dataset.submission === submission.value) &&
        words.every((word) => haystack.get(card).includes(word));
      card.hidden = !fits;
      if (fits && (!verdict || card.dataset.verdict === verdict)) shown += 1;
    }
    count.textContent = shown === cards.length ? "" : `本页显示 ${shown} / ${cards.length} 张`;
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
  for (const control of [text, code, submission]) if (control) control.addEventListener("input", apply);
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
