// The run's data: the first view inline, the rest in scripts that are loaded when asked for.

const RUN = JSON.parse(byId("data").textContent);
const WORDS = RUN.words;
const loaded = new Map();
const waiting = new Map();

window.copydesk = (name, value) => {
  loaded.set(name, value);
  for (const resolve of waiting.get(name) || []) resolve(value);
  waiting.delete(name);
};

/** The value of a chunk; an error that says what to do where its file is missing. */
function chunk(name) {
  if (loaded.has(name)) return Promise.resolve(loaded.get(name));
  return new Promise((resolve, reject) => {
    if (waiting.has(name)) {
      waiting.get(name).push(resolve);
      return;
    }
    waiting.set(name, [resolve]);
    const missing = () => {
      waiting.delete(name);
      reject(new Error(`audit/report/${name}.js could not be loaded: open report.html where copydesk wrote it`));
    };
    document.head.append(h("script", { src: `audit/report/${name}.js`, onerror: missing }));
  });
}

/** Item `at` of the chunks of a stem, each known by its first item and its name. */
async function item(stem, at) {
  const chunks = RUN.chunks[stem];
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (chunks[middle][0] <= at) low = middle;
    else high = middle - 1;
  }
  const [first, name] = chunks[low];
  return (await chunk(name))[at - first];
}

/** The record of a document by its number, or null where the page does not list it. */
const record = (at) => (at < 0 ? Promise.resolve(null) : item("texts", at));

const relationWord = (name) => (WORDS.relations[name] || [name])[0];
const categoryWord = (name) => WORDS.categories[name] || name.replaceAll("_", " ");
const siteWord = (name) => name || "(no site)";
