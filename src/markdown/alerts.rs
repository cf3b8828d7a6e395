//! Alerts: quotations that begin with `[!NOTE]`, as GitHub has them, with a title of their own, as Obsidian has them. The
//! word for the kind is the interface's, in the language of the page.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::embeds::MARK;
use super::syntax::Events;

/// The kinds, each with what else it is called by Obsidian, mkdocs, VuePress and HackMD.
const KINDS: [(&str, &[&str]); 5] = [
    (
        "note",
        &[
            "info", "abstract", "summary", "tldr", "todo", "example", "question", "help", "faq", "details", "spoiler",
            "seealso",
        ],
    ),
    ("tip", &["hint", "success", "check", "done"]),
    ("important", &[]),
    ("warning", &["attention"]),
    ("caution", &["danger", "error", "failure", "fail", "missing", "bug"]),
];

/// Makes boxes of such quotations.
pub(super) fn shape(events: &mut Events<'_>) {
    if !events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::BlockQuote(_)))) {
        return;
    }
    let mut out = Events::with_capacity(events.len() + 8);
    // Whether each quotation that is open is an alert.
    let mut open = Vec::new();
    let mut rest = std::mem::take(events).into_iter().peekable();
    while let Some((event, range)) = rest.next() {
        match event {
            Event::Start(Tag::BlockQuote(kind)) => {
                let paragraph = rest.next_if(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)));
                let mark = paragraph.as_ref().and_then(|_| match rest.peek() {
                    Some((Event::Text(text), _)) => begun(text),
                    _ => None,
                });
                open.push(mark.is_some());
                let Some((kind_of_alert, title)) = mark else {
                    out.push((Event::Start(Tag::BlockQuote(kind)), range));
                    out.extend(paragraph);
                    continue;
                };
                rest.next();
                begin(kind_of_alert, title, range, &mut rest, &mut out);
            }
            Event::End(TagEnd::BlockQuote(kind)) => out.push(match open.pop() {
                Some(true) => (Event::Html(CowStr::Borrowed("</div>\n")), range),
                _ => (Event::End(TagEnd::BlockQuote(kind)), range),
            }),
            event => out.push((event, range)),
        }
    }
    *events = out;
}

/// The kind of alert that a text begins, and what follows the mark in its line.
fn begun(text: &str) -> Option<(&'static str, String)> {
    let (word, rest) = text.strip_prefix("[!")?.split_once(']')?;
    let is_named = |(name, others): &&(&'static str, &[&str])| {
        std::iter::once(name).chain(*others).any(|known| known.eq_ignore_ascii_case(word))
    };
    let (kind, _) = KINDS.iter().find(is_named)?;
    // Whether it is folded: here nothing is.
    Some((kind, rest.strip_prefix(['+', '-']).unwrap_or(rest).trim_start().to_owned()))
}

/// The beginning of a box: its title, and of its first paragraph what does not belong to that.
fn begin<'a>(
    kind: &'static str,
    title: String,
    range: Range<usize>,
    rest: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    out: &mut Events<'a>,
) {
    let html = |text: String| (Event::Html(text.into()), range.clone());
    out.push(html(format!("<div class=\"alert alert-{kind}\" role=\"note\">\n")));
    let mut line: Events<'a> = Vec::new();
    let mut has_more = false;
    for (event, place) in rest.by_ref() {
        match event {
            Event::SoftBreak | Event::HardBreak => {
                has_more = true;
                break;
            }
            Event::End(TagEnd::Paragraph) => break,
            event => line.push((event, place)),
        }
    }
    if title.is_empty() && line.is_empty() {
        let words = format!("<p class=\"alert-title alert-kind\">{MARK}alert-{kind} {MARK}</p>\n");
        out.push((Event::InlineHtml(words.into()), range.clone()));
    } else {
        out.push(html("<p class=\"alert-title\">".to_owned()));
        if !title.is_empty() {
            out.push((Event::Text(title.into()), range.clone()));
        }
        out.append(&mut line);
        out.push(html("</p>\n".to_owned()));
    }
    if has_more {
        out.push((Event::Start(Tag::Paragraph), range));
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{is_safe, to_html};

    fn check(source: &str, kind: &str, inner: &str) {
        let title = |html: String| html.replace(" alert-kind\">\u{0}alert-", "\">*").replace(" \u{0}</p>", "</p>");
        let html = title(to_html(source)).replace('\n', "");
        assert_eq!(html, format!("<div class=\"alert alert-{kind}\" role=\"note\">{inner}</div>"), "{source:?}");
    }

    #[test]
    fn quotations_that_say_so_are_alerts() {
        check("> [!NOTE]\n> 记者注。", "note", "<p class=\"alert-title\">*note</p><p>记者注。</p>");
        check("> [!warning]\n>\n> - 甲", "warning", "<p class=\"alert-title\">*warning</p><ul><li>甲</li></ul>");
        check("> [!tip]- 题**目**\n> 甲\n> 乙", "tip", "<p class=\"alert-title\">题<strong>目</strong></p><p>甲乙</p>");
        check(
            "> [!danger]\n> > [!note] 内\n> > 文",
            "caution",
            "<p class=\"alert-title\">*caution</p><div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">内</p><p>文</p></div>",
        );
        check("> [!IMPORTANT] 只有题", "important", "<p class=\"alert-title\">只有题</p>");
    }

    #[test]
    fn others_are_not() {
        for source in ["> 甲 [!NOTE]", "> [!没有]\n> 文", "> \\[!NOTE]\n> 文", "[!NOTE]\n文", "> [!quote]\n> 文"]
        {
            let html = to_html(source);
            assert!(!html.contains("alert") || source.contains('\\'), "{html}");
        }
        assert!(is_safe(&to_html("> [!NOTE] 题\n> 文")));
    }
}
