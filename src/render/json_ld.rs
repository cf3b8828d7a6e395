//! schema.org descriptions in JSON-LD, which search engines read from a page.

use serde_json::{Map, Value, json};

use super::context::{Article, Entity, Page, Reference};
use super::view::View;
use super::{Renderer, url};

/// `NewsArticle` (schema.org/NewsArticle).
pub(super) fn article(renderer: &Renderer<'_>, view: &View, page: &Page, article: &Article) -> String {
    let named = |kind: &'static str| move |reference: &Reference| json!({ "@type": kind, "name": reference.name, "url": url::public(&renderer.config.base_url, &reference.path) });
    let mut data = thing("NewsArticle", page);
    set(&mut data, "headline", json!(article.title));
    set(&mut data, "description", json!(article.summary));
    set(&mut data, "datePublished", json!(article.date));
    set(&mut data, "dateModified", json!(article.updated));
    set(&mut data, "author", article.authors.iter().map(|name| json!({ "@type": "Person", "name": name })).collect());
    set(
        &mut data,
        "publisher",
        json!({ "@type": "Organization", "name": view.publisher, "url": renderer.config.base_url }),
    );
    set(&mut data, "dateline", json!(article.dateline));
    set(&mut data, "printEdition", json!(article.edition));
    set(&mut data, "printPage", json!(article.page));
    set(&mut data, "articleSection", json!(article.section));
    set(&mut data, "about", article.events.iter().map(named("Event")).collect());
    set(&mut data, "contentLocation", article.locations.iter().map(named("Place")).collect());
    set(&mut data, "keywords", json!(article.tags));
    if let Some(source) = &article.source {
        set(&mut data, "isPartOf", json!({ "@type": "Newspaper", "name": source }));
    }
    script_text(&Value::Object(data))
}

/// `Event` or `Place` (schema.org/Event, schema.org/Place).
pub(super) fn entity(page: &Page, entity: &Entity) -> String {
    let kind = if entity.kind == "event" { "Event" } else { "Place" };
    let mut data = thing(kind, page);
    set(&mut data, "name", json!(entity.name));
    set(&mut data, "alternateName", json!(entity.aliases));
    set(&mut data, "description", json!(entity.summary));
    set(&mut data, "startDate", json!(entity.start));
    set(&mut data, "endDate", json!(entity.end));
    if kind == "Event" {
        set(
            &mut data,
            "location",
            entity.locations.iter().map(|place| json!({ "@type": "Place", "name": place.name })).collect(),
        );
    }
    if let (Some(latitude), Some(longitude)) = (entity.latitude, entity.longitude) {
        set(&mut data, "geo", json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude }));
    }
    if let Some(item) = &entity.wikidata {
        set(&mut data, "sameAs", json!(format!("https://www.wikidata.org/entity/{item}")));
    }
    script_text(&Value::Object(data))
}

fn thing(kind: &str, page: &Page) -> Map<String, Value> {
    let mut data = Map::new();
    set(&mut data, "@context", json!("https://schema.org"));
    set(&mut data, "@type", json!(kind));
    set(&mut data, "url", json!(page.url));
    if kind == "NewsArticle" {
        set(&mut data, "mainEntityOfPage", json!(page.url));
        set(&mut data, "inLanguage", json!(page.lang));
    }
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
