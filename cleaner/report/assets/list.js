// The documents that pass the filters. Rows are made as they scroll into view.

const list = (() => {
  const ROW = 76;
  const SPARE = 6;
  let docs = [];

  const box = () => $("list");

  /** Filter and order anew. */
  function refresh() {
    search();
    docs = data.docs.filter(docWanted).sort(ORDERS[state.sort]);
    $("rows").style.height = `${docs.length * ROW}px`;
    $("found").textContent = docs.length === data.docs.length ? some(docs.length, "document") : `${count(docs.length)} of ${some(data.docs.length, "document")}`;
    drawChips();
    draw(true);
  }

  let drawn = [0, 0];
  function draw(anew) {
    const first = Math.max(0, Math.floor(box().scrollTop / ROW) - SPARE);
    const last = Math.min(docs.length, Math.ceil((box().scrollTop + (box().clientHeight || 800)) / ROW) + SPARE);
    if (!anew && first === drawn[0] && last === drawn[1]) return;
    drawn = [first, last];
    const rows = [];
    for (let i = first; i < last; i++) rows.push(row(docs[i], i));
    $("rows").replaceChildren(...rows);
    if (!docs.length) $("rows").append(h("div", { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No document passes the filters."));
    const at = docs.indexOf(state.doc);
    if (at >= first && at < last) box().setAttribute("aria-activedescendant", `row-${at}`);
    else box().removeAttribute("aria-activedescendant");
  }

  function row(doc, i) {
    const corrections = review.corrections(doc);
    const notes = [
      doc.site && h("bdi", null, shown(doc.site)), doc.language && plain(doc.language),
      doc.removed ? `−${some(doc.removed, "line")}` : "unchanged",
    ].filter(Boolean).flatMap((note, n) => (n ? [" · ", note] : [note]));
    return h("div", {
      role: "option", id: `row-${i}`, class: "row", "aria-selected": String(doc === state.doc), "aria-posinset": i + 1, "aria-setsize": docs.length,
      vars: { "--y": `${i * ROW}px` }, click: () => go({ doc, page: "documents", line: null }),
    },
    h("span", { class: "name" }, docTitle(doc)),
    h("span", { class: "notes" }, h("span", { class: "about" }, notes),
      doc.doubtful ? h("span", { class: "badge doubt", title: some(doc.doubtful, "doubtful line") }, `${count(doc.doubtful)} ?`) : null,
      corrections ? h("span", { class: "badge mine", title: some(corrections, "correction") }, `${count(corrections)} ✎`) : null,
      review.isReviewed(doc) ? h("span", { class: "badge mine", title: "reviewed" }, "✓") : null),
    docStrip(doc));
  }

  /** Bring the current document into view. */
  function reveal() {
    const at = docs.indexOf(state.doc);
    if (at >= 0) {
      const top = at * ROW, view = box().clientHeight;
      if (top < box().scrollTop || top + ROW > box().scrollTop + view) box().scrollTop = top - view / 2 + ROW / 2;
    }
    draw(true);
  }

  /** The document `steps` further on in the list; of those that satisfy `test`, if given. */
  function next(steps, test) {
    if (!docs.length) return null;
    let at = docs.indexOf(state.doc);
    if (at < 0 && steps < 0) at = docs.length;
    for (at += steps; at >= 0 && at < docs.length; at += Math.sign(steps)) if (!test || test(docs[at])) return docs[at];
    return null;
  }

  function onKey(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -docs.length, End: docs.length };
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(docs.length - 1, docs.indexOf(state.doc) + moves[event.key]));
    if (docs[at]) go({ doc: docs[at], line: null });
    box().focus();
  }

  function start() {
    box().addEventListener("scroll", () => requestAnimationFrame(() => draw(false)), { passive: true });
    box().addEventListener("keydown", onKey);
    new ResizeObserver(() => draw(false)).observe(box());
    startFilters();
  }

  return { start, refresh, reveal, next, first: () => docs[0] || null, size: () => docs.length, position: () => docs.indexOf(state.doc) };
})();

function options(select, pairs) {
  select.replaceChildren(...pairs.map(([value, text]) => h("option", { value }, text)));
}

function startFilters() {
  const used = new Set(data.docs.flatMap((doc) => doc.kinds.map((kind) => kind.label)));
  options($("f-label"), [["", "any"], ...data.labels.filter((label) => used.has(label.name)).map((label) => [label.name, words(label.name)])]);
  options($("f-site"), [["", "any"], ...data.sites.map(([site, n]) => [site || NONE, `${site ? plain(site) : "not known"} (${count(n)})`])]);
  options($("f-lang"), [["", "any"], ...data.languages.map(([tag, n]) => [tag || NONE, `${languageName(tag)} (${count(n)})`])]);
  options($("f-show"), Object.entries(SHOWS));
  options($("f-sort"), Object.entries(SORTS));
  const on = (id, event, change) => $(id).addEventListener(event, () => go(change($(id).value)));
  on("f-label", "change", (label) => ({ label }));
  on("f-site", "change", (site) => ({ site }));
  on("f-lang", "change", (lang) => ({ lang }));
  on("f-show", "change", (show) => ({ show }));
  on("f-sort", "change", (sort) => ({ sort }));
  for (const id of ["f-lo", "f-hi"]) {
    $(id).addEventListener("change", () => {
      const bound = (at, otherwise) => ($(at).value === "" ? otherwise : Math.max(0, Math.min(1, Math.round(Number($(at).value) * BINS) / BINS)));
      const lo = bound("f-lo", 0);
      go({ lo, hi: Math.max(lo, bound("f-hi", 1)) });
    });
  }
  const type = debounce(120, () => go({ q: $("q").value }));
  $("q").addEventListener("input", type);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
}

/** Show the filters as they are, and each that is on as a chip that takes it off. */
function drawChips() {
  const values = { "f-label": state.label, "f-site": state.site, "f-lang": state.lang, "f-show": state.show, "f-sort": state.sort, "f-lo": state.lo, "f-hi": state.hi };
  for (const [id, value] of Object.entries(values)) if (document.activeElement !== $(id)) $(id).value = value;
  if (document.activeElement !== $("q")) $("q").value = state.q;
  const chips = [];
  const chip = (text, change, label) => chips.push(h("button", { type: "button", class: "chip" + (label ? ` l-${label}` : ""), "aria-label": `Take off the filter ${plain(text)}`, click: () => go(change) }, h("bdi", null, shown(text)), " ×"));
  if (state.label) chip(words(state.label), { label: "" }, state.label);
  if (state.lo !== 0 || state.hi !== 1) chip(`score ${state.lo} to ${state.hi}`, { lo: 0, hi: 1 });
  if (state.site) chip(state.site === NONE ? "site not known" : state.site, { site: "" });
  if (state.lang) chip(state.lang === NONE ? "language not known" : languageName(state.lang), { lang: "" });
  if (state.show !== "all") chip(SHOWS[state.show], { show: "all" });
  if (state.sort !== "input") chip(SORTS[state.sort] + " first".repeat(state.sort !== "name"), { sort: "input" });
  $("chips").replaceChildren(...chips);
}
