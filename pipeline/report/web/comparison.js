// Two documents drawn side by side or inline, from their records.

const FOLD_FROM = 4;
const isCut = (line) => Array.isArray(line) && line[1] !== null;
const textOf = (line) => (Array.isArray(line) ? line[0] : line);

/** The kept lines of a record, and before each (and at the end) the lines that were cut there. */
function sideOf(found) {
  const lines = [];
  const cuts = [[]];
  for (const line of found.lines) {
    if (isCut(line)) cuts[cuts.length - 1].push(line);
    else {
      lines.push(textOf(line));
      cuts.push([]);
    }
  }
  return { lines, cuts };
}

/** A block of cut lines with one reason for each run of the same rule. */
function cutBlock(lines) {
  const runs = [];
  for (const line of lines) {
    const last = runs[runs.length - 1];
    if (last && last[0][1][0] === line[1][0] && last[0][1][2] === line[1][2]) last.push(line);
    else runs.push([line]);
  }
  return runs.map((run) => h("div", { class: "cut" }, run.map((line) => h("s", { dir: "auto" }, line[0])), h("span", { class: "why" }, h("b", {}, run[0][1][0]), ` ${run[0][1][2]}`)));
}

function markedTokens(tokens, stress, startsSentence) {
  if (!stress) return tokens.join("");
  const flags = facts(tokens, startsSentence);
  return tokens.map((token, at) => {
    if (!flags[at]) return token;
    const word = token.trimEnd();
    return [h("mark", {}, word), token.slice(word.length)];
  });
}

/** Nodes of both sides and of one line for both; counts of changes and of facts that changed. */
function drawnWords(left, right) {
  const drawn = { left: [], right: [], inline: [], changes: 0, facts: 0 };
  wordSpans(left, right).forEach((span, at) => {
    if (!span.changed) {
      drawn.left.push(span.left.join(""));
      drawn.right.push(span.right.join(""));
      drawn.inline.push(span.right.join(""));
      return;
    }
    drawn.changes++;
    const swapped = span.left.some((token) => token.trim()) && span.right.some((token) => token.trim());
    const stress = swapped && (facts(span.left, !at).includes(true) || facts(span.right, !at).includes(true));
    if (stress) drawn.facts++;
    const change = (tag, tokens) => {
      if (!tokens.length) return [];
      const last = tokens[tokens.length - 1];
      const body = [...tokens.slice(0, -1), last.trimEnd()];
      return [h(tag, {}, markedTokens(body, stress, !at)), last.slice(last.trimEnd().length)];
    };
    drawn.left.push(...change("del", span.left));
    drawn.right.push(...change("ins", span.right));
    drawn.inline.push(...change("del", span.left), ...change("ins", span.right));
  });
  return drawn;
}

const cell = (name, ...children) => h("div", { class: name, dir: "auto" }, ...children);
const gap = () => h("div", { class: "gone" });

function movedCell(nodes, side, place) {
  return cell("moved", soft(`moved: paragraph ${place + 1} ${side === "left" ? "on the right" : "on the left"}`), h("span", { dir: "auto" }, nodes));
}

/** Cells of one row of paragraphs, side by side or inline. */
function rowCells(row, left, right, inline, counts) {
  const ours = row.left === null ? "" : left.lines[row.left];
  const theirs = row.right === null ? "" : right.lines[row.right];
  if (row.moved !== undefined) {
    const words = row.right === null ? drawnWords(ours, right.lines[row.moved]) : drawnWords(left.lines[row.moved], theirs);
    const side = row.right === null ? "left" : "right";
    if (side === "left") counts.moved++;
    counts.facts += side === "left" ? words.facts : 0;
    const made = movedCell(words[side], side, row.moved);
    return inline ? [made] : side === "left" ? [made, gap()] : [gap(), made];
  }
  if (row.right === null || row.left === null) {
    counts.alone++;
    const made = row.right === null ? cell("", h("del", {}, ours)) : cell("", h("ins", {}, theirs));
    return inline ? [made] : row.right === null ? [made, gap()] : [gap(), made];
  }
  const words = drawnWords(ours, theirs);
  counts.changed += words.changes ? 1 : 0;
  counts.facts += words.facts;
  if (inline) return [cell("", words.inline)];
  return [cell("", words.left), cell(words.changes ? "" : "again", words.right)];
}

function cutCells(side, at, other, inline) {
  return cutBlock(side.cuts[at] || []).flatMap((block) => (inline ? [block] : other ? [gap(), block] : [block, gap()]));
}

/** The comparison of two records as an element, and a sentence about it. */
function comparison(left, right, { inline, furniture }) {
  const [ours, theirs] = [sideOf(left), sideOf(right)];
  const counts = { changed: 0, alone: 0, moved: 0, facts: 0 };
  const box = h("div", { class: inline ? "diff inline" : "diff" });
  if (!inline) box.append(h("div", { class: "hd" }, foreign("bdi", left.document)), h("div", { class: "hd" }, foreign("bdi", right.document)));
  let equal = [];
  const flush = () => {
    if (!equal.length) return;
    const fold = equal.length >= FOLD_FROM && !furniture;
    const cells = equal.flatMap((row) => rowCells(row, ours, theirs, inline, counts));
    if (!fold) box.append(...cells);
    else box.append(h("details", { class: "same" }, h("summary", {}, `${equal.length} paragraphs are the same on both sides`), h("div", { class: "diff" + (inline ? " inline" : "") }, cells)));
    equal = [];
  };
  for (const row of paragraphRows(ours.lines, theirs.lines)) {
    if (furniture && row.left !== null) box.append(...cutCells(ours, row.left, false, inline));
    if (furniture && row.right !== null) box.append(...cutCells(theirs, row.right, true, inline));
    if (row.same) equal.push(row);
    if (row.same && !furniture) continue;
    flush();
    if (!row.same) box.append(...rowCells(row, ours, theirs, inline, counts));
  }
  flush();
  if (furniture) box.append(...cutCells(ours, ours.lines.length, false, inline), ...cutCells(theirs, theirs.lines.length, true, inline));
  return { box, said: comparisonSentence(counts) };
}

function comparisonSentence({ changed, alone, moved, facts: changedFacts }) {
  const parts = [];
  if (changed) parts.push(`${plural(changed, "paragraph")} ${changed === 1 ? "differs" : "differ"}`);
  if (alone) parts.push(`${alone} only on one side`);
  if (moved) parts.push(`${moved} moved`);
  if (!parts.length) return "The same, word for word";
  parts.push(changedFacts ? `${plural(changedFacts, "figure, date or name", "figures, dates or names")} changed` : "no figure, date or name stands in another's place");
  return parts.join(", ");
}
