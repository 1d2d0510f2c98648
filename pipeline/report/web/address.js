// The view and its filters stand in the address, so that what one sees can be sent to a colleague.

const VIEWS = [
  ["overview", "Overview"],
  ["duplicates", "Duplicates"],
  ["boilerplate", "Boilerplate"],
  ["sites", "Sites"],
  ["documents", "Documents"],
  ["repairs", "Repairs"],
];

/** The view's name and its parameters. */
function address() {
  const [name, query] = location.hash.replace(/^#\/?/, "").split("?");
  const known = VIEWS.some((view) => view[0] === name);
  return { name: known ? name : "overview", params: new URLSearchParams(known ? query : "") };
}

/** The address of a view; parameters that are empty are left out. */
function link(name, values) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values || {})) if (value !== "" && value !== null) params.set(key, value);
  const query = params.toString();
  return "#/" + name + (query ? "?" + query : "");
}

/** Note a state of the open view; `step` makes it a step that the back button takes back. */
function note(name, params, step) {
  const hash = link(name, Object.fromEntries(params));
  if (hash === location.hash) return;
  if (step) history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
}
