// What each site lost, and the lines it prints on many stories.

async function loadSites() {
  const data = await chunk("sites");
  const templates = data.site.map(() => []);
  for (const row of data.templates) templates[row[0]].push(row);
  return { ...data, bySite: templates, flagged: new Set(data.much) };
}

const lostShare = (data, i) => data.lost[i] / Math.max(1, data.words[i]);

function fittingSites(data, get) {
  const fits = matcher(get("q"));
  const ids = data.site.map((_, i) => i).filter((i) => (!get("much") || data.flagged.has(i)) && (!get("q") || fits(data.site[i])));
  const key = { documents: (i) => data.documents[i], templates: (i) => data.bySite[i].length, words: (i) => data.lost[i], name: () => 0 }[get("sort")] || ((i) => (data.flagged.has(i) ? 1 : 0) + lostShare(data, i));
  return ids.sort((a, b) => key(b) - key(a) || a - b);
}

function siteRow(data, i) {
  const bar = h("span", { class: "bar" });
  bar.style.width = 100 * Math.min(1, lostShare(data, i)) + "%";
  return [
    h("div", { class: "t" }, foreign("bdi", siteWord(data.site[i])), data.flagged.has(i) ? [" ", h("b", { class: "tag l-low" }, "lost much")] : ""),
    h("div", { class: "m" }, h("span", { class: "meter" }, bar), ` ${percent(data.lost[i], data.words[i])} furniture · ${plural(data.documents[i], "document")}`),
  ];
}

function templateRow(data, row) {
  const [site, line, stories, share, verdict, samples] = row;
  const entry = { kind: "template", site: data.site[site], line };
  const removed = verdict === "remove";
  return h("tr", {},
    h("td", { class: "text serif" }, foreign("span", line), h("small", { class: "soft" }, samples.map(([, name], at) => [at ? ", " : "", h("a", { href: link("documents", { doc: name, open: "1" }) }, foreign("bdi", name))]))),
    h("td", { class: "n", "data-h": "stories" }, number(stories)),
    h("td", { class: "n", "data-h": "share" }, percent(share, 1)),
    h("td", {}, removed ? h("b", { class: "out" }, "✕ removed") : h("b", { class: "in" }, { report: "✓ reported only", keep: "✓ kept: you said so" }[verdict] || verdict)),
    h("td", {}, decision({ ...entry, verdict: removed ? "reject" : "accept" }, removed ? "Reject: keep the line" : "Accept: remove it")));
}

function siteDetail(data, i) {
  const rows = data.bySite[i];
  const name = data.site[i];
  const facts = [
    ["Documents", number(data.documents[i])],
    ["Kept", number(data.kept[i])],
    ["Words read, copies aside", number(data.words[i])],
    ["Words of furniture", `${number(data.lost[i])} (${percent(data.lost[i], data.words[i])})`],
  ];
  return [
    h("h2", { class: "title" }, foreign("bdi", siteWord(name))),
    h("dl", { class: "facts" }, facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
    h("p", { class: "tools" }, h("a", { class: "act", href: link("boilerplate", { site: name }) }, "Its removed lines"), h("a", { class: "act", href: link("duplicates", { site: name }) }, "Its copies"), h("a", { class: "act", href: link("documents", { site: name }) }, "Its documents")),
    h("h3", {}, "Lines it prints on many stories"),
    rows.length
      ? h("table", { class: "templates" }, h("thead", {}, h("tr", {}, ["Line", "Stories", "Share", "Now", "Decide"].map((head, at) => h("th", { class: at === 1 || at === 2 ? "n" : null, scope: "col" }, head)))), h("tbody", {}, rows.slice(0, 300).map((row) => templateRow(data, row))))
      : h("p", { class: "soft" }, "None: no line stands on many of its stories."),
    rows.length > 300 ? h("p", { class: "more" }, `${plural(rows.length - 300, "more line")}: audit/templates.csv holds all.`) : "",
  ];
}

function sites() {
  return browser({
    name: "sites",
    heading: "What each site lost",
    lead: "Share of the words that went as furniture, copies left aside. Open a site for the lines it prints on many stories.",
    label: "Sites",
    nothing: "No document was read.",
    load: loadSites,
    size: (data) => data.site.length,
    controls: () => [
      { key: "q", kind: "text", label: "Search sites ( / )" },
      { key: "much", kind: "chips", label: "Filter", options: [["1", "lost much"]] },
      { key: "sort", kind: "select", label: "Order", options: [["", "Largest share lost"], ["words", "Most words lost"], ["documents", "Most documents"], ["templates", "Most template lines"], ["name", "By name"]] },
    ],
    extras: (data) => [data.hidden ? h("p", { class: "more" }, `${plural(data.hidden, "rarer template line")}: audit/templates.csv holds all.`) : ""],
    detailKeys: [],
    ids: fittingSites,
    row: siteRow,
    detail: siteDetail,
  });
}
