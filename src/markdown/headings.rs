//! Headings: ids that are the same in every script, and one title a page.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::mathml::words;
use super::raw_headings;
use super::syntax::Events;
use crate::formerly::{HeadingIds, Ids, Piece};

/// Gives each heading an id made of its own words, before conversion, so that `#…` leads to the same place in every
/// script; drops a first heading that repeats the page's title, which is returned, since it had an id too; and lowers
/// all others if one is on the title's level.
pub fn finish_headings<'a>(events: &mut Events<'a>, title: &str, rule: HeadingIds) -> Events<'a> {
    let mut ids = Ids::new(rule);
    for index in 0..events.len() {
        let wanted = match &events[index].0 {
            Event::Start(Tag::Heading { id: Some(id), .. }) if !id.is_empty() => id.to_string(),
            Event::Start(Tag::Heading { .. }) => rule.wanted(&pieces(&events[index..])),
            _ => continue,
        };
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[index].0 {
            *id = Some(ids.unique(&wanted).into());
        }
    }
    let dropped = drop_title(events, title);
    raw_headings::drop_title(events, title);
    let lower = events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Heading { level, .. }) => *level == HeadingLevel::H1,
        Event::Html(html) | Event::InlineHtml(html) => raw_headings::has_title(html),
        _ => false,
    });
    for (event, _) in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) | Event::End(TagEnd::Heading(level)) => {
                *level = lowered(*level, lower);
            }
            Event::Html(html) | Event::InlineHtml(html) if lower => {
                *html = raw_headings::lowered(html).map_or_else(|| html.clone(), Into::into);
            }
            _ => {}
        }
    }
    dropped
}

fn drop_title<'a>(events: &mut Events<'a>, title: &str) -> Events<'a> {
    let first = events.iter().position(|(event, _)| {
        !matches!(event, Event::Html(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock))
    });
    let Some(start) = first.filter(|&first| matches!(events[first].0, Event::Start(Tag::Heading { .. }))) else {
        return Events::new();
    };
    let end = events[start..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
    match end.filter(|_| heading_text(&events[start..]).trim() == title.trim()) {
        Some(length) => events.drain(start..=start + length).collect(),
        None => Events::new(),
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
            Event::Text(text) | Event::Code(text) => Some(Cow::Borrowed(text.as_ref())),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => Some(Cow::Owned(words(tex))),
            Event::SoftBreak | Event::HardBreak => Some(Cow::Borrowed(" ")),
            _ => None,
        })
        .collect()
}

fn lowered(level: HeadingLevel, lower: bool) -> HeadingLevel {
    if lower { HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6) } else { level }
}

/// What the heading that begins `events` is made of.
pub(super) fn pieces(events: &[(Event<'_>, std::ops::Range<usize>)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut in_pictures = 0;
    for (event, _) in events.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_)))) {
        match event {
            Event::Start(Tag::Image { .. }) => in_pictures += 1,
            Event::End(TagEnd::Image) => in_pictures -= 1,
            Event::Text(text) | Event::Code(text) if in_pictures > 0 => pieces.push(Piece::Picture(text.to_string())),
            Event::Text(text) => pieces.push(Piece::Text(text.to_string())),
            Event::Code(text) => pieces.push(Piece::Code(text.to_string())),
            // Generators that know no formulas made ids of their source.
            Event::InlineMath(tex) => pieces.push(Piece::Text(format!("${tex}$"))),
            Event::DisplayMath(tex) => pieces.push(Piece::Text(format!("$${tex}$$"))),
            Event::SoftBreak | Event::HardBreak => pieces.push(Piece::Text(" ".to_owned())),
            Event::InlineHtml(html) => pieces.push(Piece::Html(html.to_string())),
            _ => {}
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Habits, Prepared, parse, render};

    fn html(source: &str, title: &str) -> String {
        let prepared = Prepared::plain(source);
        let mut events = parse(&prepared).events;
        finish_headings(&mut events, title, HeadingIds::default());
        let mut html = String::new();
        render(events.into_iter().map(|(event, _)| event), &mut html);
        html
    }

    #[test]
    fn ids_keep_han_and_differ() {
        assert_eq!(
            html("## 背景：**一**\n\n## 背景：一\n\n## ——\n\n## 自选 {#own}", "题"),
            "<h2 id=\"背景一\">背景：<strong>一</strong></h2>\n<h2 id=\"背景一-1\">背景：一</h2>\n<h2 id=\"section\">——</h2>\n<h2 id=\"own\">自选</h2>\n"
        );
    }

    /// The ids that the generators themselves gave to the headings of `tests/moving-in/headings.md`; `?` where a heading
    /// has none, or one that another had before (`script/moving-in`).
    #[test]
    fn ids_are_those_of_the_generators() {
        let source = include_str!("../../tests/moving-in/headings.md");
        for (rule, list) in [
            (HeadingIds::Github, include_str!("../../tests/moving-in/headings/github.tsv")),
            (HeadingIds::Hugo, include_str!("../../tests/moving-in/headings/hugo.tsv")),
            (HeadingIds::HugoAscii, include_str!("../../tests/moving-in/headings/hugo-ascii.tsv")),
            (HeadingIds::Blackfriday, include_str!("../../tests/moving-in/headings/blackfriday.tsv")),
            (HeadingIds::Jekyll, include_str!("../../tests/moving-in/headings/jekyll.tsv")),
            (HeadingIds::Hexo, include_str!("../../tests/moving-in/headings/hexo.tsv")),
            (HeadingIds::HexoMarkdownIt, include_str!("../../tests/moving-in/headings/hexo-markdown-it.tsv")),
            (HeadingIds::Mkdocs, include_str!("../../tests/moving-in/headings/mkdocs.tsv")),
        ] {
            let prepared = Prepared::new(source, Habits::default());
            let mut events = parse(&prepared).events;
            finish_headings(&mut events, "", rule);
            let ids: Vec<String> = events
                .into_iter()
                .filter_map(|(event, _)| match event {
                    Event::Start(Tag::Heading { id, .. }) => id.map(|id| id.to_string()),
                    _ => None,
                })
                .collect();
            let expected: Vec<&str> = list.lines().filter_map(|line| Some(line.rsplit_once('\t')?.1)).collect();
            assert!(ids.len() == expected.len() && expected.len() > 30);
            for (own, expected) in ids.iter().zip(expected).filter(|(_, expected)| *expected != "?") {
                assert_eq!(own, expected, "{rule:?}: {ids:?}");
            }
        }
    }

    #[test]
    fn the_title_stands_once() {
        assert_eq!(html("# 题\n\n文", "题"), "<p>文</p>\n");
        assert_eq!(html("# 别的\n\n## 二", "题"), "<h2 id=\"别的\">别的</h2>\n<h3 id=\"二\">二</h3>\n");
    }
}
