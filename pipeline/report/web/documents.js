// Every document: what became of it, and its text as a proofreader marks it, notes in the margin.

const OUTCOMES = ["kept", "duplicate", "empty", "unreadable"];
const SIGNS = { kept: "✓", duplicate: "✕", empty: "∅", unreadable: "!" };
const SHORT = 300;
const outcomeTag = (name) => h("b", { class: "tag o-" + name }, `${SIGNS[name] || "?"} ${name}`);

async function loadDocuments() {
  const [documents, sites] = await Promise.all([chunk("documents"), chunk("sites")]);
  const { name } = documents;
  const byName = name.map((_, i) => i).sort((a, b) => (name[a] < name[b] ? -1 : 1));
  return { ...documents, byName, siteNames: sites.site };
}

function fittingDocuments(data, get) {
  if (get("doc")) {
    const at = data.name.indexOf(get("doc"));
    return at < 0 ? [] : [at];
  }
  const outcomes = new Set(get("outcome").split(",").filter(Boolean).map((name) => OUTCOMES.indexOf(name)));
  const site = get("site").toLowerCase();
  const fits = matcher(get("q"));
  const flags = new Set(data.flag_sets.map((set, at) => (set.includes(get("flag")) ? at : -1)));
  const ids = [];
  for (const i of data.byName) {
    if (outcomes.size && !outcomes.has(data.outcome[i])) continue;
    if (get("flag") && !flags.has(data.flags[i])) continue;
    if (site && !data.siteNames[data.site[i]].toLowerCase().includes(site)) continue;
    if (get("q") && !fits(data.name[i], data.title ? data.title[i] : "")) continue;
    ids.push(i);
  }
  const column = { removed: data.removed, repaired: data.repaired, words: data.words_in }[get("sort")];
  return column ? ids.sort((a, b) => column[b] - column[a]) : ids;
}

function documentRow(data, i) {
  const title = data.title ? data.title[i] : "";
  const outcome = OUTCOMES[data.outcome[i]];
  return [
    foreign("div", title || data.name[i], "t"),
    h("div", { class: "m" }, outcomeTag(outcome), ` ${number(data.removed[i])} cut · ${number(data.repaired[i])} repaired · `, foreign("bdi", data.name[i])),
  ];
}

/** What stood there before: what stands there now is the line beside it. */
function repairNote([rule, reason, ...parts]) {
  return h("div", { class: "note" }, h("b", { title: reason }, WORDS.repairs[rule] || rule), soft(" it read:"), h("span", { class: "change", dir: "auto" }, repairSides(parts).before));
}

function redlineRow(found, line, previous) {
  if (isCut(line)) {
    const again = previous && isCut(previous) && previous[1][0] === line[1][0] && previous[1][2] === line[1][2];
    const [rule, level, reason, evidence] = line[1];
    const why = h("p", { class: "note" }, h("b", {}, rule), " ", h("b", { class: "tag l-" + (LEVELS.includes(level) ? level : "other") }, level), " ", foreign("span", reason), evidence ? soft(" (", foreign("bdi", evidence), ")") : "");
    const entry = { kind: "keep_line", line: line[0].trim(), site: found.site };
    const keep = line[0].length <= SHORT && !rule.startsWith("decision.") ? decision(entry, "Always keep") : "";
    return [h("div", { class: "line cut-line" }, h("s", { dir: "auto" }, line[0]), keep), h("div", { class: "margin" }, again ? "" : why)];
  }
  const text = textOf(line);
  const notes = (Array.isArray(line) ? line[2] : []).map((at) => repairNote(found.repairs[at]));
  const remove = text.length <= SHORT ? decision({ kind: "remove_line", line: text.trim(), site: found.site }, "Always remove") : "";
  return [h("div", { class: notes.length ? "line repaired" : "line" }, foreign("span", text), remove), h("div", { class: "margin" }, notes)];
}

function redline(found) {
  if (!found.lines) return h("p", { class: "soft" }, "The text is not on the page: ", h("code", {}, `copydesk show ${shellName(found.document)}`));
  if (!found.lines.length) return h("p", { class: "soft" }, "No text.");
  const rows = found.lines.map((line, at) => redlineRow(found, line, found.lines[at - 1]));
  return [h("div", { class: "redline serif" }, rows), found.whole ? "" : h("p", { class: "more" }, "The first 60,000 characters. All of it: ", h("code", {}, `copydesk show ${shellName(found.document)}`))];
}

function documentFacts(found) {
  const sure = found.sure < 1 ? ` (a guess, ${found.sure.toFixed(2)})` : "";
  return h("dl", { class: "facts" }, [
    ["Words", `${number(found.words_in)} → ${number(found.words_out)}`],
    ["Lines removed", number(found.removed_lines)],
    ["Lines repaired", number(found.repaired_lines)],
    ["Made plain in reading", number(found.normalized_lines)],
    ["Encoding", (found.encoding || "—") + sure],
    ["Date", found.date || "—"],
    ["Site", siteWord(found.site)],
  ].map(([term, value]) => h("div", {}, h("dt", {}, term), foreign("dd", value))));
}

async function documentDetail(data, i) {
  const found = await record(i);
  const name = shellName(found.document);
  const orphans = found.repairs.length && !found.lines ? found.repairs : [];
  return [
    h("h2", { class: "title", dir: "auto" }, found.title || found.document),
    h("p", { class: "soft path" }, foreign("bdi", found.document)),
    h("p", { class: "band-note" }, outcomeTag(found.outcome), " ", foreign("span", found.reason || "This text was kept."), found.flags.map((flag) => [" ", h("b", { class: "tag l-low" }, flag), soft(WORDS.flags[flag] ? " " + WORDS.flags[flag] : "")])),
    documentFacts(found),
    h("p", { class: "tools" }, data.group[i] >= 0 ? h("a", { class: "act", href: link("duplicates", { at: String(data.group[i]), open: "1" }) }, "Its group of copies") : "", found.outcome === "duplicate" ? decision({ kind: "keep", document: found.document, digest: found.digest }) : "", h("code", {}, `copydesk restore ${name}`)),
    redline(found),
    orphans.map(repairNote),
  ];
}

function documents() {
  const F = RUN.figures;
  const hidden = RUN.hidden_documents ? ` ${plural(RUN.hidden_documents, "more document")}: audit/outcomes.parquet holds all.` : "";
  return browser({
    name: "documents",
    heading: `${plural(F.read, "document")}, each accounted for`,
    lead: `Struck lines were removed; the margin says by which rule, and what was repaired.${hidden}`,
    label: "Documents",
    nothing: "No document was read.",
    load: loadDocuments,
    size: (data) => data.name.length,
    controls: (data) => [
      { key: "q", kind: "text", label: "Search names and titles ( / )" },
      { key: "outcome", kind: "chips", label: "Outcome", options: OUTCOMES.map((name) => [name, name]) },
      { key: "flag", kind: "select", label: "Flag", options: [["", "Any flag"], ...[...new Set(data.flag_sets.flat())].sort().map((name) => [name, name])] },
      { key: "site", kind: "text", label: "Site", list: "sites" },
      { key: "sort", kind: "select", label: "Order", options: [["", "By name"], ["removed", "Most lines removed"], ["repaired", "Most lines repaired"], ["words", "Longest"]] },
    ],
    extras: (data) => [siteList(data.siteNames)],
    narrowKey: "doc",
    narrowed: (get) => (get("doc") ? "one document" : ""),
    detailKeys: [],
    ids: fittingDocuments,
    row: documentRow,
    detail: documentDetail,
  });
}
