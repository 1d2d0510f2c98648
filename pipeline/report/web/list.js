// A list that draws only the rows one sees, and the view around it: search, filters, list, detail.

const ROW = 62;
const narrow = () => matchMedia("(max-width: 860px)").matches;

/** A listbox over `ids`; `draw(id)` gives the children of a row, `pick(id, opened)` is told of choices. */
function virtualList(label, draw, pick) {
  const pad = h("div", {});
  const node = h("div", { class: "vlist", role: "listbox", "aria-label": label, tabindex: "0" }, pad);
  let ids = [];
  let chosen = -1;
  const rowId = (id) => "row-" + id;

  function drawRows() {
    pad.style.height = ids.length * ROW + "px";
    const tall = node.clientHeight || 700;
    const first = Math.max(0, Math.floor(node.scrollTop / ROW) - 6);
    const last = Math.min(ids.length, Math.ceil((node.scrollTop + tall) / ROW) + 6);
    const rows = [];
    for (let at = first; at < last; at++) {
      const id = ids[at];
      const row = h("div", { class: "vrow", role: "option", id: rowId(id), "aria-selected": String(id === chosen), "aria-setsize": ids.length, "aria-posinset": at + 1, onclick: () => pick(id, true) }, draw(id));
      row.style.top = at * ROW + "px";
      rows.push(row);
    }
    pad.replaceChildren(...rows);
    const visible = ids.slice(first, last).includes(chosen);
    if (visible) node.setAttribute("aria-activedescendant", rowId(chosen));
    else node.removeAttribute("aria-activedescendant");
  }

  function choose(id) {
    chosen = id;
    const at = ids.indexOf(id);
    if (at >= 0) {
      const top = at * ROW;
      if (top < node.scrollTop) node.scrollTop = top;
      else if (top + ROW > node.scrollTop + node.clientHeight) node.scrollTop = top + ROW - node.clientHeight;
    }
    drawRows();
  }

  function step(by) {
    if (!ids.length) return;
    const at = Math.max(0, Math.min(ids.length - 1, ids.indexOf(chosen) + by));
    pick(ids[at], false);
  }

  node.addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(drawRows).observe(node);
  node.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(node.clientHeight / ROW) - 1);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -ids.length, End: ids.length }[event.key];
    if (by) {
      event.preventDefault();
      step(by);
    } else if (event.key === "Enter" && chosen >= 0) pick(chosen, true);
  });

  return {
    node,
    step,
    choose,
    fill(next) {
      ids = next;
      node.scrollTop = 0;
      drawRows();
    },
  };
}

/** A control bound to a parameter of the address. */
function control(spec, get, set) {
  if (spec.kind === "chips") {
    const chips = spec.options.map(([value, label]) =>
      h("button", { type: "button", class: "chip", "data-value": value, onclick: () => {
        const values = new Set(get(spec.key).split(",").filter(Boolean));
        if (!values.delete(value)) values.add(value);
        set(spec.key, [...values].join(","));
      } }, label));
    const node = h("div", { class: "chips", role: "group", "aria-label": spec.label }, chips);
    return { node, show: (value) => chips.forEach((chip) => chip.setAttribute("aria-pressed", String(value.split(",").includes(chip.dataset.value)))) };
  }
  const isSelect = spec.kind === "select";
  const node = isSelect
    ? h("select", { "aria-label": spec.label, onchange: (event) => set(spec.key, event.target.value) }, spec.options.map(([value, label]) => h("option", { value }, label)))
    : h("input", { type: "search", "aria-label": spec.label, placeholder: spec.label, class: spec.key === "q" ? "query" : null, list: spec.list || null, oninput: (event) => set(spec.key, event.target.value) });
  return { node, show: (value) => { if (node.value !== value) node.value = value; } };
}

/**
 * A view of a long list with a detail: `spec` has name, heading, lead, label, load() -> data,
 * controls(data), ids(data, get) -> numbers, row(data, id), detail(data, id, pane, get).
 */
function browser(spec) {
  let data = null;
  let params = new URLSearchParams();
  let controls = [];
  let ids = [];
  let shownFor = null;
  const get = (key) => params.get(key) || "";
  const pane = h("section", { class: "detail", "aria-label": "Detail", tabindex: "0" });
  const filters = h("div", { class: "filters", role: "search", "aria-label": "Filters" });
  const count = h("p", { class: "count", role: "status" }, "Loading…");
  const list = virtualList(spec.label, (id) => spec.row(data, id), pick);
  const split = h("div", { class: "split" }, h("div", { class: "list" }, filters, list.node), pane);
  const node = h("div", { class: "browse" }, h("header", { class: "head" }, h("h1", {}, spec.heading), h("p", { class: "lead" }, spec.lead)), split);

  function set(key, value) {
    if (value) params.set(key, value);
    else params.delete(key);
    for (const own of ["at", "left", "right"]) params.delete(own);
    note(spec.name, params);
    apply();
  }

  function pick(id, opened) {
    const step = opened && narrow() && !params.get("open");
    for (const own of ["left", "right"]) params.delete(own);
    params.set("at", id);
    if (opened && narrow()) params.set("open", "1");
    note(spec.name, params, step);
    show();
    if (opened && narrow()) pane.focus();
  }

  function apply() {
    ids = spec.ids(data, get);
    list.fill(ids);
    for (const made of controls) made.show(get(made.key));
    const all = spec.size(data);
    const narrowed = spec.narrowed ? spec.narrowed(get) : "";
    count.replaceChildren(`${number(ids.length)} of ${number(all)}${narrowed ? " · " + narrowed + " " : ""}`, narrowed ? button("clear", () => set(spec.narrowKey, ""), { class: "chip" }) : "");
    show();
  }

  function show() {
    const wanted = params.has("at") ? Number(params.get("at")) : ids[0];
    split.classList.toggle("open", params.get("open") === "1");
    list.choose(wanted === undefined ? -1 : wanted);
    const key = wanted + "|" + spec.detailKeys.map(get).join("|");
    if (key === shownFor) return;
    shownFor = key;
    if (wanted === undefined || !(wanted >= 0) || wanted >= spec.size(data)) {
      pane.replaceChildren(h("p", { class: "soft" }, spec.size(data) ? "Nothing fits these filters." : spec.nothing));
      return;
    }
    pane.scrollTop = 0;
    Promise.resolve(spec.detail(data, wanted, get, (key, value) => { if (value) params.set(key, value); else params.delete(key); note(spec.name, params); show(); }))
      .then((children) => { if (shownFor === key) pane.replaceChildren(back(), h("div", {}, children)); })
      .catch((error) => pane.replaceChildren(back(), problem(error)));
  }

  const back = () => button("‹ Back to the list", () => { params.delete("open"); note(spec.name, params); show(); list.node.focus(); }, { class: "act back" });

  return {
    node,
    step: (by) => list.step(by),
    async update(next) {
      params = next;
      if (!data) {
        data = await spec.load();
        controls = spec.controls(data).map((made) => ({ key: made.key, ...control(made, get, set) }));
        filters.replaceChildren(...controls.map((made) => made.node), ...(spec.extras ? spec.extras(data) : []), count);
      }
      apply();
    },
  };
}

const problem = (error) => h("p", { class: "problem", role: "alert" }, error.message);

/** Suggestions for a site filter: the first 500 by number. */
const siteList = (sites) => h("datalist", { id: "sites" }, sites.slice(0, 500).map((site) => h("option", { value: escaped(site) })));

/** Whether a text holds every word of a query, whatever the case. */
function matcher(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (...texts) => words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
}
