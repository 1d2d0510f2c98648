// Groups of copies: which document stayed, which went and why, and any two of them compared.

const KINDS = ["exact", "near", "contained", "updated", "variant"];
const SHOWS = ["dropped", "borderline", "similar", "elsewhere"];
const relationTag = (name) => h("b", { class: "tag t-" + (KINDS.includes(name) ? name : "other") }, name);

/** The index of groups, with where the pairs of each begin, and texts to search in. */
async function loadGroups() {
  const [groups, sites] = await Promise.all([chunk("groups"), chunk("sites")]);
  let at = 0;
  const starts = groups.pairs.map((count) => (at += count) - count);
  const look = groups.title.map((title, i) => `${title}\n${groups.kept[i]}\n${groups.sites[i].map((site) => sites.site[site]).join("\n")}`.toLowerCase());
  return { ...groups, starts, look, siteNames: sites.site };
}

/** The numbers of the groups that fit: a group fits when one of its pairs does. */
function fittingGroups(data, get) {
  const kinds = new Set(get("rel").split(",").filter(Boolean).map((name) => KINDS.indexOf(name)));
  const state = SHOWS.indexOf(get("show"));
  const [low, high] = get("covered") ? get("covered").split("-").map((value) => Math.round(1000 * Number(value))) : [0, 1001];
  const site = get("site").toLowerCase();
  const fits = matcher(get("q"));
  const [least, most] = { 2: [1, 1], 5: [2, 4], 20: [5, 19], more: [20, Infinity] }[get("size")] || [0, Infinity];
  const pairFits = (pair) => {
    const kind = data.kind[pair];
    const covered = data.covered[pair];
    // The last bar holds 1 too.
    return (!kinds.size || kinds.has(kind % 8)) && (state < 0 || kind >> 3 === state) && covered >= low && (covered < high || (high >= 1000 && covered === 1000));
  };
  const ids = [];
  for (let i = 0; i < data.title.length; i++) {
    if (data.pairs[i] < least || data.pairs[i] > most) continue;
    if (site && !data.sites[i].some((at) => data.siteNames[at].toLowerCase().includes(site))) continue;
    if (get("q") && !fits(data.look[i])) continue;
    for (let pair = data.starts[i]; pair < data.starts[i] + data.pairs[i]; pair++)
      if (pairFits(pair)) {
        ids.push(i);
        break;
      }
  }
  return sortedGroups(data, ids, get("sort"));
}

function sortedGroups(data, ids, sort) {
  if (sort === "size") return ids.sort((a, b) => data.pairs[b] - data.pairs[a] || a - b);
  if (sort === "words") return ids.sort((a, b) => data.words[b] * data.pairs[b] - data.words[a] * data.pairs[a] || a - b);
  if (sort === "name") return ids.sort((a, b) => (data.kept[a] < data.kept[b] ? -1 : data.kept[a] > data.kept[b] ? 1 : a - b));
  if (sort === "alike") {
    const least = (i) => Math.min(...data.covered.slice(data.starts[i], data.starts[i] + data.pairs[i]));
    const keys = new Map(ids.map((i) => [i, least(i)]));
    return ids.sort((a, b) => keys.get(a) - keys.get(b) || a - b);
  }
  return ids;
}

function groupRow(data, i) {
  const pairs = Array.from({ length: data.pairs[i] }, (_, at) => data.starts[i] + at);
  const kinds = [...new Set(pairs.slice(0, 200).map((pair) => data.kind[pair] % 8))].sort();
  const covered = pairs.slice(0, 200).map((pair) => data.covered[pair]);
  const [low, high] = [Math.min(...covered) / 1000, Math.max(...covered) / 1000];
  const range = low === high ? low.toFixed(2) : `${low.toFixed(2)}–${high.toFixed(2)}`;
  return [
    foreign("div", data.title[i], "t"),
    h("div", { class: "m" }, kinds.map((kind) => [relationTag(KINDS[kind] || "other"), " "]), `${data.pairs[i] + 1} documents · ${range} · `, foreign("bdi", data.sites[i].map((site) => siteWord(data.siteNames[site])).join(", "))),
  ];
}

