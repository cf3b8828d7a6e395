// Two comforts for readers who change the script: the place in the text goes with them, and this
// site remembers which one they chose, for its root page alone. Without JavaScript the links
// lead to the same page all the same.
(() => {
  // The folder of the site: two archives on one host remember for themselves.
  const root = new URL("..", document.currentScript.src).pathname;
  const key = `dibao:script:${root}`;
  const mark = "#at=";
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
