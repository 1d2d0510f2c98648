// Pictures as plain SVG: they follow the colours of the page and print.

const TALL = 104;
const STEP = 22;

/** `whole` split into parts [label, amount, colour class], drawn for wide and for narrow windows. */
function flow(whole, parts) {
  const some = parts.filter((part) => part[1] > 0);
  if (!some.length) return [];
  return [flowPicture(whole, some, { kind: "wide", width: 640, source: 118, target: 372, head: 0 }), flowPicture(whole, some, { kind: "narrow", width: 330, source: 0, target: 96, head: 24 })];
}

function flowTops(heights) {
  const tops = [];
  let at = 4;
  heights.forEach((height, index) => {
    // Ends stand far enough apart for their labels.
    if (index) at = Math.max(at, tops[index - 1] + heights[index - 1] / 2 + STEP - height / 2);
    tops.push(at);
    at += height + 5;
  });
  return tops;
}

function flowPicture(whole, parts, shape) {
  const total = parts.reduce((sum, part) => sum + part[1], 0);
  const heights = parts.map((part) => Math.max(1.5, (TALL * part[1]) / total));
  const tops = flowTops(heights);
  const last = tops.length - 1;
  const bottom = Math.max(tops[last] + heights[last], tops[last] + STEP / 2);
  let at = Math.max(0, shape.kind === "wide" ? (bottom - TALL) / 2 : tops[0]);
  const tall = shape.head + Math.max(bottom, at + TALL) + 6;
  const svg = h("svg", { class: "flow " + shape.kind, viewBox: `0 0 ${shape.width} ${tall.toFixed(1)}`, role: "img", "aria-label": `${whole}: ${parts.map((part) => part[0]).join(", ")}` });
  const [amount, ...noun] = whole.split(" ");
  if (shape.kind === "wide") svg.append(h("text", { class: "big", x: 0, y: at + TALL / 2 }, amount), h("text", { class: "s", x: 0, y: at + TALL / 2 + 17 }, noun.join(" ")));
  else svg.append(h("text", { class: "s", x: 0, y: 15 }, whole));
  svg.append(h("rect", { class: "c-in", x: shape.source, y: shape.head + at, width: 7, height: TALL }));
  parts.forEach(([label, part, colour], index) => {
    const share = (TALL * part) / total;
    const [x, end] = [shape.source + 7, shape.target];
    const bend = (x + end) / 2;
    const [a, b, c, d] = [at, at + share, tops[index], tops[index] + heights[index]].map((y) => (shape.head + y).toFixed(1));
    svg.append(
      h("path", { class: "band " + colour, d: `M${x} ${a}C${bend} ${a} ${bend} ${c} ${end} ${c}V${d}C${bend} ${d} ${bend} ${b} ${x} ${b}Z` }),
      h("rect", { class: colour, x: end, y: c, width: 7, height: d - c }),
      h("text", { x: end + 15, y: (Number(c) + Number(d)) / 2 + 4.5 }, label),
    );
    at += share;
  });
  return svg;
}

/** Names with counts as horizontal bars; each name a link. */
function bars(rows) {
  const most = Math.max(1, ...rows.map((row) => row[1]));
  return h("dl", { class: "bars" }, rows.map(([name, count, href]) => {
    const bar = h("span", { class: "bar" });
    bar.style.width = Math.max(0.5, (100 * count) / most) + "%";
    return [h("dt", {}, href ? h("a", { href }, name) : name), h("dd", {}, h("span", {}, bar), h("b", {}, number(count)))];
  }));
}

/** Pairs by covered in hundredths from 0.5 to 1, with a threshold; a bar leads to its pairs. */
function histogram(threshold) {
  const { dropped, kept, facts } = RUN.histogram;
  const sums = dropped.map((count, at) => count + kept[at] + facts[at]);
  const most = Math.max(1, ...sums);
  const [wide, tall, left] = [640, 178, 10];
  const width = (wide - 2 * left) / sums.length;
  const scale = (count) => (count ? Math.max(2, Math.sqrt(count / most) * (tall - 40)) : 0);
  const svg = h("svg", { class: "histogram", viewBox: `0 0 ${wide} ${tall}`, role: "group", "aria-label": "Pairs by the share of the document that stands in the kept one, from 50% to 100%" });
  const first = sums.findIndex((count) => count > 0);
  sums.forEach((sum, at) => {
    const low = 0.5 + at / 100;
    const x = left + at * width;
    const high = scale(sum);
    const copy = sum ? (high * (dropped[at] + kept[at])) / sum : 0;
    const colour = low >= threshold - 1e-9 ? "c-exact" : "c-contained";
    svg.append(h("rect", { class: colour, x: x + 1, y: tall - 22 - copy, width: width - 2, height: copy }), h("rect", { class: "c-facts", x: x + 1, y: tall - 22 - high, width: width - 2, height: high - copy }));
    if (sum) svg.append(histogramBar({ at, sum, low, x, width, tall, first }));
  });
  for (const value of [0.5, 0.6, 0.7, 0.8, 0.9, 1]) svg.append(h("text", { class: value === 1 ? "s e" : value === 0.5 ? "s" : "s n", x: value === 1 ? wide - left : value === 0.5 ? left : left + (value - 0.5) * 100 * width, y: tall - 5 }, Math.round(100 * value) + "%"));
  const x = left + (threshold - 0.5) * 100 * width;
  const end = threshold > 0.65;
  svg.append(h("line", { class: "threshold", x1: x, x2: x, y1: 2, y2: tall - 22 }), h("text", { class: end ? "s e" : "s", x: x + (end ? -6 : 6), y: 14 }, "threshold " + threshold.toFixed(2)));
  return svg;
}

function histogramBar({ at, sum, low, x, width, tall, first }) {
  const said = `${plural(sum, "pair")}, ${low.toFixed(2)} to ${(low + 0.01).toFixed(2)} covered`;
  const open = () => { location.hash = link("duplicates", { covered: `${low.toFixed(2)}-${(low + 0.01).toFixed(2)}` }); };
  const move = (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return open();
    }
    const all = [...event.currentTarget.parentNode.querySelectorAll(".hit")];
    const next = all[all.indexOf(event.currentTarget) + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0)];
    if (!next || next === event.currentTarget) return undefined;
    event.currentTarget.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    return next.focus();
  };
  return h("rect", { class: "hit", x, y: 0, width, height: tall - 22, role: "button", tabindex: at === first ? "0" : "-1", "aria-label": said, onclick: open, onkeydown: move }, h("title", {}, said));
}
