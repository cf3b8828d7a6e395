//! A ZIM: what Kiwix opens. Readers find pages by their titles, which are offered while one types; the site's own search
//! page works in it as it does everywhere.

use std::collections::BTreeSet;
use std::fs::File as Disk;
use std::io;

use dibao_zim::{Content as Written, Item, Metadata, Options, Writer};

use super::called::part;
use super::contents::INDEX;
use super::form::{Content, File, Form};
use super::icon::illustration;
use super::order::Order;
use crate::artefact::{Role, is_named_by_content, media_type};
use crate::disk;

/// The longest title and description, in characters, that readers show.
const TITLE: usize = 30;
const DESCRIPTION: usize = 80;
const LONG_DESCRIPTION: usize = 4_000;
/// The day of an archive that has none.
const NO_DAY: &str = "1970-01-01";

/// Writes a ZIM.
pub(super) struct Zim(Writer<Disk>);

impl Zim {
    /// Begins one, in a file that can be read and written.
    pub(super) fn new(file: Disk, order: &Order<'_>) -> io::Result<Self> {
        let options = Options { threads: rayon::current_num_threads(), ..Options::default() };
        let writer = Writer::new(file, INDEX, &metadata(order), options);
        writer.map(Self).map_err(io::Error::other)
    }
}

fn metadata(order: &Order<'_>) -> Metadata {
    let config = order.config;
    let description = if config.description.is_empty() { &config.title } else { &config.description };
    let publisher = if config.publisher.is_empty() { &config.title } else { &config.publisher };
    let long = cut(description, LONG_DESCRIPTION);
    Metadata {
        name: name(&config.base_url, part(order.selection).as_deref()),
        title: cut(&config.title, TITLE),
        languages: languages(order),
        creator: publisher.clone(),
        publisher: publisher.clone(),
        date: order
            .built
            .newest
            .map_or_else(|| NO_DAY.to_owned(), |newest| newest.rfc3339()[..NO_DAY.len()].to_owned()),
        description: cut(description, DESCRIPTION),
        long_description: (description.chars().count() > DESCRIPTION).then_some(long),
        source: Some(config.base_url.clone()),
        scraper: Some(format!("dibao {}", env!("CARGO_PKG_VERSION"))),
        tags: vec!["_category:news".to_owned(), "_ftindex:no".to_owned()],
        illustration: illustration(order.built).unwrap_or_default(),
        ..Metadata::default()
    }
}

/// What identifies the archive, or a part of it, in all its editions: `news.example_zh_all`.
fn name(address: &str, part: Option<&str>) -> String {
    let url = url::Url::parse(address).ok();
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or("dibao");
    let path = url.as_ref().map_or("", |url| url.path().trim_matches('/')).replace('/', "-");
    format!("{host}{}{path}_zh_{}", if path.is_empty() { "" } else { "-" }, part.unwrap_or("all"))
}

/// The languages of the pages. ZIM knows neither scripts nor codes of two letters.
fn languages(order: &Order<'_>) -> Vec<String> {
    let mut codes = vec!["zho".to_owned()];
    let tags: BTreeSet<&str> = order.built.manifest.files().filter_map(|file| file.lang.as_deref()).collect();
    for tag in tags {
        let language = tag.split('-').next().unwrap_or_default();
        let code = match language {
            "zh" => continue,
            "en" => "eng",
            "ja" => "jpn",
            "ko" => "kor",
            "fr" => "fra",
            "de" => "deu",
            "es" => "spa",
            "ru" => "rus",
            "bo" => "bod",
            "ug" => "uig",
            "mn" => "mon",
            "vi" => "vie",
            three if three.len() == 3 => three,
            _ => continue,
        };
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

/// A text of at most so many characters, which shows that it goes on.
fn cut(text: &str, longest: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest - 1).collect();
    format!("{start}…")
}

impl Form for Zim {
    fn add(&mut self, file: &File) -> io::Result<()> {
        let path = file.own.as_str();
        let kind = media_type(path);
        // Kiwix adds an encoding of its own to texts.
        let kind = kind.split(';').next().unwrap_or(&kind);
        let mut item = Item::new(path, kind);
        if let Some(title) = &file.title {
            item = item.title(title).front_article();
        }
        // Only the texts that the search shows are compressible; its lists are codes of bits.
        if file.role == Role::Search && is_named_by_content(path) {
            item = item.compressed(file.is_text());
        }
        let added = match &file.solid {
            Content::Bytes(bytes) => self.0.add(item, &bytes[..]),
            Content::Disk(from, length) => {
                let mut from = disk::open(from)?;
                self.0.add(item, Written::reader(&mut from, *length))
            }
        };
        added.map_err(io::Error::other)
    }

    /// The manifest alone: a ZIM begins by itself.
    fn add_beside(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let kind = media_type(path);
        self.0.add(Item::new(path, kind.split(';').next().unwrap_or(&kind)), bytes).map_err(io::Error::other)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.finish().map(|_| ()).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_where_readers_would_cut_them() {
        assert_eq!(cut(" 报 ", 2), "报");
        assert_eq!(cut("一二三四", 3), "一二…");
        assert_eq!(name("https://news.example/archive/zh/", None), "news.example-archive-zh_zh_all");
        assert_eq!(name("https://news.example/", None), "news.example_zh_all");
        assert_eq!(name("https://news.example/", Some("某会")), "news.example_zh_某会");
    }
}
