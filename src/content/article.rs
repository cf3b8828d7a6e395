//! What an article's front matter says, and what stands in for what it does not say.

use std::ops::Range;

use serde_json::{Map, Value};

use super::fields::Fields;
use super::glossary::{OwnRules, own_rules};
use super::path_hints::hints;
use super::versions::split_script;
use super::{ContentFile, When, slug};
use crate::config::Config;
use crate::markdown::outline;
use crate::script::{Rule, Script};

/// An article without its body. Texts are in its own script.
#[derive(Debug)]
pub struct ArticleMeta {
    /// The file, relative to the site's root.
    pub file: String,
    /// Where its body begins, in bytes.
    pub body: usize,
    /// The script it is written in.
    pub script: Script,
    /// Its headline.
    pub title: String,
    /// When it was published, as precisely as is known.
    pub date: Option<When>,
    /// When it was last changed.
    pub updated: Option<When>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// A sentence or two.
    pub summary: String,
    /// The last part of its address.
    pub slug: String,
    /// Its whole address below the script's folder, where the author chose one.
    pub permalink: Option<String>,
    /// Ids or names of the events that it is about.
    pub events: Vec<String>,
    /// Ids or names of the places that it is about.
    pub locations: Vec<String>,
    /// The words it is filed under.
    pub tags: Vec<String>,
    /// The newspaper or collection that it comes from.
    pub source: Option<String>,
    /// The place and day that a report opens with.
    pub dateline: Option<String>,
    /// The newspaper's edition.
    pub edition: Option<String>,
    /// The newspaper's page.
    pub page: Option<String>,
    /// Whether its raw HTML passes unfiltered.
    pub trusted_html: bool,
    /// The pattern of its address.
    pub pattern: String,
    /// What it says of its own conversion.
    pub own_rules: OwnRules,
    /// The `[[source]]` that it belongs to, by number.
    pub source_index: Option<usize>,
    /// Its versions in other scripts that were made by hand.
    pub versions: Vec<ArticleMeta>,
    /// Where in the file its events, its locations and its address stand, in bytes.
    pub places: Places,
    /// What dibao does not know, for the site's templates.
    pub extra: Map<String, Value>,
}

/// Where in an article's file what it says of itself stands, in bytes.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The value of `events`.
    pub events: Range<usize>,
    /// The value of `locations`.
    pub locations: Range<usize>,
    /// The value of `permalink` or `slug`.
    pub address: Range<usize>,
}

const EVENTS: [&str; 2] = ["events", "event"];
const LOCATIONS: [&str; 4] = ["locations", "location", "places", "place"];
const ADDRESS: [&str; 3] = ["permalink", "url", "slug"];

pub(super) fn read(fields: &mut Fields<'_>, file: &ContentFile, config: &Config) -> ArticleMeta {
    let places = Places {
        events: fields.place_of(&EVENTS),
        locations: fields.place_of(&LOCATIONS),
        address: fields.place_of(&ADDRESS),
    };
    let source_index = config.source_of(&file.name);
    let source = source_index.map(|index| &config.source[index]);
    let mut own_rules = own_rules(fields);
    let path = hints(&file.within);
    let outline = outline(&fields.text[fields.body..]);
    let title = fields.string(&["title", "subject", "headline"]).or(outline.title);
    let version = split_script(&file.name).map(|(_, script)| script);
    let date = fields.date(&["date", "published_at", "pubDate", "created"], &config.time_zone).or(path.date);
    let updated = fields.date(&["updated", "lastmod", "last_modified_at"], &config.time_zone);
    let chosen = fields.string(&["slug"]).map(|chosen| slug(&chosen)).filter(|chosen| !chosen.is_empty());
    let permalink = fields.string(&["permalink", "url"]);
    let from_name = || Some(slug(path.stem)).filter(|slug| !slug.is_empty());
    let summary = fields.string(&["summary", "description", "excerpt", "subtitle"]).or(outline.summary);
    let authors = authors(fields);
    own_rules.glossary.rules.extend(author_names(&authors));
    ArticleMeta {
        file: file.name.clone(),
        body: fields.body,
        script: fields
            .parsed(&["script", "lang", "language"])
            .or(version)
            .or(source.and_then(|source| source.script))
            .unwrap_or(config.source_script),
        // A version made by hand has the title of its article if it has none of its own.
        title: title.unwrap_or_else(|| if version.is_some() { String::new() } else { path.stem.to_owned() }),
        date: date.map(|date| date.in_zone(&config.time_zone)),
        updated: updated.map(|date| date.in_zone(&config.time_zone)),
        authors,
        summary: summary.unwrap_or_default(),
        slug: chosen.or_else(from_name).unwrap_or_else(|| "article".to_owned()),
        permalink,
        events: fields.list(&EVENTS),
        locations: fields.list(&LOCATIONS),
        tags: fields.list(&["tags", "tag"]),
        source: fields.string(&["source"]).or_else(|| source.and_then(|source| source.name.clone())),
        dateline: fields.string(&["dateline"]),
        edition: fields.string(&["edition"]),
        page: fields.string(&["page"]),
        trusted_html: source.and_then(|source| source.trusted_html).unwrap_or(config.trusted_html),
        pattern: source.and_then(|source| source.permalink.clone()).unwrap_or_else(|| config.permalink.clone()),
        own_rules,
        source_index,
        versions: Vec::new(),
        places,
        extra: fields.rest(),
    }
}

impl ArticleMeta {
    /// The version that readers of a script get: one made by hand for them, or for readers
    /// of a script like theirs, else this one.
    pub fn for_readers(&self, script: Script) -> &Self {
        if self.script == script {
            return self;
        }
        let made_for = |wanted: &Script| self.versions.iter().find(|version| version.script == *wanted);
        script.fallbacks().iter().find_map(made_for).unwrap_or(self)
    }
}

/// Who wrote it.
pub(super) fn authors(fields: &mut Fields<'_>) -> Vec<String> {
    fields.list(&["authors", "author", "byline"])
}

/// The people that authors' lines name: 记者 余晓葵 范长江 are two.
pub(super) fn author_names(lines: &[String]) -> impl Iterator<Item = Rule> {
    let words = lines.iter().flat_map(|line| line.split([' ', '　', '、', '/', '：', ':']));
    let is_name = |word: &&str| (2..=4).contains(&word.chars().count()) && word.chars().all(|it| it >= '\u{3400}');
    words.filter(is_name).map(|name| Rule::Name(name.to_owned()))
}
