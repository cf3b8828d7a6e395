// A picture of each type of page. Usage: SITE=folder CHROMIUM=… EXAMPLE=site.css node screenshots.mjs FOLDER
import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { OTHERS, PAGES } from "./pages.mjs";
import { serve } from "./server.mjs";

const { SITE, CHROMIUM, EXAMPLE } = process.env;
const folder = process.argv[2];
const server = await serve(SITE);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });

/** A picture as WebP, which Chromium itself encodes. */
async function webp(page, png) {
  const url = `data:image/png;base64,${png.toString("base64")}`;
  const encoded = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.7 })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, url);
  return Buffer.from(encoded, "base64");
}

const converter = await browser.newPage();
async function take(name, path, options, style) {
  const context = await browser.newContext({ bypassCSP: Boolean(style), ...options });
  const page = await context.newPage();
  if (path === "index.html") await page.route("**/root.js", (route) => route.abort());
  await page.goto(`${server.origin}/${path}`);
  if (style) await page.addStyleTag({ content: style });
  await writeFile(`${folder}/${name}.webp`, await webp(converter, await page.screenshot()));
  await context.close();
}

const DESK = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 360, height: 740 } };
// Both scripts: Simplified on the phone, Traditional on the desk.
for (const [name, path] of Object.entries(PAGES)) {
  await take(`${name}-phone`, `zh-hans/${path}`, PHONE);
  await take(`${name}-desk`, `zh-hant/${path}`, DESK);
}
for (const [name, path] of Object.entries(OTHERS)) {
  await take(`${name}-phone`, path, PHONE);
  await take(`${name}-desk`, path, DESK);
}
for (const name of ["home", "article", "event"]) {
  await take(`${name}-night-desk`, `zh-hans/${PAGES[name]}`, { ...DESK, colorScheme: "dark" });
}
const example = await readFile(EXAMPLE, "utf8");
await take("theme-example-desk", `zh-hant/${PAGES.article}`, DESK, example);
await take("theme-example-phone", `zh-hant/${PAGES.article}`, PHONE, example);
await browser.close();
server.close();
