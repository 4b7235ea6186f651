// The data blocks: unpacked when they are needed.

const BINS = 20;
const UNKNOWN = 20; // the bin of lines whose score is not in the file

async function unpack(id) {
  const block = await blockOf(id);
  const binary = atob(block.textContent);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** A block may still be on its way from the disk: it is whole when something follows it. */
function blockOf(id) {
  const found = () => {
    const node = $(id);
    return node && (document.readyState !== "loading" || node.nextElementSibling) ? node : null;
  };
  if (found()) return found();
  return new Promise((done, fail) => {
    const look = () => {
      const node = found();
      if (node) done(node);
      else if (document.readyState !== "loading") fail(new Error(`the report is cut short: block ${id} is missing`));
      else setTimeout(look, 20);
    };
    look();
  });
}

const data = {
  title: "", labels: [], actions: [], docs: [], failures: [], sites: [], languages: [],
  byId: new Map(), care: "", version: "", label: new Map(),
};

async function loadIndex() {
  const index = await unpack("index");
  Object.assign(data, { title: index.title, care: index.care, version: index.version, failures: index.failures });
  data.actions = index.actions;
  data.labels = index.labels.map(([name, action, noise, metadata]) => ({ name, action: index.actions[action], noise, metadata }));
  for (const label of data.labels) data.label.set(label.name, label);
  data.docs = index.rows.map(readRow);
  data.sites = tally(data.docs, "site");
  data.languages = tally(data.docs, "language");
}

function readRow(row, i) {
  const doc = {
    i, id: row.id, key: row.k, at: row.at, site: row.s || "", language: row.g || "", title: row.n || "", doubtful: row.d,
    kinds: [], strip: row.p, lines: 0, removed: 0, wordsIn: 0, wordsOut: 0,
  };
  for (let k = 0; k < row.t.length; k += 5) {
    const action = data.actions[row.t[k + 1]], lines = row.t[k + 3], size = row.t[k + 4];
    doc.kinds.push({ label: data.labels[row.t[k]].name, action, bin: row.t[k + 2], lines, words: size });
    doc.lines += lines;
    doc.wordsIn += size;
    if (action === "keep") doc.wordsOut += size;
    else doc.removed += lines;
  }
  // The same id may come twice; a link must name one.
  let name = doc.id;
  for (let n = 2; data.byId.has(name); n++) name = `${doc.id}~${n}`;
  doc.name = name;
  data.byId.set(name, doc);
  return doc;
}

/** The values of a field with the number of documents, the most frequent first. */
function tally(docs, field) {
  const found = new Map();
  for (const doc of docs) found.set(doc[field], (found.get(doc[field]) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const changedShare = (doc) => (doc.wordsIn ? 1 - doc.wordsOut / doc.wordsIn : 0);

// A few chunks stay unpacked: walking from document to document must not unpack each time.
const chunks = new Map();
const CHUNKS_HELD = 8;
function chunkOf(number) {
  let chunk = chunks.get(number);
  chunks.delete(number);
  if (!chunk) chunk = unpack(`c${number}`);
  chunks.set(number, chunk);
  while (chunks.size > CHUNKS_HELD) chunks.delete(chunks.keys().next().value);
  return chunk;
}

/** The text and the lines of a document. */
async function textOf(doc) {
  const chunk = await chunkOf(doc.at[0]);
  return readText(chunk.docs[doc.at[1]], chunk.d);
}

function readText(raw, details) {
  const lines = [];
  for (let i = 0; 2 * i < raw.b.length; i++) {
    const [label, action, score, number] = raw.l.slice(4 * i, 4 * i + 4);
    const reasons = [];
    for (let k = 0; k < raw.e[i].length; k += 2) {
      const [source, detail] = details[raw.e[i][k]];
      reasons.push({ source, detail, weight: raw.e[i][k + 1] });
    }
    lines.push({
      i, number, text: raw.b[2 * i], after: raw.b[2 * i + 1], label: data.labels[label].name, action: data.actions[action],
      score, reasons,
    });
  }
  return { url: raw.u, metadata: raw.m, lead: raw.f, lines };
}

const DOUBT = [0.2, 0.8];
const isDoubtful = (line) => line.score !== null && line.score >= DOUBT[0] && line.score <= DOUBT[1];
const binOf = (score) => (score === null ? UNKNOWN : Math.min(Math.floor(score * BINS), BINS - 1));

/** Which documents hold the text, chunk by chunk, so that the page stays alive; `report` gets each finding. */
async function searchTexts(needle, report, wanted) {
  const byChunk = new Map();
  for (const doc of data.docs) {
    if (!byChunk.has(doc.at[0])) byChunk.set(doc.at[0], []);
    byChunk.get(doc.at[0]).push(doc);
  }
  for (const [number, docs] of byChunk) {
    const chunk = chunks.has(number) ? await chunks.get(number) : await unpack(`c${number}`);
    if (!wanted()) return;
    for (const doc of docs) {
      if (chunk.docs[doc.at[1]].b.some((part) => part.toLowerCase().includes(needle))) report(doc);
    }
    await new Promise((done) => setTimeout(done, 0));
    if (!wanted()) return;
  }
}
