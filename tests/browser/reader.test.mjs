// What a reader meets, in a real browser: layout, scripts, keyboard, colours, paper.
// Usage: SITE=folder CHROMIUM=/usr/bin/chromium node --test reader.test.mjs
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { OTHERS, PAGES, SCRIPTS } from "./pages.mjs";
import { serve } from "./server.mjs";

const { SITE, CHROMIUM } = process.env;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
let server, browser;

before(async () => {
  server = await serve(SITE);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  server?.close();
});

const everywhere = () => [
  ...SCRIPTS.flatMap((script) => Object.entries(PAGES).map(([name, path]) => [`${script} ${name}`, `${script}/${path}`])),
  ...Object.entries(OTHERS),
];

/** A page in a reader's browser, which minds everything that a browser can mind. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: DESK, locale: "en-US", ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.origin) && !request.url().startsWith("data:")) faults.push(`asks ${request.url()}`);
  });
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return { context, page, faults, go: (path) => page.goto(`${server.origin}/${path}`) };
}

test("no page is wider than its window, asks another host, breaks the policy, or logs an error", async () => {
  for (const viewport of [PHONE, DESK]) {
    const { context, page, faults, go } = await open({ viewport });
    for (const [name, path] of everywhere()) {
      // The root page leads on: what it does by itself is another test's.
      await go(path === "index.html" ? "404.html" : path);
      const [wide, violations] = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, window.violations]);
      assert.ok(wide <= 0, `${name} at ${viewport.width} px is ${wide} px too wide`);
      assert.deepEqual(violations, [], name);
      assert.deepEqual(faults, [], `${name} at ${viewport.width} px`);
    }
    await context.close();
  }
});

test("the policy is a strict one: an inline script would not run", async () => {
  const { context, page, go } = await open();
  await go(`zh-hans/${PAGES.article}`);
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [window.ran === true, window.violations.length];
  });
  assert.deepEqual(ran, [false, 1]);
  await context.close();
});

test("changing the script keeps the page and the place in it, and is remembered for the root page alone", async () => {
  const { context, page, go } = await open({ viewport: PHONE });
  await go(`zh-hans/${PAGES["article-table"]}`);
  const paragraph = page.locator(".prose :is(p, td, li)").nth(6);
  await paragraph.evaluate((element) => scrollTo({ top: element.getBoundingClientRect().top + scrollY - 5, behavior: "instant" }));
  const seen = () => paragraph.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  assert.ok(Math.abs((await seen()) - 5) <= 1);
  // The switch is within reach wherever one reads.
  await page.click(".scripts a[lang='zh-Hant']");
  await page.waitForURL(`**/zh-hant/${PAGES["article-table"]}`);
  await page.waitForFunction(() => scrollY > 0);
  assert.ok(Math.abs((await seen()) - 5) <= 30, `the paragraph is at ${await seen()} px`);
  assert.equal(new URL(page.url()).hash, "", "the place does not stay in the address");

  // A page that is opened by its address stays what it is.
  await go(`zh-hans/${PAGES.article}`);
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hans");
  // The root page leads to the script that was chosen.
  await go("index.html");
  await page.waitForURL("**/zh-hant/index.html");
  const keys = await page.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(keys, ["dibao:script:/"], "this site's folder is in the name");
  await context.close();
});

test("a link to a note is kept when the script changes", async () => {
  const { context, page, go } = await open({ viewport: PHONE });
  await go(`zh-hans/${PAGES.article}#fn-1`);
  // The reader sees the note, and then clicks; Playwright's own click may scroll.
  await page.waitForFunction(() => {
    const box = document.getElementById("fn-1").getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  });
  const box = await page.locator(".scripts a[lang='zh-Hant']").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForURL(`**/zh-hant/${PAGES.article}#fn-1`);
  await context.close();
});

test("the root page asks the browser, and serves without JavaScript", async () => {
  for (const [locale, script] of [["zh-CN", "zh-hans"], ["zh-TW", "zh-hant"], ["zh-Hant-HK", "zh-hant"], ["de-DE", "zh-hans"]]) {
    const { context, page, go } = await open({ locale });
    await go("index.html");
    await page.waitForURL(`**/${script}/index.html`);
    await context.close();
  }
  const { context, page, go } = await open({ javaScriptEnabled: false });
  await go("index.html");
  assert.equal(new URL(page.url()).pathname, "/index.html");
  await page.click("a[lang='zh-Hant']");
  assert.equal(new URL(page.url()).pathname, "/zh-hant/index.html");
  await context.close();
});

