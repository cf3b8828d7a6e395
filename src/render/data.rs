//! The archive as a data set: tables in CSV and JSON with a column for each script, those of articles by year, places as
//! GeoJSON (RFC 7946), events for TimelineJS, and a description of all of it as a Frictionless
//! data package (specs.frictionlessdata.io).

use serde_json::{Map, Value, json};

use super::context::DataYear;
use super::lists::ListRun;
use super::outcome::Printer;
use super::rights::{license_of, notice_of};
use super::url;
use crate::archive::{ArticleId, EntityId};
use crate::artefact::FRONT;
use crate::artefact::Role;
use crate::content::{ArticleMeta, FACTS, Fact, FactValue};
use crate::kinds::{EntityKind, Kinds};
use crate::links::Period;
use crate::rights::License;
use crate::script::Script;

/// Gives the rows of a table one by one: all at once, those of a large archive take up more than its articles.
type Rows<'r> = Box<dyn Fn(&mut dyn FnMut(Vec<Value>)) + 'r>;

/// A table of the data set.
struct Table<'r> {
    /// For programs: `articles-2024`.
    name: String,
    /// Its files, without their endings: `articles/2024`.
    path: String,
    about: String,
    /// The columns: name and type. The first is the key.
    columns: Vec<(String, &'static str)>,
    /// Columns that name rows of another table.
    refers: Vec<(&'static str, String)>,
    rows: Rows<'r>,
}

/// The description of the data set (Frictionless Data Package).
const DATA_PACKAGE: &str = "datapackage.json";

impl ListRun<'_> {
    /// The years that have tables of their own, the newest first, and at last what has no date: an article that comes
    /// changes the tables of one.
    pub(super) fn table_years(&self) -> Vec<Option<i16>> {
        let mut years: Vec<Option<i16>> = self.links.years().map(|(period, _)| Some(period.year)).collect();
        years.reverse();
        if !self.links.undated().is_empty() {
            years.push(None);
        }
        years
    }

    /// The articles of a year, or those without a date.
    pub(super) fn of_year(&self, year: Option<i16>) -> &[ArticleId] {
        match year {
            Some(year) => self.links.date(Period { year, month: None, day: None }).all(),
            None => self.links.undated().all(),
        }
    }

    /// Whether an article of a year was corrected.
    fn has_corrections(&self, year: Option<i16>) -> bool {
        let year_of = |id: ArticleId| self.archive.articles[id].meta.date.map(|date| date.year);
        self.links.corrected().all().iter().any(|&id| year_of(id) == year)
    }

    fn tables_of_year(&self, year: Option<i16>) -> Vec<Table<'_>> {
        let articles = self.of_year(year);
        let corrected = self.has_corrections(year);
        let name = year_name(year);
        let corrections = corrected.then(|| self.corrections_table(articles, &name));
        [self.articles(articles, &name), self.ties(articles, &name)].into_iter().chain(corrections).collect()
    }

    /// The tables of a year's articles.
    pub(super) fn data_of_year(&self, year: Option<i16>, out: &mut Printer<'_>) {
        for table in self.tables_of_year(year) {
            put_table(&table, out);
        }
    }

    /// The rest of the data set, and its description.
    pub(super) fn data(&self, out: &mut Printer<'_>) {
        let entities = self.entities();
        put_table(&entities, out);
        let of_years = self.table_years().into_iter().flat_map(|year| self.tables_of_year(year));
        let mut resources: Vec<Value> = of_years.map(|table| resource(&table)).collect();
        resources.push(resource(&entities));
        let mut put = |name: &str, bytes: &[u8]| out.put(url::data(name), Role::Data, None, bytes);
        put("places.geojson", self.geojson().to_string().as_bytes());
        resources.push(json!({
            "name": "places",
            "path": "places.geojson",
            "title": "Places with coordinates (WGS 84)",
            "format": "geojson",
            "mediatype": "application/geo+json",
            "encoding": "utf-8",
        }));
        for view in &self.views {
            let name = format!("timeline.{}.json", view.script.folder());
            put(&name, self.timeline_js(view).to_string().as_bytes());
            resources.push(json!({
                "name": format!("timeline-{}", view.script.folder()),
                "path": name,
                "title": "Events for TimelineJS",
                "format": "json",
                "mediatype": "application/json",
                "encoding": "utf-8",
            }));
        }
        put(DATA_PACKAGE, self.package(resources).to_string().as_bytes());
    }

    /// The page that tells people what is in the data set.
    pub(super) fn data_page(&self, out: &mut Printer<'_>) {
        for view in &self.views {
            let file = |script| url::list_file(script, "data/", FRONT, self.config.page_form);
            let page = self.page("data", view.script, self.words("data", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            variables.insert("counts", self.counts());
            let year = |year: Option<i16>| {
                let articles = self.of_year(year);
                DataYear {
                    date: year.map(|year| format!("{year:04}")),
                    name: year_name(year),
                    articles: articles.len(),
                    corrections: self.has_corrections(year),
                }
            };
            let years: Vec<DataYear> = self.table_years().into_iter().map(year).collect();
            variables.insert("years", tera::Value::from_serializable(&years));
            self.write("data.html", &page.path, variables, out);
        }
    }

    /// The page that lists the other addresses of the archive, each with the home page of the reader's script.
    pub(super) fn mirrors(&self, out: &mut Printer<'_>) {
        for view in &self.views {
            let file = |script| url::list_file(script, "mirrors/", FRONT, self.config.page_form);
            let page = self.page("mirrors", view.script, self.words("mirrors", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            let mirrors =
                self.config.mirrors().map(|address| json!({ "address": address, "folder": view.script.folder() }));
            variables.insert("mirrors", tera::Value::from_serializable(&mirrors.collect::<Vec<_>>()));
            self.write("mirrors.html", &page.path, variables, out);
        }
    }

    fn package(&self, resources: Vec<Value>) -> Value {
        let view = &self.views[0];
        let mut package = json!({
            "profile": "data-package",
            "name": package_name(&self.config.base_url),
            "title": view.title,
            "homepage": self.config.base_url,
            "contributors": [{ "title": view.publisher, "role": "publisher" }],
            "resources": resources,
        });
        let license = License::read(&self.config.license);
        let terms = license.iter().flat_map(|license| &license.terms);
        let licenses: Vec<Value> = terms.filter_map(|term| self.package_license(term)).collect();
        if !licenses.is_empty() {
            package["licenses"] = json!(licenses);
        }
        if !self.config.rights.is_empty() {
            package["rights"] = json!(self.config.rights);
        }
        if !view.description.is_empty() {
            package["description"] = json!(view.description);
        }
        package
    }

    /// The columns of a text in each script.
    fn by_script<'c>(&'c self, name: &'c str) -> impl Iterator<Item = (String, &'static str)> + 'c {
        self.config.scripts.iter().map(move |script| (column(name, *script), "string"))
    }

    fn articles<'t>(&'t self, articles: &'t [ArticleId], year: &str) -> Table<'t> {
        let mut columns = vec![("id".to_owned(), "string"), ("date".to_owned(), "string")];
        for name in ["title", "summary", "url"] {
            columns.extend(self.by_script(name));
        }
        columns.extend(["lang", "source", "edition", "issue", "page"].map(|name| (name.to_owned(), "string")));
        columns.extend(FACTS.iter().map(|fact| (fact.name.to_owned(), type_of(fact))));
        columns.extend(["dateline", "authors", "tags", "file"].map(|name| (name.to_owned(), "string")));
        let tells_rights = self.tells_rights();
        if tells_rights {
            columns.extend(["license", "rights"].map(|name| (name.to_owned(), "string")));
        }
        let row = move |&id: &ArticleId| {
            let article = &self.archive.articles[id];
            let meta = &article.meta;
            let mut row = vec![json!(article.path), json!(meta.date.map(|date| date.iso()))];
            row.extend(self.views.iter().map(|view| json!(view.title_of(id))));
            row.extend(self.views.iter().map(|view| text(&view.summary_of(id))));
            row.extend(self.views.iter().map(|view| json!(self.public(&view.path_of(id)))));
            row.push(json!(meta.lang()));
            row.extend([&meta.source, &meta.edition, &meta.issue, &meta.page].map(|value| json!(value)));
            row.extend(FACTS.iter().map(|fact| value_of(fact, meta)));
            row.push(json!(meta.dateline));
            let tags: Vec<&str> = meta.names(EntityKind::TAG).collect();
            row.extend([text(&meta.authors.join("; ")), text(&tags.join("; "))]);
            row.push(json!(self.config.published_name(&meta.file)));
            if tells_rights {
                let license = license_of(meta, &self.config).and_then(License::read);
                row.push(json!(license.map(|license| license.code())));
                row.push(json!(notice_of(meta, &self.config)));
            }
            row
        };
        Table {
            name: format!("articles-{year}"),
            path: format!("articles/{year}"),
            about: format!("Articles, newest first ({year})"),
            columns,
            refers: Vec::new(),
            rows: Box::new(move |give| articles.iter().map(row).for_each(give)),
        }
    }

    fn entities(&self) -> Table<'_> {
        let mut columns = vec![("id".to_owned(), "string"), ("kind".to_owned(), "string")];
        columns.extend(self.by_script("name"));
        columns.extend(self.by_script("url"));
        for (name, kind) in [
            ("aliases", "string"),
            ("category", "string"),
            ("parent", "string"),
            ("start", "string"),
            ("end", "string"),
            ("latitude", "number"),
            ("longitude", "number"),
            ("wikidata", "string"),
            ("geonames", "string"),
            ("articles", "integer"),
        ] {
            columns.push((name.to_owned(), kind));
        }
        let path = |id: EntityId| self.archive.entities[id].path.as_str();
        let row = move |(id, entity): (EntityId, &crate::archive::Entity)| {
            let meta = &entity.meta;
            let mut row = vec![json!(entity.path), json!(self.archive.kinds[meta.kind].noun)];
            row.extend(self.views.iter().map(|view| json!(view.references[id].name)));
            row.extend(self.views.iter().map(|view| json!(self.public(&view.references[id].path))));
            let mut aliases: Vec<&str> = meta.all_names().map(|(_, name)| name).skip(1).collect();
            aliases.dedup();
            row.push(text(&aliases.join("; ")));
            row.push(json!(meta.category));
            row.push(json!(entity.parent.map(path)));
            row.extend([meta.start, meta.end].map(|date| json!(date.map(|date| date.iso()))));
            row.extend([0, 1].map(|axis| json!(meta.coordinates.map(|it| it[axis]))));
            row.extend([&meta.wikidata, &meta.geonames].map(|value| json!(value)));
            row.push(json!(self.links.with_parts(id).len()));
            row
        };
        Table {
            name: "entities".to_owned(),
            path: "entities".to_owned(),
            about: every_kind(self.archive.kinds),
            columns,
            refers: vec![("parent", "entities".to_owned())],
            rows: Box::new(move |give| self.archive.entities.iter_enumerated().map(row).for_each(give)),
        }
    }

    /// Which article is about which entity, and which mentions which.
    fn ties<'t>(&'t self, articles: &'t [ArticleId], year: &str) -> Table<'t> {
        let columns = ["article", "relation", "entity"].map(|name| (name.to_owned(), "string"));
        let of_article = |id: ArticleId, give: &mut dyn FnMut(Vec<Value>)| {
            let article = &self.archive.articles[id];
            let tied = article.about().map(|entity| ("about", entity));
            let mentioned = self.learned.mentions(id).iter().map(|&entity| ("mentions", entity));
            for (relation, entity) in tied.chain(mentioned) {
                give(vec![json!(article.path), json!(relation), json!(self.archive.entities[entity].path)]);
            }
        };
        Table {
            name: format!("links-{year}"),
            path: format!("links/{year}"),
            about: format!("Which article is about or mentions which entity ({year})"),
            columns: columns.to_vec(),
            refers: vec![("article", format!("articles-{year}")), ("entity", "entities".to_owned())],
            rows: Box::new(move |give| {
                articles.iter().for_each(|&id| of_article(id, give));
            }),
        }
    }

    fn corrections_table<'t>(&'t self, articles: &'t [ArticleId], year: &str) -> Table<'t> {
        let columns = ["article", "date", "was", "now", "by", "note"].map(|name| (name.to_owned(), "string")).to_vec();
        let of_article = |id: ArticleId| {
            let article = &self.archive.articles[id];
            article.meta.corrections.iter().map(move |correction| {
                vec![
                    json!(article.path),
                    json!(correction.date.map(|date| date.iso_date())),
                    text(&correction.was),
                    text(&correction.now),
                    json!(correction.by),
                    json!(correction.note),
                ]
            })
        };
        Table {
            name: format!("corrections-{year}"),
            path: format!("corrections/{year}"),
            about: format!("What was printed, and what is right, in the script of the article ({year})"),
            columns,
            refers: vec![("article", format!("articles-{year}"))],
            rows: Box::new(move |give| articles.iter().copied().flat_map(of_article).for_each(give)),
        }
    }
}

