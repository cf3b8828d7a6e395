//! The places on a page that links may name, also by ids that other generators would have given them.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use pulldown_cmark::{Event, Tag};

use super::headings::pieces;
use super::raw_html::names;
use super::syntax::Events;
use crate::formerly::{HeadingIds, Ids, Piece};

/// Where a page begins.
const TOP: &str = "top";
/// So many headings are looked through for one that is called nearly so.
const LOOKED_AT: usize = 200;
/// How much alike two names are that may be taken for each other.
const ALIKE: f64 = 0.7;

/// The places on a page.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Each heading's words and its id; that of the title, which stands above the text, is `top`.
    headings: Vec<(Vec<Piece>, String)>,
    ids: BTreeSet<String>,
    /// The ids that the page has, by those that any generator gives.
    others: OnceLock<HashMap<String, usize>>,
}

/// What a name leads to on a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// This id.
    Id(&'a str),
    /// Nothing; the nearest id, if any is near.
    Nowhere(Option<&'a str>),
}

impl Anchors {
    /// Those of a text whose headings have their ids; `title` is the heading that repeated the page's title.
    pub fn of(title: &Events<'_>, events: &Events<'_>) -> Self {
        let mut anchors = Self { ids: BTreeSet::from([TOP.to_owned()]), ..Self::default() };
        for (index, (event, _)) in title.iter().enumerate() {
            if let Event::Start(Tag::Heading { .. }) = event {
                anchors.headings.push((pieces(&title[index..]), TOP.to_owned()));
            }
        }
        for (index, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::Heading { id: Some(id), .. }) => {
                    anchors.headings.push((pieces(&events[index..]), id.to_string()));
                    anchors.ids.insert(id.to_string());
                }
                Event::Html(html) | Event::InlineHtml(html) if html.contains('=') => anchors.ids.extend(names(html)),
                _ => {}
            }
        }
        anchors
    }

    /// What a name, as it stands after `#` but without percent signs, leads to.
    pub fn place(&self, name: &str) -> Place<'_> {
        if let Some(id) = self.ids.get(name) {
            return Place::Id(id);
        }
        let others = self.others.get_or_init(|| self.by_any_rule());
        // Somebody may have written a heading's words.
        let as_words = || HeadingIds::Blackfriday.wanted(&[Piece::Text(name.to_owned())]);
        let found = others.get(name).or_else(|| others.get(&as_words()));
        match found {
            Some(&index) => Place::Id(&self.headings[index].1),
            None => Place::Nowhere(self.nearest(name)),
        }
    }

    fn by_any_rule(&self) -> HashMap<String, usize> {
        let mut found = HashMap::new();
        for rule in HeadingIds::ALL {
            let mut ids = Ids::new(rule);
            for (index, (pieces, _)) in self.headings.iter().enumerate() {
                found.entry(ids.unique(&rule.wanted(pieces))).or_insert(index);
            }
        }
        found
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let ids = self.headings.iter().map(|(_, id)| id.as_str()).filter(|id| *id != TOP).take(LOOKED_AT);
        let name: String = name.chars().take(LOOKED_AT).collect();
        let alike = ids.map(|id| (strsim::normalized_damerau_levenshtein(&name, id), id));
        let near = alike.filter(|(alike, _)| *alike >= ALIKE).max_by(|one, other| one.0.total_cmp(&other.0));
        near.map(|(_, id)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Prepared, finish_headings, parse};

    fn anchors(source: &str, title: &str, rule: HeadingIds) -> Anchors {
        let prepared = Prepared::plain(source);
        let mut events = parse(&prepared).events;
        let title = finish_headings(&mut events, title, rule);
        Anchors::of(&title, &events)
    }

    #[test]
    fn a_place_is_found_by_the_ids_of_any_generator() {
        let source = "# 题目\n\n## 背景\n\n## 背景\n\n## 背景\n\n## What's New -- 风\n\n## 自选 {#own}\n\n<a name=\"旧\">旧</a>\n";
        let page = anchors(source, "题目", HeadingIds::Github);
        for (name, id) in [
            ("背景-2", "背景-2"),
            ("背景-1", "背景-1"),
            ("whats-new----风", "whats-new----风"),
            ("whats-new--风", "whats-new----风"),
            ("What’s-New-–-风", "whats-new----风"),
            ("What's New -- 风", "whats-new----风"),
            ("_2", "背景"),
            ("题目", "top"),
            ("own", "own"),
            ("自选", "own"),
            ("旧", "旧"),
            ("top", "top"),
        ] {
            assert_eq!(page.place(name), Place::Id(id), "{name}");
        }
        assert_eq!(page.place("whats-now----风"), Place::Nowhere(Some("whats-new----风")));
        assert_eq!(page.place("没有"), Place::Nowhere(None));
        let page = anchors(source, "题目", HeadingIds::Mkdocs);
        assert_eq!((page.place("_3"), page.place("背景-2")), (Place::Id("_3"), Place::Id("_4")));
    }
}
