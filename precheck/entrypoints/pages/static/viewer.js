// A picture: upright or as it came, zoomed to what is flagged, brighter or darker; its flags light up their rows.
// @ts-check

const STEP = 1.35, FIELD_SHARE = 0.45, CLOSEST = 12, LOUDEST = 3, QUIETEST = 0.3, KEPT = 6;
const SVG = "http://www.w3.org/2000/svg";

/** Pictures that were fetched ahead: kept only in this page's memory. @type {Map<string, Promise<string>>} */
const fetched = new Map();

/** @type {(path: string) => Promise<string>} */
function picture(path) {
  let found = fetched.get(path);
  if (!found) {
    found = fetch(path).then(async (answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return URL.createObjectURL(await answer.blob());
    });
    found.catch(() => fetched.delete(path));
    fetched.set(path, found);
    for (const [old, url] of [...fetched].slice(0, -KEPT)) {
      fetched.delete(old);
      url.then(URL.revokeObjectURL, () => undefined);
    }
  }
  return found;
}

class Viewer {
  constructor() {
    /** @type {SVGSVGElement | null} */
    this.svg = null;
    this.box = {x: 0, y: 0, w: 1, h: 1};
    this.asItWas = false;
    this.light = 1;
    this.contrast = 1;
    this.at = -1;
  }

  /** @param {Element | null} svg */
  open(svg) {
    if (svg === this.svg) return;
    this.svg = /** @type {SVGSVGElement | null} */ (svg);
    if (!this.svg) return;
    this.asItWas = false;
    this.light = this.contrast = 1;
    this.at = -1;
    const source = this.svg.dataset.src ?? "", photo = /** @type {SVGImageElement} */ (this.svg.querySelector("#photo"));
    picture(source).then((url) => photo.setAttribute("href", url), () => photo.setAttribute("href", source));
    for (const id of (this.svg.dataset.preload ?? "").split(" ").filter(Boolean)) picture(`/pictures/${id}`).catch(() => undefined);
    this.listen();
    this.fit();
    const first = this.flags().find((flag) => flag.matches(".reupload, .review")) ?? this.flags()[0];
    if (first) this.show(first);
  }

