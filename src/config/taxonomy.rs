//! The kinds of words that articles are filed under, as a site's settings have them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::base_url::Fault;
use crate::diagnostic::{Sentence, sentence};
use crate::front_matter::keys;
use crate::kinds::{Called, EntityKind, Kind, Kinds, built_in};
use crate::script::Script;

/// Folders of the output that are a site's own.
pub const LISTS: [&str; 7] = ["sources", "dates", "corrections", "data", "map", "mirrors", "search"];

/// A kind of words that articles are filed under.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, expecting = "a table such as `{ key = \"topics\", title = \"专题\" }`")]
pub struct Taxonomy {
    /// Its key in front matter, which is also the folder of its pages and of the files that describe its words.
    pub key: String,
    /// Other spellings of that.
    pub keys: Vec<String>,
    /// What it is called: in the site's own script, or by language.
    pub title: Title,
    /// Whether its words have feeds.
    pub feeds: Option<bool>,
}

/// A name in one script, or in several languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a text, or a table such as `{ zh-Hans = \"专题\", en = \"Topics\" }`")]
pub enum Title {
    /// In the script of the site's own words.
    One(String),
    /// By BCP 47 tag.
    ByLanguage(BTreeMap<String, String>),
}

impl Default for Title {
    fn default() -> Self {
        Self::One(String::new())
    }
}

/// What templates and the search page call other things, beside the entities of each kind.
pub const RESERVED: [&str; 45] = [
    "articles",
    "audit",
    "authors",
    "base_url",
    "busiest",
    "citation",
    "converted",
    "corrections",
    "count",
    "date",
    "dateline",
    "day",
    "description",
    "edition",
    "extra",
    "feed",
    "feeds",
    "home",
    "issue",
    "json_feed",
    "kind",
    "kinds",
    "lang",
    "license",
    "mentions",
    "name",
    "neighbours",
    "next-page",
    "opensearch",
    "page",
    "page_anchor",
    "pager",
    "pages",
    "path",
    "position",
    "previous-page",
    "publisher",
    "readings",
    "rights",
    "scripts",
    "source_lang",
    "styles",
    "summary",
    "title",
    "vertical",
];

/// The kind that every site has and that a taxonomy changes, if it does not add one.
fn changed(taxonomy: &Taxonomy) -> Option<EntityKind> {
    [EntityKind::SECTION, EntityKind::TAG].into_iter().find(|kind| kind.row().folder == taxonomy.key)
}

/// The kinds of a site that has these.
pub(super) fn kinds_of(taxonomies: &[Taxonomy]) -> Kinds {
    let mut kinds = Kinds::default();
    for taxonomy in taxonomies {
        let Some(kind) = changed(taxonomy) else {
            kinds.add(Called::own(&taxonomy.key, &taxonomy.keys, taxonomy.feeds.unwrap_or(true)));
            continue;
        };
        let called = kinds.called_mut(kind);
        called.keys.extend(taxonomy.keys.iter().cloned());
        called.has_feeds = taxonomy.feeds.unwrap_or(called.has_feeds);
        if !titles(taxonomy, Script::Hans).is_empty() {
            called.message = Called::own_message(&taxonomy.key);
        }
    }
    kinds
}

/// What a taxonomy is called, by language; the script of a lone title is the site's.
pub fn titles(taxonomy: &Taxonomy, own: Script) -> Vec<(String, String)> {
    match &taxonomy.title {
        Title::One(title) if title.is_empty() => Vec::new(),
        Title::One(title) => vec![(own.code().to_owned(), title.clone())],
        Title::ByLanguage(titles) => titles.iter().map(|(tag, title)| (tag.clone(), title.clone())).collect(),
    }
}

pub(super) fn check_taxonomies(taxonomies: &[Taxonomy]) -> Result<(), Fault> {
    if taxonomies.len() + built_in().len() > Kinds::MOST {
        return Err(("taxonomy".to_owned(), sentence!("config-taxonomies", most = Kinds::MOST - built_in().len())));
    }
    for (index, taxonomy) in taxonomies.iter().enumerate() {
        let before = &taxonomies[..index];
        let fault = fault_of(taxonomy, before);
        fault.map_err(|(key, sentence)| (format!("taxonomy.{index}.{key}"), sentence))?;
    }
    Ok(())
}

