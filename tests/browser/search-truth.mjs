// What a plain scan of a built site's pages finds: what search is measured by.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Numbers that look random, the same in each run. */
export function* random(seed) {
  for (;;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    yield seed / 2 ** 32;
  }
}

/** The forms of each character that OpenCC's tables join, by a walk of the tables that shares nothing with dibao's. */
export async function forms(folder) {
  const edges = new Map();
  for (const name of ["STCharacters", "TSCharacters", "TWVariants", "HKVariants"]) {
    for (const line of (await readFile(join(folder, `${name}.txt`), "utf8")).split("\n")) {
      const [from, to] = line.split("\t");
      if (!to || [...from].length > 1) continue;
      for (const other of to.trim().split(" ").filter((other) => [...other].length === 1)) {
        for (const [one, another] of [[from, other], [other, from]]) edges.set(one, [...(edges.get(one) ?? []), another]);
      }
    }
  }
  const form = new Map();
  for (const start of edges.keys()) {
    if (form.has(start)) continue;
    const todo = [start];
    while (todo.length) {
      const one = todo.pop();
      if (form.has(one)) continue;
      form.set(one, start);
      todo.push(...edges.get(one));
    }
  }
  return (text) => [...text.toLowerCase()].map((letter) => form.get(letter) ?? letter).join("");
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", "#x2F": "/" };
/** The headline and text of a page, a line for each block. */
export function textOf(html) {
  const title = html.match(/<h1[^>]*>([\s\S]*?)<\/h1>/)?.[1] ?? "";
  const start = html.indexOf('<div class="prose');
  let depth = 0;
  let end = start;
  for (const found of html.slice(Math.max(start, 0)).matchAll(/<(\/?)div\b/g)) {
    depth += found[1] ? -1 : 1;
    if (depth === 0) {
      end = start + found.index;
      break;
    }
  }
  const body = start < 0 ? "" : html.slice(start, end);
  const plain = (html) => html
    .replace(/<sup class="(?:footnote|correction)-mark">[\s\S]*?<\/sup>|<rt>[\s\S]*?<\/rt>/g, "")
    .replace(/<\/?(?:p|h\d|li|ul|ol|blockquote|pre|table|thead|tbody|tr|td|th|figure|figcaption|div|section|hr|br|dl|dt|dd|img)\b[^>]*>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#?\w+);/g, (all, name) => ENTITIES[name] ?? " ");
  return `${plain(title)}\n${plain(body)}`;
}

export async function pages(folder) {
  const found = [];
  for (const entry of await readdir(folder, { recursive: true })) {
    // 2024/07/05/x.html, and no list.
    if (/^(\d{4}[/\\]|undated)/.test(entry) && entry.endsWith(".html") && !/(^|[/\\])(index|\d+|whole|parts)\.html$/.test(entry)) found.push(entry);
  }
  return found.sort();
}

/** The articles of a site: their pages' paths, and of each script the texts, as they are and in one form for all. */
export async function corpus(site, scripts, opencc) {
  const fold = await forms(opencc);
  const names = await pages(site + "/" + scripts[0]);
  const [texts, plain] = [{}, {}];
  let bytes = 0;
  for (const script of scripts) {
    [texts[script], plain[script]] = [[], []];
    for (const [number, name] of names.entries()) {
      const text = textOf(await readFile(join(site, script, name), "utf8"));
      if (script === scripts[0]) bytes += Buffer.byteLength(text);
      // Queries are made of some of them: memory is for the scan.
      if (number % Math.ceil(names.length / 4000) === 0) plain[script].push(text);
      // The dot in a name may be left out.
      texts[script].push(fold(text).replace(/[·•‧・]/g, ""));
    }
  }
  const found = (script, text) => names.filter((_, number) => texts[script][number].includes(fold(text)));
  const matching = (script, pattern) => names.filter((_, number) => pattern.test(texts[script][number]));
  return { names, plain, bytes, fold, found, matching };
}

/** Queries: pieces of the texts, Han throughout, the same in each run. */
export function queries(plain) {
  const dice = random(1911);
  const roll = (count) => Math.floor(dice.next().value * count);
  return (script, least, most) => {
    for (;;) {
      const text = plain[script][roll(plain[script].length)];
      const runs = text.match(/\p{sc=Han}{2,}/gu)?.filter((run) => [...run].length >= least);
      if (!runs?.length) continue;
      const run = [...runs[roll(runs.length)]];
      const length = least + roll(Math.min(most, run.length) - least + 1);
      const start = roll(run.length - length + 1);
      return run.slice(start, start + length).join("");
    }
  };
}

export const percentile = (numbers, part) => [...numbers].sort((one, other) => one - other)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
export const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
