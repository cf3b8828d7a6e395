//! Reads front matter: a whole block, a header by a pattern, or the file beside an article.

use std::ops::Range;

use regex::Regex;
use serde_json::{Map, Value};

use super::find::{self, Block, Format};
use super::places::{Unparsed, offset};
use super::{loose, yaml};
use crate::diagnostic::{Finding, Kind, sentence};

/// A file's front matter as plain values, and where its body begins.
#[derive(Default)]
pub struct FrontMatter {
    /// The values, by key as the file has it.
    pub map: Map<String, Value>,
    /// Its bytes in the file, fences aside.
    pub range: Range<usize>,
    /// The first byte of the body.
    pub body: usize,
    /// Where values stand whose lines do not name their keys.
    pub places: Vec<(String, Range<usize>)>,
    /// What may be a part of it and was not read, or only line by line.
    pub unread: Range<usize>,
}

/// Reads a file's front matter; a file without any has an empty one. What cannot be read as a
/// whole is read line by line. `header` is the pattern of the file's source.
pub fn parse(text: &str, header: Option<&Regex>, findings: &mut Vec<Finding>) -> FrontMatter {
    if let Some(header) = header {
        match by_pattern(text, header) {
            Some(front_matter) => return front_matter,
            None => {
                let start = text.len() - text.trim_start().len();
                findings.push(Finding::warning(Kind::Header, sentence!("header-missing"), start..start));
            }
        }
    }
    let Some(Block { format, range, body, is_open }) = find::find(text) else {
        return FrontMatter { unread: find::suspected(text), ..FrontMatter::default() };
    };
    if is_open {
        let end = text[range.clone()].find('\n').map_or(range.end, |newline| range.start + newline);
        findings.push(Finding::warning(Kind::Repaired, sentence!("front-matter-open"), range.start..end));
    }
    let block = &text[range.clone()];
    let mut found = Vec::new();
    let map = match format {
        Format::Yaml => yaml::read(block, &mut found),
        Format::Toml => toml(block),
        Format::Json => json(block, true),
        Format::References => Ok(references(block)),
    };
    let unread = match (&map, is_open) {
        (Ok(_), false) => 0..0,
        (Ok(_), true) => range.end..find::paragraph_end(text, range.end),
        (Err(_), false) => range.clone(),
        (Err(_), true) => range.start..find::paragraph_end(text, range.end),
    };
    let map = map.unwrap_or_else(|fault| {
        let message = sentence!("front-matter-unreadable", reason = fault.reason);
        // What was mended on the way does not count.
        found = vec![Finding::error(Kind::FrontMatter, message, fault.range)];
        loose::read(block)
    });
    findings.extend(found.into_iter().map(|finding| finding.after(range.start)));
    FrontMatter { map, range, body, places: Vec::new(), unread }
}

/// What the named groups of a pattern match at the start of a file.
fn by_pattern(text: &str, header: &Regex) -> Option<FrontMatter> {
    let start = text.len() - text.trim_start().len();
    let captures =
        header.captures_at(text, start).filter(|captures| captures.get(0).is_some_and(|all| all.start() == start))?;
    let mut map = Map::new();
    let mut places = Vec::new();
    for name in header.capture_names().flatten() {
        let Some(found) = captures.name(name).filter(|found| !found.as_str().trim().is_empty()) else { continue };
        map.insert(name.to_owned(), Value::String(found.as_str().trim().to_owned()));
        places.push((name.to_owned(), found.range()));
    }
    let end = captures.get(0)?.end();
    Some(FrontMatter { map, range: start..end, body: end, places, unread: 0..0 })
}

/// The values of `[#]: key: "value"` and `[#]: key: (value)`.
fn references(block: &str) -> Map<String, Value> {
    let mut map = Map::new();
    for line in block.lines() {
        let Some((key, value)) = find::reference(line) else { continue };
        let inner = [('"', '"'), ('(', ')'), ('\'', '\'')]
            .into_iter()
            .find_map(|(open, close)| value.strip_prefix(open)?.strip_suffix(close));
        let value = inner.unwrap_or(value).trim();
        if !value.is_empty() {
            map.entry(key).or_insert_with(|| Value::String(value.to_owned()));
        }
    }
    map
}

