// What search finds and what it costs, on a built site of any size: recall and precision beside a plain scan
// of the pages, over HTTP and from the disk, and bytes and time for a query; Pagefind's beside it where
// PAGEFIND names a folder that has it. Prints a line for each, and fails where a limit is passed.
// Usage: SITE=folder CHROMIUM=/usr/bin/chromium [QUERIES=200] [OPENCC=data/opencc/dictionary] node search-bench.mjs
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const { SITE, CHROMIUM, OPENCC, PAGEFIND } = process.env;
const QUERIES = Number(process.env.QUERIES ?? 200);
const SCRIPTS = ["zh-hans", "zh-hant"];

/** Numbers that look random, the same in each run. */
function* random(seed) {
  for (;;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    yield seed / 2 ** 32;
  }
}

/** The forms of each character that OpenCC's tables join, by a walk of the tables that shares nothing with dibao's. */
async function forms() {
  const edges = new Map();
  for (const name of ["STCharacters", "TSCharacters", "TWVariants", "HKVariants"]) {
    for (const line of (await readFile(join(OPENCC, `${name}.txt`), "utf8")).split("\n")) {
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
function textOf(html) {
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

async function pages(folder) {
  const found = [];
  for (const entry of await readdir(folder, { recursive: true })) {
    // 2024/07/05/x.html, and no list.
    if (/^(\d{4}[/\\]|undated)/.test(entry) && entry.endsWith(".html") && !/(^|[/\\])(index|\d+|whole|parts)\.html$/.test(entry)) found.push(entry);
  }
  return found.sort();
}

const percentile = (numbers, part) => [...numbers].sort((one, other) => one - other)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const fold = await forms();
const names = await pages(join(SITE, SCRIPTS[0]));
const texts = {};
let originalBytes = 0;
for (const script of SCRIPTS) {
  texts[script] = [];
  for (const name of names) {
    const text = textOf(await readFile(join(SITE, script, name), "utf8"));
    if (script === SCRIPTS[0]) originalBytes += Buffer.byteLength(text);
    texts[script].push(fold(text).replace(/[·•‧・]/g, ""));
  }
}
const plain = {};
for (const script of SCRIPTS) plain[script] = await Promise.all(names.slice(0, 4000).map(async (name) => textOf(await readFile(join(SITE, script, name), "utf8"))));

const dice = random(1911);
const roll = (count) => Math.floor(dice.next().value * count);
/** A piece of a text, Han throughout. */
function query(script, least, most) {
  for (;;) {
    const text = plain[script][roll(plain[script].length)];
    const runs = text.match(/\p{sc=Han}{2,}/gu)?.filter((run) => [...run].length >= least);
    if (!runs?.length) continue;
    const run = [...runs[roll(runs.length)]];
    const length = least + roll(Math.min(most, run.length) - least + 1);
    const start = roll(run.length - length + 1);
    return run.slice(start, start + length).join("");
  }
}

const server = await serve(SITE);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--allow-file-access-from-files=false"] });
let failed = 0;
const tell = (label, value, isRight = true) => {
  console.log(`${isRight ? " " : "!"} ${label}: ${value}`);
  if (!isRight) failed += 1;
};
tell("articles", `${names.length}, ${(originalBytes / 1e6).toFixed(1)} MB of text`);

const sizes = {};
for (const entry of await readdir(join(SITE, "search"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const kind = path.slice(join(SITE, "search").length + 1).split("/")[0].split(".")[0];
  sizes[kind] ??= [0, 0];
  sizes[kind][0] += (await readFile(path)).length;
  sizes[kind][1] += 1;
}
const index = Object.entries(sizes).filter(([kind]) => kind !== "texts").reduce((sum, [, [bytes]]) => sum + bytes, 0);
tell("index", `${(index / 1e6).toFixed(1)} MB, ${((100 * index) / originalBytes).toFixed(1)} % of the text`, names.length < 5000 || index <= 0.7 * originalBytes);
for (const [kind, [bytes, count]] of Object.entries(sizes)) console.log(`    ${kind}: ${(bytes / 1e6).toFixed(2)} MB in ${count} files`);

// ---- Recall and precision

// Articles are numbered from the oldest; the data set lists them from the newest.
const order = JSON.parse(await readFile(join(SITE, "data/articles.json"), "utf8")).map(({ id }) => `${id}.html`);

const wantedIn = (script, text) => names.filter((_, number) => texts[script][number].includes(fold(text)));
for (const origin of [server.origin, `file://${SITE}`]) {
  for (const of of SCRIPTS) {
    for (const on of SCRIPTS) {
      const page = await browser.newPage();
      await page.goto(`${origin}/${on}/search/index.html`);
      let [right, found, wanted, worst] = [0, 0, 0, ""];
      const count = origin === server.origin ? QUERIES : QUERIES / 4;
      for (let number = 0; number < count; number++) {
        const text = query(of, 2, 8);
        const ids = await page.evaluate(async (text) => [...(await window.dibao.search(text)).ids], text);
        const own = new Set(ids.map((id) => order[order.length - 1 - id]));
        const scan = wantedIn(on, text);
        const hits = scan.filter((name) => own.has(name)).length;
        if (hits !== scan.length || hits !== own.size) worst = `${text}: ${own.size} found, ${scan.length} there`;
        right += hits;
        found += own.size;
        wanted += scan.length;
      }
      const [recall, precision] = [right / wanted, right / found];
      tell(`${origin.slice(0, 4)} ${of} queries on ${on} pages, ${count}`, `recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)} ${worst}`, recall === 1 && precision === 1);
      await page.close();
    }
  }
}

// ---- Bytes and time

const limits = names.length >= 50_000 ? { median: 60_000, most: 150_000 } : { median: 40_000, most: 110_000 };
{
  const context = await browser.newContext();
  const page = await context.newPage();
  let bytes = 0;
  page.on("response", async (response) => {
    const path = new URL(response.url()).pathname;
    if (path.startsWith("/search/") || path === "/theme/search.js") bytes += Number(response.headers()["content-length"] ?? 0);
  });
  await page.goto(`${server.origin}/zh-hans/search/index.html`, { waitUntil: "networkidle" });
  const root = (await page.textContent("#search-data")).length;
  tell("before the first query", `${kilo(bytes + root)} (${kilo(root)} of it in the page)`, bytes + root <= 25_000);
  const [all, times] = [[], []];
  for (let number = 0; number < QUERIES; number++) {
    await page.goto(`${server.origin}/zh-hans/search/index.html`, { waitUntil: "networkidle" });
    bytes = 0;
    const time = await page.evaluate(async (text) => {
      const started = performance.now();
      const done = new Promise((resolve) => document.getElementById("search").addEventListener("dibao:found", resolve, { once: true }));
      document.querySelector("input[name=q]").value = text;
      document.querySelector("#search form").requestSubmit();
      await done;
      return performance.now() - started;
    }, query(SCRIPTS[roll(2)], 2, 4));
    await page.waitForLoadState("networkidle");
    all.push(bytes);
    times.push(time);
  }
  tell("a query of 2 to 4 characters", `median ${kilo(percentile(all, 0.5))}, p95 ${kilo(percentile(all, 0.95))}`, percentile(all, 0.5) <= limits.median && percentile(all, 0.95) <= limits.most);
  tell("results on this machine", `median ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms`, percentile(times, 0.5) <= 150);
  await context.close();
}
await browser.close();
server.close();
process.exitCode = failed ? 1 : 0;