test("without JavaScript every page reads the same, and its script changes", async () => {
  const without = await open({ javaScriptEnabled: false });
  const withIt = await open();
  // The search page says what it lacks: search.test.mjs reads that.
  for (const [name, path] of everywhere().filter(([name]) => name !== "root" && !name.endsWith(" search"))) {
    await without.go(path);
    await withIt.go(path);
    assert.equal(await without.page.locator("main").innerText(), await withIt.page.locator("main").innerText(), name);
  }
  await without.go(`zh-hans/${PAGES.event}`);
  await without.page.click(".scripts a[lang='zh-Hant']");
  assert.equal(new URL(without.page.url()).pathname, `/zh-hant/${PAGES.event}`);
  await without.context.close();
  await withIt.context.close();
});

test("the keyboard reaches the text first, then everything, and is seen", async () => {
  for (const path of [PAGES.article, PAGES.event, PAGES.place, PAGES.calendar, PAGES.events]) {
    const { context, page, go } = await open();
    await go(`zh-hant/${path}`);
    await page.keyboard.press("Tab");
    const skip = page.locator(".skip");
    assert.ok(await skip.evaluate((element) => element === document.activeElement && element.getBoundingClientRect().left >= 0), path);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main", path);
    // From there on: every link and control of the page, in their order, each with a visible mark.
    await page.evaluate(() => document.activeElement.blur());
    await page.goto("about:blank");
    await go(`zh-hant/${path}`);
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], summary, [tabindex='0']")];
      return all.filter((element) => element.checkVisibility() && element.getAttribute("tabindex") !== "-1").length;
    });
    const met = [];
    for (let step = 0; step < wanted; step++) {
      await page.keyboard.press("Tab");
      met.push(
        await page.evaluate(() => {
          const element = document.activeElement;
          const marks = [element, ...element.querySelectorAll("circle, rect")].map((one) => getComputedStyle(one));
          const isSeen = marks.some((style) => style.outlineStyle !== "none" || (style.strokeWidth === "5px" && style.stroke !== "none"));
          element.dataset.met = "yes";
          return isSeen ? "" : element.outerHTML.slice(0, 120);
        }),
      );
    }
    assert.deepEqual(met.filter(Boolean), [], `${path}: focus that is not seen`);
    assert.equal(await page.locator("[data-met]").count(), wanted, `${path}: what the keyboard does not reach`);
    await context.close();
  }
});

test("dark is dark and light is light, and both are read", async () => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const [colorScheme, isRight] of [["light", (paper) => paper > 0.8], ["dark", (paper) => paper < 0.1]]) {
    const { context, page, go } = await open({ colorScheme });
    await go(`zh-hans/${PAGES.article}`);
    const [paper, ink] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.backgroundColor, style.color];
    });
    assert.ok(isRight(luminance(paper)), `${colorScheme}: ${paper}`);
    const [light, dark] = [luminance(paper), luminance(ink)].sort((a, b) => b - a);
    assert.ok((light + 0.05) / (dark + 0.05) >= 7, `${colorScheme}: ${paper} ${ink}`);
    await context.close();
  }
});

test("nothing moves for a reader who asks for stillness", async () => {
  const { context, page, go } = await open({ reducedMotion: "reduce" });
  await go(`zh-hans/${PAGES.article}`);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  await context.close();
});

test("every picture has its room before it comes, so that nothing can move however late that is", async () => {
  for (const viewport of [PHONE, DESK]) {
    const { context, page } = await open({ viewport });
    let come = () => {};
    let late;
    await page.route(/\.(webp|jpe?g|png|gif|avif)$/, async (route) => {
      await late;
      await route.continue();
    });
    let count = 0;
    for (const [name, path] of everywhere().filter(([name]) => name !== "root")) {
      for (const direction of name.endsWith("article-picture") ? ["horizontal", "vertical"] : [""]) {
        late = new Promise((resolve) => (come = resolve));
        await page.goto(`${server.origin}/${path}`, { waitUntil: "domcontentloaded" });
        if (direction === "vertical") await page.locator(".prose").evaluate((prose) => prose.classList.add("vertical"));
        const pictures = page.locator("img");
        const rooms = () => pictures.evaluateAll((all) => all.map((image) => [image.src, image.offsetWidth, image.offsetHeight]));
        const before = await rooms();
        come();
        await pictures.evaluateAll((all) => Promise.all(all.map((image) => ((image.loading = "eager"), image.decode()))));
        const where = `${name} ${direction} at ${viewport.width} px`;
        assert.deepEqual(await rooms(), before, where);
        assert.ok(before.every(([, width, height]) => width > 0 && height > 0), where);
        count += before.length;
      }
    }
    assert.ok(count >= 6, `only ${count} pictures were looked at`);
    await context.close();
  }
});

test("nothing shifts while a page loads", async () => {
  for (const viewport of [PHONE, DESK]) {
    const { context, page, go } = await open({ viewport });
    for (const [name, path] of everywhere().filter(([name]) => name !== "root")) {
      await go(path);
      const shift = await page.evaluate(
        () =>
          new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value))).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 60);
          }),
      );
      assert.equal(shift, 0, `${name} at ${viewport.width} px`);
    }
    await context.close();
  }
});

