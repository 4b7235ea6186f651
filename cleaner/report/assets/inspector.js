// Beside the text: why a line went or stayed, what a person says of it, and the document's metadata.

const METADATA = ["title", "authors", "published", "modified", "site", "url", "language", "description", "tags", "comment_count", "paywalled", "encoding", "media_type"];

function inspect(doc, text, line) {
  const box = $("inspector");
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.classList.toggle("lined", Boolean(line));
  if (!doc) box.replaceChildren();
  else box.replaceChildren(line ? verdict(doc, line) : hintCard(), metadata(text));
  if (focused && $(focused)) $(focused).focus({ preventScroll: true });
}

const hintCard = () => h("section", { class: "card" }, h("h2", null, "Evidence"), h("p", { class: "hint" }, "Click a line, or walk with ", h("kbd", null, "j"), " and ", h("kbd", null, "k"), ", to see why it went or stayed."));

const FATE = { keep: "kept", drop: "removed", move: "moved to the metadata" };

function verdict(doc, line) {
  return h("section", { class: "card verdict" },
    h("div", { class: "verdict-head" }, h("h2", null, `Line ${line.number}`), h("button", { type: "button", class: "icon", "aria-label": "Close the evidence", title: "Esc", click: () => { go({ line: null }); } }, "×")),
    h("p", { class: `fate l-${line.label}` }, h("span", { class: "label" }, words(line.label)), ` ${FATE[line.action]}`, isDoubtful(line) ? h("span", { class: "badge doubt" }, "doubtful") : null),
    line.score === null ? h("p", { class: "hint" }, "This file holds no score of kept lines.") : meter(line.score),
    line.reasons.length ? [h("h3", null, "Evidence", h("span", { class: "unit" }, "log-odds; + speaks for removal")), evidenceBars(line.reasons)] : line.score === null ? null : h("p", { class: "hint" }, "no evidence"),
    judge(doc, line));
}

function meter(score) {
  return h("div", { class: "meter" },
    h("div", { class: "scale", "aria-hidden": "true" }, h("span", { class: "band", vars: { "--x": `${100 * DOUBT[0]}%`, "--w": `${100 * (DOUBT[1] - DOUBT[0])}%` } }), h("span", { class: "pin", vars: { "--x": `${100 * score}%` } })),
    h("p", null, h("b", null, score.toFixed(3)), " P(not body)"));
}

function judge(doc, line) {
  const kept = review.actionOf(doc, line) === "keep", touched = review.isTouched(doc, line), corrected = review.isCorrected(doc, line);
  const pick = h("select", { id: "judge-label", "aria-label": "Label of this line", title: "l", change: (event) => { review.set(doc, line, event.target.value); } },
    data.labels.map((label) => h("option", { value: label.name, selected: label.name === review.labelOf(doc, line) }, words(label.name))));
  const turn = (wanted) => () => { if (kept !== wanted) flip(doc, line); else review.set(doc, line, review.labelOf(doc, line)); };
  return h("div", { class: "judge" },
    h("h3", null, "Your word on it", touched ? h("span", { class: "badge mine" }, corrected ? "corrected" : "confirmed") : null),
    h("div", { class: "judge-row" },
      h("div", { class: "segments", role: "group", "aria-label": "Keep or remove" },
        h("button", { type: "button", id: "judge-keep", "aria-pressed": String(kept), title: "x flips", click: turn(true) }, "Keep"),
        h("button", { type: "button", id: "judge-remove", "aria-pressed": String(!kept), title: "x flips", click: turn(false) }, "Remove")),
      pick),
    h("div", { class: "judge-row" },
      h("button", { type: "button", id: "judge-right", title: "y", disabled: touched && !corrected, click: () => confirmLine(doc, line) }, "Right as it was"),
      touched ? h("button", { type: "button", id: "judge-undo", title: "Backspace", click: () => review.clear(doc, line) }, "Take back") : null));
}

function flip(doc, line) {
  review.set(doc, line, review.flipped(doc, line));
  say(`Line ${line.number}: ${FATE[review.actionOf(doc, line)]}, ${words(review.labelOf(doc, line))}`);
}

function confirmLine(doc, line) {
  review.set(doc, line, line.label);
  say(`Line ${line.number} confirmed`);
}

function metadata(text) {
  const m = text.metadata, sources = m.sources || {};
  const present = METADATA.filter((name) => name in m && m[name] !== "");
  const absent = METADATA.filter((name) => !present.includes(name));
  const value = (name) => {
    const given = m[name];
    const texts = Array.isArray(given) ? given : [name === "language" ? `${languageName(given)} (${given})` : given === true ? "yes" : String(given)];
    return texts.flatMap((one, i) => [i ? ", " : null, h("bdi", null, shown(String(one)))]);
  };
  // In a narrow window it would cover the text: there it opens when it is asked for.
  return h("details", { class: "card metadata", open: !matchMedia("(max-width: 760px)").matches }, h("summary", null, h("h2", null, "Metadata")),
    (m.warnings || []).map((warning) => h("p", { class: "warning" }, h("bdi", null, shown(warning)))),
    h("dl", null, present.map((name) => h("div", null, h("dt", null, words(name)), h("dd", null, value(name), sources[name] ? [" ", sourceOf(sources[name])] : null)))),
    absent.length ? h("p", { class: "hint" }, `Nothing found for: ${absent.map(words).join(", ")}.`) : null);
}

function sourceOf(source) {
  const line = /^line (\d+)$/.exec(source);
  if (!line) return h("span", { class: "source" }, shown(source));
  return h("button", { type: "button", class: "link source", click: () => { go({ line: Number(line[1]) }); reader.settle(true); } }, source);
}
