// The first page: how much went, of what kind, where, and what to look at.

function drawOverview() {
  const sums = sumUp(data.docs);
  const page = $("overview");
  page.replaceChildren(
    headline(sums),
    ...failures(),
    h("div", { class: "panels" }, h("div", null,
      panel("Removed lines by label", "What went, by kind. A bar leads to its lines.", sums.labels.length ? labelBars(sums.labels) : h("p", { class: "empty" }, "Nothing was removed.")),
      worth("Most changed", "Documents that lost the largest share of their words.", (doc) => doc.wordsIn !== doc.wordsOut && changedShare(doc), (doc) => `−${percent(doc.wordsIn - doc.wordsOut, doc.wordsIn)}`, "changed"),
      groups("Sites", "site", data.sites)),
      h("div", null, panel("Lines by score", "P(not body): left is surely article, right surely not. Between the marks a person should look. Heights are square roots.",
        sums.scored ? [histogram(sums.bins), legend()] : h("p", { class: "empty" }, "The file that this report was made from holds no scores of kept lines.")),
      worth("Most doubtful", "Documents with the most lines that could go either way.", (doc) => doc.doubtful, (doc) => some(doc.doubtful, "line"), "doubtful"),
      groups("Languages", "lang", data.languages))),
    h("p", { class: "colophon" }, `cleaner ${data.version}, care: ${data.care}. This page is one file; it loads nothing.`));
}

function sumUp(docs) {
  const labels = new Map();
  const sums = { in: 0, out: 0, lines: 0, removed: 0, doubtful: 0, scored: false, bins: Array.from({ length: BINS }, () => ({ kept: 0, gone: 0 })) };
  for (const doc of docs) {
    sums.in += doc.wordsIn; sums.out += doc.wordsOut; sums.lines += doc.lines; sums.removed += doc.removed; sums.doubtful += doc.doubtful;
    const seen = new Set();
    for (const kind of doc.kinds) {
      const gone = kind.action !== "keep";
      if (kind.bin !== UNKNOWN) sums.bins[kind.bin][gone ? "gone" : "kept"] += kind.lines;
      sums.scored ||= !gone && kind.bin !== UNKNOWN;
      if (!gone) continue;
      if (!labels.has(kind.label)) labels.set(kind.label, { label: kind.label, lines: 0, words: 0, docs: 0 });
      const row = labels.get(kind.label);
      row.lines += kind.lines; row.words += kind.words;
      if (!seen.has(kind.label)) row.docs++;
      seen.add(kind.label);
    }
  }
  sums.labels = [...labels.values()].sort((a, b) => b.lines - a.lines);
  return sums;
}

function headline(sums) {
  const byWords = [...sums.labels].sort((a, b) => b.words - a.words).map((row) => [row.label, row.words]);
  return h("div", { class: "hero" },
    h("h1", null, h("bdi", null, shown(data.title))),
    h("p", { class: "lead" }, sums.in
      ? ["Of ", h("b", null, some(sums.in, "word")), " in ", h("b", null, some(data.docs.length, "document")), ", ", h("b", null, percent(sums.out, sums.in)), " are article. ",
        sums.removed ? ["Around them, ", h("b", null, some(sums.removed, "line")), sums.removed === 1 ? " was removed." : " were removed."] : "Nothing was removed."]
      : "There is no text in this report."),
    wordsBar(sums.out, byWords),
    h("dl", { class: "figures" },
      figure("Documents", count(data.docs.length), { page: "documents" }), figure("Words in", count(sums.in)), figure("Words out", count(sums.out)),
      figure("Lines removed", `${count(sums.removed)} of ${count(sums.lines)}`, { page: "documents", show: "cut" }),
      figure("Doubtful lines", count(sums.doubtful), { page: "documents", show: "doubtful", sort: "doubtful" })));
}

