// Packs as those who get them open them: the folder from a disk, the ZIM by kiwix-serve; every link of every page, the
// search in either script, what is offered while one types, the switch of scripts, the map; and nothing asked of another
// host. Usage: SITE=folder DIBAO=binary CHROMIUM=/usr/bin/chromium node --test packs.test.mjs
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const { DIBAO, CHROMIUM, ARCHIVE = "../.." } = process.env;
let chrome, folder, kiwix;

before(async () => {
  chrome = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  folder = await mkdtemp(join(tmpdir(), "dibao-packs-"));
  for (const part of ["book.toml", "content", "glossary"]) await cp(join(ARCHIVE, part), join(folder, part), { recursive: true }).catch(() => {});
  await writeFile(join(folder, "content/2024-07-07-barber.md"), "---\ntitle: 剪头发的人\nlocations: [青岛]\n---\n港口边有人剪头发。\n");
  await promisify(execFile)(DIBAO, ["pack", "folder", "zim", "--root", folder, "--out", join(folder, "packs")]);
});
after(async () => {
  kiwix?.kill();
  await chrome?.close();
  await rm(folder, { recursive: true, force: true });
});

const packed = async (ending) => {
  const names = await readdir(join(folder, "packs"), { withFileTypes: true });
  return join(folder, "packs", names.find((name) => (ending ? name.name.endsWith(ending) : name.isDirectory())).name);
};

/** Follows every link from an address on, below `base`, and tells what was asked of anybody else, and what failed. */
async function walk(browser, start, base) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) faults.push(`${page.url()} asks for ${request.url()}`);
  });
  page.on("response", (answer) => answer.status() >= 400 && faults.push(`${page.url()}: ${answer.status()} of ${answer.url()}`));
  // One that a page was left for is none.
  const isLeft = (request) => /ABORTED/i.test(request.failure()?.errorText ?? "");
  page.on("requestfailed", (request) => isLeft(request) || faults.push(`${page.url()}: no ${request.url()}`));
  const seen = new Set();
  const waiting = [start];
  while (waiting.length) {
    const url = waiting.pop();
    if (seen.has(url)) continue;
    seen.add(url);
    // What is no page is downloaded.
    if (!/\.html$|\/$/.test(new URL(url).pathname)) {
      if (base.startsWith("http")) {
        const answer = await fetch(url);
        if (!answer.ok) faults.push(`${answer.status} of ${url}`);
      }
      continue;
    }
    await page.goto(url, { waitUntil: "load" }).catch((error) => faults.push(`${url}: ${error.message.split("\n")[0]}`));
    const links = await page.$$eval("a[href]", (all) => all.map((link) => new URL(link.getAttribute("href"), link.baseURI).href));
    for (const link of links) if (link.startsWith(base)) waiting.push(link.replace(/[?#].*$/, ""));
  }
  await page.close();
  return [faults, seen];
}

/** What the search page of a script finds. */
async function found(browser, base, script, query) {
  const page = await browser.newPage();
  await page.goto(`${base}${script}/search/index.html?q=${encodeURIComponent(query)}`);
  await page.waitForSelector(".found h2");
  const titles = await page.$$eval(".found h2", (all) => all.map((title) => title.textContent));
  await page.close();
  return titles;
}

async function searches(browser, base) {
  for (const script of ["zh-hans", "zh-hant"]) {
    for (const [simplified, traditional, least] of [["合作组织", "合作組織", 3], ["头发", "頭髮", 1]]) {
      const [one, other] = [await found(browser, base, script, simplified), await found(browser, base, script, traditional)];
      assert.ok(one.length >= least, `${simplified} in ${script}`);
      assert.deepEqual(one, other);
    }
  }
}

/** Opens the folder as a person does. */
async function open(browser) {
  const place = await packed("");
  const base = `${pathToFileURL(place)}/`;
  for (const [name, script] of [["打开.html", "zh-hans"], ["開啟.html", "zh-hant"]]) {
    const page = await browser.newPage();
    await page.goto(base + encodeURIComponent(name));
    await page.waitForFunction((end) => location.href.endsWith(end), ...[{}, `/site/${script}/index.html`].slice(browser === chrome ? 1 : 0));
    await page.close();
  }
  const [faults, seen] = await walk(browser, `${base}site/zh-hans/index.html`, base);
  assert.deepEqual(faults, []);
  const pages = (await readdir(join(place, "site"), { recursive: true })).filter((name) => name.endsWith(".html") && name !== "index.html");
  const reached = [...seen].map((url) => decodeURIComponent(url.slice(`${base}site/`.length)));
  assert.deepEqual(pages.filter((name) => !reached.includes(name)), [], "every page is linked to");
  await searches(browser, `${base}site/`);
  const page = await browser.newPage();
  await page.goto(`${base}site/zh-hant/map/index.html`);
  assert.ok(await page.$$eval("svg a", (all) => all.length) > 5, "the map leads to places");
  await page.close();
}

test("the folder opens from a disk, whole and alone", () => open(chrome));

test("and in Firefox", { skip: !process.env.FIREFOX && "there is no Firefox" }, async () => {
  const { default: puppeteer } = await import("puppeteer-core");
  const firefox = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, headless: true });
  try {
    await open(firefox);
  } finally {
    await firefox.close();
  }
});

test("kiwix-serve shows the ZIM, whole and alone", { skip: !process.env.KIWIX && "there is no kiwix-serve" }, async () => {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => resolve(port)); });
  });
  const zim = join(folder, "packs", "sample.zim");
  await cp(await packed(".zim"), zim);
  kiwix = spawn(process.env.KIWIX, ["--address", "127.0.0.1", "--port", String(port), zim], { stdio: "ignore" });
  // Its pages have been below the name alone, and below `content`.
  const origin = `http://127.0.0.1:${port}/`;
  const bases = [`${origin}content/sample/`, `${origin}sample/`];
  let base;
  for (let tries = 0; !base && tries < 100; tries++) {
    for (const wanted of bases) if ((await fetch(`${wanted}zh-hans/index.html`).catch(() => ({}))).ok) base = wanted;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const [faults, seen] = await walk(chrome, `${base}zh-hans/index.html`, origin);
  assert.deepEqual(faults.filter((fault) => !/\/(skin|viewer|catalog|search|random)\b/.test(fault)), []);
  assert.ok(seen.size > 140, `${seen.size} pages and files`);
  await searches(chrome, base);
  for (const [term, title] of [["青岛", "青岛"], ["青島", "青島"], ["剪头发", "剪头发"], ["剪頭髮", "剪頭髮"]]) {
    const offered = await (await fetch(`${origin}suggest?content=sample&term=${encodeURIComponent(term)}`)).json();
    assert.ok(offered.some(({ value, path }) => path && value.includes(title)), term);
  }
});
