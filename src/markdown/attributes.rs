//! The attributes that Markdown brings: `## 标题 {#id .class lang=ja}`. They are an author's, as raw HTML is, and
//! an attribute may run a program; so there is a list of those that may pass.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::syntax::Events;

/// How many attributes a finding names, and how many characters of each.
const NAMED: usize = 5;
const NAME: usize = 40;

/// The attributes of a heading that are left out, and where the heading is.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As they are written, at most so long as one reads.
    pub names: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// Where the heading is, in bytes of the source.
    pub range: Range<usize>,
}

/// Leaves of each heading's attributes its id, its classes, `lang` and `dir`, as far as their values can be
/// right: an id and classes without white space, quotation marks and the like, a language by its BCP 47 tag, a
/// direction that HTML knows.
pub fn filter_attributes(events: &mut Events<'_>) -> Vec<LeftOut> {
    let mut all = Vec::new();
    for (event, range) in events {
        let Event::Start(Tag::Heading { id, classes, attrs, .. }) = event else { continue };
        let mut dropped = Vec::new();
        // `{id=a class=b}` is another way to write `{#a .b}`.
        for (name, value) in std::mem::take(attrs) {
            let value = value.unwrap_or(CowStr::Borrowed(""));
            match name.to_ascii_lowercase().as_str() {
                "id" if id.is_none() => *id = Some(value),
                "class" => classes.push(value),
                lower @ ("lang" | "dir")
                    if is_value(lower, &value) && !attrs.iter().any(|(had, _)| **had == *lower) =>
                {
                    attrs.push((lower.to_owned().into(), Some(value)));
                }
                _ => dropped.push(name),
            }
        }
        if id.as_ref().is_some_and(|id| !is_name(id)) {
            *id = None;
            dropped.push(CowStr::Borrowed("id"));
        }
        let before = classes.len();
        classes.retain(|class| is_name(class));
        if classes.len() < before {
            dropped.push(CowStr::Borrowed("class"));
        }
        if !dropped.is_empty() {
            let names = dropped.iter().take(NAMED).map(|name| name.chars().take(NAME).collect()).collect();
            all.push(LeftOut { names, more: dropped.len().saturating_sub(NAMED), range: range.clone() });
        }
    }
    all
}

/// Whether a text can be an id or a class that nothing has to be quoted in.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(|it: char| {
            it.is_whitespace() || it.is_control() || matches!(it, '"' | '\'' | '<' | '>' | '`' | '=')
        })
}

fn is_value(attribute: &str, value: &str) -> bool {
    match attribute {
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        _ => is_language(value),
    }
}

/// Whether a text has the form of a BCP 47 tag (RFC 5646): a primary language or `x`, and parts of up to eight.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_primary = parts.next().is_some_and(|first| {
        (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()) || first == "x"
    });
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_primary && tag != "x" && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formerly::HeadingIds;
    use crate::markdown::{Prepared, finish_headings, parse, render};

    /// The line of HTML with the heading, and what was left out.
    fn filtered(source: &str) -> (String, Vec<String>) {
        let prepared = Prepared::plain(source);
        let mut events = parse(&prepared).events;
        let left_out = filter_attributes(&mut events);
        finish_headings(&mut events, "", HeadingIds::default());
        let mut html = String::new();
        render(events.into_iter().map(|(event, _)| event), &mut html);
        let names = left_out.into_iter().flat_map(|left_out| left_out.names).collect();
        (html.lines().find(|line| line.starts_with("<h2")).unwrap_or_default().to_owned(), names)
    }

    fn check(attributes: &str, opening: &str, left_out: &[&str]) {
        for source in [
            format!("## 题 {{{attributes}}}"),
            format!("题 {{{attributes}}}\n---"),
            format!("> ## 题 {{{attributes}}}"),
        ] {
            let (html, names) = filtered(&source);
            assert_eq!(html, format!("<h2 {opening}>题</h2>"), "{source}");
            assert_eq!(names, left_out, "{source}");
        }
    }

    #[test]
    fn what_names_and_describes_stays() {
        check("#x", "id=\"x\"", &[]);
        check("#背景 .a .乙", "id=\"背景\" class=\"a 乙\"", &[]);
        check("lang=ja dir=rtl", "id=\"题\" lang=\"ja\" dir=\"rtl\"", &[]);
        check("LANG=zh-Hant-TW DIR=auto", "id=\"题\" lang=\"zh-Hant-TW\" dir=\"auto\"", &[]);
        check("lang=x-old #y", "id=\"y\" lang=\"x-old\"", &[]);
        check("id=z class=b", "id=\"z\" class=\"b\"", &[]);
    }

    #[test]
    fn what_could_do_more_goes() {
        check(
            "#x onfocus=alert(1) contenteditable autofocus",
            "id=\"x\"",
            &["onfocus", "contenteditable", "autofocus"],
        );
        check("onclick=a", "id=\"题\"", &["onclick"]);
        check("ONMOUSEOVER=a #y", "id=\"y\"", &["ONMOUSEOVER"]);
        check("style=position:fixed;inset:0", "id=\"题\"", &["style"]);
        check("tabindex=0 autofocus onfocus=a", "id=\"题\"", &["tabindex", "autofocus", "onfocus"]);
        check("a/onfocus=a .b", "id=\"题\" class=\"b\"", &["a/onfocus"]);
        check("href=javascript:a data-x=1 is=x", "id=\"题\"", &["href", "data-x", "is"]);
    }

    #[test]
    fn values_that_cannot_be_right_go() {
        check("lang=日本", "id=\"题\"", &["lang"]);
        check("lang=ja\"onclick=a", "id=\"题\"", &["lang"]);
        check("lang", "id=\"题\"", &["lang"]);
        check("lang=toolonglanguage", "id=\"题\"", &["lang"]);
        check("dir=up", "id=\"题\"", &["dir"]);
        check("dir=ltr dir=rtl", "id=\"题\" dir=\"ltr\"", &["dir"]);
        check("#a\"b", "id=\"题\"", &["id"]);
        check(".a'b .c", "id=\"题\" class=\"c\"", &["class"]);
        check("#a'b", "id=\"题\"", &["id"]);
    }

    #[test]
    fn a_finding_names_no_more_than_one_reads() {
        let many: String = (0..90).map(|number| format!(" on{number}{}=x", "y".repeat(90))).collect();
        let prepared = format!("## 题 {{{many}}}");
        let prepared = Prepared::plain(&prepared);
        let found = filter_attributes(&mut parse(&prepared).events);
        assert_eq!((found[0].names.len(), found[0].more), (NAMED, 85));
        assert!(found[0].names.iter().all(|name| name.chars().count() <= NAME));
    }
}
