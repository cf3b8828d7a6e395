//! schema.org descriptions in JSON-LD, which search engines read from a page: what the page is
//! about, and the way to it.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};

use super::context::{Article, Author, Correction, Counted, Entity, Issue, License, Link, Page, Reference, Source};
use super::credits::Credited;
use super::run::Run;
use super::url;
use super::view::View;
use crate::archive::{ArticleId, EntityId};
use crate::artefact::FRONT;
use crate::kinds::EntityKind;
use crate::rights::Term;

impl Run<'_> {
    /// The address of another page, which JSON-LD takes as an IRI: percent signs would make it three times as long.
    fn iri(&self, path: &str) -> String {
        url::iri(&self.config.base_url, path)
    }

    fn named(&self, reference: &Reference) -> Value {
        let kind = reference.of.row().schema.name;
        json!({ "@type": kind, "name": reference.name, "url": self.iri(&reference.path) })
    }

    fn all_named<'r>(&self, references: impl IntoIterator<Item = &'r Reference>) -> Value {
        references.into_iter().map(|reference| self.named(reference)).collect()
    }

    fn publisher(&self, view: &View<'_>) -> Value {
        json!({ "@type": "Organization", "name": view.publisher, "url": self.config.base_url })
    }

    /// A source, which is a newspaper if it has issues.
    fn source_of(&self, source: &Link, is_paper: bool) -> Value {
        let kind = if is_paper { "Newspaper" } else { "Collection" };
        json!({ "@type": kind, "name": source.title, "url": self.iri(&source.path) })
    }

    /// What the page is about, and the way to it from the home page. Nothing of the page itself is told again that its head has:
    /// its description, and its own place at the end of the way.
    fn graph(&self, view: &View<'_>, page: &Page, thing: Map<String, Value>) -> String {
        let home = url::list_file(view.script, "", FRONT, self.config.page_form);
        let way = std::iter::once((view.title.as_str(), home.as_str()))
            .chain(page.trail.iter().map(|link| (link.title.as_str(), link.path.as_str())));
        let items = (1..).zip(way).map(|(position, (name, path)): (usize, _)| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": self.iri(path) })
        });
        let way = json!({ "@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>() });
        script_text(&json!({ "@context": "https://schema.org", "@graph": [Value::Object(thing), way] }))
    }
}

/// `NewsArticle` (schema.org/NewsArticle).
pub(super) fn article(
    renderer: &Run<'_>,
    id: ArticleId,
    view: &View<'_>,
    (page, pictures): (&Page, &[Credited]),
    article: &Article,
) -> String {
    let mut data = thing("NewsArticle", page);
    set(&mut data, "inLanguage", json!(page.lang));
    set(&mut data, "headline", json!(article.title));
    set(&mut data, "image", images(renderer, page, pictures));
    set(&mut data, "datePublished", json!(article.date));
    set(&mut data, "dateModified", json!(article.updated));
    let author = |author: &Author| {
        let mut person = json!({ "@type": "Person", "name": author.name });
        if let Some(path) = &author.path {
            person["url"] = json!(renderer.iri(path));
        }
        person
    };
    set(&mut data, "author", article.authors.iter().map(author).collect());
    set(&mut data, "publisher", renderer.publisher(view));
    set_rights(&mut data, article.license.as_ref(), article.rights.as_ref());
    set(&mut data, "dateline", json!(article.dateline));
    set(&mut data, "printEdition", json!(article.edition));
    set(&mut data, "printPage", json!(article.page));
    set(&mut data, "printSection", json!(article.facts.text("section")));
    set(&mut data, "articleSection", json!(article.terms(EntityKind::SECTION)));
    let lists = article.about.lists.iter().flat_map(|(_, list)| list);
    let about = lists.filter(|reference| {
        let row = reference.of.row();
        !row.is_mapped && !row.is_term
    });
    set(&mut data, "about", renderer.all_named(about));
    set(&mut data, "mentions", renderer.all_named(&article.mentions));
    set(&mut data, "contentLocation", renderer.all_named(article.places()));
    set(&mut data, "keywords", json!(article.terms(EntityKind::TAG)));
    set(&mut data, "correction", article.corrections.iter().map(correction).collect());
    if let Some(source) = &article.source {
        let is_paper =
            renderer.links.source_of(id).is_some_and(|source| !renderer.links.source(source).issues.is_empty());
        let paper = renderer.source_of(source, is_paper);
        let part_of = match &article.issue {
            Some(issue) => {
                let mut of = Map::new();
                set(&mut of, "@type", json!("PublicationIssue"));
                set(&mut of, "datePublished", json!(issue.date));
                set(&mut of, "issueNumber", json!(issue.number));
                set(&mut of, "url", json!(renderer.iri(&issue.path)));
                set(&mut of, "isPartOf", paper);
                Value::Object(of)
            }
            None => paper,
        };
        set(&mut data, "isPartOf", part_of);
    }
    renderer.graph(view, page, data)
}

/// The first picture of a page, and those whose rights are told.
fn images(renderer: &Run<'_>, page: &Page, pictures: &[Credited]) -> Value {
    let first = page.picture.as_ref().filter(|first| !pictures.iter().any(|picture| picture.path == first.path));
    let first = first.map(|picture| json!(picture.url));
    if pictures.is_empty() {
        return first.unwrap_or_default();
    }
    let mut told = FxHashSet::default();
    let credited = pictures.iter().filter(|picture| told.insert(&picture.path)).map(|picture| {
        let mut data = Map::new();
        set(&mut data, "@type", json!("ImageObject"));
        set(&mut data, "contentUrl", json!(renderer.public(&picture.path)));
        set(&mut data, "creditText", json!(picture.credit));
        set_rights(&mut data, picture.license.as_ref(), picture.notice.as_ref());
        // Whoever names an address of his own is to be asked there.
        let own = picture.license.iter().flat_map(|license| &license.terms);
        let own = own.filter(|term| matches!(term, Term::Address { .. })).find_map(Term::uri);
        set(&mut data, "acquireLicensePage", json!(own));
        Value::Object(data)
    });
    first.into_iter().chain(credited).collect()
}

