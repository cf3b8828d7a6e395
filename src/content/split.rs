//! One file with many articles into one for each: the headings of a level begin them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::article::ArticleMeta;
use super::jumps::{jumps, without_jumps};
use super::printed::page_number;
use crate::markdown::{Heading, Prepared, headings, outline};

/// The articles of a file whose headings of a level each begin one. They have what the file
/// says of its date, source, issue and so on; a heading above them that is a page's (`第2版`)
/// gives its number. Text before the first is an article of its own, with the file's title.
pub(super) fn split(whole: ArticleMeta, text: &str, level: u8) -> Vec<ArticleMeta> {
    let body = text.get(whole.body.clone()).unwrap_or_default();
    let found = headings(&Prepared::new(body, whole.habits));
    if !found.iter().any(|heading| heading.level == level) {
        return vec![whole];
    }
    let upper: Vec<&Heading> =
        found.iter().filter(|heading| heading.level <= level && !is_title(heading, &whole)).collect();
    let mut articles = Vec::new();
    let preamble = after_title(&found, &whole)..upper.first().map_or(body.len(), |heading| heading.range.start);
    let mut place = Place { page: whole.page.clone(), section: whole.section.clone(), line: whole.line };
    if has_text(body, &preamble) {
        articles.push(part(&whole, body, &whole.title, preamble, &place));
    }
    let mut counted = 0;
    for (index, heading) in upper.iter().enumerate() {
        let within = heading.range.end..upper.get(index + 1).map_or(body.len(), |next| next.range.start);
        let start = whole.body.start + heading.range.start;
        place.line += text[counted..start].matches('\n').count();
        counted = start;
        if heading.level < level {
            let (page, section) = page_and_section(&heading.text);
            place.page = page.or_else(|| whole.page.clone());
            place.section = section.or_else(|| whole.section.clone());
        }
        // A headline without a text is news too; a page's heading is not.
        if heading.level == level || has_text(body, &within) {
            articles.push(part(&whole, body, &heading.text, within, &place));
        }
    }
    let digits = articles.len().to_string().len().max(2);
    if let Some(first) = articles.first_mut() {
        first.aliases.clone_from(&whole.aliases);
        first.files_at.clone_from(&whole.files_at);
    }
    for (number, article) in (1..).zip(&mut articles) {
        article.part = Some(number);
        article.slug = format!("{}-{number:0digits$}", whole.slug);
    }
    articles
}

fn has_text(body: &str, range: &Range<usize>) -> bool {
    !body[range.clone()].trim().is_empty()
}

/// A part of a text with those definitions of links and footnotes after it that it refers to and
/// that stand elsewhere in the text.
pub(super) fn with_definitions<'t>(text: &'t str, range: Range<usize>, part: &'t str) -> Cow<'t, str> {
    if !part.contains('[') {
        return Cow::Borrowed(part);
    }
    let mut out = Cow::Borrowed(part);
    for (at, line) in [(0, &text[..range.start]), (range.end, &text[range.end..])]
        .into_iter()
        .flat_map(|(start, piece)| definitions(piece).map(move |(at, line)| (start + at, line)))
    {
        let label = &line[..=line.find(']').unwrap_or(0)];
        if !range.contains(&at) && part.contains(label.trim_start()) {
            let out = out.to_mut();
            out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
            out.push_str(line);
        }
    }
    out
}

/// The lines of a text that define a link or a footnote: `[label]: …`.
fn definitions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches(' ');
        let is_definition = content.starts_with('[')
            && line.len() - content.len() < 4
            && content.find(']').is_some_and(|end| end > 1 && content[end + 1..].starts_with(':'));
        is_definition.then_some((start, line))
    })
}

/// Whether a heading is the whole file's title.
fn is_title(heading: &Heading, whole: &ArticleMeta) -> bool {
    heading.text == whole.title && heading.level == 1
}

fn after_title(found: &[Heading], whole: &ArticleMeta) -> usize {
    found.first().filter(|heading| is_title(heading, whole)).map_or(0, |heading| heading.range.end)
}