/// The values of a block, or the reason why it has none, to be told in a sentence about all of the front matter.
type Parsed = Result<Map<String, Value>, Unparsed>;

fn toml(block: &str) -> Parsed {
    let table: toml::Table = toml::from_str(block).map_err(|error| Unparsed {
        reason: error.message().replace('\n', ", "),
        range: error.span().unwrap_or(0..0),
    })?;
    Ok(table.into_iter().map(|(key, value)| (key, toml_value(value))).collect())
}

fn toml_value(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(when) => Value::String(when.to_string()),
        toml::Value::Array(items) => items.into_iter().map(toml_value).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, toml_value(value))).collect())
        }
    }
}

/// `may_be_bare` allows for Hexo's, which has no braces.
fn json(block: &str, may_be_bare: bool) -> Parsed {
    let trimmed = block.trim();
    let is_bare = may_be_bare && !trimmed.starts_with('{');
    let braced = if is_bare { format!("{{{block}}}") } else { block.to_owned() };
    serde_json::from_str(&braced).map_err(|error| {
        let added = usize::from(is_bare && error.line() == 1);
        let at = offset(block, error.line(), error.column().saturating_sub(added).max(1));
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or(&message).to_owned();
        Unparsed { reason, range: at..at }
    })
}

/// A sidecar: a file of metadata beside an article.
///
/// # Errors
/// When it cannot be parsed.
pub fn sidecar(name: &str, text: &str) -> Result<Map<String, Value>, Finding> {
    let mut found = Vec::new();
    let parsed = match name.rsplit('.').next().unwrap_or_default() {
        "json" => json(text, false),
        "toml" => toml(text),
        _ => yaml::read(text, &mut found),
    };
    parsed.map_err(|fault| {
        Finding::error(Kind::FrontMatter, sentence!("metadata-unreadable", reason = fault.reason), fault.range)
    })
}