const figure = (name, value, where) => h("div", null, h("dt", null, name), h("dd", null, where ? h("a", { href: addressOf({ ...START, ...where }) }, value) : value));
const panel = (title, text, ...content) => h("section", { class: "panel" }, h("h2", null, title), h("p", { class: "hint" }, text), ...content);
const legend = () => h("p", { class: "legend" }, h("span", { class: "key stays" }), "kept ", h("span", { class: "key gone" }), "removed ", h("span", { class: "key doubt" }), "doubtful");

function failures() {
  if (!data.failures.length) return [];
  return [h("details", { class: "failures" }, h("summary", null, `${some(data.failures.length, "input")} could not be cleaned`),
    h("ul", null, data.failures.map(([source, reason]) => h("li", null, h("bdi", { class: "mono" }, shown(source)), ": ", h("bdi", null, shown(reason))))))];
}

const WORTH = 8;
function worth(title, text, score, value, sort) {
  const docs = data.docs.filter(score).sort(ORDERS[sort]);
  const rows = docs.slice(0, WORTH).map((doc) => h("li", null,
    h("a", { href: addressOf({ ...START, doc, sort }) }, h("span", { class: "name" }, docTitle(doc)), h("span", { class: "number" }, value(doc)), docStrip(doc))));
  return panel(title, text, rows.length ? h("ol", { class: "worth" }, rows) : h("p", { class: "empty" }, "None."),
    docs.length > WORTH && h("a", { class: "all", href: addressOf({ ...START, page: "documents", sort, show: sort === "doubtful" ? "doubtful" : "cut" }) }, `All ${count(docs.length)}`));
}

const MOST_GROUPS = 12;
function groups(title, field, values) {
  const of = field === "site" ? (doc) => doc.site : (doc) => doc.language;
  const sums = new Map(values.map(([value]) => [value, { docs: 0, in: 0, out: 0, removed: 0, doubtful: 0 }]));
  for (const doc of data.docs) {
    const row = sums.get(of(doc));
    row.docs++; row.in += doc.wordsIn; row.out += doc.wordsOut; row.removed += doc.removed; row.doubtful += doc.doubtful;
  }
  const table = h("table", { class: "groups" },
    h("thead", null, h("tr", null, ["", "Documents", "Lines removed", "Words removed", "Doubtful"].map((name, i) => h("th", { scope: "col" }, name || h("span", { class: "unseen" }, title))))),
    h("tbody", null));
  const fill = (rows) => table.tBodies[0].replaceChildren(...rows.map(([value, row]) => h("tr", null,
    h("th", { scope: "row" }, h("a", { href: addressOf({ ...START, page: "documents", [field]: value || NONE }) }, h("bdi", null, field === "lang" ? languageName(value) : value ? shown(value) : "not known"))),
    h("td", null, count(row.docs)), h("td", null, count(row.removed)),
    h("td", null, h("span", { class: "share" }, percent(row.in - row.out, row.in)), h("span", { class: "mini", "aria-hidden": "true", vars: { "--w": `${row.in ? (100 * (row.in - row.out)) / row.in : 0}%` } })),
    h("td", null, count(row.doubtful)))));
  const all = [...sums];
  fill(all.slice(0, MOST_GROUPS));
  const more = all.length > MOST_GROUPS && h("button", { type: "button", class: "all", click: (event) => { fill(all); event.target.remove(); } }, `All ${count(all.length)}`);
  return panel(title, field === "site" ? "By the page's address, or the site that the text names." : "As identified from the text.", h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title }, table), more);
}

const names = typeof Intl.DisplayNames === "function" ? new Intl.DisplayNames(["en"], { type: "language" }) : null;
function languageName(tag) {
  if (!tag) return "not known";
  try { return names ? names.of(tag) : tag; } catch { return plain(tag); }
}

const docTitle = (doc) => h("bdi", { lang: doc.language || null }, doc.title ? shown(doc.title) : h("span", { class: "mono" }, shown(shortName(doc.id))));
/** The end of a long path tells more than its beginning. */
const shortName = (id) => (id.length > 60 ? "…" + id.slice(-58) : id);
