//! The habits of Chinese plain text that Markdown takes for something else: paragraphs that
//! begin with `　　` or four spaces, `#标题` without a space, and paths with spaces in links.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::cjk::is_cjk;
use super::edits::{Edit, Habits};
use super::regions::{Regions, holds};
use crate::diagnostic::{Finding, Kind, sentence};

/// What of a text is to be edited before it is parsed, and what is to be said of it.
pub(super) fn edits(text: &str, habits: Habits) -> (Vec<Edit>, Vec<Finding>) {
    if !is_suspect(text) {
        return (Vec::new(), Vec::new());
    }
    let regions = Regions::of(text);
    let mut edits = Vec::new();
    let mut suspects = Suspects::default();
    let mut at = 0;
    let mut before_is_text = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches([' ', '\t', '\u{3000}']);
        let indent = &line[..line.len() - content.len()];
        let place = start + indent.len();
        if content.trim().is_empty() {
            // To Markdown a line of `　` is text.
            if indent.contains('\u{3000}') && !regions.is_code(start) && !holds(&regions.html, start) {
                edits.push(Edit { range: start..place, with: String::new() });
            }
            before_is_text = false;
            continue;
        }
        let is_indented_code = holds(&regions.indented, place);
        if !is_indented_code && (regions.is_code(place) || holds(&regions.html, start)) {
            before_is_text = false;
            continue;
        }
        if let Some(edit) =
            indentation(indent, start..place, content, is_indented_code, before_is_text, &regions, habits)
        {
            edits.push(edit);
        } else if is_indented_code {
            if is_prose(content) {
                suspects.indented.add(place..place + content.trim_end().len());
            }
            before_is_text = false;
            continue;
        }
        heading(content, place, indent, habits, &mut edits, &mut suspects);
        links(line, start, &regions, &mut edits);
        before_is_text = true;
    }
    edits.sort_by_key(|edit| edit.range.start);
    (edits, suspects.into_findings())
}

/// Whether there may be anything to edit: this spares most texts a parse.
fn is_suspect(text: &str) -> bool {
    static SUSPECT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^[ \t]*\x{3000}|^(?: {4}|\t)|^ {0,3}#{1,6}[^# \t\r\n]|\]\([^()<>\n]* [^()\n]*\)")
            .expect("the pattern is constant")
    });
    SUSPECT.is_match(text)
}

/// What becomes of a line's indentation: in Chinese it begins a paragraph.
fn indentation(
    indent: &str,
    range: Range<usize>,
    content: &str,
    is_indented_code: bool,
    before_is_text: bool,
    regions: &Regions,
    habits: Habits,
) -> Option<Edit> {
    let is_wide = indent.contains('\u{3000}');
    let is_deep = indent.len() >= 4 || indent.contains('\t');
    let in_paragraph = holds(&regions.paragraphs, range.end);
    let strips = if is_indented_code {
        !habits.indented_code
    } else {
        is_wide || is_deep && !habits.indented_code && in_paragraph && content.starts_with(is_cjk)
    };
    let begins = before_is_text && (is_indented_code || in_paragraph);
    let with = if begins { "\n".to_owned() } else { String::new() };
    strips.then_some(Edit { range, with })
}

/// `#标题` as a heading, or a suspect if the source does not write headings so.
fn heading(content: &str, place: usize, indent: &str, habits: Habits, edits: &mut Vec<Edit>, suspects: &mut Suspects) {
    let marks = content.bytes().take_while(|&byte| byte == b'#').count();
    let after = &content[marks..];
    let text = after.trim_end();
    // `#话题#` is a topic, and `#!` begins a program.
    let is_chinese = after.starts_with(is_cjk)
        || marks > 1 && after.starts_with(|first: char| first.is_alphanumeric()) && after.contains(is_cjk);
    let is_heading = (1..=6).contains(&marks) && is_chinese && !(marks == 1 && text.contains('#'));
    if !is_heading || indent.len() > 3 {
        return;
    }
    if habits.loose_headings {
        let space = |at: usize| Edit { range: place + at..place + at, with: " ".to_owned() };
        edits.push(space(marks));
        // `##小题##`: the marks after it need a space too.
        let words = text.trim_end_matches('#');
        if words.len() < text.len() {
            edits.push(space(marks + words.len()));
        }
    } else {
        suspects.headings.add(place..place + marks + text.len());
    }
}

/// `[a](中文 路径.md)`, which CommonMark takes for text, with the path in angle brackets.
fn links(line: &str, start: usize, regions: &Regions, edits: &mut Vec<Edit>) {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        let path = r#"[^()<>\s"][^()<>\n"]*? [^()<>\n"]*?\.[A-Za-z0-9]{1,8}(?:#[^()<>\s"]*)?"#;
        Regex::new(&format!(r#"\]\((?<path>{path})(?<title> +"[^"\n]*")?\)"#)).expect("the pattern is constant")
    });
    if !line.contains("](") {
        return;
    }
    for found in LINK.captures_iter(line) {
        let Some(path) = found.name("path") else { continue };
        let place = start + path.start();
        if !regions.is_code(place) && !holds(&regions.html, place) {
            edits.push(Edit { range: place..place, with: "<".to_owned() });
            edits.push(Edit { range: start + path.end()..start + path.end(), with: ">".to_owned() });
        }
    }
}

