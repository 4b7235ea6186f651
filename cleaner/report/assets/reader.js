// The document: its lines as they came, with what became of each.

const reader = (() => {
  const BATCH = 300; // lines made at once
  const LONG = 5000; // characters of a line shown before it is asked for in full
  let doc = null, text = null, made = 0, watcher = null;
  const opened = new Set(); // long lines that are shown in full

  const box = () => $("reader");
  const lines = () => (text ? text.lines : []);
  const nodeOf = (i) => box().querySelector(`[data-i="${i}"]`);
  const byNumber = (number) => lines().find((line) => line.number >= number) || lines().at(-1) || null;
  const current = () => (state.line === null ? null : byNumber(state.line));

  async function open(next) {
    doc = next;
    text = null;
    opened.clear();
    if (!doc) return blank();
    box().setAttribute("aria-busy", "true");
    let read;
    try {
      read = await textOf(doc);
    } catch (error) {
      if (doc === next) box().replaceChildren(h("p", { class: "empty" }, `This document cannot be shown: ${error.message}`));
      return;
    }
    if (doc !== next || state.doc !== next) return; // someone has walked on
    text = read;
    draw();
    box().removeAttribute("aria-busy");
    box().scrollTop = 0;
    inspect(doc, text, current());
    if (state.line !== null) settle(false);
  }

  function blank() {
    box().replaceChildren(h("div", { class: "nothing" }, h("p", null, "Choose a document."),
      h("p", { class: "hint" }, h("kbd", null, "j"), " opens the first, ", h("kbd", null, "?"), " lists all keys.")));
    inspect(null, null, null);
  }

  function draw() {
    made = 0;
    watcher?.disconnect();
    box().dataset.view = state.view;
    const body = h("div", { class: "lines", role: "list", "aria-label": "Lines", dir: "ltr" });
    box().replaceChildren(head(), cleanHead(), body, h("div", { class: "more" }));
    more();
    watcher = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) more(); }, { root: box(), rootMargin: "1200px" });
    watcher.observe(box().querySelector(".more"));
  }

  /** Make the next lines, or as many as it takes to have line `upTo`. */
  function more(upTo = -1) {
    const last = Math.min(lines().length, Math.max(made + BATCH, upTo + 20));
    const out = [];
    for (; made < last; made++) out.push(lineNode(lines()[made]));
    box().querySelector(".lines").append(...out);
    if (made >= lines().length) watcher?.disconnect();
    else if (watcher) { watcher.disconnect(); watcher.observe(box().querySelector(".more")); }
  }

  function head() {
    const runs = lines().map((line) => [review.actionOf(doc, line) === "keep" ? null : review.labelOf(doc, line), Math.sqrt(line.text.length)]);
    const bar = strip(runs);
    bar.addEventListener("click", (event) => jump(runs, (event.clientX - bar.getBoundingClientRect().left) / bar.clientWidth));
    const doubtful = lines().filter(isDoubtful).length;
    const gone = lines().filter((line) => review.actionOf(doc, line) !== "keep").length;
    return h("header", { class: "head" },
      h("div", { class: "where" },
        h("a", { class: "back", href: addressOf({ ...state, doc: null, line: null }) }, "← All"),
        h("span", { class: "mono id", title: plain(doc.id) }, h("bdi", null, shown(shortName(doc.id)))),
        h("span", { class: "walk" },
          h("button", { type: "button", class: "icon", "aria-label": "Previous document", title: "K", click: () => walkDocs(-1) }, "‹"),
          h("button", { type: "button", class: "icon", "aria-label": "Next document", title: "J", click: () => walkDocs(1) }, "›"))),
      h("h1", null, docTitle(doc)),
      h("p", { class: "sum" }, `${some(lines().length, "line")}, ${count(gone)} removed`, doubtful ? [", ", h("button", { type: "button", class: "link", click: () => nextDoubtful(1), title: "u" }, `${count(doubtful)} doubtful`)] : null),
      h("div", { class: "controls" },
        h("div", { class: "segments", role: "group", "aria-label": "View" }, VIEWS.map((view, n) => h("button", {
          type: "button", "aria-pressed": String(state.view === view), title: String(n + 1), click: () => go({ view }),
        }, { marked: "Marked", clean: "Clean", side: "Side by side" }[view]))),
        h("label", { class: "check", title: "r" }, h("input", { type: "checkbox", checked: review.isReviewed(doc), change: (event) => review.mark(doc, event.target.checked) }), " Reviewed: all lines are right now")),
      bar);
  }

  /** What the metadata took from the text stands above the clean body. */
  function cleanHead() {
    const m = text.metadata;
    const by = [m.authors?.join(", "), m.published].filter(Boolean).join(" · ");
    return h("div", { class: "clean-head" }, by ? h("p", { class: "clean-by", dir: "auto" }, shown(by)) : null,
      lines().some((line) => review.actionOf(doc, line) === "keep") ? null : h("p", { class: "empty" }, "Nothing of this text is article."));
  }

  function jump(runs, share) {
    const total = runs.reduce((sum, [, size]) => sum + size, 0);
    let at = 0;
    const i = runs.findIndex(([, size]) => (at += size) >= share * total);
    if (i >= 0) go({ line: lines()[i].number });
  }

  function lineNode(line) {
    const label = review.labelOf(doc, line), action = review.actionOf(doc, line), kept = action === "keep";
    const before = line.i ? lines()[line.i - 1] : null;
    const follows = before && review.actionOf(doc, before) !== "keep" && review.labelOf(doc, before) === label;
    const doubt = isDoubtful(line);
    const quiet = looksAtLines() && !lineWanted(line);
    const gap = before ? before.after.split(/\r\n|[\n\r\x85\u2028\u2029]/).length - 1 : 0;
    const classes = ["line", action, `l-${label}`, doubt && "doubtful", quiet && "quiet", gap > 1 && "gap", line === current() && "current",
      review.isTouched(doc, line) && "touched", !kept && follows && "follows"].filter(Boolean).join(" ");
    const content = (kind) => h("span", { class: "content", dir: "auto", lang: doc.language || null }, kind === "del" ? h("del", null, part(line)) : part(line), rest(line));
    const note = kept ? (label === "heading" ? "heading" : null) : words(label);
    return h("div", { class: classes, role: "listitem", "data-i": line.i, tabindex: line === (current() || lines()[0]) ? "0" : "-1", "aria-current": line === current() ? "true" : null },
      h("span", { class: "number", "aria-hidden": "true" }, line.number),
      content(kept ? "" : "del"),
      h("span", { class: "tag" },
        doubt ? h("span", { class: "badge doubt", title: `doubtful: ${line.score.toFixed(3)}` }, "?", h("span", { class: "unseen" }, " doubtful")) : null,
        !kept || review.isCorrected(doc, line) ? h("span", { class: "label" + (follows ? " again" : "") }, note || words(label)) : null,
        review.isTouched(doc, line) ? h("span", { class: "badge mine", title: review.isCorrected(doc, line) ? "corrected" : "confirmed" }, review.isCorrected(doc, line) ? "✎" : "✓", h("span", { class: "unseen" }, review.isCorrected(doc, line) ? " corrected" : " confirmed")) : null),
      state.view === "side" ? h("span", { class: "content twin", dir: "auto", "aria-hidden": "true" }, kept ? part(line) : null) : null);
  }

  const cut = (line) => line.text.length > LONG && !opened.has(line.i);
  const part = (line) => shown(cut(line) ? line.text.slice(0, LONG) : line.text, needle());
  const rest = (line) => cut(line) ? h("button", { type: "button", class: "link", click: (event) => { event.stopPropagation(); opened.add(line.i); redraw(line); } }, `… show all ${count(line.text.length)} characters`) : null;

  function redraw(line) {
    const node = nodeOf(line.i);
    if (!node) return;
    const focused = node === document.activeElement;
    const fresh = lineNode(line);
    node.replaceWith(fresh);
    if (focused) fresh.focus({ preventScroll: true });
  }

  /** Show the current line as current; `focus` moves the keyboard's focus there too. */
  function settle(focus) {
    const line = current();
    for (const node of box().querySelectorAll(".line.current")) {
      node.classList.remove("current");
      node.removeAttribute("aria-current");
      node.tabIndex = -1;
    }
    if (!line) return;
    if (line.i >= made) more(line.i);
    const node = nodeOf(line.i);
    node.classList.add("current");
    node.setAttribute("aria-current", "true");
    node.tabIndex = 0;
    if (focus) node.focus({ preventScroll: true });
    const view = box().getBoundingClientRect(), at = node.getBoundingClientRect();
    if (at.top < view.top + 90 || at.bottom > view.bottom - 90) node.scrollIntoView({ block: at.height > view.height / 2 ? "start" : "center" });
  }

  /** After a change of the review: this line, the one after it (its chip may show now) and the head. */
  function update() {
    if (!text) return;
    const line = current();
    if (line) for (const one of [line, lines()[line.i + 1]]) if (one) redraw(one);
    box().querySelector(".head").replaceWith(head());
    box().querySelector(".clean-head").replaceWith(cleanHead());
    inspect(doc, text, line);
  }

  const visible = (line) => state.view !== "clean" || review.actionOf(doc, line) === "keep";

  /** Go `step` lines on, among those that satisfy `test`. */
  function walk(step, test = visible) {
    if (!text) return false;
    const from = current();
    let i = from ? from.i + step : step > 0 ? 0 : lines().length - 1;
    for (; i >= 0 && i < lines().length; i += step) {
      if (!test(lines()[i])) continue;
      go({ line: lines()[i].number });
      settle(true);
      return true;
    }
    return false;
  }

  function start() {
    box().addEventListener("click", (event) => {
      const node = event.target.closest(".line");
      if (!node || event.target.closest("button") || String(getSelection())) return;
      go({ line: lines()[Number(node.dataset.i)].number });
      settle(true);
    });
    box().addEventListener("focusin", (event) => {
      const node = event.target.closest(".line");
      if (node && event.target === node && state.line === null) go({ line: lines()[Number(node.dataset.i)].number });
    });
  }

  return { start, open, draw: () => text && draw(), settle, update, walk, current, lines, doc: () => doc, ready: () => text !== null, text: () => text };
})();

function walkDocs(step, test) {
  const next = list.next(step, test);
  if (next) go({ doc: next, page: "documents", line: null });
  return next;
}

const waits = (doc) => (line) => isDoubtful(line) && !review.isTouched(doc, line);

/** The next doubtful line that nobody has looked at, here or in a document further on. */
function nextDoubtful(step) {
  if (state.doc && reader.ready() && reader.walk(step, waits(state.doc))) return;
  seekDoubtful(step);
}

async function seekDoubtful(step) {
  const from = list.position();
  for (let n = step; ; n += step) {
    const doc = list.next(n, null);
    if (!doc || (from < 0 && Math.abs(n) > list.size())) break;
    if (!doc.doubtful || review.isReviewed(doc)) continue;
    const { lines } = await textOf(doc);
    const line = step > 0 ? lines.find(waits(doc)) : lines.findLast(waits(doc));
    if (line) { go({ doc, page: "documents", line: line.number }); return; }
  }
  toast(step > 0 ? "No doubtful line further on." : "No doubtful line before this one.");
}
