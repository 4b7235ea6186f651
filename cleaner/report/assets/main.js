// Put together: what changes when the state changes, and the start.

function render(before) {
  const moved = before.page !== state.page;
  $("overview").hidden = state.page !== "overview";
  $("documents").hidden = state.page !== "documents";
  $("documents").classList.toggle("reading", Boolean(state.doc));
  for (const page of ["overview", "documents"]) {
    if (state.page === page) $(`to-${page}`).setAttribute("aria-current", "page");
    else $(`to-${page}`).removeAttribute("aria-current");
  }
  $("to-documents").href = addressOf({ ...state, page: "documents" });
  if (moved && state.page === "overview") { drawOverview(); window.scrollTo(0, 0); }
  if (state.page === "documents") renderDocuments(before, moved);
  document.title = plain(state.doc ? `${state.doc.title || state.doc.id} – ${data.title}` : data.title);
}

function renderDocuments(before, moved) {
  const filtered = [...FILTERS, "sort"].some((name) => before[name] !== state[name]);
  if (moved || filtered) list.refresh();
  if (moved || before.doc !== state.doc) {
    list.reveal();
    reader.open(state.doc);
    return;
  }
  if (before.view !== state.view || filtered) {
    reader.draw();
    reader.settle(false);
  }
  if (before.line !== state.line && reader.ready()) {
    inspect(state.doc, reader.text(), reader.current());
    reader.settle(false);
  }
}

/** The review of a document has changed. */
function changed(doc) {
  drawSave();
  if (["touched", "reviewed", "open"].includes(state.show) && state.page === "documents") list.refresh();
  else if (state.page === "documents") list.reveal();
  if (doc === state.doc) reader.update();
}

function drawSave() {
  const docs = review.documents();
  const judged = docs.reduce((sum, doc) => sum + review.touched(doc), 0);
  $("save").disabled = docs.length === 0;
  $("save").textContent = docs.length ? `Save labels (${judged ? some(judged, "line") : some(docs.length, "document")})` : "Save labels";
}

function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("cleaner-theme"); } catch { /* then it is as the system says */ }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  $("theme").addEventListener("click", () => {
    const now = document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
    try { localStorage.setItem("cleaner-theme", document.documentElement.dataset.theme); } catch { /* it lasts until the page closes */ }
  });
}

async function start() {
  startTheme();
  try {
    await loadIndex();
  } catch (error) {
    $("main").replaceChildren(h("p", { class: "noscript" }, `The report cannot be read: ${error.message}`));
    return;
  }
  $("brand-title").replaceChildren(h("bdi", null, shown(data.title)));
  review.start();
  list.start();
  reader.start();
  drawSave();
  $("save").addEventListener("click", () => saveLabels().catch((error) => toast(error.message)));
  $("load").addEventListener("click", () => $("load-file").click());
  $("load-file").addEventListener("change", () => {
    const [file] = $("load-file").files;
    if (file) openLabels(file).catch((error) => toast(`${file.name} is no labels file: ${error.message}`));
    $("load-file").value = "";
  });
  // The address is the page's own memory; a jump inside the page must not write it.
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); });
  $("help").addEventListener("click", showKeys);
  document.addEventListener("keydown", onKey);
  window.addEventListener("popstate", () => apply(readAddress()));
  window.addEventListener("hashchange", () => apply(readAddress()));
  state.page = "";
  apply(readAddress());
  document.documentElement.dataset.ready = "";
}

start();