/// Whether a line of code is most likely none.
fn is_prose(content: &str) -> bool {
    let (wide, all) = content
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .fold((0, 0), |(wide, all), letter| (wide + usize::from(is_cjk(letter)), all + 1));
    content.starts_with(|first: char| is_cjk(first) || first == '<') && wide * 2 > all && wide >= 10
}

/// Places of one kind: the first, and how many.
#[derive(Default)]
struct Places(Option<Range<usize>>, usize);

impl Places {
    fn add(&mut self, range: Range<usize>) {
        self.0.get_or_insert(range);
        self.1 += 1;
    }
}

/// Lines that Markdown most likely takes for something that their author does not mean.
#[derive(Default)]
struct Suspects {
    indented: Places,
    headings: Places,
}

impl Suspects {
    fn into_findings(self) -> Vec<Finding> {
        let Self { indented: Places(indented, indented_count), headings: Places(headings, heading_count) } = self;
        let indented = indented.map(|range| {
            Finding::warning(Kind::IndentedCode, sentence!("code-indented", count = indented_count), range)
        });
        let headings = headings.map(|range| {
            Finding::warning(Kind::HeadingSpace, sentence!("heading-unspaced", count = heading_count), range)
        });
        indented.into_iter().chain(headings).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Prepared, parse, render};

    fn loose() -> Habits {
        Habits { indented_code: false, loose_headings: true, ..Habits::default() }
    }

    fn html(source: &str, habits: Habits) -> (String, Vec<Kind>) {
        let prepared = Prepared::new(source, habits);
        let mut html = String::new();
        render(parse(&prepared).events.into_iter().map(|(event, _)| event), &mut html);
        (html.replace('\n', ""), prepared.findings().iter().map(|finding| finding.kind).collect())
    }

    #[test]
    fn indented_paragraphs() {
        let check = |source: &str, expected: &str| assert_eq!(html(source, loose()).0, expected, "{source:?}");
        check("　　一\n　　二\n三", "<p>一</p><p>二三</p>");
        check("一\n　　二", "<p>一</p><p>二</p>");
        check("    一\n    二\n\n    三", "<p>一</p><p>二</p><p>三</p>");
        check("一\n    二", "<p>一</p><p>二</p>");
        check("    <p>一</p>", "<p>一</p>");
        check("　　<p>一</p>", "<p>一</p>");
        check("一\n\n　　\n　\n　　二", "<p>一</p><p>二</p>");
        check("　　一\n　　---\n　　二", "<p>一</p><hr /><p>二</p>");
        check("<pre>\n　　春眠\n</pre>", "<pre>　　春眠</pre>");
        check("- 一\n    二", "<ul><li>一二</li></ul>");
        check("```\n　　一\n```", "<pre><code>　　一</code></pre>");
        assert_eq!(html("　　一", Habits::default()).0, "<p>一</p>");
        let (code, notes) = html("    这一段话前面有四个空格\n    又一行这样的话有十个字\n", Habits::default());
        assert!(code.starts_with("<pre><code>这一段话"), "{code}");
        assert_eq!(notes, [Kind::IndentedCode]);
    }

    #[test]
    fn headings_without_a_space() {
        assert_eq!(html("#标题\n\n##小题##\n\n##A 题", loose()).0, "<h1>标题</h1><h2>小题</h2><h2>A 题</h2>");
        assert_eq!(html("#标题", Habits::default()), ("<p>#标题</p>".to_owned(), vec![Kind::HeadingSpace]));
        for source in ["#话题#", "#今日话题# 大家说", "```\n#注释\n```", "#hash"] {
            assert_eq!(html(source, Habits::default()).1, [], "{source}");
            assert!(!html(source, loose()).0.contains("<h1>"), "{source}");
        }
    }

    #[test]
    fn paths_with_spaces() {
        let check =
            |source: &str, expected: &str| assert_eq!(html(source, Habits::default()).0, expected, "{source:?}");
        check("[甲](中文 路径.md)", "<p><a href=\"%E4%B8%AD%E6%96%87%20%E8%B7%AF%E5%BE%84.md\">甲</a></p>");
        check(
            "![甲](图 一.png \"题\")",
            "<figure><img src=\"%E5%9B%BE%20%E4%B8%80.png\" alt=\"甲\" /><figcaption>题</figcaption></figure>",
        );
        check("[甲](a.md \"题 目\")", "<p><a href=\"a.md\" title=\"题 目\">甲</a></p>");
        check("`[甲](中文 路径.md)`", "<p><code>[甲](中文 路径.md)</code></p>");
        check("[甲](见 第二节)", "<p>[甲](见 第二节)</p>");
    }
}
