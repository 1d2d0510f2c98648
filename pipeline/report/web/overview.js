// The first view: what happened in one sentence, where everything went, and what needs a look.

const BRAKES = 6;
const card = (title, ...children) => h("section", { class: "card" }, h("h2", {}, title), ...children);

function flows() {
  const F = RUN.figures;
  const colours = { exact: "c-exact", near: "c-near", contained: "c-contained" };
  const relations = Object.entries(F.by_relation).map(([name, count]) => [`${number(count)} ${(WORDS.relations[name] || [name, name])[count === 1 ? 0 : 1]}`, count, colours[name] || "c-near"]);
  const documents = [[`${number(F.kept)} kept`, F.kept, "c-kept"], ...relations, [`${number(F.empty)} empty`, F.empty, "c-lost"], [`${number(F.unreadable)} unreadable`, F.unreadable, "c-lost"]];
  const words = [
    [`${number(F.words_out)} written`, F.words_out, "c-kept"],
    [`${number(F.removed_words)} furniture, ${plural(F.removed_lines, "line")}`, F.removed_words, "c-furniture"],
    [`${number(F.duplicate_words)} in copies`, F.duplicate_words, "c-exact"],
    [`${number(F.lost_words)} in empty documents`, F.lost_words, "c-lost"],
  ];
  const drawn = [...flow(plural(F.read, "document") + " read", documents), ...flow(plural(F.words_in, "word") + " read", words)];
  const repaired = h("p", { class: "soft" }, h("a", { href: "#/repairs" }, `${plural(F.repaired_lines, "line")} repaired`), `; ${plural(F.normalized_lines, "line end")} or trailing space made plain in reading.`);
  return drawn.length ? [...drawn, repaired] : h("p", {}, "Nothing was read.");
}

function lookList() {
  if (!RUN.looks.length) return h("p", {}, "Nothing stands out: no borderline pairs, no unreadable documents.");
  return h("ul", { class: "looks" }, RUN.looks.map((look) =>
    h("li", {}, h("a", { href: "#/" + look.link }, h("b", {}, number(look.count)), h("span", {}, h("strong", {}, look.name), h("small", {}, look.why), look.examples.map((example) => h("small", {}, foreign("bdi", example)))), h("i", { "aria-hidden": "true" }, "›")))));
}

/** What another threshold would change, and the setting to write. */
function whatIf(threshold) {
  const { dropped, kept } = RUN.histogram;
  let [more, fewer] = [0, 0];
  dropped.forEach((count, at) => {
    const low = 0.5 + at / 100;
    if (low >= threshold - 1e-9 && low < RUN.threshold - 1e-9) more += kept[at];
    if (low < threshold - 1e-9) fewer += count;
  });
  if (Math.abs(threshold - RUN.threshold) < 1e-9) return [soft("A bar leads to its pairs. Dark: copies at this threshold; outlined: updates and variants, which stay for their facts. Heights on a square-root scale.")];
  const said = threshold < RUN.threshold ? `${plural(more, "more pair")} would count as copies.` : `${plural(fewer, "pair")} would no longer count as copies.`;
  return [h("strong", {}, said), " Write ", h("code", {}, `[duplicates] threshold = ${threshold.toFixed(2)}`), " into copydesk.toml and run again."];
}

function alikeCard() {
  const all = Object.values(RUN.histogram).flat().reduce((sum, count) => sum + count, RUN.below);
  if (!all) return card("How alike the pairs are", h("p", {}, "No two documents were alike enough to compare."));
  const picture = h("div", {}, histogram(RUN.threshold));
  const said = h("p", { class: "what-if", role: "status" }, whatIf(RUN.threshold));
  const slider = h("input", { type: "range", min: 0.5, max: 1, step: 0.01, oninput: (event) => {
    const threshold = Number(event.target.value);
    picture.replaceChildren(histogram(threshold));
    said.replaceChildren(...h("p", {}, whatIf(threshold)).childNodes);
  } });
  slider.value = RUN.threshold;
  const below = RUN.below ? h("p", { class: "soft" }, `${plural(RUN.below, "pair")} under 50% not drawn.`) : "";
  return card("How alike the pairs are", picture, h("label", { class: "row slide" }, "Try a threshold", slider), said, below, bounds());
}

