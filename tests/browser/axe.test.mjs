// axe-core on every type of page, in both scripts, light (on a phone) and dark (on a desk): WCAG 2.2 A and AA, and
// best practices. Usage: SITE=folder CHROMIUM=/usr/bin/chromium node --test axe.test.mjs
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { OTHERS, PAGES, SCRIPTS } from "./pages.mjs";
import { serve } from "./server.mjs";

const { SITE, CHROMIUM } = process.env;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

test("axe-core finds nothing", async () => {
  const server = await serve(SITE);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const paths = [
    ...SCRIPTS.flatMap((script) => Object.values(PAGES).map((path) => `${script}/${path}`)),
    ...Object.values(OTHERS).filter((path) => path !== "index.html"),
  ];
  const found = [];
  let looked = 0;
  for (const [colorScheme, viewport] of [
    ["light", { width: 360, height: 740 }],
    ["dark", { width: 1280, height: 900 }],
  ]) {
    // axe-core is put in from outside, which the policy rightly forbids pages to do.
    const context = await browser.newContext({ colorScheme, viewport, bypassCSP: true });
    const page = await context.newPage();
    for (const path of paths) {
      await page.goto(`${server.origin}/${path}`);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.evaluate(axe);
      const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), TAGS);
      looked += 1;
      for (const { id, nodes } of violations) found.push(`${path} ${colorScheme} ${viewport.width}: ${id} ${nodes[0].html.slice(0, 160)} (${nodes.length})`);
    }
    await context.close();
  }
  // The root page leads on at once, but not without JavaScript: it is looked at as it then is.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.route("**/root.js", (route) => route.abort());
  await page.goto(`${server.origin}/index.html`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), TAGS);
  for (const { id } of violations) found.push(`index.html: ${id}`);
  await browser.close();
  server.close();
  console.log(`axe-core looked at ${looked + 1} pages`);
  assert.deepEqual(found, []);
});
