//! Headings that an author wrote as HTML: the title, if it is one, and the level of all others.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use regex::Regex;

use super::plain::plain_text;
use super::syntax::Events;

/// The beginning of a heading's tag, with its level.
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)(</?h)([1-6])\b").expect("the pattern is constant"));

/// The heading with which a text begins, whatever elements it stands in.
static FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)^(?:\s|<(?:[^<>h/]|h[^<>1-6])[^<>]*>)*(?<heading><h[1-6](?:\s[^<>]*)?>(?<words>.*?)</h[1-6]\s*>)")
        .expect("the pattern is constant")
});

/// The words of a heading of level 1 in a piece of HTML, and whether it ends there.
pub(super) fn title_in(html: &str) -> Option<String> {
    static TITLE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?is)<h1(?:\s[^<>]*)?>(.*?)</h1\s*>").expect("the pattern is constant"));
    let title = plain_text(&TITLE.captures(html)?[1]).replace('\n', " ");
    Some(title).filter(|title| !title.is_empty())
}

/// Whether a piece of HTML has a heading of level 1.
pub(super) fn has_title(html: &str) -> bool {
    TAG.captures_iter(html).any(|found| &found[2] == "1")
}

/// A piece of HTML with each heading a level lower.
pub(super) fn lowered(html: &str) -> Option<String> {
    let lower = |found: &regex::Captures<'_>| {
        let level = found[2].parse::<u8>().unwrap_or(5).min(5) + 1;
        format!("{}{level}", &found[1])
    };
    TAG.is_match(html).then(|| TAG.replace_all(html, lower).into_owned())
}

/// Drops the heading with which an article begins in HTML, if it is its title.
pub(super) fn drop_title(events: &mut Events<'_>, title: &str) {
    let is_block = |event: &Event<'_>| {
        matches!(event, Event::Html(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock))
    };
    let count = events.iter().take_while(|(event, _)| is_block(event)).count();
    let lines: String = events[..count].iter().filter_map(|(event, _)| html_of(event)).collect();
    let Some(found) = FIRST.captures(&lines) else { return };
    if plain_text(&found["words"]).replace('\n', " ").trim() != title.trim() {
        return;
    }
    let Some(heading) = found.name("heading").map(|heading| heading.range()) else { return };
    let mut at = 0;
    for (event, _) in &mut events[..count] {
        if let Event::Html(html) = event {
            let end = at + html.len();
            cut(html, at, &heading);
            at = end;
        }
    }
}

fn html_of<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Html(html) => Some(html),
        _ => None,
    }
}

/// Takes out of a line what belongs to a range of the whole, in which the line begins at a place.
fn cut(html: &mut CowStr<'_>, at: usize, range: &Range<usize>) {
    let within = |place: usize| place.clamp(at, at + html.len()) - at;
    let (from, to) = (within(range.start), within(range.end));
    if from < to {
        *html = format!("{}{}", &html[..from], &html[to..]).into();
    }
}

#[cfg(test)]
mod tests {
    use crate::formerly::HeadingIds;
    use crate::markdown::{Habits, Prepared, finish_headings, outline, parse, render};

    /// The title of an article that says none of its own, and its body.
    fn read(source: &str, title: Option<&str>) -> (Option<String>, String) {
        let found = outline(source, Habits::default()).title;
        let prepared = Prepared::new(source, Habits::default());
        let mut events = parse(&prepared).events;
        finish_headings(&mut events, title.or(found.as_deref()).unwrap_or_default(), HeadingIds::default());
        let mut html = String::new();
        render(events.into_iter().map(|(event, _)| event), &mut html);
        (found, html.replace('\n', ""))
    }

    #[test]
    fn a_heading_in_html_is_the_title_where_there_is_none() {
        for source in [
            "<h1>题目</h1>\n\n文",
            "<H1 align=\"center\">题<b>目</b></H1>\n\n文",
            "<div>\n<h1>\n题目\n</h1>\n</div>\n\n文",
            "<center><h1>题目</h1></center>\n\n文",
            "<p>\n\n<h1>题目</h1>\n\n文",
        ] {
            let (title, html) = read(source, None);
            assert_eq!(title.as_deref(), Some("题目"), "{source}");
            assert!(!html.to_lowercase().contains("<h1") && !html.contains('目') && html.contains('文'), "{html}");
        }
    }

    #[test]
    fn other_headings_in_html_go_down_one_level() {
        for (source, expected) in [
            ("<h1>小题</h1>\n\n文", "<h2>小题</h2><p>文</p>"),
            ("<h1 id=a>小题</h1>\n\n## 二", "<h2 id=a>小题</h2><h3 id=\"二\">二</h3>"),
            ("# 一\n\n<h2>二</h2>\n<h6>六</h6>", "<h2 id=\"一\">一</h2><h3>二</h3><h6>六</h6>"),
            ("<h2>二</h2>\n\n## 三", "<h2>二</h2><h2 id=\"三\">三</h2>"),
            ("<h10>十</h10>\n\n<hr>", "<p><h10>十</h10></p><hr>"),
            ("文\n\n<h1>一</h1><h1>二</h1>", "<p>文</p><h2>一</h2><h2>二</h2>"),
        ] {
            assert_eq!(read(source, Some("题")).1, expected, "{source}");
        }
    }
}
