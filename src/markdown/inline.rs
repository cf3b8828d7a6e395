//! Marks within lines that other dialects have: `==marked==`, `x^2^`, `H~2~O`, `:smile:` and `[[wiki links]]`. They are
//! looked for in what the parser takes for text, so never in code, HTML, addresses or formulas.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use regex::Regex;

use super::edits::{Edit, Habits};
use super::syntax::options;
use crate::formerly::Dialect;

/// The scheme of a link to an article by its title or by its file's name.
pub const WIKI: &str = "x-wiki:";

/// A text in one piece, without what stands between two such.
struct Run {
    range: Range<usize>,
    /// Whether it is in a link or the words of a picture, where there is no other.
    is_in_link: bool,
}

/// The edits that make of such marks what the parser knows, or HTML.
pub(super) fn edits(text: &str, habits: Habits) -> Vec<Edit> {
    let dialect = habits.dialect;
    let may_have = |is_on: bool, sign: &str| is_on && text.contains(sign);
    let has_emoji =
        dialect.emoji && memchr::memchr_iter(b':', text.as_bytes()).nth(1).is_some() && EMOJI.is_match(text);
    let is_any = may_have(dialect.marks, "==")
        || may_have(dialect.wiki_links, "[[")
        || may_have(dialect.superscript, "^")
        || may_have(dialect.subscript, "~")
        || has_emoji;
    if !is_any {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for run in runs(text, dialect) {
        let own = &text[run.range.clone()];
        let mut found: Vec<Edit> = Vec::new();
        if dialect.wiki_links && !run.is_in_link && own.contains("[[") {
            wiki_links(text, &run.range, &mut found);
        }
        if dialect.marks && own.contains("==") {
            paired(text, &run.range, &MARK, "mark", &mut found);
        }
        if dialect.superscript && own.contains('^') {
            paired(text, &run.range, &RAISED, "sup", &mut found);
        }
        if dialect.subscript && own.contains('~') {
            paired(text, &run.range, &LOWERED, "sub", &mut found);
        }
        if has_emoji && own.contains(':') {
            emoji(text, &run.range, &mut found);
        }
        found.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut end = run.range.start;
        found.retain(|edit| {
            let is_apart = edit.range.start >= end;
            end = end.max(edit.range.end);
            is_apart
        });
        edits.append(&mut found);
    }
    edits
}

/// The texts of a document. One goes on over lines and over markup of emphasis, so that a mark may be around that.
fn runs(text: &str, dialect: Dialect) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut links, mut in_code) = (0_usize, false);
    // Whether the next text goes on with the last one.
    let mut goes_on = false;
    for (event, range) in Parser::new_ext(text, options(dialect)).into_offset_iter() {
        match event {
            Event::Text(_) if !in_code => match runs.last_mut().filter(|run| goes_on && run.range.end <= range.start) {
                Some(run) => run.range.end = range.end,
                None => {
                    runs.push(Run { range, is_in_link: links > 0 });
                    goes_on = true;
                }
            },
            Event::SoftBreak => {}
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => (links, goes_on) = (links + 1, false),
            Event::End(TagEnd::Link | TagEnd::Image) => (links, goes_on) = (links.saturating_sub(1), false),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ => goes_on = false,
        }
    }
    runs
}

static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"==(?<inner>[^=\s](?:(?:[^=]|=[^=])*?[^=\s])?)==").expect("the pattern is constant"));
static RAISED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\^(?<inner>[^\s^]{1,60})\^").expect("the pattern is constant"));
static LOWERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"~(?<inner>[^\s~]{1,60})~").expect("the pattern is constant"));
static EMOJI: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r":(?<name>[a-z0-9+][a-z0-9_+-]*):").expect("the pattern is constant"));
static WIKI_LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[\[(?<target>[^\[\]|\\\n\s<>][^\[\]|\\\n<>]*)(?:(?<bar>\\?\|)(?<label>[^\[\]\n|]+))?\]\]")
        .expect("the pattern is constant")
});

