// Keys. None of them works while something is typed.

const KEYS = [
  ["j", "k", "next, previous line"], ["n", "p", "next, previous removed line, or one that the filters ask for"],
  ["u", "U", "next, previous doubtful line that you have not judged"], ["J", "K", "next, previous document"],
  ["x", null, "flip the line: keep or remove"], ["l", null, "give it another label"], ["y", null, "it is right as it was"], ["Backspace", null, "take your word back"],
  ["r", null, "mark the document as reviewed"], ["1", "3", "marked, clean, side by side"], ["/", null, "search"], ["o", "d", "overview, documents"],
  ["s", null, "save the labels"], ["Esc", null, "close"], ["?", null, "this list"],
];

const wantedLine = (line) => (looksAtLines() ? lineWanted(line) : review.actionOf(state.doc, line) !== "keep");
const onLine = (call) => () => { const line = reader.current(); if (state.doc && line) call(state.doc, line); };

const ACTS = {
  j: () => walkLine(1), k: () => walkLine(-1),
  n: () => walkLine(1, wantedLine), p: () => walkLine(-1, wantedLine),
  u: () => nextDoubtful(1), U: () => nextDoubtful(-1),
  J: () => walkDocs(1), K: () => walkDocs(-1),
  x: onLine(flip), y: onLine(confirmLine), Backspace: onLine(review.clear),
  l: onLine(() => $("judge-label")?.focus()),
  r: () => { if (state.doc) { review.mark(state.doc, !review.isReviewed(state.doc)); say(review.isReviewed(state.doc) ? "Reviewed" : "Not reviewed"); } },
  1: () => go({ view: "marked" }), 2: () => go({ view: "clean" }), 3: () => go({ view: "side" }),
  "/": () => { if (state.page !== "documents") go({ page: "documents" }); $("q").focus(); $("q").select(); },
  o: () => go({ page: "overview", doc: null, line: null }), d: () => go({ page: "documents" }),
  s: () => $("save").click(),
  "?": () => showKeys(),
  Escape: () => { if (state.line !== null) go({ line: null }); },
};

function walkLine(step, test) {
  if (state.doc && reader.ready()) reader.walk(step, test);
  else if (!state.doc && list.first()) go({ doc: list.first(), page: "documents", line: null });
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const at = event.target;
  const typing = at.matches("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape" && typing) { at.blur(); return; }
  if (typing || !(event.key in ACTS)) return;
  event.preventDefault();
  ACTS[event.key]();
}

function showKeys() {
  const dialog = $("keys");
  dialog.replaceChildren(
    h("h2", { id: "keys-title" }, "Keys"),
    h("dl", null, KEYS.map(([one, two, what]) => h("div", null, h("dt", null, h("kbd", null, one), two ? [" ", h("kbd", null, two)] : null), h("dd", null, what)))),
    h("h2", null, "Review"),
    h("p", null, "Flip a line or give it another label where the cleaner was wrong. What you say stays in this browser until you save it as labels.jsonl; ", h("code", null, "cleaner evaluate labels.jsonl"), " scores any configuration against it. Mark a document as reviewed when all of its lines are right: then the lines that you did not touch count too."),
    h("p", null, "Names such as ", h("span", { class: "control" }, "RLO"), " stand for characters that cannot be seen."),
    h("form", { method: "dialog" }, h("button", { class: "primary", autofocus: true }, "Close")));
  dialog.showModal();
}
