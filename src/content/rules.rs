//! How the files of one source are read, made ready once: `[[source]]` with the site's settings
//! behind it.

use encoding_rs::Encoding;
use regex::Regex;

use crate::config::{Config, Source};
use crate::formerly::{Dialect, Form, HeadingIds, OldAddresses};
use crate::front_matter::keys::fold;
use crate::markdown::Habits;
use crate::script::Script;

/// The rules for the files of one source, or for those of none.
pub(super) struct Rules {
    pub encoding: Option<&'static Encoding>,
    /// What the source calls a key, folded, and what dibao calls it.
    pub keys: Vec<(String, String)>,
    pub date_formats: Vec<String>,
    pub header: Option<Regex>,
    pub path: Option<Regex>,
    pub split: Option<u8>,
    pub habits: Habits,
    pub script: Option<Script>,
    pub name: Option<String>,
    pub trusted_html: bool,
    pub permalink: String,
    pub mentions: bool,
    /// The source's folder.
    pub dir: String,
    /// How other generators made the addresses of its files.
    pub old_addresses: Vec<OldAddresses>,
}

impl Rules {
    /// Those of a source; of the site itself where there is none.
    pub fn new(config: &Config, source: Option<&Source>) -> Self {
        let default = Source::default();
        let source = source.unwrap_or(&default);
        // `config::load` has compiled each.
        let regex = |pattern: &Option<String>| pattern.as_ref().and_then(|pattern| Regex::new(pattern).ok());
        Self {
            encoding: encoding(source),
            keys: source
                .keys
                .iter()
                .flat_map(|(own, theirs)| theirs.0.iter().map(move |theirs| (fold(theirs), own.clone())))
                .collect(),
            date_formats: source.date_format.0.clone(),
            header: regex(&source.header),
            path: regex(&source.path),
            split: source.split.map(|split| split.heading),
            habits: Habits {
                indented_code: source.indented_code.unwrap_or(config.indented_code),
                loose_headings: source.loose_headings.unwrap_or(config.loose_headings),
                heading_ids: heading_ids(source, config),
                dialect: Dialect::new(&config.markdown, &source.markdown),
            },
            script: source.script,
            name: source.name.clone(),
            trusted_html: source.trusted_html.unwrap_or(config.trusted_html),
            permalink: source.permalink.clone().unwrap_or_else(|| config.permalink.clone()),
            mentions: source.mentions.unwrap_or(config.mentions),
            dir: source.dir.clone(),
            old_addresses: source.old_addresses.0.clone(),
        }
    }

    /// The site's, then those of each source.
    pub fn all(config: &Config) -> (Self, Vec<Self>) {
        (Self::new(config, None), config.source.iter().map(|source| Self::new(config, Some(source))).collect())
    }
}

/// Whose ids the headings of a source have: as it says, or else as the generator gave them that made its addresses, so
/// that links to them still lead there.
fn heading_ids(source: &Source, config: &Config) -> HeadingIds {
    let of_form = |old: &OldAddresses| match old.form {
        Form::Hugo => Some(HeadingIds::Hugo),
        Form::Jekyll => Some(HeadingIds::Jekyll),
        Form::Hexo => Some(HeadingIds::Hexo),
        Form::Mkdocs => Some(HeadingIds::Mkdocs),
        Form::Plain => None,
    };
    source.heading_ids.or_else(|| source.old_addresses.0.iter().find_map(of_form)).unwrap_or(config.heading_ids)
}

/// The encoding that a source says its files are in.
pub(super) fn encoding(source: &Source) -> Option<&'static Encoding> {
    source.encoding.as_ref().and_then(|label| Encoding::for_label(label.as_bytes()))
}