/// What the tables of a year are called.
fn year_name(year: Option<i16>) -> String {
    year.map_or_else(|| "undated".to_owned(), |year| format!("{year:04}"))
}

fn put_table(table: &Table<'_>, out: &mut Printer<'_>) {
    out.put(url::data(&format!("{}.csv", table.path)), Role::Data, None, &csv_of(table));
    out.put(url::data(&format!("{}.json", table.path)), Role::Data, None, &json_of(table));
}

/// `Events, locations, persons and organizations`.
fn every_kind(kinds: &Kinds) -> String {
    let mut words: Vec<&str> = kinds.iter().map(|(_, called)| called.folder.as_str()).collect();
    let last = words.pop().unwrap_or_default();
    let list = format!("{} and {last}", words.join(", "));
    let (first, rest) = list.split_at(1);
    first.to_uppercase() + rest
}

/// A name of letters, digits and hyphens, made of the archive's address.
fn package_name(base_url: &str) -> String {
    let host = base_url.split("://").last().unwrap_or_default().trim_end_matches('/');
    let name: String =
        host.chars().map(|it| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' }).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "archive".to_owned() } else { name.to_owned() }
}

/// The type of the column of a fact.
fn type_of(fact: &Fact) -> &'static str {
    match fact.value {
        FactValue::Text(_) | FactValue::Texts(_) => "string",
        FactValue::Number(_) => "integer",
    }
}

