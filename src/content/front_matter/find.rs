//! Finds where front matter is, in a file that may have any kind of it or none.

use std::ops::Range;

use serde_json::Value;

use crate::content::keys;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Toml,
    Json,
    References,
}

/// A block of front matter.
pub(super) struct Block {
    pub format: Format,
    /// Fences aside.
    pub range: Range<usize>,
    /// Where the text after it begins.
    pub body: usize,
    /// Whether nothing closes it.
    pub is_open: bool,
}

/// The first byte of a Markdown file's body.
pub fn body_start(text: &str) -> usize {
    find(text).map_or(0, |block| block.body)
}

/// The block of front matter, if the file begins with one.
pub(super) fn find(text: &str) -> Option<Block> {
    let start = text.len() - text.trim_start().len();
    let first = text[start..].lines().next()?.trim_end();
    if reference(first).is_some() {
        return Some(references(text, start));
    }
    let inner = start + text[start..].find('\n').map_or(text.len() - start, |newline| newline + 1);
    match first {
        ";;;" => fenced(text, inner, Format::Json, |line| line == ";;;"),
        "+++" => fenced(text, inner, Format::Toml, |line| line == "+++"),
        _ if first.starts_with('{') => json(text, start),
        _ if is_rule(first) => yaml(text, inner),
        _ => unopened(text, start),
    }
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// The lines of a text from a byte on, with the byte where each ends.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (&str, usize)> {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        at += line.len();
        (line, at)
    })
}

fn fenced(text: &str, inner: usize, format: Format, closes: impl Fn(&str) -> bool) -> Option<Block> {
    let (line, end) = lines_from(text, inner).find(|(line, _)| closes(line.trim_end()))?;
    Some(Block { format, range: inner..end - line.len(), body: end, is_open: false })
}

/// YAML after its first fence. Between two rules there is front matter if there is a key.
fn yaml(text: &str, inner: usize) -> Option<Block> {
    let closes = |line: &str| is_rule(line) || line == "...";
    let closed = fenced(text, inner, Format::Yaml, closes);
    let has_key = |block: &Block| {
        let lines = text[block.range.clone()].lines().filter(|line| !line.trim().is_empty());
        let mut lines = lines.peekable();
        lines.peek().is_none() || lines.any(|line| is_entry(line, false))
    };
    // A rule far below, with text before it, is not what closes the front matter.
    let end = run_end(text, inner);
    match (closed, end) {
        (Some(block), _) if has_key(&block) && !is_prose(text, &block, end) => Some(block),
        (_, Some(end)) => Some(Block { format: Format::Yaml, range: inner..end, body: end, is_open: true }),
        _ => None,
    }
}

/// Whether a block between two rules goes on as text after its last entry: then the second
/// rule is one of the text's.
fn is_prose(text: &str, block: &Block, end: Option<usize>) -> bool {
    let Some(end) = end.filter(|&end| end < block.range.end) else { return false };
    let mut rest = text[end..block.range.end].lines().filter(|line| !line.trim().is_empty());
    let yaml_like = |line: &str| line.starts_with([' ', '\t', '-', '#', ']', '}']) || is_entry(line, false);
    rest.next().is_some_and(|first| !yaml_like(first)) && !rest.any(|line| is_entry(line, true))
}

/// Where lines that look like YAML end; none if not even the first does.
fn run_end(text: &str, start: usize) -> Option<usize> {
    let mut end = None;
    let mut after_blank = false;
    for (line, line_end) in lines_from(text, start) {
        let content = line.trim();
        if content.is_empty() {
            after_blank = true;
            continue;
        }
        let goes_on = end.is_some()
            && !after_blank
            && (line.starts_with([' ', '\t']) || content.starts_with("- ") || content.starts_with('#'));
        if !is_entry(line, after_blank && end.is_some()) && !goes_on {
            break;
        }
        end = Some(line_end);
        after_blank = false;
    }
    end
}

/// Whether a line is `key: value`; `must_be_known` asks for a key that generators have.
fn is_entry(line: &str, must_be_known: bool) -> bool {
    let Some(at) = line.find([':', '：']) else { return false };
    let key = line[..at].trim_matches(['"', '\'', ' ', '\t']);
    let is_ascii_colon = line[at..].starts_with(':');
    let value = line[at..].trim_start_matches([':', '：']);
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let is_key = !key.is_empty() && key.len() <= 40 && key.chars().all(is_word);
    let is_spaced = value.trim().is_empty() || value.starts_with([' ', '\t']);
    let is_plain = is_ascii_colon && is_spaced && !must_be_known;
    is_key && (is_plain || keys::is_known(key) && !line[at..].starts_with("://"))
}

/// YAML that lacks its first fence, as Hexo reads it: entries with known keys, then a rule.
fn unopened(text: &str, start: usize) -> Option<Block> {
    if !is_entry(text[start..].lines().next()?, true) {
        return None;
    }
    let end = run_end(text, start)?;
    let (line, line_end) = lines_from(text, end).find(|(line, _)| !line.trim().is_empty())?;
    let closes = is_rule(line.trim_end());
    closes.then_some(Block {
        format: Format::Yaml,
        range: start..line_end - line.len(),
        body: line_end,
        is_open: false,
    })
}

fn json(text: &str, start: usize) -> Option<Block> {
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    let first = values.next()?;
    let block = |end: usize| {
        let body = end + text[end..].find('\n').map_or(text.len() - end, |newline| newline + 1);
        Block { format: Format::Json, range: start..end, body, is_open: false }
    };
    match first {
        Ok(Value::Object(_)) => Some(block(start + values.byte_offset())),
        // Text may begin with a brace: it is front matter if it begins as an object, and a line
        // closes it.
        Err(_) if text[start + 1..].trim_start().starts_with(['"', '}']) => {
            let (_, end) = lines_from(text, start).find(|(line, _)| line.trim_end() == "}")?;
            Some(block(start + text[start..end].trim_end().len()))
        }
        _ => None,
    }
}

fn references(text: &str, start: usize) -> Block {
    let is_reference = |(line, end): (&str, usize)| reference(line).map(|_| end);
    let end = lines_from(text, start).map_while(is_reference).last().unwrap_or(start);
    Block { format: Format::References, range: start..end, body: end, is_open: false }
}

/// The key and the value of `[#]: key: "value"`.
pub(super) fn reference(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim().strip_prefix("[#]:")?.split_once(':')?;
    Some((key.trim(), value.trim()))
}