/// Where in the paper an article stands, and in the file.
struct Place {
    page: Option<String>,
    section: Option<String>,
    line: usize,
}

fn part(whole: &ArticleMeta, body: &str, title: &str, range: Range<usize>, place: &Place) -> ArticleMeta {
    let start = whole.body.start;
    ArticleMeta {
        title: title.to_owned(),
        summary: outline(&body[range.clone()], whole.habits).summary.map(without_jumps).unwrap_or_default(),
        page: place.page.clone(),
        section: place.section.clone(),
        line: place.line,
        jumps: jumps(&body[range.clone()], place.page.as_deref()),
        body: start + range.start..start + range.end,
        permalink: None,
        aliases: Vec::new(),
        files_at: None,
        position: None,
        continues: None,
        continued_by: None,
        corrections: Vec::new(),
        ..whole.clone()
    }
}

/// The number in `第2版`, `第二版：要闻` or `A3版`, and what else the heading says.
fn page_and_section(heading: &str) -> (Option<String>, Option<String>) {
    static PAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("第? *(?<number>[A-Z]?[0-9]{1,3}|[一二三四五六七八九十]{1,3}) *版").expect("the pattern is constant")
    });
    let Some(found) = PAGE.captures(heading) else { return (None, Some(heading.to_owned())) };
    let rest = heading.replace(&found[0], "");
    let rest = rest.trim_matches([' ', '　', '：', ':', '·', '-', '—', '（', '）', '(', ')']);
    (Some(page_number(&found["number"])), Some(rest.to_owned()).filter(|rest| !rest.is_empty()))
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Source, Split};
    use crate::content::articles_of;

    fn titles(text: &str) -> Vec<(String, String, Option<String>, String)> {
        let source = Source { split: Some(Split { heading: 3 }), ..Source::default() };
        let config = Config { source: vec![source], ..Config::default() };
        let articles = articles_of("20240704.md", text.as_bytes(), Some(0), &config, &mut Vec::new());
        articles
            .into_iter()
            .map(|article| {
                assert_eq!(article.date.unwrap().iso(), "2024-07-04");
                (article.title, article.slug, article.page, text[article.body].trim().to_owned())
            })
            .collect()
    }

    #[test]
    fn definitions_go_with_what_refers_to_them() {
        let text = "### 甲\n见[附录]，注[^1]。\n\n### 乙\n文\n\n[附录]: http://e.example/\n[^1]: 注\n[别的]: x\n";
        let part = 0..text.find("### 乙").unwrap();
        let body = super::with_definitions(text, part.clone(), &text[part.clone()]);
        assert_eq!(&body[part.end..], "\n[附录]: http://e.example/\n\n[^1]: 注\n");
    }

    #[test]
    fn a_days_file_is_many_articles() {
        let own = |title: &str, slug: &str, page: Option<&str>, body: &str| {
            (title.to_owned(), slug.to_owned(), page.map(str::to_owned), body.to_owned())
        };
        assert_eq!(
            titles(
                "# 七月四日\n\n引言。\n\n## 第2版：要闻\n\n### 甲\n\n甲文。\n\n#### 小题\n\n又。\n\n### 乙\n\n### 丙\n丙文。\n\n## 第三版\n\n### 丁\n\n丁文。\n"
            ),
            [
                own("七月四日", "20240704-01", None, "引言。"),
                own("甲", "20240704-02", Some("2"), "甲文。\n\n#### 小题\n\n又。"),
                own("乙", "20240704-03", Some("2"), ""),
                own("丙", "20240704-04", Some("2"), "丙文。"),
                own("丁", "20240704-05", Some("3"), "丁文。"),
            ]
        );
        assert_eq!(titles("只有文字。"), [own("20240704", "20240704", None, "只有文字。")]);
        assert_eq!(titles("```\n### 不是\n```\n\n### 是\n\n文").len(), 2);
        assert_eq!(titles("### 一\n文{% raw %}\n### 二\n字{% endraw %}\n\n### 三\n").len(), 3);
        assert_eq!(titles("### 一\n{{< figure src=\"a.png\" caption=\"x\n\n### 二\n\n### 三\" >}}\n").len(), 1);
    }
}