/// A fact in its column.
fn value_of(fact: &Fact, meta: &ArticleMeta) -> Value {
    match fact.value {
        FactValue::Text(value) => json!(value(meta)),
        FactValue::Texts(list) => text(&list(meta).join("; ")),
        FactValue::Number(number) => json!(number(meta)),
    }
}

pub(super) fn column(name: &str, script: Script) -> String {
    format!("{name}_{}", script.code().to_lowercase().replace('-', "_"))
}

/// A text, or nothing where it is empty.
fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

fn csv_of(table: &Table<'_>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cell = |value: Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    };
    let header: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    writer.write_record(header).expect("writing to memory");
    (table.rows)(&mut |row| {
        writer.write_record(row.into_iter().map(cell)).expect("a row has a value for each column");
    });
    writer.into_inner().expect("writing to memory")
}

/// A list of objects, without what is empty.
fn json_of(table: &Table<'_>) -> Vec<u8> {
    let mut json = vec![b'['];
    (table.rows)(&mut |row| {
        if json.len() > 1 {
            json.push(b',');
        }
        let named = table.columns.iter().zip(row).filter(|(_, value)| !value.is_null());
        let object: Map<String, Value> = named.map(|((name, _), value)| (name.clone(), value)).collect();
        serde_json::to_writer(&mut json, &object).expect("writing to memory");
    });
    json.push(b']');
    json
}

fn resource(table: &Table<'_>) -> Value {
    let field = |(name, kind): &(String, &str)| json!({ "name": name, "type": kind });
    let key = |(column, of): &(&str, String)| {
        // A table that refers to itself is named by nothing.
        let resource = if *of == table.name { "" } else { of };
        json!({ "fields": column, "reference": { "resource": resource, "fields": "id" } })
    };
    let mut schema = json!({ "fields": table.columns.iter().map(field).collect::<Vec<_>>() });
    if table.columns[0].0 == "id" {
        schema["primaryKey"] = json!("id");
    }
    if !table.refers.is_empty() {
        schema["foreignKeys"] = table.refers.iter().map(key).collect();
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": format!("{}.csv", table.path),
        "title": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}
