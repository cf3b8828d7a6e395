// Leads a reader from the root page to the home page in the script that the browser asks
// for. Without JavaScript the page's links do.
(() => {
  const links = [...document.querySelectorAll(".choice a[hreflang]")];
  const script = (tag) => {
    const [language, ...rest] = tag.toLowerCase().split(/[-_]/);
    if (language !== "zh") return null;
    const region = rest.find((part) => part.length === 2);
    const hant = rest.includes("hant") || (!rest.includes("hans") && ["tw", "hk", "mo"].includes(region));
    return hant ? ["zh-hant" + (region === "mo" ? "-hk" : region ? "-" + region : ""), "zh-hant"] : ["zh-hans"];
  };
  for (const tag of navigator.languages || [navigator.language]) {
    const wanted = script(tag) || [];
    for (const code of wanted) {
      const link = links.find((link) => link.hreflang.toLowerCase() === code)
        || links.find((link) => link.hreflang.toLowerCase().startsWith(code + "-"));
      if (link) return location.replace(link.href);
    }
  }
  if (links[0]) location.replace(links[0].href);
})();
