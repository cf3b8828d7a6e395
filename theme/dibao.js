// Comforts for readers. Whoever changes the script keeps the place in the text, and this site remembers which one it was,
// for its root page alone; without JavaScript the links lead to the same page all the same.
(() => {
  // The folder of the site: two archives on one host remember for themselves.
  const theme = new URL(".", document.currentScript.src);
  const root = new URL("..", theme).pathname;
  const key = `dibao:script:${root}`;
  const mark = "#at=";
  // A day without a page of its own has its articles on that of its month, and what the home page does not have is on the
  // pages of dates; so is what was on a part of one of these that there is no more.
  if (document.body.classList.contains("page-not-found")) {
    const path = location.pathname.slice(root.length);
    const day = path.match(/^([^/]+\/\d{4}\/\d\d\/)(\d\d)(?:\/(?:index\.html|page\/\d+(?:\.html)?)?)?$/);
    const part = path.match(/^([^/]+\/)(\d{4}\/(?:\d\d\/)?|dates\/\d\d-\d\d\/)?page\/\d+(?:\.html)?$/);
    if (day) location.replace(`${root}${day[1]}#d${day[2]}`);
    else if (part) location.replace(`${root}${part[1]}${part[2] ?? "dates/"}`);
  }

  // Citations for programs are made when the printed ones are opened.
  document.querySelector("details.citation:has([data-cite])")?.addEventListener("toggle", () => {
    const script = document.createElement("script");
    script.src = new URL("cite.js", theme);
    document.head.append(script);
  }, { once: true });

  // What text is made of, in the same order in every script.
  const pieces = () => document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, td, pre, figure, dd)");

  // The first piece that reaches into the window, and how much of it is above.
  const place = () => {
    if (scrollY < 80) return "";
    const all = [...pieces()];
    const at = all.findIndex((piece) => piece.getBoundingClientRect().bottom > 0);
    if (at < 0) return "";
    const box = all[at].getBoundingClientRect();
    const part = box.height ? Math.min(Math.max(-box.top / box.height, 0), 1) : 0;
    return `${mark}${at}.${Math.round(part * 99)}.${all.length}`;
  };

  // A place that the address names, while the reader is there, or before the browser has come to it:
  // it may glide.
  let seen = false;
  const isSeen = () => {
    const name = location.hash.startsWith(mark) ? "" : location.hash.slice(1);
    const target = document.getElementById(name) ?? document.querySelector(":target");
    const box = target?.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight;
  };
  const named = () => {
    const isThere = isSeen();
    return isThere || (isThere === false && !seen) ? location.hash : "";
  };
  addEventListener("scroll", () => { seen ||= isSeen() === true; }, { passive: true });
  addEventListener("hashchange", () => { seen = false; });

  for (const link of document.querySelectorAll("a[data-script]")) {
    const bare = link.href;
    link.addEventListener("click", () => {
      try { if (/^zh/i.test(link.dataset.script)) localStorage.setItem(key, link.dataset.script); } catch { /* The reader forbids it. */ }
    });
    // Before the browser follows it, in this window or another.
    const aim = () => { link.href = bare + location.search + (named() || place()); };
    for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, aim);
  }

  const arrive = () => {
    if (!location.hash.startsWith(mark)) return;
    const [at, part, count] = location.hash.slice(mark.length).split(".").map(Number);
    history.replaceState(history.state, "", location.pathname + location.search);
    const all = pieces();
    // A version made by hand may have other paragraphs: then as far down as before.
    const piece = all[all.length === count ? at : Math.round((at / count) * all.length)];
    if (!piece) return;
    const box = piece.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top + (box.height * part) / 99, behavior: "instant" });
  };
  arrive();
  addEventListener("hashchange", arrive);
})();
