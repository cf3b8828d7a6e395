// What search finds and what it costs, on a built site of any size: recall and precision beside a plain scan
// of the pages, over HTTP and from the disk, and bytes and time for a query; Pagefind's beside it where
// PAGEFIND names a folder with the same pages and its index. Prints a line for each, and fails where a limit is passed.
// Usage: SITE=folder CHROMIUM=/usr/bin/chromium [QUERIES=200] [OPENCC=…] [PAGEFIND=folder] node search-bench.mjs
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { corpus, kilo, percentile, queries } from "./search-truth.mjs";
import { serve } from "./server.mjs";

const { SITE, CHROMIUM, PAGEFIND, OPENCC = "../../data/opencc/dictionary" } = process.env;
const QUERIES = Number(process.env.QUERIES ?? 200);
const SCRIPTS = ["zh-hans", "zh-hant"];

const { names, plain, bytes: originalBytes, found } = await corpus(SITE, SCRIPTS, OPENCC);
const query = queries(plain);

const server = await serve(SITE);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--allow-file-access-from-files=false"] });
/** The same of Pagefind: no limits, for it is not ours. */
async function besides(folder) {
  // Its code is WebAssembly, which a strict policy forbids, also in its worker.
  const server = await serve(folder, true);
  for (const of of SCRIPTS) {
    for (const on of SCRIPTS) {
      const context = await browser.newContext({ bypassCSP: true });
      const page = await context.newPage();
      let bytes = 0;
      page.on("response", (response) => (bytes += new URL(response.url()).pathname.startsWith("/pagefind/") ? Number(response.headers()["content-length"] ?? 0) : 0));
      await page.goto(`${server.origin}/${on}/${names[0]}`);
      await page.evaluate(async () => {
        window.pagefind = await import("/pagefind/pagefind.js");
        await window.pagefind.init();
      });
      await page.waitForLoadState("networkidle");
      const first = bytes;
      const [all, times] = [[], []];
      let [lost, less, more] = [0, 0, 0];
      for (let number = 0; number < QUERIES; number++) {
        bytes = 0;
        const text = query(of, 2, 4);
        const [count, time] = await page.evaluate(async (text) => {
          const started = performance.now();
          const { results } = await window.pagefind.search(text);
          await Promise.all(results.slice(0, 10).map((result) => result.data()));
          return [results.length, performance.now() - started];
        }, text);
        await page.waitForLoadState("networkidle");
        const there = found(on, text).length;
        [lost, less, more] = [lost + (there > 0 && count === 0), less + (count < there), more + (count > there)];
        all.push(bytes);
        times.push(time);
      }
      console.log(`  Pagefind, ${of} queries on ${on} pages, ${QUERIES}: nothing found of what is there ${lost}, fewer than there are ${less}, more ${more}`);
      console.log(`    ${kilo(first)} before the first query; a query median ${kilo(percentile(all, 0.5))}, p95 ${kilo(percentile(all, 0.95))}; ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms`);
      await context.close();
    }
  }
  server.close();
}

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
const files = Object.values(sizes).reduce((sum, [, count]) => sum + count, 0);
tell("files", files, files <= Math.max(2000, names.length / 5));
for (const [kind, [bytes, count]] of Object.entries(sizes)) console.log(`    ${kind}: ${(bytes / 1e6).toFixed(2)} MB in ${count} files`);

// ---- Recall and precision

// Articles are numbered from the oldest; the data set lists them from the newest.
const tables = (await readdir(join(SITE, "data/articles"))).filter((name) => name.endsWith(".json")).sort().reverse();
// What has no date comes last.
tables.push(...tables.splice(0, tables.length, ...tables.filter((name) => name !== "undated.json")).filter((name) => name === "undated.json"));
const rows = await Promise.all(tables.map(async (name) => JSON.parse(await readFile(join(SITE, "data/articles", name), "utf8"))));
const order = rows.flat().map(({ id }) => `${id}.html`);

for (const origin of [server.origin, `file://${SITE}`]) {
  for (const of of SCRIPTS) {
    for (const on of SCRIPTS) {
      const page = await browser.newPage();
      await page.goto(`${origin}/${on}/search/index.html`);
      let [right, all, wanted, worst] = [0, 0, 0, ""];
      for (let number = 0; number < QUERIES; number++) {
        const text = query(of, 2, 8);
        const ids = await page.evaluate(async (text) => [...(await window.dibao.search(text)).ids], text);
        const own = new Set(ids.map((id) => order[order.length - 1 - id]));
        // An article is found if any of its versions has the words.
        const scan = [...new Set(SCRIPTS.flatMap((script) => found(script, text)))];
        const hits = scan.filter((name) => own.has(name)).length;
        if (hits !== scan.length || hits !== own.size) worst = `${text}: ${own.size} found, ${scan.length} there`;
        right += hits;
        all += own.size;
        wanted += scan.length;
      }
      const [recall, precision] = [right / wanted, right / all];
      tell(`${origin.slice(0, 4)} ${of} queries on ${on} pages, ${QUERIES}`, `recall ${recall.toFixed(4)}, precision ${precision.toFixed(5)} ${worst}`, recall === 1 && precision >= 0.9995);
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
  tell("before the first query", `${kilo(bytes + root)} (${kilo(root)} of it in the page)`, bytes + root <= 30_000);
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
    }, query(SCRIPTS[number % 2], 2, 4));
    await page.waitForLoadState("networkidle");
    all.push(bytes);
    times.push(time);
  }
  tell("a query of 2 to 4 characters", `median ${kilo(percentile(all, 0.5))}, p95 ${kilo(percentile(all, 0.95))}`, percentile(all, 0.5) <= limits.median && percentile(all, 0.95) <= limits.most);
  tell("results on this machine", `median ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms`, percentile(times, 0.5) <= 150);
  await context.close();
}
if (PAGEFIND) await besides(PAGEFIND);
await browser.close();
server.close();
process.exitCode = failed ? 1 : 0;
