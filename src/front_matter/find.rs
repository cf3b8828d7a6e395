//! Finds where front matter is, in a file that may have any kind of it or none.

use std::ops::Range;

use serde_json::Value;

use super::keys;

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
    let is_nothing = |letter: char| letter.is_whitespace() || matches!(letter, '\u{200B}' | '\u{2060}');
    let start = text.len() - text.trim_start_matches(is_nothing).len();
    let first = text[start..].lines().next()?.trim_end();
    if reference(first).is_some() {
        return Some(references(text, start));
    }
    let inner = start + text[start..].find('\n').map_or(text.len() - start, |newline| newline + 1);
    match first {
        ";;;" => fenced(text, inner, Format::Json, |line| line == ";;;"),
        "+++" => fenced(text, inner, Format::Toml, |line| line == "+++").or_else(|| open_toml(text, inner)),
        _ if first.starts_with('{') => json(text, start),
        _ if is_rule(first) || is_fence(first) => yaml(text, inner),
        _ => unopened(text, start),
    }
}

/// What begins a file that has no front matter, if it looks as if it were meant for some.
pub(super) fn suspected(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    let first = text[start..].lines().next().unwrap_or_default();
    let is_suspect = ["---", "+++", ";;;", "{"].iter().any(|fence| first.starts_with(fence)) || is_known_entry(first);
    if is_suspect { start..paragraph_end(text, start) } else { 0..0 }
}

/// Where the next empty line is, or the end.
pub(super) fn paragraph_end(text: &str, start: usize) -> usize {
    let lines = lines_from(text, start).take_while(|(line, _)| !line.trim().is_empty());
    lines.last().map_or(start, |(_, end)| end)
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// `---yaml` and `--- # …`, which are no rules to Markdown.
fn is_fence(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest == "yaml" || rest.trim_start().starts_with('#'))
}

/// TOML that nothing closes: its entries, up to an empty line.
fn open_toml(text: &str, inner: usize) -> Option<Block> {
    let is_entry = |line: &str| {
        let key = line.split_once('=').map_or("", |(key, _)| key.trim());
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    let end = lines_from(text, inner).take_while(|(line, _)| is_entry(line)).last()?.1;
    Some(Block { format: Format::Toml, range: inner..end, body: end, is_open: true })
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

/// YAML after its first fence. Between two rules there may also be a text.
fn yaml(text: &str, inner: usize) -> Option<Block> {
    let closes = |line: &str| is_rule(line) || line == "...";
    let closed = fenced(text, inner, Format::Yaml, closes);
    let end = run_end(text, inner);
    match (closed, end) {
        (Some(block), _) if is_front_matter(&text[block.range.clone()]) && !is_prose(text, &block, end) => Some(block),
        (_, Some(end)) if text[inner..end].lines().any(is_known_entry) => {
            Some(Block { format: Format::Yaml, range: inner..end, body: end, is_open: true })
        }
        _ => None,
    }
}

/// Whether what is between two rules is front matter: a key that generators have, or nothing but
/// entries, or nothing at all.
fn is_front_matter(block: &str) -> bool {
    let lines = || block.lines().filter(|line| !line.trim().is_empty());
    let belongs =
        |line: &str| is_entry(line, false) && has_colon(line) || line.starts_with([' ', '\t', '-', '#', ']', '}']);
    let wide = lines().filter(|line| is_entry(line, true)).count();
    lines().any(is_known_entry) || wide > 1 || lines().all(belongs)
}

/// `key: value` with a key that generators have, and YAML's own colon.
fn is_known_entry(line: &str) -> bool {
    is_entry(line, true) && has_colon(line)
}

/// Whether the colon of an entry is YAML's own.
fn has_colon(line: &str) -> bool {
    line.find([':', '：']).is_some_and(|at| line[at..].starts_with(':'))
}

/// Whether a block between two rules goes on as text, in a paragraph of its own, after its last
/// entry: then the second rule is one of the text's.
fn is_prose(text: &str, block: &Block, end: Option<usize>) -> bool {
    let Some(end) = end.filter(|&end| end < block.range.end) else { return false };
    let rest = &text[end..block.range.end];
    let starts_paragraph = rest.lines().next().is_some_and(|line| line.trim().is_empty());
    let mut lines = rest.lines().filter(|line| !line.trim().is_empty());
    let yaml_like = |line: &str| line.starts_with([' ', '\t', '-', '#', ']', '}']) || is_entry(line, false);
    starts_paragraph
        && lines.next().is_some_and(|first| !yaml_like(first))
        && !lines.any(|line| is_entry(line, true))
        && !super::yaml::is_valid(&text[block.range.clone()])
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
