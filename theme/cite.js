// How an article is cited, for programs: BibTeX, RIS and CSL-JSON. dibao.js loads this once a reader opens the printed
// citations, and it makes the files of what the page tells search engines (JSON-LD).
(() => {
  // What is cited, by that description; empty is what it does not say.
  const workOf = (data, key) => {
    const issue = data.isPartOf?.["@type"] === "PublicationIssue" ? data.isPartOf : undefined;
    const date = (data.datePublished ?? "").slice(0, 10).split("-").map(Number).filter(Boolean);
    return {
      key,
      title: data.headline ?? "",
      authors: [data.author ?? []].flat().map((author) => author.name),
      container: (issue ? issue.isPartOf : data.isPartOf)?.name ?? data.publisher?.name ?? "",
      date,
      edition: data.printEdition,
      issue: issue?.issueNumber,
      page: data.printPage,
      section: data.printSection,
      url: data.url,
      lang: data.inLanguage ?? "zh",
    };
  };

  // A text without what TeX takes for marks.
  const SIGNS = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
  const tex = (text) => text.replace(/[\\~^{}%$&#_]/g, (sign) => SIGNS[sign] ?? `\\${sign}`);

  const bibtex = (work) => {
    const [year, month, day] = work.date;
    const fields = [
      // Braces keep a name from being cut into its parts.
      ["author", work.authors.map((author) => `{${tex(author)}}`).join(" and ")],
      ["title", `{${tex(work.title)}}`],
      ["journal", tex(work.container)],
      ["year", year],
      ["month", month],
      ["day", day],
      ...[["edition", work.edition], ["number", work.issue], ["pages", work.page]].map(([name, value]) => [name, value && tex(value)]),
      // What is in this field is taken as it is.
      ["url", work.url],
      ["langid", work.lang.startsWith("zh") ? "chinese" : work.lang],
    ];
    const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},\n`);
    return `@article{${work.key},\n${lines.join("")}}\n`;
  };

  const ris = (work) => {
    const [year, month, day] = work.date;
    const padded = (number, length) => (number ? String(number).padStart(length, "0") : "");
    const lines = [
      ["TY", "NEWS"],
      ...work.authors.map((author) => ["AU", author]),
      ["TI", work.title],
      ["T2", work.container],
      ["PY", year && String(year)],
      ["DA", year && `${padded(year, 4)}/${padded(month, 2)}/${padded(day, 2)}/`],
      ["ET", work.edition],
      ["IS", work.issue],
      ["SP", work.page],
      ["SE", work.section],
      ["LA", work.lang],
      ["UR", work.url],
    ];
    const line = ([tag, value]) => `${tag}  - ${value.replace(/[\r\n]/g, " ")}\n`;
    return lines.filter(([, value]) => value !== undefined).map(line).join("") + line(["ER", ""]);
  };

  const csl = (work) => {
    const { edition, issue, page, section } = work;
    return JSON.stringify([{
      id: work.key,
      type: "article-newspaper",
      title: work.title,
      author: work.authors.length ? work.authors.map((literal) => ({ literal })) : undefined,
      "container-title": work.container,
      issued: work.date.length ? { "date-parts": [work.date] } : undefined,
      edition, issue, page, section,
      language: work.lang,
      URL: work.url,
    }]);
  };

  // The files of an article: what each is called, its name, its type and its text.
  const files = (data, key) => {
    const work = workOf(data, key);
    return [
      ["BibTeX", `${key}.bib`, "application/x-bibtex", bibtex(work)],
      ["RIS", `${key}.ris`, "application/x-research-info-systems", ris(work)],
      ["CSL-JSON", `${key}.csl.json`, "application/vnd.citationstyles.csl+json", csl(work)],
    ];
  };
  globalThis.dibaoCitations = files;

  const place = globalThis.document?.querySelector("[data-cite]");
  const described = place && document.querySelector('script[type="application/ld+json"]');
  if (!described) return;
  const [data] = JSON.parse(described.textContent)["@graph"];
  for (const [format, name, type, text] of files(data, place.dataset.cite)) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = name;
    link.textContent = format;
    place.append(link, " ");
  }
  place.hidden = false;
})();
