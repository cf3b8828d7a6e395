//! Headings: ids that are the same in every script, and one title a page.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::raw_headings;
use super::syntax::Events;

/// Gives each heading an id made of its own words, before conversion, so that `#…` leads to
/// the same place in every script; drops a first heading that repeats the page's title; and
/// lowers all others if one is on the title's level.
pub fn finish_headings(events: &mut Events<'_>, title: &str) {
    drop_title(events, title);
    raw_headings::drop_title(events, title);
    let lower = events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Heading { level, .. }) => *level == HeadingLevel::H1,
        Event::Html(html) | Event::InlineHtml(html) => raw_headings::has_title(html),
        _ => false,
    });
    let mut ids = Ids::default();
    for index in 0..events.len() {
        let words = heading_text(&events[index..]);
        match &mut events[index].0 {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let wanted = id.as_deref().filter(|id| !id.is_empty()).map_or_else(|| slug(&words), str::to_owned);
                *id = Some(ids.unique(&wanted).into());
                *level = lowered(*level, lower);
            }
            Event::End(TagEnd::Heading(level)) => *level = lowered(*level, lower),
            Event::Html(html) | Event::InlineHtml(html) if lower => {
                *html = raw_headings::lowered(html).map_or_else(|| html.clone(), Into::into);
            }
            _ => {}
        }
    }
}

fn drop_title(events: &mut Events<'_>, title: &str) {
    let first = events.iter().position(|(event, _)| {
        !matches!(event, Event::Html(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock))
    });
    let Some(start) = first.filter(|&first| matches!(events[first].0, Event::Start(Tag::Heading { .. }))) else {
        return;
    };
    let end = events[start..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
    if let Some(length) = end.filter(|_| heading_text(&events[start..]).trim() == title.trim()) {
        events.drain(start..=start + length);
    }
}

/// The words of the heading that begins `events`.
pub(super) fn heading_text(events: &[(Event<'_>, std::ops::Range<usize>)]) -> String {
    if !matches!(events.first(), Some((Event::Start(Tag::Heading { .. }), _))) {
        return String::new();
    }
    let inside = events.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
    inside
        .filter_map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            Event::SoftBreak | Event::HardBreak => Some(" "),
            _ => None,
        })
        .collect()
}

fn lowered(level: HeadingLevel, lower: bool) -> HeadingLevel {
    if lower { HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6) } else { level }
}

/// The id of a heading of these words: letters, digits and Han as they are, anything else a
/// hyphen.
pub fn slug(words: &str) -> String {
    let mut slug = String::new();
    for character in words.trim().chars() {
        if character.is_alphanumeric() || matches!(character, '_' | '.') {
            slug.extend(character.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    // A heading of signs alone still needs an id.
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// The ids that a page has.
#[derive(Default)]
struct Ids {
    used: HashSet<String>,
    /// By the id that was wanted: the number that the next one of it has, if that is free.
    next: HashMap<String, usize>,
}

impl Ids {
    /// The id that was wanted, or with the lowest number that makes it another: all lower ones are taken, and
    /// stay so, so that none is tried twice.
    fn unique(&mut self, wanted: &str) -> String {
        let wanted: String =
            wanted.chars().map(|character| if character.is_whitespace() { '-' } else { character }).collect();
        if self.used.insert(wanted.clone()) {
            return wanted;
        }
        let number = self.next.entry(wanted.clone()).or_insert(2);
        loop {
            let id = format!("{wanted}-{number}");
            *number += 1;
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::{Prepared, parse, render};

    fn html(source: &str, title: &str) -> String {
        let prepared = Prepared::plain(source);
        let mut events = parse(&prepared).events;
        finish_headings(&mut events, title);
        let mut html = String::new();
        render(events.into_iter().map(|(event, _)| event), &mut html);
        html
    }

    #[test]
    fn ids_keep_han_and_differ() {
        assert_eq!(
            html("## 背景：**一**\n\n## 背景：一\n\n## ——\n\n## 自选 {#own}", "题"),
            "<h2 id=\"背景-一\">背景：<strong>一</strong></h2>\n<h2 id=\"背景-一-2\">背景：一</h2>\n<h2 id=\"section\">——</h2>\n<h2 id=\"own\">自选</h2>\n"
        );
    }

    /// Tries every number from 2.
    fn naive(wanted: &[String]) -> Vec<String> {
        let mut used = HashSet::new();
        let mut unique = |wanted: &String| {
            let numbered = (2..).map(|number| format!("{wanted}-{number}"));
            std::iter::once(wanted.clone()).chain(numbered).find(|id| used.insert(id.clone())).unwrap()
        };
        wanted.iter().map(&mut unique).collect()
    }

    proptest! {
        #[test]
        fn ids_are_the_first_that_are_free(wanted in proptest::collection::vec("(同|同-2|同-3|同-2-2|a|a-1|-2|){1,2}", 0..60)) {
            let mut ids = Ids::default();
            let unique: Vec<String> = wanted.iter().map(|wanted| ids.unique(wanted)).collect();
            prop_assert_eq!(unique, naive(&wanted));
        }
    }

    #[test]
    fn the_title_stands_once() {
        assert_eq!(html("# 题\n\n文", "题"), "<p>文</p>\n");
        assert_eq!(html("# 别的\n\n## 二", "题"), "<h2 id=\"别的\">别的</h2>\n<h3 id=\"二\">二</h3>\n");
    }
}
