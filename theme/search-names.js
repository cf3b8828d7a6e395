// What search.js needs now and then: the names of events, places, persons, organisations and sources, which
// are offered while a reader types, stand in a query after place: and the like, are near to what was not
// found, and narrow what was found.
window.dibaoSearchNames = (core) => {
  "use strict";
  const { root, script, lang, up, input, facets, panel, Bits, readArticles, term, inAll, placeOf, numbered, highest, load, jsonOf, loadForms, fold, kindOf, element, say, address, go } = core;

  const searchable = (text) => [...text].map(fold).filter((letter) => /^[\p{Alphabetic}\p{N}]/u.test(letter)).join("");

  const namesBy = async (key) => {
    const { bits, together, table } = root.names;
    const number = highest(placeOf(key).where, bits);
    const records = await numbered(table, "names/0", Math.floor(number / together), 2 * together);
    const shard = records && await records(number % together);
    const names = shard?.length ? await jsonOf(shard) : [];
    return names.map(([kind, id, count, paths, names, forms, spelled]) => ({ kind, id, count, path: paths[script], name: names[script], names, forms, spelled }));
  };
  // The names that begin with a text, or have it in them, or are spelled so.
  const namesLike = async (text, kind) => {
    await loadForms();
    const wanted = searchable(text);
    if (!wanted) return [];
    const letters = [...wanted];
    // A single character has those with the most articles; the others are by the first two.
    const keys = /^[\x00-\x7f]/.test(wanted) ? [wanted.slice(0, 2)] : [letters[0], letters.slice(0, 2).join("")];
    const found = await Promise.all([...new Set(keys)].map(namesBy));
    const all = [...new Map(found.flat().map((name) => [name.kind + name.id, name])).values()];
    const rank = (name) => {
      if (name.forms.some((form) => form === wanted)) return 0;
      if (name.forms.some((form) => form.startsWith(wanted))) return 1;
      if (name.spelled.some((form) => form.startsWith(wanted))) return 2;
      return name.forms.some((form) => form.includes(wanted)) ? 3 : 9;
    };
    const ranked = all.filter((name) => !kind || name.kind === kind).map((name) => [rank(name), name]).filter(([rank]) => rank < 9);
    return ranked.sort(([one, first], [other, second]) => one - other || second.count - first.count).map(([, name]) => name);
  };

  const dateOf = (text) => {
    const parts = [...text].map(fold).join("").match(/\d+/g)?.slice(0, 3) ?? [];
    if (parts.length === 1 && /^\d{8}$/.test(parts[0])) parts.splice(0, 1, parts[0].slice(0, 4), parts[0].slice(4, 6), parts[0].slice(6));
    return parts.map((part, index) => part.padStart(index ? 2 : 4, "0")).join("-");
  };
  const list = async (kind, value) => {
    const named = (id) => inAll((segment) => term(segment, placeOf(`\x03${kind}:${id}`)));
    if (kind === "date") return named(dateOf(value));
    const exact = await named(value);
    if (exact.ids.length) return exact;
    const wanted = searchable(value);
    const like = await namesLike(value, kind);
    // The name itself, or else all that have it in them.
    const own = like.filter((name) => name.forms.includes(wanted));
    const names = own.length ? own : like;
    const all = await Promise.all(names.map((name) => named(name.id)));
    const ids = [...new Set(all.flatMap(({ ids }) => [...ids]))].sort((one, other) => one - other);
    return { ids: Uint32Array.from(ids), weights: new Uint8Array(ids.length) };
  };

  const nameLink = (name) => element("li", {}, element("a", { href: new URL(name.path, up).href }, name.name), ` ${say(name.kind)} ${name.count}`);
  const near = async (query) => {
    const wanted = [...new Set([...searchable(query)])].slice(0, 12);
    const all = new Map();
    for (const names of await Promise.all(wanted.map((letter) => namesLike(letter)))) {
      for (const name of names) {
        const known = all.get(name.kind + name.id) ?? { name, shared: 0 };
        known.shared += 1 / Math.max(2, name.forms[0].length);
        all.set(name.kind + name.id, known);
      }
    }
    const best = [...all.values()].sort((one, other) => other.shared - one.shared || other.name.count - one.name.count).slice(0, 6);
    const advice = element("p", {}, say("search-advice"));
    return best.length ? [advice, element("p", {}, say("search-near")), element("ul", { class: "references" }, ...best.map(({ name }) => nameLink(name)))] : [advice];
  };

  let shownFor = null;
  const showFacets = async (ids) => {
    if (shownFor === ids || !panel.open) return;
    const [names, bytes] = await Promise.all([load(`facets.${root.facets}`).then(jsonOf), load(`counts.${root.counts}`)]);
    shownFor = ids;
    const bits = new Bits(bytes);
    const has = new Uint8Array(root.articles);
    ids.forEach((id) => { has[id] = 1; });
    const query = input.value.trim();
    const groups = new Map();
    const add = (label, text, clause, count) => {
      if (!count) return;
      if (!groups.has(label)) groups.set(label, []);
      groups.get(label).push([count, element("li", {}, element("a", { href: address({ q: `${query} ${clause}`.trim(), page: "" }) }, text), ` ${count.toLocaleString(lang)}`)]);
    };
    for (const [kind, id, all] of names) {
      const count = readArticles(bits, root.articles).ids.reduce((count, id) => count + has[id], 0);
      add(say(kind), all[script], `${kind}:${/\s/.test(id) ? `"${id}"` : id}`, count);
    }
    for (const many of groups.values()) many.sort(([one], [other]) => other - one).splice(12);
    root.years.forEach(([year, first], index) => {
      let count = 0;
      for (let id = first; id < (root.years[index + 1]?.[1] ?? root.articles); id++) count += has[id];
      add(say("search-years"), String(year), `date:${String(year).padStart(4, "0")}`, count);
    });
    facets.replaceChildren(...[...groups].map(([label, many]) => element("section", {}, element("h2", {}, label), element("ul", { class: "references" }, ...many.map(([, item]) => item)))));
  };

  // ---- Names while the reader types

  const offers = element("ul", { id: "search-offers", role: "listbox", "aria-label": say("search-offers"), hidden: "" });
  let chosen = -1;
  input.after(offers);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": offers.id, "aria-autocomplete": "list", autocomplete: "off" })) input.setAttribute(key, value);
  const choose = (index) => {
    const all = [...offers.children];
    chosen = all.length ? (index + all.length + 1) % (all.length + 1) : -1;
    if (chosen === all.length) chosen = -1;
    all.forEach((offer, number) => offer.setAttribute("aria-selected", String(number === chosen)));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", all[chosen].id);
    else input.removeAttribute("aria-activedescendant");
  };
  let typed = 0;
  const close = () => {
    typed++;
    offers.hidden = true;
    offers.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const offer = async () => {
    const mine = ++typed;
    const last = input.value.split(/[\s\u3000]+/).pop();
    const [, operator, text] = last.match(/^[-－]?(?:(\p{L}[\p{L}\p{N}_-]*)[:：])?(.*)$/u);
    await loadForms();
    const kind = kindOf(operator);
    const names = text && kind !== "date" ? (await namesLike(text, kind).catch(() => [])).slice(0, 8) : [];
    if (mine !== typed || document.activeElement !== input) return;
    if (!names.length) return close();
    offers.replaceChildren(...names.map((name, index) => {
      const item = element("li", { id: `search-offer-${index}`, role: "option", "aria-selected": "false" }, name.name, element("small", {}, `${say(name.kind)} ${name.count}`));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(name, kind); });
      item.name = name;
      return item;
    }));
    offers.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(-1);
  };
  const take = (name, kind) => {
    close();
    if (!kind) { location.assign(new URL(name.path, up).href); return; }
    const before = input.value.split(/[\s\u3000]+/).slice(0, -1);
    const minus = /^[-－]/.test(input.value.split(/[\s\u3000]+/).pop()) ? "-" : "";
    const plain = name.name.replace(/["“”「」『』]/g, "");
    go(address({ q: [...before, `${minus}${kind}:${/\s/.test(plain) ? `"${plain}"` : plain}`].join(" "), page: "" }));
  };
  input.addEventListener("input", (event) => { if (!event.isComposing) offer(); });
  input.addEventListener("compositionend", offer);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? offers.children.length - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) {
      const operator = input.value.split(/[\s\u3000]+/).pop().match(/^[-－]?(\p{L}[\p{L}\p{N}_-]*)[:：]/u)?.[1];
      take(offers.children[chosen].name, kindOf(operator));
    } else return;
    event.preventDefault();
  });
  input.form.addEventListener("submit", close);
  if (document.activeElement === input && input.value) offer();
  return { list, near, showFacets };
};
