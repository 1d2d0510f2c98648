// Removed lines, grouped by line, site and rule: how often, why, and what stood beside them.

const LEVELS = ["high", "medium", "low"];
const CONTEXT = 2;

async function loadLines() {
  const [lines, sites] = await Promise.all([chunk("lines"), chunk("sites")]);
  return { ...lines, siteNames: sites.site };
}

function fittingLines(data, get) {
  const levels = new Set(get("level").split(",").filter(Boolean));
  const site = get("site").toLowerCase();
  const fits = matcher(get("q"));
  const ids = [];
  for (let i = 0; i < data.line.length; i++) {
    const [rule, reason] = data.rules[data.rule[i]];
    if (levels.size && !levels.has(data.levels[data.level[i]])) continue;
    if (get("reason") && reason !== get("reason")) continue;
    if (get("rule") && rule !== get("rule")) continue;
    if (site && !data.siteNames[data.site[i]].toLowerCase().includes(site)) continue;
    if (get("q") && !fits(data.line[i])) continue;
    ids.push(i);
  }
  return ids;
}

function lineRow(data, i) {
  const [rule, reason] = data.rules[data.rule[i]];
  const level = data.levels[data.level[i]];
  return [foreign("div", data.line[i], "t serif"), h("div", { class: "m" }, h("b", { class: "count-tag" }, number(data.count[i]) + "×"), " ", level === "low" ? [h("b", { class: "tag l-low" }, "low"), " "] : "", `${categoryWord(reason)} · ${rule} · `, foreign("bdi", siteWord(data.siteNames[data.site[i]])))];
}

/** The removed line in a document, with its neighbours. */
function inContext(found, line, rule) {
  const at = found.lines.findIndex((other) => isCut(other) && other[1][0] === rule && other[0].trim() === line);
  if (at < 0) return [];
  return found.lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).map((other) => (isCut(other) ? h("p", { dir: "auto", class: other === found.lines[at] ? "this" : null }, h("s", {}, other[0])) : foreign("p", textOf(other))));
}

async function sampleContext([at, name], line, rule) {
  const found = await record(at);
  const context = found && found.lines ? inContext(found, line, rule) : [];
  return h("div", { class: "context" }, h("p", { class: "soft" }, h("a", { href: link("documents", { doc: name, open: "1" }) }, foreign("bdi", name))), context.length ? h("div", { class: "serif" }, context) : h("code", {}, `copydesk show ${shellName(name)}`));
}

async function lineDetail(data, i) {
  const found = await item("lines", i);
  const [rule, reason] = data.rules[data.rule[i]];
  const level = data.levels[data.level[i]];
  const samples = await Promise.all(found.samples.map((sample) => sampleContext(sample, found.line, rule)));
  const entry = { kind: "keep_line", line: found.line };
  const own = rule.startsWith("decision.");
  return [
    h("p", { class: "soft" }, `${categoryWord(reason)} · removed ${plural(data.count[i], "time")} from ${plural(found.documents, "document")} of `, foreign("bdi", siteWord(found.site))),
    h("h2", { dir: "auto", class: "quote serif" }, found.line),
    h("p", { class: "band-note" }, h("b", {}, "Why it went: "), foreign("span", found.reason), found.evidence ? soft(" (", foreign("bdi", found.evidence), ")") : "", " ", h("code", {}, rule), " ", h("b", { class: "tag l-" + (LEVELS.includes(level) ? level : "other") }, level)),
    own ? h("p", { class: "soft" }, "You decided this: take the [[remove_line]] out of decisions.toml to keep the line.")
      : found.whole ? h("div", { class: "tools decide" }, found.site ? decision({ ...entry, site: found.site }, "Always keep it on this site") : "", decision(entry, "Always keep it everywhere")) : h("p", { class: "soft" }, "Too long to be named in a decision."),
    h("h3", {}, samples.length > 1 ? "In two documents" : "In a document"),
    ...samples,
  ];
}

function boilerplate() {
  const F = RUN.figures;
  return browser({
    name: "boilerplate",
    heading: `${plural(F.removed_lines, "line")} of furniture`,
    lead: "Grouped by line, site and rule, most removed first. Every one is in the ledger and can be put back.",
    label: "Removed lines",
    nothing: "No line was removed.",
    load: loadLines,
    size: (data) => data.line.length,
    controls: (data) => [
      { key: "q", kind: "text", label: "Search lines ( / )" },
      { key: "level", kind: "chips", label: "How sure", options: LEVELS.filter((level) => data.levels.includes(level)).map((level) => [level, level]) },
      { key: "reason", kind: "select", label: "Reason", options: [["", "Any reason"], ...[...new Set(data.rules.map((pair) => pair[1]))].sort().map((name) => [name, categoryWord(name)])] },
      { key: "rule", kind: "select", label: "Rule", options: [["", "Any rule"], ...[...new Set(data.rules.map((pair) => pair[0]))].sort().map((name) => [name, name])] },
      { key: "site", kind: "text", label: "Site", list: "sites" },
    ],
    extras: (data) => [siteList(data.siteNames), data.hidden ? h("p", { class: "more" }, `${plural(data.hidden, "rarer line")}: audit/removed-lines-*.parquet holds all.`) : ""],
    detailKeys: [],
    ids: fittingLines,
    row: lineRow,
    detail: lineDetail,
  });
}
