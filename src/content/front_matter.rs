//! Front matter: where it ends, and what it says, whether in YAML, TOML or JSON.
//! The splitter is our own: pulldown-cmark's metadata blocks miss real files.

use std::ops::Range;

use serde_json::{Map, Value};

/// A file's front matter as plain values, and where its body begins.
pub(super) struct FrontMatter {
    pub map: Map<String, Value>,
    /// Its bytes in the file, fences aside.
    pub range: Range<usize>,
    /// The first byte of the body.
    pub body: usize,
}

/// Why front matter cannot be read.
pub(super) struct Fault {
    pub message: String,
    pub help: String,
    pub range: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Yaml,
    Toml,
    Json,
}

struct Block {
    format: Format,
    range: Range<usize>,
    body: usize,
}

/// The first byte of a Markdown file's body.
pub fn body_start(text: &str) -> usize {
    match find(text) {
        Ok(Some(block)) => block.body,
        Ok(None) | Err(_) => 0,
    }
}

/// Reads a file's front matter; a file without any has an empty one.
pub(super) fn parse(text: &str) -> Result<FrontMatter, Fault> {
    let Some(Block { format, range, body }) = find(text)? else {
        return Ok(FrontMatter { map: Map::new(), range: 0..0, body: 0 });
    };
    let block = &text[range.clone()];
    let value = match format {
        Format::Yaml => yaml(block),
        Format::Toml => toml(block),
        Format::Json => json(block),
    };
    let fault = |message: String, help: &str, at: Range<usize>| Fault {
        message,
        help: help.to_owned(),
        range: range.start + at.start..range.start + at.end,
    };
    match value {
        Ok(Value::Object(map)) => Ok(FrontMatter { map, range, body }),
        Ok(Value::Null) => Ok(FrontMatter { map: Map::new(), range, body }),
        Ok(_) => Err(fault(
            "The front matter is not a list of `key: value` lines.".to_owned(),
            "After the colon there must be a space, and the colon must be `:`, not `：`.",
            0..0,
        )),
        Err((message, at)) => {
            Err(fault(format!("The front matter cannot be read: {message}."), help(format, block, &at), at))
        }
    }
}

/// What most likely went wrong in the line at fault.
fn help(format: Format, block: &str, at: &Range<usize>) -> &'static str {
    if format != Format::Yaml {
        return "Mend the line that is marked.";
    }
    let start = block[..block.floor_char_boundary(at.start)].rfind('\n').map_or(0, |newline| newline + 1);
    let line = block[start..].lines().next().unwrap_or_default();
    let value = line.split_once(':').map_or("", |(_, value)| value.trim());
    if value.contains(": ") || value.starts_with(['@', '`', '%', '*', '&', '!', '[', '{', '|', '>']) {
        "Put the value in quotes: `key: \"…\"`."
    } else {
        "Mend the line that is marked, or put its value in quotes."
    }
}

/// Finds the block of front matter, if the file begins with one.
fn find(text: &str) -> Result<Option<Block>, Fault> {
    let start = text.len() - text.trim_start_matches([' ', '\t', '\r', '\n', '\u{FEFF}']).len();
    let first = text[start..].lines().next().unwrap_or_default().trim_end();
    match first {
        "---" => fenced(text, start, Format::Yaml, &["---", "..."]),
        "+++" => fenced(text, start, Format::Toml, &["+++"]),
        ";;;" => fenced(text, start, Format::Json, &[";;;"]),
        _ if first.starts_with('{') && !first.starts_with("{%") && !first.starts_with("{{") => {
            Ok(json_block(text, start))
        }
        _ => Ok(None),
    }
}