/// What may be done with a work, and whose it is. A statement of rights is no licence.
fn set_rights(data: &mut Map<String, Value>, license: Option<&License>, notice: Option<&String>) {
    let Some(license) = license else { return set(data, "copyrightNotice", json!(notice)) };
    let of = |is_statement: bool| {
        let terms = license.terms.iter().filter(|term| !matches!(term, Term::Joint(_)));
        let terms = terms.filter(|term| matches!(term, Term::Statement(_)) == is_statement);
        let described = |term: &Term| match term {
            Term::Words { text, .. } => json!({ "@type": "CreativeWork", "name": text }),
            term => json!(term.uri()),
        };
        let mut all: Vec<Value> = terms.map(described).filter(|value| !value.is_null()).collect();
        if all.len() == 1 { all.remove(0) } else { Value::Array(all) }
    };
    set(data, "license", of(false));
    set(data, "usageInfo", of(true));
    set(data, "copyrightNotice", json!(notice));
}

fn correction(correction: &Correction) -> Value {
    let text = match (correction.was.as_str(), correction.now.as_str()) {
        ("", "") => correction.note.clone().unwrap_or_default(),
        ("", now) => format!("+ {now}"),
        (was, "") => format!("- {was}"),
        (was, now) => format!("{was} → {now}"),
    };
    let mut data = Map::new();
    set(&mut data, "@type", json!("CorrectionComment"));
    set(&mut data, "text", json!(text));
    set(&mut data, "datePublished", json!(correction.date));
    Value::Object(data)
}

/// An entity, of the type and with the properties that the table of kinds gives (schema.org).
pub(super) fn entity(renderer: &Run<'_>, id: EntityId, view: &View<'_>, page: &Page, entity: &Entity) -> String {
    let schema = &entity.of.row().schema;
    let mut data = thing(schema.name, page);
    set(&mut data, "name", json!(entity.name));
    set(&mut data, "alternateName", json!(entity.aliases));
    let parent = entity.parents.last().map(|parent| renderer.named(parent)).unwrap_or_default();
    for (property, value) in [
        (schema.start, json!(entity.start)),
        (schema.end, json!(entity.end)),
        (schema.category, json!(entity.category)),
        (schema.whole, parent),
        (schema.parts, renderer.all_named(entity.children.iter().map(|child| &child.reference))),
    ] {
        if let Some(property) = property {
            set(&mut data, property, value);
        }
    }
    for &(kind, property) in schema.names {
        let named = renderer.archive.entities[id].ties.of(kind).iter().zip(entity.ties.of(kind));
        let located = |(named, counted): (&EntityId, &Counted)| {
            let mut data = renderer.named(&counted.reference);
            if let Some([latitude, longitude]) =
                renderer.archive.entities[*named].meta.coordinates.filter(|_| schema.locates)
            {
                data["geo"] = geo(latitude, longitude);
            }
            data
        };
        set(&mut data, property, named.map(located).collect());
    }
    if let (Some(latitude), Some(longitude)) = (entity.latitude, entity.longitude) {
        set(&mut data, "geo", geo(latitude, longitude));
    }
    let wikidata = entity.wikidata.as_ref().map(|item| format!("https://www.wikidata.org/entity/{item}"));
    let geonames = entity.geonames.as_ref().map(|item| format!("https://sws.geonames.org/{item}/"));
    let same: Vec<String> = wikidata.into_iter().chain(geonames).collect();
    set(&mut data, "sameAs", json!(same));
    renderer.graph(view, page, data)
}

/// `Newspaper` (schema.org/Newspaper), or `Collection`.
pub(super) fn source(renderer: &Run<'_>, view: &View<'_>, page: &Page, source: &Source) -> String {
    let kind = if source.issue_count.is_some_and(|count| count > 0) { "Newspaper" } else { "Collection" };
    let mut data = thing(kind, page);
    set(&mut data, "name", json!(source.name));
    renderer.graph(view, page, data)
}

/// `PublicationIssue` (schema.org/PublicationIssue).
pub(super) fn issue(renderer: &Run<'_>, view: &View<'_>, page: &Page, issue: &Issue) -> String {
    let mut data = thing("PublicationIssue", page);
    set(&mut data, "name", json!(page.title));
    set(&mut data, "image", json!(page.picture.as_ref().map(|picture| &picture.url)));
    set(&mut data, "datePublished", json!(issue.date));
    set(&mut data, "issueNumber", json!(issue.number));
    set(&mut data, "isPartOf", renderer.source_of(&issue.source, true));
    renderer.graph(view, page, data)
}

fn geo(latitude: f64, longitude: f64) -> Value {
    json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude })
}

fn thing(kind: &str, page: &Page) -> Map<String, Value> {
    let mut data = Map::new();
    set(&mut data, "@type", json!(kind));
    set(&mut data, "url", json!(page.url));
    data
}

/// Sets what says something.
fn set(data: &mut Map<String, Value>, key: &str, value: Value) {
    let says_nothing = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if !says_nothing {
        data.insert(key.to_owned(), value);
    }
}

/// JSON that no text in it can break out of a script element.
fn script_text(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_closes_the_script_element() {
        let text = script_text(&json!({ "headline": "</script><!--<script>\u{2028}&" }));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["headline"], "</script><!--<script>\u{2028}&");
    }
}
