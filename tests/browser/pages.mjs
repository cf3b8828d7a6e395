// The pages of the sample archive that the browser looks at: one of each type.
export const SCRIPTS = ["zh-hans", "zh-hant"];

export const PAGES = {
  home: "index.html",
  article: "2024/07/05/astana-summit.html",
  "article-picture": "2024/07/06/traveller-notes-2.html",
  "article-vertical": "2024/07/05/readers-letter.html",
  "article-table": "2024/07/05/sco-chronicle.html",
  whole: "2024/07/05/astana-summit/whole.html",
  serial: "2024/07/05/traveller-notes/parts.html",
  event: "events/sco-astana-2024.html",
  place: "locations/astana.html",
  person: "persons/xi-jinping.html",
  organization: "organizations/sco.html",
  events: "events/index.html",
  places: "locations/index.html",
  people: "persons/index.html",
  dates: "dates/index.html",
  year: "2024/index.html",
  calendar: "2024/07/index.html",
  sources: "sources/index.html",
  newspaper: "sources/青岛日报.html",
  issue: "sources/青岛日报/2024-07-05.html",
  "on-this-day": "dates/07-05/index.html",
  map: "map/index.html",
  corrections: "corrections/index.html",
  data: "data/index.html",
  about: "about.html",
  search: "search/index.html",
};

/** Pages that are in no script's folder. */
export const OTHERS = { root: "index.html", "not-found": "404.html", english: "en/2024/07/05/belarus-joins.html" };
