// Every page of a built site, and of one with every kind of page and feature, under the policy that its `_headers` tells.
// Usage: SITE=folder GOLDEN=tests/golden DIBAO=binary CHROMIUM=/usr/bin/chromium node --test policy.test.mjs
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { rulesOf, serve } from "./server.mjs";

const { SITE, GOLDEN, DIBAO, CHROMIUM } = process.env;
let browser, folder;

before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  folder = await mkdtemp(join(tmpdir(), "dibao-policy-"));
  await cp(GOLDEN, folder, { recursive: true });
  await promisify(execFile)(DIBAO, ["build", "--audit", "--root", join(folder, "site"), "--out", join(folder, "out"), "--base-url", "https://news.example/"]);
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the policy forbade on each page of a site, and how many pages there are. */
async function forbidden(site) {
  const server = await serve(site);
  const context = await browser.newContext();
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
    // The root page would lead on before anybody looked.
    if (location.pathname === "/index.html") Object.defineProperty(navigator, "languages", { value: [] });
  });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => /content.security.policy/i.test(message.text()) && told.push(message.text()));
  const names = (await readdir(site, { recursive: true })).filter((name) => name.endsWith(".html"));
  const found = {};
  for (const name of names) {
    const address = `${server.origin}/${name.split("/").map(encodeURIComponent).join("/")}`;
    const text = await readFile(join(site, name), "utf8");
    if (text.includes('http-equiv="refresh"')) {
      // It leads on before anybody looks: it has nothing that a policy could forbid.
      assert.match((await fetch(address)).headers.get("content-security-policy"), /^default-src 'none'; script-src 'self'; /, name);
      assert.doesNotMatch(text, /<(script|style|img|iframe|object|embed)\b|\sstyle=|\son\w+=/, name);
      continue;
    }
    const answer = await page.goto(address, { waitUntil: "load" });
    assert.match(answer.headers()["content-security-policy"], /^default-src 'none'; script-src 'self'; /, name);
    const violations = await page.evaluate(() => window.violations);
    if (violations.length + told.length > 0) found[name] = [...violations, ...told.splice(0)];
  }
  await context.close();
  server.close();
  return [found, names.length];
}

test("no page of the site needs more than the policy lets it have", async () => {
  const [found, count] = await forbidden(SITE);
  assert.deepEqual(found, {});
  assert.ok(count > 60, `only ${count} pages`);
});

test("nor does any kind of page or feature, but what an editor trusts and the policy does not", async () => {
  const [found, count] = await forbidden(join(folder, "out"));
  // A clipping of a source with `trusted_html`, which has an `onclick`.
  const clippings = ["zh-hans", "zh-hant", "zh-hant-hk", "zh-hant-tw"].map((script) => `${script}/1936/07/07/clip/index.html`).sort();
  assert.deepEqual(Object.keys(found).sort(), clippings);
  assert.ok(Object.values(found).every(([first]) => first.startsWith("script-src-attr inline")));
  assert.ok(count > 60, `only ${count} pages`);
});

test("the files of the index are kept, and nothing else is", async () => {
  const rules = rulesOf(await readFile(join(SITE, "_headers"), "utf8"));
  const names = (await readdir(SITE, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(SITE.length));
  const kept = names.filter((name) => rules.some(([pattern, headers]) => pattern.test(name) && /immutable/.test(headers["Cache-Control"])));
  assert.deepEqual(kept, names.filter((name) => name.startsWith("/search/")));
  assert.ok(kept.length > 6 && kept.every((name) => /\.[0-9a-f]{8}\.js$/.test(name)));
});