function outcomeCell(pair) {
  if (pair.dropped) return h("b", { class: "out" }, "✕ dropped");
  if (SHOWS[pair.state] === "elsewhere") return soft("dropped for another");
  return h("b", { class: "in" }, "✓ kept");
}

function memberRow(found, kept, chosen, choose) {
  const pair = "relation" in found;
  const delta = found.words - kept.words;
  const name = h("button", { type: "button", class: "plain", "aria-pressed": pair ? String(chosen) : null, onclick: choose }, foreign("bdi", found.name));
  return h("tr", { class: chosen ? "chosen" : null },
    h("td", { class: "path" }, pair ? name : foreign("bdi", found.name), found.title && found.title !== kept.title ? foreign("small", found.title, "soft") : ""),
    h("td", {}, pair ? relationTag(found.relation) : h("b", { class: "in" }, "the kept one")),
    h("td", { class: "n", "data-h": "covered" }, pair ? [percent(found.covered, 1), h("small", { class: "soft" }, plural(found.shared_words, "word"))] : "—"),
    h("td", { class: "n opt" }, pair ? found.jaccard.toFixed(2) : "—"),
    h("td", { class: "n opt" }, pair ? found.containment.toFixed(2) : "—"),
    h("td", { class: "n", "data-h": "words" }, number(found.words), pair && delta ? h("small", { class: "soft" }, (delta > 0 ? "+" : "−") + number(Math.abs(delta))) : ""),
    h("td", { class: "opt date" }, found.date || "—"),
    h("td", {}, pair ? outcomeCell(found) : h("b", { class: "in" }, "✓ kept")));
}

function membersTable(group, left, set) {
  const heads = [["Document"], ["Relation"], ["Covered", "n"], ["Jaccard", "n opt"], ["Containment", "n opt"], ["Words", "n"], ["Date", "opt"], ["Outcome"]];
  return h("table", { class: "members" }, h("thead", {}, h("tr", {}, heads.map(([name, kind]) => h("th", { class: kind, scope: "col" }, name)))),
    h("tbody", {}, memberRow(group.kept, group.kept, false), group.pairs.map((pair, at) => memberRow(pair, group.kept, left === at + 1, () => set("left", String(at + 1))))));
}

function pairWhy(pair) {
  const title = pair.dropped ? "Why it went: " : SHOWS[pair.state] === "elsewhere" ? "Beside the kept one: " : "Why it stays: ";
  return h("p", { class: "band-note" }, h("b", {}, title), foreign("span", pair.reason || "no reason was written"));
}

function pairDecisions(pair, kept) {
  const documents = [pair.name, kept.name];
  return [
    decision({ kind: "not_duplicate", documents, digests: [pair.digest, kept.digest] }),
    decision({ kind: "keep", document: pair.name, digest: pair.digest }),
  ];
}

