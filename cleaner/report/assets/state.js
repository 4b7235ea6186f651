// Where the reader is and what is filtered. The address says it all: a link shows the same.

const VIEWS = ["marked", "clean", "side"];
const SHOWS = {
  all: "all documents", doubtful: "with doubtful lines", cut: "with removed lines", whole: "nothing removed",
  touched: "with my corrections", reviewed: "reviewed", open: "not yet reviewed",
};
const SORTS = { input: "as given", changed: "most changed", doubtful: "most doubtful", size: "longest", name: "by name" };
const START = { page: "overview", doc: null, line: null, view: "marked", q: "", label: "", site: "", lang: "", lo: 0, hi: 1, show: "all", sort: "input" };
// The value of the filters for documents without a site or language; "" is no filter.
const NONE = "(none)";

const state = { ...START };
const FILTERS = ["q", "label", "site", "lang", "lo", "hi", "show"];

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const next = { ...START };
  next.doc = data.byId.get(given.get("doc") || "") || null;
  next.page = next.doc || given.get("page") === "documents" ? "documents" : "overview";
  const line = Number(given.get("line"));
  next.line = Number.isInteger(line) && line > 0 ? line : null;
  if (VIEWS.includes(given.get("view"))) next.view = given.get("view");
  for (const name of ["q", "site", "lang"]) next[name] = given.get(name) || "";
  next.label = data.label.has(given.get("label")) ? given.get("label") : "";
  const [lo, hi] = (given.get("score") || "0-1").split("-").map(Number);
  if (lo >= 0 && hi <= 1 && lo <= hi) Object.assign(next, { lo, hi });
  if (given.get("show") in SHOWS) next.show = given.get("show");
  if (given.get("sort") in SORTS) next.sort = given.get("sort");
  if (given.get("doc") && !next.doc) toast(`This report has no document called ${given.get("doc")}.`);
  return next;
}

function addressOf(where) {
  const out = new URLSearchParams();
  if (where.doc) out.set("doc", where.doc.name);
  else if (where.page === "documents") out.set("page", "documents");
  if (where.doc && where.line) out.set("line", where.line);
  for (const name of ["view", "q", "label", "site", "lang", "show", "sort"]) if (where[name] !== START[name]) out.set(name, where[name]);
  if (where.lo !== 0 || where.hi !== 1) out.set("score", `${where.lo}-${where.hi}`);
  return "#" + out.toString().replaceAll("%2F", "/").replaceAll("%3A", ":");
}

/** Go somewhere: `change` goes over the state. Another document is another entry in the browser's history. */
function go(change) {
  const next = { ...state, ...change };
  const leap = next.doc !== state.doc || next.page !== state.page;
  apply(next);
  if (leap) writeAddress(true);
  else noteAddress();
}

function writeAddress(push) {
  const address = addressOf(state);
  if (address === (location.hash || "#")) return;
  // A page from disk may not be allowed to touch its history; a plain change of the address always is.
  try { history[push ? "pushState" : "replaceState"](null, "", address); } catch { location.hash = address; }
}
// Browsers stop a page that writes its address at every key held down.
const noteAddress = debounce(200, () => writeAddress(false));

function apply(next) {
  const before = { ...state };
  Object.assign(state, next);
  render(before);
}

const isFiltered = () => FILTERS.some((name) => state[name] !== START[name]);

// The bins that the score filter lets through; lines without a score pass only where all do.
const binsWanted = () => [Math.round(state.lo * BINS), Math.max(Math.round(state.lo * BINS), Math.round(state.hi * BINS) - 1)];
const scoreWanted = (bin) => {
  if (state.lo === 0 && state.hi === 1) return true;
  const [lo, hi] = binsWanted();
  return bin !== UNKNOWN && bin >= lo && bin <= hi;
};
const looksAtLines = () => Boolean(state.label) || state.lo !== 0 || state.hi !== 1;

/** Whether a line is one that the filters of label and score ask for. */
const lineWanted = (line) => (!state.label || line.label === state.label) && scoreWanted(binOf(line.score));

const fieldIs = (value, wanted) => !wanted || value === (wanted === NONE ? "" : wanted);

function docWanted(doc) {
  if (!fieldIs(doc.site, state.site) || !fieldIs(doc.language, state.lang)) return false;
  if (!SHOWN[state.show](doc)) return false;
  if (looksAtLines() && !doc.kinds.some((kind) => (!state.label || kind.label === state.label) && scoreWanted(kind.bin))) return false;
  return !state.q || found.has(doc);
}

const SHOWN = {
  all: () => true,
  doubtful: (doc) => doc.doubtful > 0,
  cut: (doc) => doc.removed > 0,
  whole: (doc) => doc.removed === 0,
  touched: (doc) => review.corrections(doc) > 0,
  reviewed: (doc) => review.isReviewed(doc),
  open: (doc) => !review.isReviewed(doc),
};

const ORDERS = {
  input: (a, b) => a.i - b.i,
  changed: (a, b) => changedShare(b) - changedShare(a) || a.i - b.i,
  doubtful: (a, b) => b.doubtful - a.doubtful || a.i - b.i,
  size: (a, b) => b.wordsIn - a.wordsIn || a.i - b.i,
  name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.i - b.i),
};

// Documents that hold what is searched for.
const found = new Set();
let searched = "";
function search() {
  const needle = state.q.trim().toLowerCase();
  if (needle === searched) return;
  searched = needle;
  found.clear();
  if (!needle) return;
  for (const doc of data.docs) {
    if ([doc.id, doc.title, doc.site].some((text) => text.toLowerCase().includes(needle))) found.add(doc);
  }
  const show = debounce(60, () => { if (searched === needle) list.refresh(); });
  searchTexts(needle, (doc) => { found.add(doc); show(); }, () => searched === needle)
    .then(() => { if (searched === needle) { list.refresh(); say(`${some(found.size, "document")} found`); } })
    .catch((error) => toast(error.message));
}
const needle = () => searched;
