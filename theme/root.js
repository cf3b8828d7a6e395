// Leads a reader from the root page on: to the script chosen before on this site, or else to
// the one that the browser asks for. Without JavaScript the page's links do.
(() => {
  const links = [...document.querySelectorAll(".choice a[hreflang]")];
  const root = new URL("..", document.currentScript.src).pathname;
  const chosen = () => {
    try { return localStorage.getItem(`dibao:script:${root}`); } catch { return null; }
  };
  const wanted = (tag) => {
    const [language, ...rest] = tag.toLowerCase().split(/[-_]/);
    if (language !== "zh") return [];
    const region = rest.find((part) => part.length === 2);
    const hant = rest.includes("hant") || (!rest.includes("hans") && ["tw", "hk", "mo"].includes(region));
    return hant ? ["zh-hant" + (region === "mo" ? "-hk" : region ? "-" + region : ""), "zh-hant"] : ["zh-hans"];
  };
  const codes = [chosen(), ...(navigator.languages || [navigator.language]).flatMap(wanted)].filter(Boolean);
  for (const code of codes.map((code) => code.toLowerCase())) {
    const link = links.find((link) => link.hreflang.toLowerCase() === code)
      || links.find((link) => link.hreflang.toLowerCase().startsWith(code + "-"));
    if (link) return location.replace(link.href);
  }
  if (links[0]) location.replace(links[0].href);
})();
