// Pictures of numbers. Each bar is a button: it leads to the lines that it counts.

const colour = (label) => (label ? `var(--l-${label})` : "var(--kept)");

/** Where in a text lines were removed, as a strip of colours. `runs` are [label or null, size]. */
function strip(runs) {
  const total = runs.reduce((sum, [, size]) => sum + size, 0) || 1;
  let at = 0;
  const stops = runs.map(([label, size]) => {
    const from = (100 * at) / total;
    at += size;
    return `${colour(label)} ${from.toFixed(2)}% ${((100 * at) / total).toFixed(2)}%`;
  });
  return h("span", { class: "strip", "aria-hidden": "true", vars: { "--stops": `linear-gradient(to right, ${stops.join(", ") || "var(--line) 0 100%"})` } });
}

function docStrip(doc) {
  const runs = [];
  for (let k = 0; k < doc.strip.length; k += 2) runs.push([doc.strip[k] < 0 ? null : data.labels[doc.strip[k]].name, doc.strip[k + 1]]);
  return strip(runs);
}

/** One bar for all words: what stayed, and by label what went. */
function wordsBar(kept, byLabel) {
  const total = kept + byLabel.reduce((sum, [, n]) => sum + n, 0);
  if (!total) return null;
  // Slivers that nobody could tell apart are one.
  const wide = byLabel.filter(([, n]) => n >= total / 200);
  const rest = byLabel.reduce((sum, [, n]) => sum + n, 0) - wide.reduce((sum, [, n]) => sum + n, 0);
  const part = (label, n, name) => h("span", { vars: { "--w": `${(100 * n) / total}%`, "--c": colour(label) }, title: `${name}: ${some(n, "word")}, ${percent(n, total)}` });
  return h("div", { class: "whole", role: "img", "aria-label": `Of ${some(total, "word")}, ${percent(kept, total)} stayed` },
    part(null, kept, "article"), ...wide.map(([label, n]) => part(label, n, words(label))), rest ? part("other", rest, "other labels") : null);
}

/** Bars by label: lines, with their words behind. */
function labelBars(rows) {
  const most = Math.max(1, ...rows.map((row) => row.lines));
  const total = rows.reduce((sum, row) => sum + row.lines, 0);
  return h("ul", { class: "bars" }, rows.map((row) => h("li", null,
    h("button", {
      type: "button", class: `bar-row l-${row.label}`, vars: { "--w": `${Math.max(0.4, (100 * row.lines) / most)}%` },
      "aria-label": `${words(row.label)}: ${some(row.lines, "line")}, ${some(row.words, "word")}, in ${some(row.docs, "document")}. Show them.`,
      click: () => go({ ...START, page: "documents", label: row.label }),
    },
    h("span", { class: "name" }, words(row.label)),
    h("span", { class: "track" }, h("span", { class: "fill" })),
    h("span", { class: "number" }, count(row.lines)),
    h("span", { class: "beside" }, percent(row.lines, total)))
  )));
}

/** Lines by score. Heights are roots, or the two ends would leave nothing to see between them. */
function histogram(bins) {
  const most = Math.max(1, ...bins.map((bin) => bin.kept + bin.gone));
  const height = (n) => `${100 * Math.sqrt(n / most)}%`;
  return h("div", { class: "histogram" },
    h("div", { class: "columns" }, bins.map((bin, i) => {
      const lo = i / BINS, hi = (i + 1) / BINS, all = bin.kept + bin.gone;
      const text = `score ${lo.toFixed(2)} to ${hi.toFixed(2)}: ${count(bin.kept)} kept, ${count(bin.gone)} removed`;
      return h("button", {
        type: "button", class: "column" + (lo >= DOUBT[0] && hi <= DOUBT[1] ? " doubt" : ""), title: text, "aria-label": text, disabled: all === 0,
        click: () => go({ ...START, page: "documents", lo: round2(lo), hi: round2(hi) }),
      }, h("span", { class: "stack", vars: { "--h": height(all) } },
        h("span", { class: "gone", vars: { "--f": `${(100 * bin.gone) / (all || 1)}%` } }), h("span", { class: "stays" })));
    })),
    h("div", { class: "axis", "aria-hidden": "true" }, ["0", "0.2", "0.5", "0.8", "1"].map((at) => h("span", { vars: { "--x": `${100 * at}%` } }, at))));
}
const round2 = (n) => Math.round(n * 100) / 100;

/** Evidence, as bars to both sides of a middle: to the left speaks for keeping, to the right for removal. */
function evidenceBars(reasons) {
  const most = Math.max(4, ...reasons.map((reason) => Math.abs(reason.weight)));
  return h("ul", { class: "evidence" }, reasons.map((reason) => h("li", { class: reason.weight > 0 ? "against" : "for" },
    h("span", { class: "weight" }, signed(reason.weight)),
    h("span", { class: "beam", "aria-hidden": "true", vars: { "--w": `${(50 * Math.abs(reason.weight)) / most}%` } }, h("span")),
    h("span", { class: "detail" }, h("bdi", null, shown(reason.detail)), " ", h("span", { class: "source" }, shown(reason.source))))));
}