fn fault_of(taxonomy: &Taxonomy, before: &[Taxonomy]) -> Result<(), (&'static str, Sentence)> {
    let Taxonomy { key, keys, title, .. } = taxonomy;
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let begins = key.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    if !begins || key.len() > 40 || !key.bytes().all(is_letter) {
        return Err(("key", sentence!("config-taxonomy-key", key)));
    }
    let is_reserved = |word: &str| {
        let is_of_kind = |row: &Kind| row.operator == word || row.operators.contains(&word) || row.noun == word;
        LISTS.contains(&word) || RESERVED.contains(&word) || word.starts_with("search") || built_in().any(is_of_kind)
    };
    if changed(taxonomy).is_none() && (keys::is_own(key) || is_reserved(key)) {
        return Err(("key", sentence!("config-taxonomy-taken", key)));
    }
    if let Some(taken) = keys.iter().find(|key| keys::is_own(key)) {
        return Err(("keys", sentence!("config-taxonomy-taken", key = taken)));
    }
    let spellings = |taxonomy: &Taxonomy| -> Vec<String> {
        std::iter::once(&taxonomy.key).chain(&taxonomy.keys).map(|key| keys::fold(key)).collect()
    };
    let own = spellings(taxonomy);
    let earlier: Vec<String> = before.iter().flat_map(spellings).collect();
    if let Some(twice) = own.iter().enumerate().find(|(at, key)| own[..*at].contains(key) || earlier.contains(key)) {
        return Err(("key", sentence!("config-taxonomy-twice", key = twice.1)));
    }
    let is_nameless = match title {
        Title::One(title) => title.trim().is_empty(),
        Title::ByLanguage(titles) => titles.is_empty() || titles.values().any(|title| title.trim().is_empty()),
    };
    if is_nameless && changed(taxonomy).is_none() {
        return Err(("title", sentence!("config-taxonomy-title", key)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::config::load;
    use crate::kinds::EntityKind;

    #[test]
    fn a_site_has_kinds_of_its_own() {
        let book = "[[taxonomy]]\nkey = \"topics\"\nkeys = [\"专题\"]\ntitle = { zh-Hans = \"专题\", en = \"Topics\" }\n\
             [[taxonomy]]\nkey = \"tags\"\nkeys = [\"关键词\"]\nfeeds = false\n";
        let kinds = load(book).unwrap().kinds;
        let topics = kinds.in_folder("topics").unwrap();
        assert_eq!(kinds[topics].keys, ["topics", "专题"]);
        assert!(kinds[EntityKind::TAG].keys.contains(&"关键词".to_owned()));
        assert_eq!((kinds[topics].has_feeds, kinds[EntityKind::TAG].has_feeds), (true, false));
    }

    #[test]
    fn what_cannot_be_a_kind_is_refused() {
        for (book, said) in [
            ("key = \"专题\"\ntitle = \"专题\"", "small letters"),
            ("key = \"\"\ntitle = \"专题\"", "small letters"),
            ("title = \"专题\"", "small letters"),
            ("key = \"events\"\ntitle = \"事\"", "taken"),
            ("key = \"title\"\ntitle = \"题\"", "taken"),
            ("key = \"dates\"\ntitle = \"日\"", "taken"),
            ("key = \"place\"\ntitle = \"地\"", "taken"),
            ("key = \"topics\"\ntitle = \"题\"\nkeys = [\"作者\"]", "taken"),
            ("key = \"topics\"\ntitle = \"题\"\nkeys = [\"Topics\"]", "twice"),
            ("key = \"topics\"", "title"),
            ("key = \"topics\"\ntitle = \" \"", "title"),
            ("key = \"topics\"\ntitle = { en = \"\" }", "title"),
        ] {
            let fault = load(&format!("[[taxonomy]]\n{book}\n")).unwrap_err().to_string();
            assert!(fault.contains(said), "{book}: {fault}");
        }
        let twice = "[[taxonomy]]\nkey = \"topics\"\ntitle = \"题\"\n".repeat(2);
        assert!(load(&twice).unwrap_err().to_string().contains("twice"));
    }
}