/// The entries of a YAML text, mended where that is needed, or line by line.
pub fn entries(text: &str) -> Map<String, Value> {
    yaml::read(text, &mut Vec::new()).unwrap_or_else(|_| loose::read(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::front_matter::body_start;

    /// The title, the body, and the kinds of what was found.
    fn check(text: &str, title: &str, body: &str, kinds: &[Kind]) {
        let mut findings = Vec::new();
        let parsed = parse(text, None, &mut findings);
        assert_eq!(parsed.map.get("title").and_then(Value::as_str).unwrap_or_default(), title, "{text:?}");
        assert_eq!(&text[parsed.body..], body, "{text:?}");
        assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), kinds, "{text:?}");
    }

    #[test]
    fn every_shape_is_read() {
        check("---\ntitle: 一\n---\n文", "一", "文", &[]);
        check("\n\n---  \r\n\r\ntitle: 一\r\n...\r\n文", "一", "文", &[]);
        check("---\ntitle: 一\n\t\ndate: 2024-07-04\n---\n文", "一", "文", &[]);
        check("+++\ntitle = \"一\"\ndate = 2024-07-04\n+++\n文", "一", "文", &[]);
        check("{\n  \"title\": \"一\"\n}\n\n文", "一", "\n文", &[]);
        check(";;;\n\"title\": \"一\"\n;;;\n文", "一", "文", &[]);
        check("title: 一\ndate: 2024-07-04\n---\n文", "一", "文", &[]);
        check("[#]: subject: (x)\n[#]: title: \"一\"\n\n文", "一", "\n文", &[]);
        check("---\n---\n文", "", "文", &[]);
    }

    #[test]
    fn what_is_none_is_left_alone() {
        for text in [
            "文",
            "---\n\n一条横线\n",
            "---\n一段：话\n一段\n---\n",
            "{{< figure >}}",
            "\"title\": \"一\"\n;;;",
            "说明: 这是标题\n---\n文",
            "[1]: http://x\n文",
            "---\n注: 这是正文的第一段。\n\n又一段。\n\n---\n\n后文",
            "---\n\n时间：昨天下午。地点：青岛。\n\n---\n\n后文",
        ] {
            check(text, "", text, &[]);
        }
    }

    #[test]
    fn what_is_broken_is_mended_or_read_line_by_line() {
        check("---\ntitle: 一\ndate: 2024-07-04\n\n文", "一", "\n文", &[Kind::Repaired]);
        check("---\ntitle: 一\n\ndate: 2024-07-04\ntags:\n- 甲\n\n文: 字", "一", "\n文: 字", &[Kind::Repaired]);
        check("---\ntitle: 标题: 副题\n---\n文", "标题: 副题", "文", &[Kind::Repaired]);
        check("---\ntitle: 一\n无冒号\ndate: 2024-07-04\n---\n文", "一", "文", &[Kind::FrontMatter]);
        check("---\ntitle: 一\nsummary: \"甲\n\n乙\"\n---\n文", "一", "文", &[]);
        check("---\ntitle: 一\ntags:\n* 甲\n---\n文", "一", "文", &[Kind::FrontMatter]);
        check("---\ntitle: >-\n  一\n  二\nimages:\n  - a\n - b\n---\n文", "一 二", "文", &[Kind::FrontMatter]);
        check("--- # 注\ntitle: 一\n---\n文", "一", "文", &[]);
        check("\u{200B}---\ntitle: 一\n---\n文", "一", "文", &[]);
        check("+++\ntitle = \"一\"\ndate = 2024-07-04\n\n文 = 字", "一", "\n文 = 字", &[Kind::Repaired]);
        check("+++\ntitle = 一\n+++\n文", "一", "文", &[Kind::FrontMatter]);
        check("{\n\"title\": \"一\",\n}\n文", "一", "文", &[Kind::FrontMatter]);
    }

    #[test]
    fn faults_point_at_their_line() {
        for (text, line) in [
            ("---\ntitle: 一\ntitle2: 副: 题\n---\n", 3),
            ("---\ntitle: 一\n\n文\n", 2),
            ("+++\ntitle = 一\n+++\n", 2),
            ("{\n\"title\": 一\n}\n", 2),
        ] {
            let mut findings = Vec::new();
            parse(text, None, &mut findings);
            let start = findings.first().unwrap_or_else(|| panic!("{text:?} is no fault")).range.start;
            assert_eq!(text[..start].matches('\n').count() + 1, line, "{text:?}");
        }
    }

    #[test]
    fn a_header_by_a_pattern() {
        let header = Regex::new(r"### (?<title>.+)\n(?<author>.*)\n(?<date>[\d-]+)\n第(?<page>\d+)版\n").unwrap();
        let mut findings = Vec::new();
        let parsed = parse("\n### 题\n\n1946-05-15\n第2版\n　　文", Some(&header), &mut findings);
        assert_eq!(Value::Object(parsed.map), serde_json::json!({"title": "题", "date": "1946-05-15", "page": "2"}));
        assert!(findings.is_empty());
        parse("文", Some(&header), &mut findings);
        assert_eq!(findings[0].kind, Kind::Header);
    }

    proptest! {
        #[test]
        fn never_panics(text in "(---|\\+\\+\\+|\\{|;;;|\\[#\\]: |)\n?([a-z一：:\"'\\[\\]{}\\-+;,#&*!|>\t \r\n]|title: |\n- ){0,60}(---|\\.\\.\\.|\\+\\+\\+|\\}|)\n?.{0,9}") {
            let mut findings = Vec::new();
            let parsed = parse(&text, None, &mut findings);
            prop_assert!(text.get(parsed.range).is_some() && text.is_char_boundary(parsed.body));
            for finding in findings {
                prop_assert!(text.get(finding.range).is_some());
            }
            prop_assert_eq!(body_start(&text), parsed.body);
        }
    }
}
