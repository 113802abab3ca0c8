// A candidate's uploads: progress, and pictures over the office's limit made smaller here where the candidate agrees.
// @ts-check

const QUALITIES = [0.88, 0.8, 0.72, 0.64], SIDES = [2400, 2000, 1700, 1400, 1200];
const htmx = /** @type {any} */ (window).htmx;
const most = Number(/** @type {HTMLElement} */ (document.querySelector("main")).dataset.most);
const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("#smaller"));

/** @param {number} bytes */
const kilobytes = (bytes) => `${Math.round(bytes / 1024)}K`;

/** The picture as a JPEG within the limit, as large and as good as that allows; null where it cannot be.
 * @param {File} file @returns {Promise<Blob | null>} */
async function smaller(file) {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  /** @type {Blob | null} */
  let best = null;
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const paint = canvas.getContext("2d");
    if (!paint) return null;
    paint.fillStyle = "#fff";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.imageSmoothingQuality = "high";
    paint.drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const made = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/jpeg", quality));
      if (made && (!best || made.size < best.size)) best = made;
      if (made && made.size <= most) return made;
    }
  }
  return best && best.size < file.size ? best : null;
}

/** What is to be sent: the file, or a smaller one that the candidate looked at and took; null: neither.
 * @param {File} file @returns {Promise<Blob | null>} */
async function agreed(file) {
  if (file.size <= most) return file;
  const made = await smaller(file);
  if (!made) return file;
  const urls = [URL.createObjectURL(file), URL.createObjectURL(made)];
  for (const [index, name] of ["before", "after"].entries()) {
    /** @type {HTMLImageElement} */ (dialog.querySelector(`[data-${name}]`)).src = urls[index];
    /** @type {HTMLElement} */ (dialog.querySelector(`[data-${name}-size]`)).textContent = kilobytes(index ? made.size : file.size);
  }
  const answered = new AbortController(), asked = {signal: answered.signal};
  dialog.showModal();
  const chosen = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => {
    dialog.querySelector("[data-use]")?.addEventListener("click", () => done(made), asked);
    dialog.querySelector("[data-as-is]")?.addEventListener("click", () => done(file), asked);
    dialog.addEventListener("close", () => done(null), asked);
  });
  answered.abort();
  dialog.close();
  urls.forEach(URL.revokeObjectURL);
  return chosen;
}

/** @param {HTMLInputElement} input @param {Blob} data @param {string} name @param {(share: number) => void} progress @returns {Promise<{status: number, text: string}>} */
function send(input, data, name, progress) {
  const form = new FormData();
  form.append("material", input.dataset.upload ?? "");
  form.append("file", data, name);
  const request = new XMLHttpRequest();
  const replaces = input.dataset.replaces ? `?replaces=${encodeURIComponent(input.dataset.replaces)}` : "";
  request.open("POST", `/my/uploads${replaces}`);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRF-Token", /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=csrf]")).content);
  request.upload.addEventListener("progress", (event) => progress(event.lengthComputable ? event.loaded / event.total : 0));
  return new Promise((done) => {
    request.addEventListener("loadend", () => done({status: request.status, text: request.responseText}));
    request.send(form);
  });
}

document.addEventListener("change", async (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (!input.matches("[data-upload]") || !input.files?.length) return;
  const files = [...input.files], slot = /** @type {HTMLElement} */ (input.closest(".stuff"));
  const shown = /** @type {HTMLElement} */ (slot.querySelector("[data-progress]")), bar = /** @type {HTMLProgressElement} */ (shown.querySelector("progress"));
  const trouble = /** @type {HTMLElement} */ (slot.querySelector("[data-adding] .alert"));
  trouble.hidden = true;
  let latest = "";
  for (const file of files) {
    const data = await agreed(file);
    if (!data) continue;
    shown.hidden = false;
    const name = data === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg";
    const answer = await send(input, data, name, (share) => { bar.value = 100 * share; });
    if (answer.status === 200) latest = answer.text;
    else {
      trouble.hidden = false;
      trouble.textContent = new DOMParser().parseFromString(answer.text, "text/html").querySelector("span")?.textContent || (slot.dataset.failed ?? "");
    }
  }
  shown.hidden = true;
  input.value = "";
  if (latest) htmx.swap(slot, latest, {swapStyle: "outerHTML"});
});
document.addEventListener("htmx:afterSwap", () => {
  // Whenever a material changed there may be news.
  htmx.ajax("GET", "/my/messages", {target: "#messages .in", swap: "innerHTML"}).then(() => {
    /** @type {HTMLElement} */ (document.querySelector("#messages")).hidden = !document.querySelector("#messages li");
  });
});
