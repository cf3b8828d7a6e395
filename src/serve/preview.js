// Keeps a page of a preview up to date: loads it anew when it changed, styles without that, and shows
// what is wrong over it. Only `dibao serve` adds it to pages.
(() => {
  const here = document.currentScript;
  let build = Number(here.dataset.build);
  const pathOf = (url) => {
    const { origin, pathname } = new URL(url, location.href);
    if (origin !== location.origin) return null;
    const path = decodeURIComponent(pathname).replace(/^\/+/, "");
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
  };
  const key = `dibao-scroll ${location.pathname}`;
  // Where the reader was is kept until it is reached: a file that is built half written may leave no page
  // to scroll for a moment.
  const forget = () => sessionStorage.removeItem(key);
  addEventListener("load", () => {
    const kept = JSON.parse(sessionStorage.getItem(key));
    if (!kept) return;
    scrollTo({ ...kept, behavior: "instant" });
    if (Math.abs(scrollX - kept.left) < 2 && Math.abs(scrollY - kept.top) < 2) forget();
  });
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(moved, forget, { passive: true });
  const reload = () => {
    if (!sessionStorage.getItem(key)) sessionStorage.setItem(key, JSON.stringify({ left: scrollX, top: scrollY }));
    location.reload();
  };

  const restyle = (changed, number) => {
    for (const link of document.querySelectorAll("link[rel~=stylesheet]")) {
      if (!changed.has(pathOf(link.href))) continue;
      const fresh = link.cloneNode();
      const url = new URL(link.href);
      url.searchParams.set("build", number);
      fresh.href = url.href;
      // The old one goes once the new one is there, so that nothing flashes.
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", () => fresh.remove(), { once: true });
      link.after(fresh);
    }
  };

  let overlay = null;
  const show = (errors, more) => {
    overlay?.remove();
    overlay = null;
    if (!errors.length) return;
    overlay = document.createElement("dibao-errors");
    overlay.setAttribute("role", "alert");
    const root = overlay.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(`
      :host { position: fixed; inset: auto 0 0 0; max-height: 60vh; overflow: auto; z-index: 2147483647; writing-mode: horizontal-tb;
        background: #1d1a16; color: #f4efe6; border-top: 4px solid #e0563f; font: 14px/1.5 ui-monospace, monospace; padding: 12px 16px; }
      pre { margin: 0 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
      button { float: right; font: inherit; color: inherit; background: none; border: 1px solid; border-radius: 4px; padding: 2px 10px; cursor: pointer; }
    `);
    root.adoptedStyleSheets = [style];
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => overlay.remove());
    root.append(close);
    for (const error of errors) {
      const text = document.createElement("pre");
      text.textContent = error;
      root.append(text);
    }
    if (more > 0) root.append(`… and ${more} more.`);
    document.documentElement.append(overlay);
  };
  addEventListener("keydown", (event) => event.key === "Escape" && overlay?.remove());

  const hear = (news, isFirst) => {
    const missed = isFirst ? news.build !== build : news.build !== build + 1;
    build = news.build;
    show(news.errors, news.more);
    if (missed || !news.changed) {
      reload();
      return;
    }
    if (isFirst) return;
    const changed = new Set(news.changed);
    const used = performance.getEntriesByType("resource").map(({ name }) => pathOf(name));
    // By its headers a page may load and do something else.
    if (changed.has("_headers") || changed.has(pathOf(location.href)) || used.some((path) => path && !path.endsWith(".css") && changed.has(path))) reload();
    else restyle(changed, news.build);
  };
  const source = new EventSource("/_dibao/events");
  source.addEventListener("now", (event) => hear(JSON.parse(event.data), true));
  source.addEventListener("built", (event) => hear(JSON.parse(event.data), false));
})();
