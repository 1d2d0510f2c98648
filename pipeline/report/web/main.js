// Which view is open, keys, light and dark.

const MAKE = { overview, duplicates, boilerplate, sites, documents, repairs };
const made = new Map();
let open = null;

function route() {
  const { name, params } = address();
  if (!made.has(name)) made.set(name, MAKE[name]());
  const view = made.get(name);
  if (open !== view) {
    open = view;
    byId("main").replaceChildren(view.node);
    scrollTo(0, 0);
  }
  for (const anchor of byId("views").children) {
    if (anchor.dataset.view === name) {
      anchor.setAttribute("aria-current", "page");
      byId("views").scrollLeft = anchor.offsetLeft - byId("views").offsetLeft - 40;
    } else anchor.removeAttribute("aria-current");
  }
  const title = VIEWS.find((one) => one[0] === name)[1];
  document.title = `${title} · copydesk report`;
  Promise.resolve(view.update(params)).catch((error) => view.node.append(problem(error)));
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("copydesk theme", root.dataset.theme);
  } catch {
    say("The browser does not keep this choice");
  }
}

function showKeys() {
  byId("keys").showModal();
}

function search() {
  const field = byId("main").querySelector(".query");
  if (field) field.focus();
  else {
    location.hash = "#/duplicates";
    setTimeout(() => byId("main").querySelector(".query")?.focus(), 200);
  }
}

const KEYS = {
  "/": search,
  j: () => open.step && open.step(1),
  k: () => open.step && open.step(-1),
  d: toggleDrawer,
  "?": showKeys,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) {
    if (event.key === "Escape") {
      // Chromium would empty a search field on the way, and tell no one.
      event.preventDefault();
      event.target.blur();
    }
    return;
  }
  const view = VIEWS[Number(event.key) - 1];
  if (event.key === "Escape" && !byId("drawer").hidden) toggleDrawer();
  else if (view) location.hash = "#/" + view[0];
  else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

byId("views").append(...VIEWS.map(([name, title]) => h("a", { href: "#/" + name, "data-view": name }, title)));
byId("keys").append(
  h("h2", { id: "keys-title" }, "Keys"),
  h("dl", { class: "keys" }, [["1 – 6", "views"], ["/", "search"], ["j  k", "next, previous in the list"], ["d", "decisions"], ["?", "this help"], ["Esc", "close, or leave a field"]].map(([key, about]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, about)])),
  button("Close", () => byId("keys").close(), { class: "act main" }),
);
byId("help").addEventListener("click", showKeys);
byId("decisions").addEventListener("click", toggleDrawer);
byId("theme").addEventListener("click", switchTheme);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
try {
  const theme = localStorage.getItem("copydesk theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  document.documentElement.dataset.theme = "";
}
byId("decided").textContent = decided.length;
addEventListener("hashchange", route);
route();
