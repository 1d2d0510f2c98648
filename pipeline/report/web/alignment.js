// Two texts put beside each other: paragraphs first, then words. Pure functions, no page.

const TOKEN = /(?:[\u3040-\u30ff\u3400-\u9fff]|\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{M}\p{Pc}]+|[^\s\p{L}\p{M}\p{N}\p{Pc}])\s*|\s+/gu;
const CELLS = 4_000_000;
const PAIRS_TRIED = 900;
const SHARED = 0.25;
const MOVED = 0.8;

const tokensOf = (text) => text.match(TOKEN) || [];
// Quote, dash and space forms do not count as a difference.
const folded = (text) => text.replace(/[‘’‚‛]/g, "'").replace(/[“”„‟«»]/g, '"').replace(/[‐‑–—]/g, "-").replace(/\s+/g, " ").trim();
const bagOf = (text) => new Set(folded(text).toLowerCase().match(/[\u3040-\u30ff\u3400-\u9fff]|[\p{L}\p{M}\p{N}]+/gu) || []);

/** Pairs [i, k] of equal items in order, as many as can be; keys are strings. */
function common(left, right) {
  const pairs = [];
  let start = 0;
  let a = left.length;
  let b = right.length;
  while (start < a && start < b && left[start] === right[start]) pairs.push([start, start++]);
  const ends = [];
  while (a > start && b > start && left[a - 1] === right[b - 1]) ends.push([--a, --b]);
  if ((a - start) * (b - start) <= CELLS) pairs.push(...middle(left.slice(start, a), right.slice(start, b), start));
  return pairs.concat(ends.reverse());
}

function middle(left, right, offset) {
  const width = right.length + 1;
  const best = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--)
    for (let k = right.length - 1; k >= 0; k--)
      best[i * width + k] = left[i] === right[k] ? best[(i + 1) * width + k + 1] + 1 : Math.max(best[(i + 1) * width + k], best[i * width + k + 1]);
  const pairs = [];
  let i = 0;
  let k = 0;
  while (i < left.length && k < right.length) {
    if (left[i] === right[k]) pairs.push([offset + i++, offset + k++]);
    else if (best[(i + 1) * width + k] >= best[i * width + k + 1]) i++;
    else k++;
  }
  return pairs;
}

/** Share of the smaller paragraph's words that stand in the other. */
function alike(left, right) {
  const [few, many] = left.size < right.size ? [left, right] : [right, left];
  let shared = 0;
  for (const word of few) if (many.has(word)) shared++;
  return few.size ? shared / few.size : 0;
}

/** Rows of paragraphs {left, right, same, moved}: numbers of paragraphs, or null where one stands alone. */
function paragraphRows(left, right) {
  const rows = [];
  let i = 0;
  let k = 0;
  const keys = [left.map(folded), right.map(folded)];
  for (const [a, b] of [...common(...keys), [left.length, right.length]]) {
    rows.push(...paired(left.slice(i, a), right.slice(k, b), i, k));
    if (a < left.length) rows.push({ left: a, right: b, same: true });
    i = a + 1;
    k = b + 1;
  }
  return movedRows(rows, left, right);
}

/** Paragraphs between two equal ones: the alignment in which most words are shared. */
function paired(left, right, first, second) {
  const rows = [];
  const few = left.length * right.length <= PAIRS_TRIED;
  const bags = few ? [left.map(bagOf), right.map(bagOf)] : null;
  const best = Array.from({ length: left.length + 1 }, () => new Float64Array(right.length + 1));
  for (let i = left.length - 1; few && i >= 0; i--)
    for (let k = right.length - 1; k >= 0; k--) {
      const share = alike(bags[0][i], bags[1][k]);
      best[i][k] = Math.max(best[i + 1][k], best[i][k + 1], (share >= SHARED ? share : 0) + best[i + 1][k + 1]);
    }
  let i = 0;
  let k = 0;
  while (i < left.length || k < right.length) {
    if (i < left.length && (k === right.length || best[i][k] === best[i + 1][k])) rows.push({ left: first + i++, right: null });
    else if (k < right.length && (i === left.length || best[i][k] === best[i][k + 1])) rows.push({ left: null, right: second + k++ });
    else rows.push({ left: first + i++, right: second + k++ });
  }
  return rows;
}