/** What met a bound of the search for copies, each bound with its count. */
function bounds() {
  const met = Object.entries(RUN.figures.capped).filter(([, count]) => count);
  return met.length ? h("p", { class: "soft" }, "Bounds met: ", met.map(([name, count]) => plural(count, ...(WORDS.bounds[name] || [name, name]))).join("; "), ".") : "";
}

function reasonsCard() {
  const F = RUN.figures;
  if (!F.removed_lines) return card("What was cut, by reason", h("p", {}, "No line was removed."));
  const rows = Object.entries(F.by_category);
  const first = rows.slice(0, 10).map(([name, count]) => [categoryWord(name), count, link("boilerplate", { reason: name })]);
  const rest = rows.slice(10).reduce((sum, row) => sum + row[1], 0);
  const levels = Object.entries(F.by_level).map(([name, count]) => `${number(count)} ${name}`).join(", ");
  return card("What was cut, by reason", bars(rest ? [...first, ["other reasons", rest, "#/boilerplate"]] : first), h("p", { class: "soft" }, `${plural(F.removed_lines, "line")} in all; how sure: ${levels}. Every one is in the ledger and can be put back.`));
}

function brakesCard() {
  if (!RUN.figures.brakes.length) return "";
  const near = [...RUN.figures.brakes].sort((a, b) => b.share / b.limit - a.share / a.limit);
  return h("section", { class: "card", id: "brakes", tabindex: "-1" }, h("h2", {}, "Brakes"), h("p", { class: "soft" }, "A run that would lose more than this stops before it publishes. Nearest to its limit first."), near.slice(0, BRAKES).map((brake) => {
    const bar = h("span", { class: "bar" });
    bar.style.width = Math.min(100, (100 * brake.share) / Math.max(brake.limit, 1e-9)) + "%";
    return h("div", { class: "brake" }, h("span", {}, brake.name), h("span", { class: "meter" }, bar), h("b", {}, `${percent(brake.share, 1)} of ${percent(brake.limit, 1)}`));
  }));
}

function notesCard() {
  const said = [...RUN.stale, ...RUN.notes.filter((note) => !RUN.stale.includes(note))];
  const body = said.length ? h("ul", {}, said.map((note) => foreign("li", note))) : h("p", {}, "Every layer worked, and no decision is stale.");
  return h("section", { class: "card", id: "notes", tabindex: "-1" }, h("h2", {}, "Notes of this run"), body);
}

function undoCard() {
  const name = shellName(RUN.example);
  const rows = [
    [`copydesk show ${name}`, "what became of a document, and why"],
    [`copydesk restore ${name}`, "its text as it was read, kept or dropped"],
    ["copydesk decide --from ~/Downloads/decisions.toml", "what you decide here, for every later run"],
  ];
  return card("Take something back", h("p", { class: "soft" }, "Nothing is lost: this folder alone gives every text back as it was read. The scrape was never written to."), rows.map(([command, about]) => h("p", { class: "command" }, soft(about), h("code", {}, command))));
}

function overview() {
  const left = h("div", {}, card("Where everything went", flows()), alikeCard(), notesCard(), undoCard());
  const right = h("div", {}, card("Needs a look", lookList()), reasonsCard(), brakesCard());
  const node = h("div", { class: "wrap" }, h("h1", {}, RUN.headline), h("p", { class: "lead" }, "One run, explained. ", soft("Digest ", h("code", {}, RUN.digest))), h("div", { class: "grid" }, left, right));
  return {
    node,
    update(params) {
      const place = params.get("at") && node.querySelector("#" + CSS.escape(params.get("at")));
      if (place) {
        place.scrollIntoView({ block: "center" });
        place.focus();
      }
    },
  };
}