/// Elements of HTML in the place of two marks each.
fn paired(text: &str, run: &Range<usize>, pattern: &Regex, element: &str, edits: &mut Vec<Edit>) {
    let mut at = run.start;
    while let Some(found) = pattern.captures_at(&text[..run.end], at) {
        let (whole, inner) =
            (found.get(0).map_or(0..0, |it| it.range()), found.name("inner").map_or(0..0, |it| it.range()));
        let mark = text[whole.start..inner.start].chars().next().unwrap_or_default();
        let before = text[..whole.start].chars().next_back();
        let after = text[whole.end..].chars().next();
        let is_letter = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        // `a==b` compares; `a^2^b` raises.
        let compares = element == "mark"
            && (is_letter(before) && is_letter(text[inner.start..].chars().next())
                || is_letter(text[..inner.end].chars().next_back()) && is_letter(after));
        // What is raised or lowered is short, and no face of signs: `(^_^)`.
        let is_index = |sign: char| sign.is_alphanumeric() || "+-()[]=,.".contains(sign);
        let index = &text[inner.clone()];
        let is_words = element == "mark" || index.chars().all(is_index) && index.chars().any(char::is_alphanumeric);
        if before == Some('\\') || before == Some(mark) || after == Some(mark) || compares || !is_words {
            at = whole.start + mark.len_utf8();
            continue;
        }
        at = whole.end;
        edits.push(Edit { range: whole.start..inner.start, with: format!("<{element}>") });
        edits.push(Edit { range: inner.end..whole.end, with: format!("</{element}>") });
    }
}

/// Emoji by the names that GitHub has for them. Between letters and digits they are a time or a score.
fn emoji(text: &str, run: &Range<usize>, edits: &mut Vec<Edit>) {
    let mut at = run.start;
    while let Some(found) = EMOJI.captures_at(&text[..run.end], at) {
        let whole = found.get(0).map_or(0..0, |it| it.range());
        let is_bound =
            |sign: Option<char>| sign.is_none_or(|sign| !sign.is_ascii_alphanumeric() && !matches!(sign, ':' | '\\'));
        let is_apart = is_bound(text[..whole.start].chars().next_back()) && is_bound(text[whole.end..].chars().next());
        match emojis::get_by_shortcode(&found["name"]).filter(|_| is_apart) {
            Some(emoji) => {
                at = whole.end;
                edits.push(Edit { range: whole, with: emoji.as_str().to_owned() });
            }
            None => at = whole.end - 1,
        }
    }
}

/// The emoji whose name a text begins with, and how long that is, in bytes.
pub(super) fn emoji_before(text: &str) -> Option<(&'static str, usize)> {
    let found = EMOJI.captures(text).filter(|found| found.get(0).is_some_and(|whole| whole.start() == 0))?;
    Some((emojis::get_by_shortcode(&found["name"])?.as_str(), found[0].len()))
}

/// `[[target|words]]` as links, and `![[图.png]]` as pictures.
fn wiki_links(text: &str, run: &Range<usize>, edits: &mut Vec<Edit>) {
    let mut at = run.start;
    while let Some(found) = WIKI_LINK.captures_at(&text[..run.end], at) {
        let (whole, target) =
            (found.get(0).map_or(0..0, |it| it.range()), found.name("target").map_or(0..0, |it| it.range()));
        at = whole.end;
        let is_link_of_markdown = text[whole.end..].starts_with(['(', '[']);
        let is_number = text[target.clone()].chars().all(|sign| sign.is_ascii_digit() || sign.is_ascii_punctuation());
        if text[..whole.start].ends_with('\\')
            || is_link_of_markdown
            || is_number && !text[target.clone()].starts_with('#')
        {
            continue;
        }
        let name = text[target.clone()].trim();
        let is_picture = text[whole.clone()].starts_with('!') && is_picture(name);
        let address = match (is_picture, name.starts_with('#')) {
            (true, _) | (_, true) => name.to_owned(),
            _ => format!("{WIKI}{name}"),
        };
        let open = if is_picture { "![" } else { "[" };
        match found.name("label").map(|label| label.range()) {
            // Obsidian's width of a picture.
            Some(label)
                if is_picture && text[label.clone()].bytes().all(|byte| byte.is_ascii_digit() || byte == b'x') =>
            {
                edits.push(Edit { range: whole, with: format!("![](<{address}>)") });
            }
            Some(label) => {
                edits.push(Edit { range: whole.start..label.start, with: open.to_owned() });
                edits.push(Edit { range: label.end..whole.end, with: format!("](<{address}>)") });
            }
            None if is_picture => edits.push(Edit { range: whole, with: format!("![](<{address}>)") }),
            None => {
                let shown = if name.starts_with('#') { target.start + 1 } else { target.start };
                edits.push(Edit { range: whole.start..shown, with: open.to_owned() });
                edits.push(Edit { range: target.end..whole.end, with: format!("](<{address}>)") });
            }
        }
    }
}

/// Where the targets of wiki links are, with their brackets and without the words that readers see.
pub(super) fn wiki_targets(text: &str) -> Vec<Range<usize>> {
    if !text.contains("[[") {
        return Vec::new();
    }
    let target = |found: regex::Captures<'_>| {
        let whole = found.get(0).map_or(0..0, |whole| whole.range());
        let end = found.name("label").map_or(whole.end, |label| label.start());
        whole.start..end
    };
    WIKI_LINK.captures_iter(text).map(target).collect()
}

fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "avif" | "bmp")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::{Habits, Prepared, parse, render, to_html};

    fn check(source: &str, expected: &str) {
        assert_eq!(to_html(source).trim(), format!("<p>{expected}</p>"), "{source:?}");
    }

    fn with(dialect: Dialect, source: &str) -> String {
        let prepared = Prepared::new(source, Habits { dialect, ..Habits::default() });
        let mut html = String::new();
        render(parse(&prepared).events.into_iter().map(|(event, _)| event), &mut html);
        html.trim().to_owned()
    }

    #[test]
    fn words_are_marked() {
        check("==高亮==", "<mark>高亮</mark>");
        check("他说==高亮==了", "他说<mark>高亮</mark>了");
        check("**==重点==**与==**重**点==", "<strong><mark>重点</mark></strong>与<mark><strong>重</strong>点</mark>");
        check("他**==“重”==**说", "他<strong><mark>“重”</mark></strong>说");
        check("==a = b==，==跨\n行==", "<mark>a = b</mark>，<mark>跨行</mark>");
        check("[甲==乙==](a.html)", "<a href=\"a.html\">甲<mark>乙</mark></a>");
        for plain in ["a == b 和 c == d", "a==b 和 c==d", "`==码==`", "===甲===", "== 甲 ==", "\\==甲==", "甲==="]
        {
            assert!(!to_html(plain).contains("<mark>"), "{plain}");
        }
    }

    #[test]
    fn letters_are_raised_and_lowered() {
        let dialect = Dialect { subscript: true, superscript: true, ..Dialect::default() };
        assert_eq!(with(dialect, "H~2~O 与 x^2^，注^[1]^"), "<p>H<sub>2</sub>O 与 x<sup>2</sup>，注<sup>[1]</sup></p>");
        assert_eq!(with(dialect, "7~8月，9~10月 (^_^) ~~删~~"), "<p>7~8月，9~10月 (^_^) <del>删</del></p>");
        assert_eq!(to_html("H~2~O x^2^"), "<p>H~2~O x^2^</p>\n");
    }

    #[test]
    fn names_of_emoji_are_emoji() {
        check("好:smile:，:+1:", "好😄，👍");
        check(
            "12:30:45，比分 50:100:20，https://a.example:80:",
            "12:30:45，比分 50:100:20，<a href=\"https://a.example:80\">https://a.example:80</a>:",
        );
        check(":没有: :no-such-name: `:smile:` \\:smile:", ":没有: :no-such-name: <code>:smile:</code> :smile:");
    }

    #[test]
    fn double_brackets_are_links() {
        check("[[另一篇|那篇]]", "<a href=\"x-wiki:%E5%8F%A6%E4%B8%80%E7%AF%87\">那篇</a>");
        check(
            "见[[甲]]与[[乙#节]]。",
            "见<a href=\"x-wiki:%E7%94%B2\">甲</a>与<a href=\"x-wiki:%E4%B9%99#%E8%8A%82\">乙#节</a>。",
        );
        check("[[#节]]", "<a href=\"#%E8%8A%82\">节</a>");
        check(
            "![[图.png|300]] ![[图.png|港]]",
            "<img src=\"%E5%9B%BE.png\" alt=\"\" /> <img src=\"%E5%9B%BE.png\" alt=\"港\" />",
        );
        check(
            "[[1]](a.html) [[1]] `[[甲]]` \\[[甲]] [[ -f x ]]",
            "<a href=\"a.html\">[1]</a> [[1]] <code>[[甲]]</code> [[甲]] [[ -f x ]]",
        );
        assert!(to_html("| a |\n|---|\n| [[甲\\|乙]] |").contains("<td><a href=\"x-wiki:%E7%94%B2\">乙</a></td>"));
    }

    proptest! {
        #![proptest_config(crate::testing::cases(1000))]
        #[test]
        fn places_are_those_of_the_source(source in "(==|\\[\\[|\\]\\]|\\||:smile:|:|\\^|~|字|a|1|\\*\\*|\\*|`|\n|\n\n|\\[|\\]\\(a\\)|<b>|\\\\|!|#){0,30}") {
            let dialect = Dialect { subscript: true, superscript: true, ..Dialect::default() };
            let prepared = Prepared::new(&source, Habits { dialect, ..Habits::default() });
            for (_, range) in parse(&prepared).events {
                prop_assert!(source.get(range.clone()).is_some(), "{:?}", range);
            }
        }
    }
}
