//! One file with many articles into one for each: the headings of a level begin them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::ArticleMeta;
use super::date::chinese_number;
use crate::markdown::{Heading, Prepared, headings, outline};

/// The articles of a file whose headings of a level each begin one. They have what the file
/// says of its date, source, issue and so on; a heading above them that is a page's (`第2版`)
/// gives its number. Text before the first is an article of its own, with the file's title.
pub(super) fn split(whole: ArticleMeta, text: &str, level: u8) -> Vec<ArticleMeta> {
    let body = text.get(whole.body.clone()).unwrap_or_default();
    let found = headings(&Prepared::new(body, whole.habits));
    let begins = |heading: &&Heading| heading.level == level;
    if !found.iter().any(|heading| begins(&heading)) {
        return vec![whole];
    }
    let upper: Vec<&Heading> =
        found.iter().filter(|heading| heading.level <= level && !is_title(heading, &whole)).collect();
    let mut articles = Vec::new();
    let mut page = whole.page.clone();
    let preamble = after_title(&found, &whole)..upper.first().map_or(body.len(), |heading| heading.range.start);
    if has_text(body, &preamble) {
        articles.push(part(&whole, body, &whole.title, preamble, &page));
    }
    for (index, heading) in upper.iter().enumerate() {
        let within = heading.range.end..upper.get(index + 1).map_or(body.len(), |next| next.range.start);
        if heading.level < level {
            page = page_number(&heading.text).or(page);
        }
        // A headline without a text is news too; a page's heading is not.
        if heading.level == level || has_text(body, &within) {
            articles.push(part(&whole, body, &heading.text, within, &page));
        }
    }
    let digits = articles.len().to_string().len().max(2);
    for (number, article) in (1..).zip(&mut articles) {
        article.part = Some(number);
        article.slug = format!("{}-{number:0digits$}", whole.slug);
    }
    articles
}

fn has_text(body: &str, range: &Range<usize>) -> bool {
    !body[range.clone()].trim().is_empty()
}

/// Whether a heading is the whole file's title.
fn is_title(heading: &Heading, whole: &ArticleMeta) -> bool {
    heading.text == whole.title && heading.level == 1
}

fn after_title(found: &[Heading], whole: &ArticleMeta) -> usize {
    found.first().filter(|heading| is_title(heading, whole)).map_or(0, |heading| heading.range.end)
}

fn part(whole: &ArticleMeta, body: &str, title: &str, range: Range<usize>, page: &Option<String>) -> ArticleMeta {
    let start = whole.body.start;
    ArticleMeta {
        title: title.to_owned(),
        summary: outline(&body[range.clone()], whole.habits).summary.unwrap_or_default(),
        page: page.clone(),
        body: start + range.start..start + range.end,
        permalink: None,
        ..whole.clone()
    }
}

/// The number in `第2版`, `第二版：要闻` or `A3版`.
fn page_number(heading: &str) -> Option<String> {
    static PAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("第? *(?<number>[A-Z]?[0-9]{1,3}|[一二三四五六七八九十]{1,3}) *版").expect("the pattern is constant")
    });
    let written = PAGE.captures(heading)?["number"].to_owned();
    Some(chinese_number(&written).map_or(written, |number| number.to_string()))
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