test("on paper there is the text, its source and its address, and no links to click", async () => {
  const { context, page, go } = await open();
  for (const script of SCRIPTS) {
    for (const name of ["article", "event", "place", "calendar", "events", "article-vertical"]) {
      await go(`${script}/${PAGES[name]}`);
      await page.emulateMedia({ media: "print" });
      const visible = (selector) => page.locator(selector).evaluateAll((all) => all.some((element) => element.checkVisibility()));
      assert.ok(!(await visible(".sections, .scripts, .skip, .pager, .onward")), name);
      assert.ok(await visible("h1"), name);
      if (name === "article") {
        assert.ok(await visible(".address"), "the address is printed");
        assert.match(await page.locator(".address").innerText(), /https:\/\/dibao\.example\/zh-han[st]\/2024\/07\/05\/astana-summit\.html/);
        assert.ok(await visible(".citation dd"), "the citation is printed");
      }
      const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-", name);
      const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
      assert.ok(pages >= 1 && pages <= 4, `${name} is ${pages} pages long`);
      await page.emulateMedia({ media: null });
    }
  }
  await context.close();
});

test("citations for programs are made when they are asked for, from a folder on disk too", async () => {
  const { context, page, go } = await open({ acceptDownloads: true });
  for (const come of [() => go(`zh-hans/${PAGES.article}`), () => page.goto(`file://${SITE}/zh-hant/${PAGES.article}`)]) {
    await come();
    assert.equal(await page.locator("[data-cite] a").count(), 0);
    await page.locator(".citation summary").click();
    await page.waitForSelector("[data-cite] a");
    const texts = {};
    for (const link of await page.locator("[data-cite] a").all()) {
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      texts[download.suggestedFilename()] = await readFile(await download.path(), "utf8");
    }
    assert.deepEqual(Object.keys(texts), ["bib", "ris", "csl.json"].map((ending) => `2024-07-05-astana-summit.${ending}`));
    const [bib, ris, csl] = Object.values(texts);
    const [item] = JSON.parse(csl);
    const title = await page.locator("h1").innerText();
    assert.deepEqual([item.title, item.issued, item.language], [title, { "date-parts": [[2024, 7, 5]] }, await page.evaluate(() => document.documentElement.lang)]);
    assert.ok(item.URL.endsWith("/2024/07/05/astana-summit.html") && item.page && item["container-title"].includes("日"));
    assert.ok(bib.includes(`title = {{${title}}}`) && ris.includes(`TI  - ${title}\n`));
  }
  await context.close();
});

test("without JavaScript the printed citations are there", async () => {
  const { context, page, go } = await open({ javaScriptEnabled: false });
  await go(`zh-hans/${PAGES.article}`);
  await page.locator(".citation summary").click();
  assert.match(await page.locator(".citation dd").first().innerText(), /\[N\/OL\]/);
  await context.close();
});

test("a day without a page of its own, and a part of a list that there is no more, lead on", async () => {
  const { context, page } = await open();
  // A host shows 404.html at any address.
  const missing = await readFile(`${SITE}/404.html`, "utf8");
  for (const [from, to] of [
    ["zh-hans/2024/07/05/", "zh-hans/2024/07/#d05"],
    ["zh-hans/2024/07/05/page/2.html", "zh-hans/2024/07/#d05"],
    ["zh-hant/page/2.html", "zh-hant/dates/"],
    ["zh-hant/2024/page/9.html", "zh-hant/2024/"],
  ]) {
    await page.route(`${server.origin}/${from}`, (route) => route.fulfill({ status: 404, contentType: "text/html", body: missing }));
    await page.goto(`${server.origin}/${from}`);
    await page.waitForURL(`${server.origin}/${to}`);
  }
  await context.close();
});

test("pictures have their size, come in small files, and late if they are far", async () => {
  const { context, page, go } = await open({ viewport: PHONE });
  await go(`zh-hant/${PAGES["article-picture"]}`);
  const picture = page.locator(".prose figure img");
  const [current, width, height, caption, credit] = await picture.evaluate((image) => [
    image.currentSrc,
    image.getAttribute("width"),
    image.getAttribute("height"),
    image.closest("figure").querySelector("figcaption").innerText,
    image.closest("figure").querySelector(".credit").innerText,
  ]);
  assert.match(current, /dushanbe-river\.jpg\.480\.webp$/);
  assert.deepEqual([width, height], ["1600", "1000"]);
  assert.match(caption, /河谷/);
  assert.match(credit, /繪/);
  await context.close();
});

