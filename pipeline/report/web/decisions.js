// A person's decisions: kept in the browser for this very run, saved as decisions.toml.

const STORE = "copydesk " + RUN.digest;
const DECISIONS = {
  not_duplicate: "Not a duplicate",
  keep: "Always keep this copy",
  keep_line: "Always keep this line",
  remove_line: "Always remove this line",
  template: "Site template",
};
const FIELDS = {
  not_duplicate: ["documents", "digests"],
  keep: ["document", "digest"],
  keep_line: ["line", "site"],
  remove_line: ["line", "site"],
  template: ["site", "line", "verdict"],
};
let decided = [];
try {
  decided = JSON.parse(localStorage.getItem(STORE) || "[]");
} catch {
  decided = [];
}

const identity = (entry) => JSON.stringify([entry.kind, entry.documents || entry.document || entry.line, entry.site || ""]);
const has = (entry) => decided.some((other) => identity(other) === identity(entry) && other.verdict === entry.verdict);

/** Note a decision, or take it back when it stands already; a verdict replaces its opposite. */
function decide(entry) {
  const stood = has(entry);
  decided = decided.filter((other) => identity(other) !== identity(entry));
  if (!stood) decided.push(entry);
  try {
    localStorage.setItem(STORE, JSON.stringify(decided));
  } catch {
    say("The browser keeps nothing for this page: save decisions.toml before you close it");
  }
  say(stood ? "Decision taken back" : `Decision noted: ${named(entry)}. ${plural(decided.length, "decision")} to save`);
  document.dispatchEvent(new Event("decided"));
}

const named = (entry) => (entry.kind === "template" ? `${entry.verdict === "accept" ? "Accept" : "Reject"} this site template` : DECISIONS[entry.kind]);

/** A button that notes a decision and shows whether it stands. */
function decision(entry, label) {
  const made = button(label || DECISIONS[entry.kind], () => decide(entry), { "aria-pressed": String(has(entry)) });
  made.dataset.entry = JSON.stringify(entry);
  return made;
}

function tomlValue(value) {
  if (Array.isArray(value)) return "[" + value.map(tomlValue).join(", ") + "]";
  // JSON strings are TOML strings, but for the characters that `escaped` turns into escapes.
  return escaped(JSON.stringify(value));
}

/** The text of decisions.toml. */
function decisionsToml() {
  const entries = decided.map((entry) => {
    const lines = FIELDS[entry.kind]
      .filter((field) => (Array.isArray(entry[field]) ? entry[field].every(Boolean) : entry[field]))
      .map((field) => `${field} = ${tomlValue(entry[field])}`);
    return [`[[${entry.kind}]]`, ...lines].join("\n") + "\n";
  });
  return `# Made in the copydesk report of run ${RUN.digest}. The next run obeys it.\n` + entries.map((entry) => "\n" + entry).join("");
}

function saveDecisions() {
  const place = URL.createObjectURL(new Blob([decisionsToml()], { type: "application/toml" }));
  const anchor = h("a", { href: place, download: "decisions.toml" });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(place), 60_000);
  say("decisions.toml saved");
}

function decisionItem(entry) {
  const about = entry.documents || [entry.document || entry.line];
  return h(
    "li",
    {},
    h("span", {}, h("b", {}, named(entry)), about.map((text) => foreign("span", text, "about")), entry.site && h("span", { class: "about" }, "on ", foreign("bdi", entry.site))),
    button("Undo", () => decide(entry), { "aria-label": `Undo: ${named(entry)} ${about[0]}` }),
  );
}

function drawDrawer() {
  const empty = h("p", { class: "soft" }, "None yet. Say that a pair is no duplicate, keep a copy, or put a line back, and it is listed here. Nothing changes until the next run reads the file.");
  byId("drawer").replaceChildren(
    h("div", { class: "row" }, h("h2", {}, "Decisions"), h("button", { type: "button", class: "icon", "aria-label": "Close decisions", onclick: toggleDrawer }, "✕")),
    decided.length ? h("ul", { class: "decided" }, decided.map(decisionItem)) : empty,
    h("h3", {}, "1. Save"),
    button("Save decisions.toml", saveDecisions, { class: "act main", disabled: !decided.length }),
    h("h3", {}, "2. Merge into yours, and run again"),
    h("pre", { tabindex: "0", "aria-label": "Commands" }, h("code", {}, "copydesk decide --from ~/Downloads/decisions.toml\ncopydesk run RAW CLEAN")),
    h("p", { class: "soft" }, "Or paste this into the decisions.toml beside your settings:"),
    h("pre", { tabindex: "0", "aria-label": "decisions.toml" }, h("code", {}, decisionsToml())),
  );
}

function toggleDrawer() {
  const drawer = byId("drawer");
  drawer.hidden = !drawer.hidden;
  byId("decisions").setAttribute("aria-expanded", String(!drawer.hidden));
  if (drawer.hidden) byId("decisions").focus();
  else {
    drawDrawer();
    drawer.querySelector("button").focus();
  }
}

document.addEventListener("decided", () => {
  byId("decided").textContent = decided.length;
  if (!byId("drawer").hidden) drawDrawer();
  for (const made of document.querySelectorAll("[data-entry]")) made.setAttribute("aria-pressed", String(has(JSON.parse(made.dataset.entry))));
});
