// Elements and text. Text from outside only ever becomes a text node; nothing here parses markup.

const byId = (id) => document.getElementById(id);
const SVG = new Set(["svg", "g", "path", "rect", "line", "text", "title"]);

// Controls, bidi and zero-width characters are shown, never obeyed. ZWJ and ZWNJ stay: scripts need them.
const HIDING =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

function escapeOf(character) {
  const code = character.codePointAt(0);
  return code < 0x10000 ? "\\u" + code.toString(16).padStart(4, "0") : "\\U" + code.toString(16).padStart(8, "0");
}

/** Plain text in which nothing hides: for attributes, options and decisions.toml. */
const escaped = (text) => String(text).replace(HIDING, escapeOf);

/** Nodes for a text: hidden characters stand in a frame. */
function shown(text) {
  if (text.search(HIDING) < 0) return [document.createTextNode(text)];
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(HIDING)) {
    if (found.index > at) nodes.push(document.createTextNode(text.slice(at, found.index)));
    nodes.push(h("span", { class: "esc" }, document.createTextNode(escapeOf(found[0]))));
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

/** An element: attributes, listeners (`onclick`), `style` as an object, then children. */
function h(tag, attributes, ...children) {
  const element = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : escaped(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(...(child.nodeType ? [child] : shown(String(child))));
  }
  return element;
}

/** An element of its own for text from outside, so that its direction stays inside. */
const foreign = (tag, text, name) => h(tag, { dir: "auto", class: name }, text);

const number = (value) => value.toLocaleString("en");
const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many || one + "s"}`;
const soft = (...children) => h("span", { class: "soft" }, ...children);
const button = (label, onclick, attributes) => h("button", { type: "button", class: "act", onclick, ...attributes }, label);
const shellName = (name) => (/^[\w@%+=:,./-]+$/.test(name) ? name : "'" + escaped(name).replaceAll("'", "'\"'\"'") + "'");

/** A share that never reads 0% or 100% when it is not. */
function percent(part, whole) {
  const share = whole > 0 ? (100 * part) / whole : 0;
  if (share > 0 && share < 1) return "under 1%";
  if (share > 99 && share < 100) return "over 99%";
  return share.toFixed(0) + "%";
}

/** Say something to a screen reader. */
function say(sentence) {
  byId("live").textContent = escaped(sentence);
}
