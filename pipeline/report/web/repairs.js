// Repairs by rule: how many, why, and samples before and after with hidden characters visible.

/** In a repair blanks matter: fixed spaces and tabs are shown. */
function withBlanks(text) {
  return text.split(/([\t\n\u00a0\u202f])/).map((part, at) => (at % 2 ? h("span", { class: "esc" }, escapeOf(part)) : part));
}

/** Both sides of a repair with what changed marked: head and tail are the same, old and made differ. */
function repairSides([head, old, made, tail]) {
  const spans = characterSpans(old, made);
  const side = (tag, key) => [withBlanks(head), spans.map((span) => {
    const text = withBlanks(span[key].join(""));
    return span.changed && span[key].length ? h(tag, {}, text) : text;
  }), withBlanks(tail)];
  return { before: side("del", "left"), after: side("ins", "right") };
}

function repairSample([, name, line, ...parts]) {
  const { before, after } = repairSides(parts);
  return h("tr", {}, h("td", { class: "serif", "data-h": "before" }, h("span", { dir: "auto" }, before)), h("td", { class: "serif", "data-h": "after" }, h("span", { dir: "auto" }, after)), h("td", { class: "path" }, h("a", { href: link("documents", { doc: name, open: "1" }) }, foreign("bdi", name)), soft(` line ${number(line)}`)));
}

function repairRule(rule, first) {
  const table = h("table", {}, h("thead", {}, h("tr", {}, ["Before", "After", "Document"].map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rule.samples.map(repairSample)));
  const more = rule.count - rule.samples.length;
  return h("details", { class: "card", open: first },
    h("summary", {}, h("b", {}, WORDS.repairs[rule.rule] || rule.rule), " ", h("code", {}, rule.rule), " ", soft(plural(rule.count, "repair"))),
    h("p", {}, rule.reasons.map((reason) => foreign("span", reason + " "))),
    table,
    more > 0 ? h("p", { class: "more" }, `${plural(more, "more repair")}, or the same change again: audit/repairs-*.parquet holds all.`) : "");
}

function repairs() {
  const count = Object.values(RUN.figures.repairs_by_rule).reduce((sum, one) => sum + one, 0);
  const body = h("div", {}, h("p", { class: "soft" }, "Loading…"));
  const node = h("div", { class: "wrap" }, h("h1", {}, plural(count, "repair")), h("p", { class: "lead" }, "Damaged characters made whole, each in the ledger with the line before and after. What is uncertain stays as it was."), body);
  return {
    node,
    async update() {
      const rules = await chunk("repairs");
      body.replaceChildren(...(rules.length ? rules.map((rule, at) => repairRule(rule, at === 0)) : [h("p", {}, "Nothing was damaged.")]));
    },
  };
}