/** A paragraph alone on one side that stands alone elsewhere on the other was moved. */
function movedRows(rows, left, right) {
  const ours = rows.filter((row) => row.right === null);
  const theirs = rows.filter((row) => row.left === null);
  if (ours.length * theirs.length > PAIRS_TRIED) return rows;
  const free = new Set(theirs);
  for (const row of ours) {
    const bag = bagOf(left[row.left]);
    if (bag.size < 4) continue;
    let best = null;
    let share = MOVED;
    for (const other of free) {
      const bags = bagOf(right[other.right]);
      const both = Math.min(alike(bag, bags), Math.min(bag.size, bags.size) / Math.max(bag.size, bags.size));
      if (both > share || (both === share && !best)) [best, share] = [other, both];
    }
    if (!best) continue;
    row.moved = best.right;
    best.moved = row.left;
    free.delete(best);
  }
  return rows;
}

/** Words of two paragraphs as spans {changed, left: tokens, right: tokens}. */
function wordSpans(left, right) {
  const a = tokensOf(left);
  const b = tokensOf(right);
  return joined(spansOf(a, b, common(a.map(folded), b.map(folded))));
}

/** Two stretches character by character as spans, or as one change where too little is alike. */
function characterSpans(old, after) {
  const [a, b] = [[...old], [...after]];
  const pairs = common(a, b);
  if (2 * pairs.length < 0.5 * (a.length + b.length)) return [{ changed: true, left: a, right: b }];
  return spansOf(a, b, pairs);
}

/** Spans {changed, left, right} from the pairs of equal items of two lists. */
function spansOf(a, b, pairs) {
  const spans = [];
  const put = (changed, ours, theirs) => {
    if (!ours.length && !theirs.length) return;
    const last = spans[spans.length - 1];
    if (last && last.changed === changed) {
      last.left.push(...ours);
      last.right.push(...theirs);
    } else spans.push({ changed, left: [...ours], right: [...theirs] });
  };
  let i = 0;
  let k = 0;
  for (const [x, y] of [...pairs, [a.length, b.length]]) {
    put(true, a.slice(i, x), b.slice(k, y));
    if (x < a.length) put(false, [a[x]], [b[y]]);
    i = x + 1;
    k = y + 1;
  }
  return spans;
}

/** A lone small word between two changes belongs to them: else the eye meets confetti. */
function joined(spans) {
  const out = [];
  spans.forEach((span, at) => {
    const lone = !span.changed && at > 0 && at < spans.length - 1 && span.left.length === 1 && folded(span.left[0]).length < 4;
    const last = out[out.length - 1];
    if (last && last.changed && (span.changed || lone)) {
      last.left.push(...span.left);
      last.right.push(...span.right);
    } else out.push({ ...span, changed: span.changed || lone });
  });
  return out;
}

const CALENDAR = new Set();
for (const language of "en de fr es it pt nl pl cs sk ro hu uk ru bg el tr ar fa he hi id vi sv da fi nb".split(" ")) {
  for (let month = 0; month < 12; month++)
    for (const style of [{ month: "long" }, { month: "long", day: "numeric" }])
      for (const part of new Intl.DateTimeFormat(language, style).formatToParts(new Date(2024, month, 9)))
        if (part.type === "month") CALENDAR.add(part.value.toLowerCase());
  for (let day = 1; day < 8; day++) CALENDAR.add(new Intl.DateTimeFormat(language, { weekday: "long" }).format(new Date(2024, 0, day)).toLowerCase());
}

/** Which tokens of a change are figures, dates or names; a first word has its capital for another reason. */
function facts(tokens, startsSentence) {
  return tokens.map((token, at) => {
    const word = token.trim();
    if (/\p{N}/u.test(word) || CALENDAR.has(word.toLowerCase())) return true;
    const before = at ? tokens[at - 1].trim() : "";
    const first = at ? /[.!?:"“„«]$/.test(before) : startsSentence;
    return !first && /^\p{Lu}\p{Ll}/u.test(word);
  });
}