test("a text from top to bottom begins at the right and scrolls sideways in its own box", async () => {
  const { context, page, go } = await open({ viewport: PHONE });
  await go(`zh-hant/${PAGES["article-vertical"]}`);
  const box = page.locator(".vertical");
  const [mode, first, own, inner, outer] = await box.evaluate((element) => {
    const right = element.querySelector("p").getBoundingClientRect().right;
    const frame = element.getBoundingClientRect();
    return [getComputedStyle(element).writingMode, right, frame.right, element.scrollWidth, element.clientWidth];
  });
  assert.equal(mode, "vertical-rl");
  assert.ok(first <= own + 1 && own - first < 40, `${first} ${own}`);
  assert.ok(inner > 0 && outer <= 360);
  await context.close();
});

test("headlines break between words, however narrow they are", async () => {
  const { context, page, go } = await open({ viewport: PHONE });
  for (const script of SCRIPTS) {
    await go(`${script}/${PAGES.article}`);
    // At which widths the name is cut in two by the end of a line.
    const cut = () =>
      page.locator("h1").evaluate((heading) => {
        const found = [];
        for (let width = 150; width < 330; width += 6) {
          heading.style.setProperty("width", `${width}px`);
          const tops = [];
          const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            for (let at = 0; at < node.length; at++) {
              range.setStart(node, at);
              range.setEnd(node, at + 1);
              tops.push([node.data[at], Math.round(range.getBoundingClientRect().top)]);
            }
          }
          const start = tops.map(([character]) => character).join("").search(/阿斯塔[纳納]/);
          if (new Set(tops.slice(start, start + 4).map(([, top]) => top)).size > 1) found.push(width);
        }
        return found;
      });
    assert.deepEqual(await cut(), []);
    await page.locator("h1").evaluate((heading) => {
      heading.textContent = heading.textContent;
      heading.style.setProperty("word-break", "normal");
    });
    assert.ok((await cut()).length > 0, "without the marks it would be cut");
  }
  await context.close();
});

test("each script has its own font, and emphasis is marks beside the characters", async () => {
  const { context, page, go } = await open();
  const font = async (path) => {
    await go(path);
    return page.locator(".prose").evaluate((element) => getComputedStyle(element).fontFamily);
  };
  assert.match(await font(`zh-hans/${PAGES.article}`), /Noto Serif CJK SC/);
  assert.match(await font(`zh-hant/${PAGES.article}`), /Noto Serif CJK TC/);
  assert.doesNotMatch(await font(OTHERS.english), /CJK/);
  await go(`zh-hans/${PAGES.article}`);
  const emphasis = await page.evaluate(() => {
    document.querySelector(".prose p").innerHTML = "<em>重</em>";
    const style = getComputedStyle(document.querySelector(".prose em"));
    return [style.fontStyle, style.textEmphasisStyle];
  });
  assert.deepEqual(emphasis, ["normal", "dot"]);
  await context.close();
});

test("the interface of a page in English is in English, and what is Chinese in it says so", async () => {
  const { context, page, go } = await open();
  await go(OTHERS.english);
  assert.deepEqual(await page.locator(".sections a").allInnerTexts().then((all) => all.slice(0, 3)), ["Home", "Events", "Places"]);
  const unmarked = await page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const language = node.parentElement.closest("[lang]").lang;
      if (/\p{Script=Han}/u.test(node.data) && !language.startsWith("zh") && !node.parentElement.closest(".prose")) found.push(node.data.trim());
    }
    return found;
  });
  assert.deepEqual(unmarked, []);
  await context.close();
});

test("the style sheet and the scripts are small", async () => {
  const { gzipSync } = await import("node:zlib");
  const size = async (...names) =>
    gzipSync(Buffer.concat(await Promise.all(names.map((name) => readFile(`${SITE}/theme/${name}`)))), { level: 9 }).length;
  const [styles, scripts] = [await size("style.css"), await size("dibao.js", "root.js")];
  console.log(`styles ${styles} bytes of 20480, scripts ${scripts} of 12288, compressed`);
  assert.ok(styles <= 20480 && scripts <= 12288);
});

test("twenty lines make another paper, which is as readable", async () => {
  const example = await readFile(process.env.EXAMPLE, "utf8");
  const lines = example.split("\n").filter((line) => line.trim() && !line.startsWith("/*"));
  assert.ok(lines.length <= 20, `${lines.length} lines`);
  for (const viewport of [PHONE, DESK]) {
    const { context, page, go } = await open({ viewport, bypassCSP: true });
    await go(`zh-hant/${PAGES.article}`);
    const look = () =>
      page.evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        return [style("body").backgroundColor, style(".prose a").color, style("h1").textAlign, style(".prose > p:last-of-type").textIndent];
      });
    const before = await look();
    await page.addStyleTag({ content: example });
    const after = await look();
    before.forEach((value, index) => assert.notEqual(value, after[index]));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await context.close();
  }
});
