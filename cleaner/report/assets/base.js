// Small tools: elements, text that cannot act, numbers.

const $ = (id) => document.getElementById(id);

/** Make an element. `props` are attributes; functions become listeners. Children are nodes or strings. */
function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "vars") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// What would change how its surroundings are read instead of being seen: controls, embeddings, overrides, isolates.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NAMES = {
  0x0: "NUL", 0x1b: "ESC", 0xad: "SHY", 0x7f: "DEL", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM", 0xd: "CR",
};

/** A text as nodes: what cannot be seen is named, what is searched for is marked. */
function shown(text, needle) {
  const out = [];
  let last = 0;
  for (const match of text.matchAll(HIDDEN)) {
    out.push(...marked(text.slice(last, match.index), needle));
    const code = match[0].codePointAt(0);
    const hex = "U+" + code.toString(16).toUpperCase().padStart(4, "0");
    out.push(h("span", { class: "control", title: hex }, NAMES[code] || hex));
    last = match.index + match[0].length;
  }
  out.push(...marked(text.slice(last), needle));
  return out;
}

function marked(text, needle) {
  if (!needle || !text) return text ? [text] : [];
  const folded = text.toLowerCase();
  // Where folding changes the length, places in one are not places in the other.
  if (folded.length !== text.length) return [text];
  const out = [];
  let last = 0;
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, last)) {
    if (at > last) out.push(text.slice(last, at));
    out.push(h("mark", null, text.slice(at, at + needle.length)));
    last = at + needle.length;
  }
  if (last < text.length) out.push(text.slice(last));
  return out;
}

/** A text for attributes and the window's title, where no element can keep its direction to itself. */
const plain = (text) => String(text).replace(HIDDEN, "\ufffd").replace(/[\u200e\u200f\u061c]/g, "");

const counts = new Intl.NumberFormat("en");
const count = (n) => counts.format(n);
const some = (n, one, many) => `${count(n)} ${n === 1 ? one : many || one + "s"}`;
/** A share, with a digit after the point only where it tells something. */
function percent(part, whole) {
  if (!whole) return "0%";
  const share = (100 * part) / whole;
  if (share > 0 && share < 0.1) return "under 0.1%";
  if (share < 100 && share > 99.9) return "over 99.9%";
  return `${share < 10 || (share > 90 && share < 100) ? share.toFixed(1).replace(/\.0$/, "") : Math.round(share)}%`;
}
const signed = (n) => (n < 0 || Object.is(n, -0) ? "−" : "+") + Math.abs(n).toFixed(1);
const words = (label) => label.replaceAll("_", " ");

function debounce(wait, call) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), wait);
  };
}

const say = (text) => { $("say").textContent = text; };
const toast = (() => {
  let timer = 0;
  return (text) => {
    const box = $("toast");
    box.textContent = plain(text);
    box.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { box.hidden = true; }, 6000);
  };
})();
