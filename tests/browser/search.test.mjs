// The search page, over HTTP and from a folder on disk: what it finds, what it shows, and what it makes of
// odd queries. Usage: SITE=folder CHROMIUM=/usr/bin/chromium node --test search.test.mjs
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { readFile } from "node:fs/promises";
import { corpus, queries } from "./search-truth.mjs";
import { serve } from "./server.mjs";

const { SITE, CHROMIUM, OPENCC = "../../data/opencc/dictionary" } = process.env;
const SCRIPTS = ["zh-hans", "zh-hant"];
let server, bare, browser, origins;

before(async () => {
  server = await serve(SITE);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  // A host that gives whole files only, too.
  bare = await serve(SITE, false, true);
  origins = [server.origin, bare.origin, `file://${SITE}`];
});
after(async () => {
  await browser?.close();
  server?.close();
  bare?.close();
});

async function open(origin, script, query) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("dialog", (dialog) => { faults.push(dialog.message()); dialog.dismiss(); });
  const ask = async (query) => {
    await page.goto(`${origin}/${script}/search/index.html${query === undefined ? "" : `?q=${encodeURIComponent(query)}`}`);
    await page.waitForFunction(() => !/正在|Searching/.test(document.querySelector(".search-status")?.textContent ?? "正在"));
  };
  await ask(query);
  const titles = () => page.$$eval(".found h2", (all) => all.map((title) => title.textContent));
  const marks = () => page.$$eval(".found mark", (all) => all.map((mark) => mark.textContent));
  return { page, faults, ask, titles, marks };
}

test("either script finds the same, and it is marked in the reader's", async () => {
  for (const origin of origins) {
    for (const [script, shown] of [["zh-hans", "合作组织"], ["zh-hant", "合作組織"]]) {
      const { page, faults, ask, titles, marks } = await open(origin, script);
      const found = [];
      for (const query of ["合作组织", "合作組織", "合作組织", "合作　組織", "“合作组织”"]) {
        await ask(query);
        found.push(await titles());
      }
      assert.ok(found[0].length > 3, `${origin} finds ${found[0].length}`);
      for (const other of [found[1], found[2], found[4]]) assert.deepEqual(other, found[0], origin);
      assert.deepEqual([...new Set(await marks())], [shown]);
      // Every article that is found leads to its page in the reader's script.
      for (const href of await page.$$eval(".found h2 a", (all) => all.map((link) => link.href))) assert.match(href, new RegExp(`/(${script}|en)/`));
      assert.deepEqual(faults, []);
      await page.close();
    }
  }
});

test("what is found is what a plain scan of the pages finds, whatever the scripts", async () => {
  const { plain, found } = await corpus(SITE, SCRIPTS, OPENCC);
  const query = queries(plain);
  const newest = JSON.parse(await readFile(`${SITE}/data/articles/2024.json`, "utf8"));
  for (const origin of origins) {
    for (const of of SCRIPTS) {
      for (const on of SCRIPTS) {
        const { page, faults } = await open(origin, on);
        for (let number = 0; number < 50; number++) {
          const text = query(of, 2, 8);
          const ids = await page.evaluate(async (text) => [...(await window.dibao.search(text)).ids], text);
          // An article is found if any of its versions has the words.
          const wanted = new Set(SCRIPTS.flatMap((script) => found(script, text)));
          assert.ok(wanted.size > 0, text);
          assert.deepEqual(new Set(ids.map((id) => `${newest[newest.length - 1 - id].id}.html`)), wanted, `${text} at ${origin} on ${on}`);
        }
        assert.deepEqual(faults, []);
        await page.close();
      }
    }
  }
});

test("a mark in a phrase stands for any other, and for no character", async () => {
  const { plain, fold, matching } = await corpus(SITE, SCRIPTS, OPENCC);
  const newest = JSON.parse(await readFile(`${SITE}/data/articles/2024.json`, "utf8"));
  const { page, faults } = await open(origins[0], "zh-hans");
  const texts = plain["zh-hans"].flatMap((text) => text.match(/\p{sc=Han}{1,4}[，。：；]\p{sc=Han}{1,4}/gu) ?? []);
  assert.ok(texts.length > 100);
  for (const text of texts.filter((_, number) => number % 7 === 0)) {
    const ids = await page.evaluate(async (text) => [...(await window.dibao.search(text)).ids], text);
    const pattern = new RegExp(fold(text).replace(/[，。：；]/, "[^\\p{L}\\p{N}]+"), "u");
    const wanted = new Set(SCRIPTS.flatMap((script) => matching(script, pattern)));
    assert.deepEqual(new Set(ids.map((id) => `${newest[newest.length - 1 - id].id}.html`)), wanted, text);
    const joined = await page.evaluate(async (text) => [...(await window.dibao.search(text)).ids].length, text.replace(/[，。：；]/, "和"));
    assert.equal(joined, SCRIPTS.flatMap((script) => matching(script, new RegExp(fold(text).replace(/[，。：；]/, "和"), "u"))).length, text);
  }
  assert.deepEqual(faults, []);
  await page.close();
});