fn fenced(text: &str, start: usize, format: Format, ends: &[&str]) -> Result<Option<Block>, Fault> {
    let mut at = start + text[start..].find('\n').map_or(text.len() - start, |newline| newline + 1);
    let inner = at;
    for line in text[inner..].split_inclusive('\n') {
        let end = at + line.len();
        if ends.contains(&line.trim_end()) {
            return Ok(Some(Block { format, range: inner..at, body: end }));
        }
        at = end;
    }
    let next = text[inner..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_rule = format == Format::Yaml
        && !next.split_once(':').is_some_and(|(key, _)| {
            key.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-'))
        });
    if is_rule {
        // A thematic break, and no front matter.
        return Ok(None);
    }
    let fence = ends[0];
    Err(Fault {
        message: format!("The front matter that begins here has no closing `{fence}`."),
        help: format!("Put a line `{fence}` between the front matter and the text."),
        range: start..start + fence.len(),
    })
}

fn json_block(text: &str, start: usize) -> Option<Block> {
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    let first = values.next()?;
    let end = start + values.byte_offset();
    // Text may begin with a brace: it is front matter if it is an object, or fails to be
    // one after it began as one.
    let looks_like_json = text[start + 1..].trim_start().starts_with(['"', '}']);
    match first {
        Ok(Value::Object(_)) => {
            let body = end + text[end..].find('\n').map_or(text.len() - end, |newline| newline + 1);
            Some(Block { format: Format::Json, range: start..end, body })
        }
        Err(_) if looks_like_json => Some(Block { format: Format::Json, range: start..text.len(), body: text.len() }),
        _ => None,
    }
}

type Parsed = Result<Value, (String, Range<usize>)>;

fn yaml(block: &str) -> Parsed {
    // Tabs before the text are no fault to a reader; YAML makes them one. A space for each
    // keeps the indentation in order, and every place where it was.
    let spaced: String = block.split_inclusive('\n').map(indent_with_spaces).collect();
    if spaced.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Value::Null);
    }
    serde_saphyr::from_str::<Value>(&spaced).map_err(|error| {
        let bare = error.without_snippet();
        let at = bare.location().map_or(0, |location| {
            offset(
                block,
                usize::try_from(location.line()).unwrap_or(1),
                usize::try_from(location.column()).unwrap_or(1),
            )
        });
        let message = bare.to_string();
        // The library's message names a line within the block, which ours would contradict.
        let message =
            message.split(" at line ").next().unwrap_or(&message).trim_end_matches(['.', ':', ' ']).replace('\n', " ");
        (message, at..line_end(block, at))
    })
}

fn indent_with_spaces(line: &str) -> std::borrow::Cow<'_, str> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    if line[..indent].contains('\t') {
        format!("{}{}", " ".repeat(indent), &line[indent..]).into()
    } else {
        line.into()
    }
}

fn toml(block: &str) -> Parsed {
    let table: toml::Table =
        toml::from_str(block).map_err(|error| (error.message().replace('\n', ", "), error.span().unwrap_or(0..0)))?;
    Ok(toml_value(toml::Value::Table(table)))
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

fn json(block: &str) -> Parsed {
    let trimmed = block.trim();
    let braced = if trimmed.starts_with('{') { block.to_owned() } else { format!("{{{block}}}") };
    serde_json::from_str(&braced).map_err(|error| {
        let added = usize::from(!trimmed.starts_with('{') && error.line() == 1);
        let at = offset(block, error.line(), error.column().saturating_sub(added).max(1));
        let message = error.to_string();
        (message.split(" at line ").next().unwrap_or(&message).to_owned(), at..at)
    })
}

/// The byte of a line and column, both from 1, the column in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    start.min(text.len()) + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, title: &str, body: &str) {
        let parsed = parse(text).unwrap_or_else(|fault| panic!("{text:?}: {}", fault.message));
        assert_eq!(parsed.map.get("title").and_then(Value::as_str).unwrap_or_default(), title, "{text:?}");
        assert_eq!(&text[parsed.body..], body, "{text:?}");
    }

    #[test]
    fn all_three_formats_are_read() {
        check("---\ntitle: 一\n---\n文", "一", "文");
        check("\n\n---  \r\n\r\ntitle: 一\r\n...\r\n文", "一", "文");
        check("---\ntitle: 一\n\t\ndate: 2024-07-04\n---\n文", "一", "文");
        check("---\ntitle: 一\ntags:\n\t- 甲\n\t- 乙\n---\n文", "一", "文");
        check("+++\ntitle = \"一\"\ndate = 2024-07-04\n+++\n文", "一", "文");
        check("{\n  \"title\": \"一\"\n}\n\n文", "一", "\n文");
        check("\"title\": \"一\"\n;;;", "", "\"title\": \"一\"\n;;;");
        check(";;;\n\"title\": \"一\"\n;;;\n文", "一", "文");
        check("---\n---\n文", "", "文");
        check("文", "", "文");
        check("---\n\n一条横线\n", "", "---\n\n一条横线\n");
        check("{{< figure >}}", "", "{{< figure >}}");
    }

    #[test]
    fn faults_point_at_their_line() {
        for (text, line) in [
            ("---\ntitle: 一\ntitle2: 副: 题\n---\n", 3),
            ("---\ntitle: 一\n\n文\n", 1),
            ("+++\ntitle = 一\n+++\n", 2),
            ("{\n\"title\": 一\n}\n", 2),
            ("---\n一：二\n---\n", 2),
        ] {
            let fault = parse(text).err().unwrap_or_else(|| panic!("{text:?} is no fault"));
            assert_eq!(text[..fault.range.start].matches('\n').count() + 1, line, "{text:?}: {}", fault.message);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(---|\\+\\+\\+|\\{|;;;|)\n?[a-z一：:\"'\\[\\]{}\\-+;,#&*!|>\t \r\n]{0,60}(---|\\.\\.\\.|\\+\\+\\+|\\}|)\n?.{0,9}") {
            if let Err(fault) = parse(&text) {
                prop_assert!(text.get(fault.range).is_some());
            }
            prop_assert!(text.is_char_boundary(body_start(&text)));
        }
    }
}
