// The preview that `dibao serve` shows: pages that load anew, styles that change without that, errors
// over the page, and recovery. Usage: DIBAO=binary CHROMIUM=/usr/bin/chromium node --test preview.test.mjs
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const { CHROMIUM, DIBAO } = process.env;
const WAIT = { timeout: 60_000 };
const filler = Array.from({ length: 80 }, (_, number) => `第${number}段。`).join("\n\n");
const FILES = {
  "book.toml": 'title = "试报"\n',
  "content/a.md": `---\ntitle: 港口开放\ndate: 2024-07-04\n---\n青岛的港口今天开放。\n\n${filler}\n`,
  "content/b.md": "---\ntitle: 列车\ndate: 2024-07-05\n---\n列车到站。\n",
  "theme/site.css": "h1 { color: rgb(1, 2, 3) }\n",
};

let root, server, origin, browser, page;
const violations = [];
const put = async (name, text) => {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), text);
};

before(async () => {
  root = await mkdtemp(join(tmpdir(), "dibao-preview-"));
  for (const [name, text] of Object.entries(FILES)) await put(name, text);
  server = spawn(DIBAO, ["serve", "--root", root, "--port", "8400"], { stdio: ["ignore", "pipe", "inherit"] });
  origin = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (data) => {
      said += data;
      const found = /Serving at (http:\/\/[^/]+)\//.exec(said);
      if (found) resolve(found[1]);
    });
    server.on("exit", (code) => reject(new Error(`dibao serve ended with ${code}: ${said}`)));
  });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  server?.kill("SIGINT");
  await rm(root, { recursive: true, force: true });
});

const open = async (path) => {
  page = await browser.newPage();
  page.on("console", (message) => /content.security.policy/i.test(message.text()) && violations.push(message.text()));
  // It hears of changes once the stream of events is open.
  const listening = page.waitForResponse((response) => response.url().endsWith("/_dibao/events"));
  await page.goto(`${origin}/${path}`);
  await listening;
  // A build of the test before may just be done, for which the page loads anew.
  const mark = () => page.evaluate(() => { window.stayed = true; });
  await mark().catch(() => page.waitForLoadState().then(mark));
};
// A file may be built when it is half written, and again when it is whole: what counts is what is shown in the end.
const shows = (...words) => page.waitForFunction((words) => words.every((word) => document.querySelector("dibao-errors")?.shadowRoot.textContent.includes(word)), words, WAIT);
const ARTICLE = "zh-hans/2024/07/04/a.html";

test("a page loads anew when its article changes, and stays where it was", async () => {
  await open(ARTICLE);
  await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
  await put("content/a.md", FILES["content/a.md"].replace("今天开放", "明天开放"));
  await page.waitForFunction(() => document.body.innerText.includes("明天开放"), null, WAIT);
  assert.equal(await page.evaluate(() => window.stayed), undefined);
  await page.waitForFunction(() => Math.abs(scrollY - 700) < 2, null, WAIT);
});

test("a page does not load anew for another's change", async () => {
  await open(ARTICLE);
  const other = await browser.newPage();
  await other.goto(`${origin}/zh-hant/2024/07/05/b.html`);
  await put("content/b.md", FILES["content/b.md"].replace("到站", "发车"));
  await other.waitForFunction(() => document.body.innerText.includes("發車"), null, WAIT);
  assert.equal(await page.evaluate(() => window.stayed), true);
});

test("styles change without that", async () => {
  await open(ARTICLE);
  const color = () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).color);
  assert.equal(await color(), "rgb(1, 2, 3)");
  await put("theme/site.css", "h1 { color: rgb(4, 5, 6) }\n");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)", null, WAIT);
  assert.equal(await page.evaluate(() => window.stayed), true);
  await page.waitForFunction(() => document.querySelectorAll("link[href*='site.css']").length === 1, null, WAIT);
});

test("what is wrong is shown over the page, and goes when it is mended", async () => {
  await open(ARTICLE);
  // The settings: nothing can be built, and the pages stay.
  await put("book.toml", 'title = "试报"\nper_page = "many"\n');
  await shows("book.toml:2:12", 'per_page = "many"');
  await put("book.toml", FILES["book.toml"]);
  await page.waitForFunction(() => !document.querySelector("dibao-errors"), null, WAIT);
  // A template that does not parse, then one that asks for what there is not.
  await put("templates/article.html", '{% extends "builtin/article.html" %}\n{% block nowhere %}{% endblock %}\n');
  await shows("templates/article.html:2:", "block nowhere");
  await put("templates/article.html", '{% extends "builtin/article.html" %}\n{% block main %}{{ nonsense.word }}{% endblock %}\n');
  await shows("templates/article.html:2:", "nonsense.word");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("dibao-errors"), null, WAIT);
  await rm(join(root, "templates"), { recursive: true });
  await page.waitForFunction(() => document.querySelector("h1")?.textContent.includes("港口") && !document.querySelector("dibao-errors"), null, WAIT);
});

test("articles come and go", async () => {
  await open("zh-hans/index.html");
  await put("content/c.md", "---\ntitle: 新来的\ndate: 2024-07-06\n---\n刚到。\n");
  await page.waitForFunction(() => document.body.innerText.includes("新来的"), null, WAIT);
  const address = `${origin}/zh-hans/2024/07/06/c.html`;
  assert.equal((await fetch(address)).status, 200);
  await rm(join(root, "content/c.md"));
  await page.waitForFunction(() => !document.body.innerText.includes("新来的"), null, WAIT);
  assert.equal((await fetch(address)).status, 404);
});

test("pages are shown under the policy that a host will tell, and the preview keeps to it", async () => {
  const policy = async (path) => (await fetch(`${origin}/${path}`)).headers.get("content-security-policy");
  assert.match(await policy(ARTICLE), /^default-src 'none'; script-src 'self'; /);
  assert.deepEqual(violations, []);
  await open(ARTICLE);
  await page.evaluate(() => { document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" })); });
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(violations.length, 1);
  // Another one counts from the next build on.
  await put("book.toml", `${FILES["book.toml"]}headers.content_security_policy = "default-src 'self'; script-src 'self' 'unsafe-inline'"\n`);
  while (/'none'/.test(await policy(ARTICLE))) await new Promise((resolve) => setTimeout(resolve, 50));
  await page.waitForFunction(() => window.stayed === undefined, null, WAIT);
  await page.evaluate(() => { document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" })); });
  assert.equal(await page.evaluate(() => window.ran), true);
  await put("book.toml", FILES["book.toml"]);
});

test("what is published has no trace of it", async () => {
  const served = await (await fetch(`${origin}/${ARTICLE}`)).text();
  assert.match(served, /<script src="\/_dibao\/preview\.js" data-build="\d+" defer><\/script><\/body>/);
  const out = join(root, "out");
  const build = spawn(DIBAO, ["build", "--root", root, "--out", out], { stdio: "ignore" });
  assert.equal(await new Promise((resolve) => build.on("exit", resolve)), 0);
  assert.doesNotMatch(await readFile(join(out, ARTICLE), "utf8"), /_dibao/);
});