async function groupDetail(data, i, get, set) {
  const group = await item("groups", i);
  const all = [group.kept, ...group.pairs];
  const left = Math.min(all.length - 1, Math.max(0, Number(get("left") || 1)));
  const right = Math.min(all.length - 1, Math.max(0, Number(get("right") || 0)));
  const [a, b] = [all[left], all[right]];
  const inline = get("style") ? get("style") === "inline" : narrow();
  const furniture = get("furniture") === "1";
  const found = await Promise.all([record(a.n), record(b.n)]);
  const whole = found.every((one) => one && one.lines);
  const drawn = whole ? comparison(...found, { inline, furniture }) : null;
  const style = (value, label) => h("button", { type: "button", "aria-pressed": String(inline === (value === "inline")), onclick: () => set("style", value) }, label);
  const pick = (key, chosen, label) => h("select", { "aria-label": label, onchange: (event) => set(key, event.target.value) }, all.map((one, at) => h("option", { value: at, selected: at === chosen }, escaped(one.name))));
  return [
    h("h2", { class: "title", dir: "auto" }, group.kept.title || group.kept.name),
    membersTable(group, left, set),
    group.more ? h("p", { class: "more" }, `${plural(group.more, "more pair")}: duplicates.csv holds all.`) : "",
    "relation" in a ? pairWhy(a) : "",
    h("div", { class: "tools decide" }, "relation" in a ? pairDecisions(a, group.kept) : "", h("a", { class: "act", href: link("documents", { doc: a.name, open: "1" }) }, "Open the document")),
    h("div", { class: "tools" }, h("span", { class: "seg", role: "group", "aria-label": "Comparison" }, style("side", "Side by side"), style("inline", "Inline")),
      h("label", {}, h("input", { type: "checkbox", checked: furniture, onchange: (event) => set("furniture", event.target.checked ? "1" : "") }), " Removed furniture"),
      all.length > 2 ? h("span", { class: "versus" }, pick("left", left, "Left document"), soft("with"), pick("right", right, "Right document")) : ""),
    h("p", { class: "said" }, drawn ? drawn.said + "." : ["These texts are not on the page: ", h("code", {}, `copydesk show ${shellName(a.name)} --diff`)]),
    drawn ? drawn.box : "",
    whole && found.some((one) => one.whole === false) ? h("p", { class: "more" }, "Long texts are compared by their first 60,000 characters.") : "",
    h("p", { class: "legend" }, h("span", {}, h("del", {}, "struck"), inline ? " only in the first" : " only on the left"), h("span", {}, h("ins", {}, "underlined"), inline ? " only in the second" : " only on the right"), h("span", {}, h("mark", {}, "boxed"), " a figure, date or name in place of another"), soft("Quotes, dashes and spaces that differ only in form are not marked.")),
  ];
}

function duplicates() {
  const F = RUN.figures;
  const stay = Object.values(F.kept_pairs).reduce((sum, count) => sum + count, 0);
  const hidden = RUN.hidden_groups ? ` ${plural(RUN.hidden_groups, "more group")}: duplicates.csv holds all.` : "";
  return browser({
    name: "duplicates",
    heading: `${plural(F.duplicates, "copy", "copies")}, and ${plural(stay, "pair")} that stayed`,
    lead: `A document goes when at least ${percent(RUN.threshold, 1)} of it stands in the kept one. Groups nearest to that line come first.${hidden}`,
    label: "Groups of copies",
    nothing: "No two documents were alike enough to compare.",
    load: loadGroups,
    size: (data) => data.title.length,
    controls: () => [
      { key: "q", kind: "text", label: "Search titles, names and sites ( / )" },
      { key: "rel", kind: "chips", label: "Relation", options: KINDS.map((name) => [name, name]) },
      { key: "show", kind: "select", label: "Outcome", options: [["", "Any outcome"], ["dropped", "Dropped"], ["borderline", "Just under the threshold"], ["similar", "Kept although similar"]] },
      { key: "size", kind: "select", label: "Size", options: [["", "Any size"], ["2", "2 documents"], ["5", "3 to 5"], ["20", "6 to 20"], ["more", "Over 20"]] },
      { key: "site", kind: "text", label: "Site", list: "sites" },
      { key: "sort", kind: "select", label: "Order", options: [["", "Closest calls"], ["alike", "Least alike"], ["size", "Most documents"], ["words", "Most text"], ["name", "By name"]] },
    ],
    extras: (data) => [siteList(data.siteNames)],
    narrowKey: "covered",
    narrowed: (get) => (get("covered") ? `covered ${get("covered").replace("-", " to ")}` : ""),
    detailKeys: ["left", "right", "style", "furniture"],
    ids: fittingGroups,
    row: groupRow,
    detail: groupDetail,
  });
}