  listen() {
    const view = /** @type {HTMLElement} */ (this.svg?.parentElement);
    view.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, this.point(event));
    }, {passive: false});
    /** @type {Map<number, {x: number, y: number}>} */
    const held = new Map();
    view.addEventListener("pointerdown", (event) => {
      held.set(event.pointerId, {x: event.clientX, y: event.clientY});
      view.setPointerCapture(event.pointerId);
      view.classList.add("held");
    });
    view.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const others = [...held].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      if (others.length) {
        const was = Math.hypot(before.x - others[0].x, before.y - others[0].y), is = Math.hypot(event.clientX - others[0].x, event.clientY - others[0].y);
        if (was > 10) this.zoom(is / was, this.point(event));
      } else {
        const scale = this.scale();
        this.box.x -= (event.clientX - before.x) / scale;
        this.box.y -= (event.clientY - before.y) / scale;
        this.draw();
      }
      held.set(event.pointerId, {x: event.clientX, y: event.clientY});
    });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, (event) => {
      held.delete(/** @type {PointerEvent} */ (event).pointerId);
      if (!held.size) view.classList.remove("held");
    });
    view.addEventListener("dblclick", (event) => this.zoom(2, this.point(event)));
  }

  /** Pixels of the screen that one of the picture takes. */
  scale() {
    const frame = /** @type {SVGSVGElement} */ (this.svg).getBoundingClientRect();
    return Math.min(frame.width / this.box.w, frame.height / this.box.h) || 1;
  }

  /** @param {MouseEvent} event */
  point(event) {
    const frame = /** @type {SVGSVGElement} */ (this.svg).getBoundingClientRect(), scale = this.scale();
    return {x: this.box.x + this.box.w / 2 + (event.clientX - frame.x - frame.width / 2) / scale, y: this.box.y + this.box.h / 2 + (event.clientY - frame.y - frame.height / 2) / scale};
  }

  size() {
    const data = /** @type {SVGSVGElement} */ (this.svg).dataset;
    return this.asItWas ? {w: Number(data.width), h: Number(data.height)} : {w: Number(data.uprightWidth), h: Number(data.uprightHeight)};
  }

  fit() {
    const {w, h} = this.size();
    this.box = {x: 0, y: 0, w, h};
    this.draw();
  }

  /** @param {number} times @param {{x: number, y: number}} [about] */
  zoom(times, about = {x: this.box.x + this.box.w / 2, y: this.box.y + this.box.h / 2}) {
    const whole = this.size(), widest = whole.w * 1.5, w = Math.min(Math.max(this.box.w / times, whole.w / CLOSEST), widest), by = w / this.box.w;
    this.box = {x: about.x - (about.x - this.box.x) * by, y: about.y - (about.y - this.box.y) * by, w, h: this.box.h * by};
    this.draw();
  }

  draw() {
    this.svg?.setAttribute("viewBox", `${this.box.x} ${this.box.y} ${this.box.w} ${this.box.h}`);
    this.badges();
  }

  /** Numbers beside the flagged places, as large on the screen whatever the zoom, upright however the picture lies. */
  badges() {
    const layer = /** @type {SVGGElement} */ (this.svg?.querySelector(".badges")), scale = this.scale();
    /** @type {[number, number][]} */
    const taken = [];
    layer.replaceChildren(...this.flags().map((flag) => {
      const corners = this.corners(flag), [x, y] = corners.reduce((best, one) => one[0] + one[1] < best[0] + best[1] ? one : best);
      let left = x - 8 / scale;
      while (taken.some(([a, b]) => Math.hypot(a - left, b - y) < 20 / scale)) left += 24 / scale;
      taken.push([left, y]);
      const group = document.createElementNS(SVG, "g"), disc = document.createElementNS(SVG, "circle"), text = document.createElementNS(SVG, "text");
      group.setAttribute("class", `badge ${flag.getAttribute("class")?.replace("fault", "").trim()}`);
      group.setAttribute("transform", `translate(${left} ${y - 8 / scale}) scale(${1 / scale})`);
      disc.setAttribute("r", "11");
      text.textContent = flag.dataset.flag ?? "";
      group.append(disc, text);
      return group;
    }));
  }

  /** @returns {SVGPolygonElement[]} */
  flags() {
    return [...(this.svg?.querySelectorAll("polygon.fault") ?? [])].map((flag) => /** @type {SVGPolygonElement} */ (flag));
  }

  /** A polygon's corners as they are shown.
   * @param {SVGPolygonElement} shape @returns {[number, number][]} */
  corners(shape) {
    const m = this.matrix();
    return [...shape.points].map((p) => [m[0] * p.x + m[2] * p.y + m[4], m[1] * p.x + m[3] * p.y + m[5]]);
  }

  matrix() {
    return this.asItWas ? [1, 0, 0, 1, 0, 0] : (/** @type {SVGSVGElement} */ (this.svg).dataset.upright ?? "").split(" ").map(Number);
  }

  /** Zoom to a place, and light up what it belongs to.
   * @param {SVGPolygonElement} shape */
  show(shape) {
    const corners = this.corners(shape), xs = corners.map(([x]) => x), ys = corners.map(([, y]) => y);
    const left = Math.min(...xs), top = Math.min(...ys), w = Math.max(...xs) - left, h = Math.max(...ys) - top, whole = this.size();
    const share = Math.max(w / whole.w, h / whole.h) / FIELD_SHARE;
    if (share >= 0.9 || shape.hasAttribute("data-whole")) this.fit();
    else {
      const wide = Math.max(whole.w * share, whole.w / CLOSEST), high = wide * whole.h / whole.w;
      this.box = {x: left + w / 2 - wide / 2, y: top + h / 2 - high / 2, w: wide, h: high};
      this.draw();
    }
    this.light_up(shape.dataset.flag, shape.dataset.field);
  }

  /** @param {string | undefined} flag @param {string | undefined} field */
  light_up(flag, field) {
    const row = flag ? document.querySelector(`.flag[data-flag="${CSS.escape(flag)}"]`) : null;
    const about = field || /** @type {HTMLElement | null} */ (row)?.dataset.field;
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    const same = [flag && `[data-flag="${CSS.escape(flag)}"]`, about && `[data-field="${CSS.escape(about)}"]:not(.flag)`].filter(Boolean);
    for (const selector of same) for (const found of document.querySelectorAll(`.flag${selector}, .fields > ${selector}, .viewer ${selector}`)) found.classList.add("lit");
    row?.scrollIntoView({block: "nearest"});
    this.at = this.flags().findIndex((shape) => shape.dataset.flag === flag);
  }

  next() {
    const flags = this.flags();
    if (flags.length) this.show(flags[(this.at + 1) % flags.length]);
  }

  turn() {
    this.asItWas = !this.asItWas;
    const m = this.matrix();
    this.svg?.querySelector(".page")?.setAttribute("transform", `matrix(${m.join(" ")})`);
    this.fit();
  }

  shade() {
    const photo = /** @type {SVGImageElement} */ (this.svg?.querySelector("#photo"));
    photo.style.filter = this.light === 1 && this.contrast === 1 ? "" : `brightness(${this.light}) contrast(${this.contrast})`;
  }

  /** @param {string} act */
  act(act) {
    const change = {brighter: [1.15, 1], darker: [1 / 1.15, 1], harder: [1, 1.2], softer: [1, 1 / 1.2]}[act];
    if (change) {
      this.light = Math.min(Math.max(this.light * change[0], QUIETEST), LOUDEST);
      this.contrast = Math.min(Math.max(this.contrast * change[1], QUIETEST), LOUDEST);
      this.shade();
    } else if (act === "fit") {
      this.light = this.contrast = 1;
      this.shade();
      this.fit();
    } else if (act === "in" || act === "out") this.zoom(act === "in" ? STEP : 1 / STEP);
    else if (act === "flag") this.next();
    else if (act === "turn") this.turn();
    else if (act === "bare") this.svg?.parentElement?.classList.toggle("bare");
  }

  /** @param {string} key @returns {boolean} whether it meant something */
  press(key) {
    if (!this.svg?.isConnected) return false;
    const pan = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[key];
    if (pan) {
      this.box.x += pan[0] * this.box.w / 8;
      this.box.y += pan[1] * this.box.h / 8;
      this.draw();
    } else if (key === "=") this.zoom(STEP);
    else if (key === "y" || key === "x") {
      const row = document.querySelector(".flag.lit .judge") ?? document.querySelector(".flag .judge");
      const button = row?.querySelector(`button[value=${key === "y" ? "yes" : "no"}]`);
      if (!(button instanceof HTMLElement)) return false;
      button.click();
    } else return false;
    return true;
  }
}

export const viewer = new Viewer();

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const tool = /** @type {HTMLElement | null} */ (target.closest("[data-view]"));
  if (tool && viewer.svg) {
    viewer.act(tool.dataset.view ?? "");
    if (tool.hasAttribute("aria-pressed")) tool.setAttribute("aria-pressed", String(tool.getAttribute("aria-pressed") !== "true"));
  }
});
for (const kind of ["click", "focusin", "mouseover"]) document.addEventListener(kind, (event) => {
  const target = /** @type {Element} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest?.(".flags [data-flag], .fields [data-field]") ?? null);
  if (!row || !viewer.svg) return;
  const shape = viewer.svg.querySelector(row.dataset.flag ? `polygon.fault[data-flag="${CSS.escape(row.dataset.flag)}"]` : `polygon.place[data-field="${CSS.escape(row.dataset.field ?? "")}"]`);
  if (kind !== "mouseover" && shape && !target.closest(".judge")) viewer.show(/** @type {SVGPolygonElement} */ (shape));
  else viewer.light_up(row.dataset.flag, row.dataset.field);
});
window.addEventListener("resize", () => viewer.svg?.isConnected && viewer.draw());
