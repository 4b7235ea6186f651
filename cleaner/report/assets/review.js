// The review: what a person says of lines. It is kept in the browser, document by document, and saved as a file.

const PREFIX = "cleaner-review:";

const review = (() => {
  // key of the document -> { lines: { place: label }, done: whether all of its lines were looked at }
  const held = new Map();
  let kept = true;

  function start() {
    const known = new Map(data.docs.map((doc) => [doc.key, doc]));
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const name = localStorage.key(i);
        if (!name.startsWith(PREFIX) || !known.has(name.slice(PREFIX.length))) continue;
        const value = checked(JSON.parse(localStorage.getItem(name)));
        if (value) held.set(name.slice(PREFIX.length), value);
      }
    } catch {
      kept = false;
    }
  }

  /** What storage holds may come from elsewhere: take only what a review can be. */
  function checked(value) {
    if (!value || typeof value.lines !== "object" || value.lines === null) return null;
    const lines = Object.fromEntries(
      Object.entries(value.lines).filter(([place, given]) => /^\d+$/.test(place) && data.label.has(given.label) && typeof given.change === "boolean")
    );
    return { lines, done: value.done === true };
  }

  const of = (doc) => held.get(doc.key) || { lines: {}, done: false };

  function put(doc, value) {
    if (!Object.keys(value.lines).length && !value.done) held.delete(doc.key);
    else held.set(doc.key, value);
    try {
      if (held.has(doc.key)) localStorage.setItem(PREFIX + doc.key, JSON.stringify(value));
      else localStorage.removeItem(PREFIX + doc.key);
    } catch {
      if (kept) toast("This browser keeps nothing for this page: save the labels before you close it.");
      kept = false;
    }
    changed(doc);
  }

  function set(doc, line, label) {
    const lines = { ...of(doc).lines, [line.i]: { label, change: label !== line.label } };
    put(doc, { ...of(doc), lines });
  }

  function clear(doc, line) {
    const lines = { ...of(doc).lines };
    delete lines[line.i];
    put(doc, { ...of(doc), lines });
  }

  const labelOf = (doc, line) => of(doc).lines[line.i]?.label || line.label;
  const isTouched = (doc, line) => Boolean(of(doc).lines[line.i]);
  const isCorrected = (doc, line) => Boolean(of(doc).lines[line.i]?.change);
  /** What becomes of a line: as the cleaner decided, or as the policy has it for the label that a person gave. */
  const actionOf = (doc, line) => (isCorrected(doc, line) ? data.label.get(labelOf(doc, line)).action : line.action);

  /** The label a line gets when it is flipped. */
  function flipped(doc, line) {
    if (isCorrected(doc, line) && actionOf(doc, line) !== line.action) return line.label;
    if (actionOf(doc, line) !== "keep") return "body";
    // What was kept against its label (in doubt, or by the policy) is already named.
    return data.label.get(line.label).action === "keep" ? "other" : line.label;
  }

  const mark = (doc, done) => put(doc, { ...of(doc), done });
  const isReviewed = (doc) => of(doc).done;
  const touched = (doc) => Object.keys(of(doc).lines).length;
  const corrections = (doc) => Object.values(of(doc).lines).filter((given) => given.change).length;
  const documents = () => data.docs.filter((doc) => held.has(doc.key));

  return { start, set, clear, put, of, labelOf, isTouched, isCorrected, actionOf, flipped, mark, isReviewed, touched, corrections, documents };
})();

// Offsets count characters as Python does: a pair of surrogates is one.
const characters = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g) || []).length;

/** One line of labels.jsonl: the text, and the label of every line that a person stands behind. */
function labelled(doc, text) {
  const lines = [];
  let start = characters(text.lead);
  for (const line of text.lines) {
    const end = start + characters(line.text);
    if (review.isReviewed(doc) || review.isTouched(doc, line)) {
      lines.push({ start, end, label: review.labelOf(doc, line), corrected: review.isCorrected(doc, line) });
    }
    start = end + characters(line.after);
  }
  const whole = text.lead + text.lines.map((line) => line.text + line.after).join("");
  return {
    id: doc.id, url: text.url, site: doc.site || null, language: doc.language || null,
    media_type: text.metadata.media_type || null, reviewed: review.isReviewed(doc), text: whole, lines,
  };
}

async function saveLabels() {
  const out = [];
  for (const doc of review.documents()) out.push(JSON.stringify(labelled(doc, await textOf(doc))) + "\n");
  const address = URL.createObjectURL(new Blob(out, { type: "application/jsonl" }));
  h("a", { href: address, download: "labels.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  say(`${some(out.length, "document")} saved`);
}

/** Take up a review that was saved: lines are found again by their offsets, in documents with the same id and text. */
async function openLabels(file) {
  let taken = 0, passed = 0;
  for (const row of (await file.text()).split("\n").filter((line) => line.trim())) {
    const given = JSON.parse(row);
    const doc = data.docs.find((one) => one.id === given.id);
    const text = doc && (await textOf(doc));
    if (!text || labelled(doc, text).text !== given.text) { passed++; continue; }
    const places = new Map();
    let start = characters(text.lead);
    for (const line of text.lines) {
      places.set(start, line);
      start += characters(line.text) + characters(line.after);
    }
    const lines = { ...review.of(doc).lines };
    for (const { start: at, label } of given.lines) {
      const line = places.get(at);
      if (line && data.label.has(label) && !(given.reviewed && label === line.label)) lines[line.i] = { label, change: label !== line.label };
    }
    review.put(doc, { lines, done: given.reviewed === true || review.isReviewed(doc) });
    taken++;
  }
  toast(`Took up ${some(taken, "document")}${passed ? `; ${passed} are not in this report` : ""}.`);
}