test("queries are read as they are meant", async () => {
  const { page, faults } = await open(origins[0], "zh-hans");
  const count = (query) => page.evaluate(async (query) => (await window.dibao.search(query)).ids.length, query);
  const all = await count("");
  assert.equal(await count("-魑魅魍魉"), all, "what nobody has leaves all");
  assert.equal(await count("place: 阿斯塔纳"), await count("place:阿斯塔纳"), "a space after the colon");
  assert.ok((await count("place: 阿斯塔纳")) > 0);
  assert.equal(await count("地點：阿斯塔納"), await count("place:阿斯塔纳"), "the word in the other script, a full-width colon");
  assert.equal(await count("峰会“合作组织”"), await count("峰会 合作组织"), "a quote right after a word");
  assert.equal(await count("“合作「组织” 峰会"), 0, "a quote ends with its own mark");
  for (const odd of ["constructor:x", "__proto__:x", "toString:"]) assert.equal(await count(odd), 0, odd);
  assert.deepEqual(faults, []);
  await page.close();
});

test("words, phrases, what is not to be there, places and dates", async () => {
  for (const origin of origins) {
    const { page, faults, ask, titles } = await open(origin, "zh-hans");
    const count = async (query) => { await ask(query); return (await titles()).length; };
    const both = await count("阿斯塔纳 宣言");
    assert.ok(both > 0);
    assert.ok((await count("阿斯塔纳")) >= both);
    assert.equal(await count("阿斯塔纳 -宣言") + both, await count("阿斯塔纳"));
    assert.equal(await count('"宣言 阿斯塔纳"'), 0);
    const inQingdao = await count("place:青島");
    assert.ok(inQingdao > 0);
    assert.equal(await count("地點：青岛"), inQingdao, "the operator and its colon may be Chinese");
    assert.equal(await count("place:青岛 date:2024-07"), inQingdao);
    assert.equal(await count("date:1911"), 0);
    // A number is whole: 5日 is not in 15日.
    assert.equal(await count("24年7月"), 0);
    assert.ok(await count("2024年7月"));
    assert.deepEqual(faults, []);
    await page.close();
  }
});

test("odd queries neither throw nor inject", async () => {
  const odd = ["", " ", "-", '"', "\ud800", "\udfff中", "😀", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", ".*+?^${}()|[]\\", "place:", "date:", "event:<b>", "中".repeat(500), "a".repeat(500), "-中", "%00", "\u0000", "constructor", "__proto__", "：", "“”"];
  for (const origin of origins) {
    const { page, faults } = await open(origin, "zh-hans");
    for (const query of odd) {
      const found = await page.evaluate(async (query) => (await window.dibao.search(query)).ids.length, query);
      assert.ok(Number.isInteger(found), query);
      await page.fill("#search-query", query.slice(0, 500));
      await page.press("#search-query", "Enter");
      await page.waitForFunction(() => !/正在/.test(document.querySelector(".search-status")?.textContent ?? "正在"));
      assert.equal(await page.$$eval("#search script, #search img, #search b", (all) => all.length), 0, query);
      assert.ok((await page.textContent(".search-status")).trim(), query);
    }
    assert.deepEqual(faults, [], origin);
    await page.close();
  }
});

test("names are offered while one types, by either script and by pinyin, and the keyboard takes them", async () => {
  for (const origin of origins) {
    const { page, faults } = await open(origin, "zh-hant");
    for (const typed of ["青岛", "青島", "qd", "qingd"]) {
      await page.fill("#search-query", "");
      await page.type("#search-query", typed);
      await page.waitForSelector("#search-offers li");
      const offered = await page.$$eval("#search-offers li", (all) => all.map((offer) => offer.firstChild.textContent));
      assert.ok(offered.some((name) => name.startsWith("青島")), `${typed}: ${offered}`);
    }
    await page.press("#search-query", "ArrowDown");
    const active = await page.getAttribute("#search-query", "aria-activedescendant");
    assert.equal(await page.getAttribute(`#${active}`, "aria-selected"), "true");
    await page.press("#search-query", "Enter");
    await page.waitForURL(/zh-hant\/(locations|sources|events)\//);
    assert.deepEqual(faults, []);
    await page.close();
  }
});

test("nothing found offers names that are near; facets narrow, and lead without words", async () => {
  for (const origin of origins) {
    const { page, faults, ask, titles } = await open(origin, "zh-hant", "青島啤酒博物館");
    await page.waitForSelector(".search-near li");
    assert.match(await page.textContent(".search-near"), /青島/);
    await ask();
    await page.click("#search-narrow summary");
    await page.waitForSelector(".search-facets a");
    const [href, count] = await page.$eval(".search-facets li", (item) => [item.querySelector("a").getAttribute("href"), parseInt(item.lastChild.textContent, 10)]);
    await page.click(".search-facets a");
    await page.waitForSelector(".found");
    assert.ok(new URL(page.url()).search.length > 3, "the address can be shared");
    assert.match(href, /^\?/);
    const shown = await page.textContent(".search-status");
    assert.match(shown, new RegExp(`\\b${count}\\b`), `${shown}, and the facet said ${count}`);
    assert.ok((await titles()).length > 0);
    assert.deepEqual(faults, []);
    await page.close();
  }
});

test("without JavaScript the page says so, and leads on", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${server.origin}/zh-hans/search/index.html`);
  assert.match(await page.textContent("noscript"), /JavaScript/);
  assert.match(await page.getAttribute("noscript a", "href"), /^https:/);
  await context.close();
});
