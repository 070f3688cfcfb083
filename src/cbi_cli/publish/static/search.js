// Searches the files of cbi_cli.publish.search: scripts, since a page from a disk may load no others.
"use strict";
(() => {
  const FIELDS = ["q", "kind", "level", "institution", "year"];
  const AT_ONCE = 20;
  const form = document.querySelector("form.search");
  const { base, lang } = form.dataset;
  const [list, count, more, browse] = ["results", "count", "more", "browse"].map((id) => document.getElementById(id));
  const shards = new Map();
  const receivers = new Map();
  let latest = 0, index;

  window.cbiShard = (name, value) => receivers.get(name)?.(value);

  const load = (name) => {
    if (!shards.has(name)) {
      shards.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        receivers.set(name, resolve);
        script.onerror = () => {
          shards.delete(name);
          reject();
        };
        script.src = `${base}${name}.js`;
        document.head.append(script);
      }));
    }
    return shards.get(name);
  };

  // As in search_entries.py.
  const fold = (text) => {
    const bare = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFKC").toLowerCase();
    return [...bare].map((letter) => index.letters[letter] ?? letter).join("");
  };
  const split = (text) => {
    const words = text.match(/[0-9]{4}(?:-[0-9]{1,2}){1,2}(?![0-9])|[\p{L}\p{N}]+/gu) ?? [];
    return [...new Set(words.map((word) => [...word].slice(0, 40).join("")))];
  };
  const shardKey = (word) => {
    if (/^[0-9]{4}/.test(word)) return word.slice(0, 4);
    if (word.codePointAt(0) > 127) return `u${word.codePointAt(0).toString(16)}`;
    return word.charCodeAt(1) > 127 ? `${word[0]}_` : word.slice(0, 2);
  };

  const forEach = (text, use) => {
    let next = 0;
    for (const item of text.split(" ").filter(Boolean)) {
      const [gap, run] = item.split("+");
      next += parseInt(gap, 36);
      for (let left = parseInt(run ?? "0", 36); left >= 0; left -= 1) use(next++);
    }
  };

  // Entries with a score: 2 for the word itself, 1 for a longer one, and 2 more if it is in the name.
  const findWord = async (word) => {
    const found = new Map();
    const wanted = shardKey(word);
    const keys = index.keys.filter((key) => key === wanted || (word[1] && key.startsWith(word)));
    for (const words of await Promise.all(keys.map((key) => load(`t-${key}`)))) {
      for (const [other, numbers] of Object.entries(words)) {
        if (!other.startsWith(word)) continue;
        const score = other === word ? 2 : 1;
        const [named, others = ""] = numbers.split("|");
        const note = (points) => (number) => found.set(number, Math.max(points, found.get(number) ?? 0));
        forEach(others, note(score));
        forEach(named, note(score + 2));
      }
    }
    return found;
  };
  const findValue = async (facet, value) => {
    const found = new Map();
    const values = await load(`f-${facet}`);
    if (Object.hasOwn(values, value)) forEach(values[value], (number) => found.set(number, 0));
    return found;
  };

  const makeItem = ([path, title, label, dates, language]) => {
    const item = document.createElement("li");
    const name = document.createElement(path ? "a" : "span");
    if (path) name.href = path;
    if (language) name.lang = language;
    name.textContent = title;
    const facts = document.createElement("span");
    facts.className = "facts";
    facts.textContent = [dates, index.labels[label]].filter(Boolean).join(" · ");
    item.append(name, facts);
    return item;
  };
  const show = async (numbers, turn, before = []) => {
    const part = numbers.slice(0, AT_ONCE);
    const rest = numbers.slice(AT_ONCE);
    const files = await Promise.all(part.map((number) => load(`${lang}/d-${Math.floor(number / index.size)}`)));
    if (turn !== latest) return;
    const items = files.map((file, place) => makeItem(file[part[place] % index.size]));
    list.replaceChildren(...before, ...items);
    more.hidden = !rest.length;
    more.onclick = async () => {
      await show(rest, turn, list.children);
      items.at(-1).nextElementSibling?.querySelector("a")?.focus();
    };
  };

  const search = async () => {
    const turn = ++latest;
    index = await load(`${lang}/index`);
    const words = split(fold(form.elements.q.value));
    const facets = FIELDS.slice(1).filter((name) => form.elements[name].value);
    const sets = await Promise.all([
      ...words.map(findWord),
      ...facets.map((name) => findValue(name, form.elements[name].value)),
    ]);
    if (turn !== latest) return;
    const numbers = sets.length ? [...sets[0].keys()].filter((number) => sets.every((set) => set.has(number))) : [];
    const score = (number) => sets.reduce((sum, set) => sum + set.get(number), 0);
    numbers.sort((one, other) => score(other) - score(one) || one - other);
    browse.hidden = sets.length > 0;
    const { none, one, many } = form.dataset;
    const text = [none, one][numbers.length] ?? many.replace("{n}", numbers.length);
    count.textContent = sets.length ? text : "";
    await show(numbers, turn);
  };
  const run = () => search().catch(() => { count.textContent = form.dataset.failed; });

  // The address keeps the search, and so do the links to other languages.
  const keep = () => {
    const filled = FIELDS.map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
    const hash = `#${new URLSearchParams(filled)}`;
    try {
      history.replaceState(null, "", filled.length ? hash : location.pathname);
    } catch { /* Refused for a page from a disk. */ }
    for (const link of document.querySelectorAll(".languages a")) link.hash = hash;
  };
  const restore = () => {
    const wanted = new URLSearchParams(location.hash.slice(1) || location.search);
    for (const name of FIELDS) form.elements[name].value = wanted.get(name) ?? "";
    keep();
    run();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { keep(); run(); });
  window.addEventListener("hashchange", restore);
  restore();
})();
