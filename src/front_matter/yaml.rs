//! YAML as people write it: read by a YAML parser, after mending what it would refuse, or
//! would silently take for something else.
//!
//! Each fault is mended by quoting or spacing its one line, so that the places of all others
//! stay as they are; then the block is parsed again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};
use serde_json::{Map, Number, Value};

use super::keys;
use super::places::{Halt, Unparsed};
use super::values::flag;
use crate::diagnostic::{Finding, Kind, Sentence, sentence};

/// Front matter is not nested deeper than this; a file that is would exhaust the stack.
const DEEPEST: usize = 40;

/// An alias stands for at most this many values: aliases of aliases grow without bound.
const LARGEST_ALIAS: usize = 1000;

/// Where more lines are wrong than these, it is no YAML.
const MOST_MENDED: usize = 100;

/// Reads a block. What was mended is told in `findings`, whose ranges are in the block.
///
/// # Errors
/// When the block cannot be read even after mending: the reason, to come after what is said of all of it.
pub(super) fn read(block: &str, findings: &mut Vec<Finding>) -> Result<Map<String, Value>, Unparsed> {
    let mut lines = Lines::new(block);
    let tree = mend(&mut lines, findings).map_err(|halt| halt.in_block(block))?;
    Ok(tree.finish(&lines, findings))
}

/// Mends lines until they can be read.
fn mend(lines: &mut Lines<'_>, findings: &mut Vec<Finding>) -> Result<Tree, Halt> {
    lines.normalise(findings);
    for _ in 0..=MOST_MENDED {
        let text = lines.text.concat();
        let outcome = Tree::read(&text);
        let at_fault = match &outcome {
            Ok(tree) => tree.misread.first().copied(),
            Err(halt) => Some(halt.line),
        };
        let Some(line) = at_fault else { return outcome };
        let is_silent = outcome.is_ok();
        match lines.culprit(line, is_silent) {
            Some(culprit) => lines.quote(culprit, findings),
            None => return outcome,
        }
    }
    Err(Halt::at(0, sentence!("yaml-too-many-faults")))
}

/// A block as it is parsed, once its lines are mended.
pub(super) struct Mended<'b> {
    pub text: String,
    lines: Lines<'b>,
    /// Where each line begins: in the text, and in the block.
    origins: Vec<(usize, usize)>,
}

/// A block whose lines are mended, unless it cannot be read even then.
pub(super) fn mended(block: &str) -> Option<Mended<'_>> {
    let mut lines = Lines::new(block);
    mend(&mut lines, &mut Vec::new()).ok()?;
    let (mut mended, mut original) = (0, 0);
    let starts = lines.text.iter().zip(block.split_inclusive('\n')).map(|(text, line)| {
        let start = (mended, original);
        mended += text.len();
        original += line.len();
        start
    });
    Some(Mended { origins: starts.collect(), text: lines.text.concat(), lines })
}

impl Mended<'_> {
    /// Where a part of the text stands in the block; none if that cannot be told.
    pub fn original(&self, part: Range<usize>) -> Option<Range<usize>> {
        let line_of = |at: usize| self.origins.partition_point(|(mended, _)| *mended <= at).checked_sub(1);
        let (first, last) = (line_of(part.start)?, line_of(part.end.saturating_sub(1).max(part.start))?);
        let (start, end) = (self.origins[first], self.origins[last]);
        let line = self.lines.block[start.1..].split_inclusive('\n').next()?;
        if self.lines.text[first] == line {
            return Some(part.start - start.0 + start.1..part.end - end.0 + end.1);
        }
        if first != last {
            // What was mended stands before the value, which goes on to the end of its first line.
            let to_end = self.lines.text[first].len().checked_sub(part.start - start.0)?;
            return Some(start.1 + line.len().checked_sub(to_end)?..part.end - end.0 + end.1);
        }
        // A line that was mended has its value as it was written, but for the quotation marks.
        let value = self.text.get(part)?;
        let bare = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).map(|it| it.replace("''", "'"));
        let mut written = [Some(value), bare.as_deref()].into_iter().flatten();
        let (at, length) = written.find_map(|value| Some((line.rfind(value)?, value.len())))?;
        Some(start.1 + at..start.1 + at + length)
    }
}

/// Whether a block is YAML as it stands.
pub(super) fn is_valid(block: &str) -> bool {
    Tree::read(block).is_ok()
}

/// The lines of a block while they are mended.
struct Lines<'b> {
    block: &'b str,
    /// Where each begins in the block.
    starts: Vec<usize>,
    text: Vec<Cow<'b, str>>,
    mended: Vec<bool>,
}

/// A line's indentation with its key or item mark, and its value.
struct Parts<'l> {
    head: &'l str,
    value: &'l str,
}

impl<'b> Lines<'b> {
    fn new(block: &'b str) -> Self {
        let text: Vec<Cow<'b, str>> = block.split_inclusive('\n').map(Cow::Borrowed).collect();
        let starts = text.iter().scan(0, |end, line| Some(std::mem::replace(end, *end + line.len()))).collect();
        Self { block, starts, mended: vec![false; text.len()], text }
    }

    /// What the parser would not even see as a key: tabs before it, a full-width colon after it,
    /// or no space after the colon.
    fn normalise(&mut self, findings: &mut Vec<Finding>) {
        for index in 0..self.text.len() {
            let line = &self.text[index];
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            if line[..indent].contains('\t') {
                let blank = line.trim().is_empty();
                let end = if line.ends_with('\n') { "\n" } else { "" };
                self.text[index] =
                    if blank { end.into() } else { format!("{}{}", " ".repeat(indent), &line[indent..]).into() };
            }
            if let Some(spaced) = spaced_key(&self.text[index]) {
                self.text[index] = spaced.into();
                self.tell(index, None, sentence!("yaml-key-unspaced"), findings);
            }
        }
    }

    /// Reports what was mended in a line: its value, or all of it.
    fn tell(&self, index: usize, value: Option<&str>, sentence: Sentence, findings: &mut Vec<Finding>) {
        let start = self.starts.get(index).copied().unwrap_or(self.block.len());
        let line = self.block[start..].lines().next().unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        let range = start + indent..start + line.trim_end().len().max(indent);
        let range = value
            .and_then(|value| Some((line.rfind(value)?, value.len())))
            .map_or(range, |(at, length)| start + at..start + at + length);
        findings.push(Finding::warning(Kind::Repaired, sentence, range));
    }

    /// The line whose value is to be quoted for a fault that shows in a line: that line, or one
    /// above whose value began what went wrong.
    fn culprit(&self, line: usize, is_silent: bool) -> Option<usize> {
        let line = line.min(self.text.len().checked_sub(1)?);
        let qualifies = |&index: &usize| {
            !self.mended[index] && parts(&self.text[index]).is_some_and(|parts| is_silent || is_suspicious(parts.value))
        };
        if is_silent {
            return Some(line).filter(|index| qualifies(index));
        }
        let open_quote = |index: &usize| {
            parts(&self.text[*index]).is_some_and(|parts| {
                let value = parts.value;
                value.starts_with(['"', '\'']) && (value.len() == 1 || !value.ends_with(&value[..1]))
            })
        };
        let above = |lines: usize| (line.saturating_sub(lines)..=line).rev().filter(qualifies);
        // A fault may show on the next line; an open quotation mark, anywhere below.
        above(1).next().or_else(|| above(line).find(open_quote))
    }

    fn quote(&mut self, index: usize, findings: &mut Vec<Finding>) {
        self.mended[index] = true;
        let line = self.text[index].clone();
        let Some(Parts { head, value }) = parts(&line) else { return };
        let end = &line[head.len() + value.len()..];
        let value_quoted = value.replace('\'', "''");
        self.text[index] = format!("{head}'{value_quoted}'{end}").into();
        self.tell(index, Some(value), sentence!("yaml-value-misread", value), findings);
    }
}

/// `key：value` and `key:value` as `key: value`, for a key that is known.
fn spaced_key(line: &str) -> Option<String> {
    let at = line.find([':', '：'])?;
    let (key, rest) = line.split_at(at);
    let colon = rest.chars().next()?;
    let after = &rest[colon.len_utf8()..];
    let is_word = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    let is_spaced = colon == ':' && (after.trim_end().is_empty() || after.starts_with([' ', '\t']));
    (is_word && !is_spaced && keys::is_known(key) && !after.starts_with("//")).then(|| format!("{key}: {after}"))
}

fn parts(line: &str) -> Option<Parts<'_>> {
    let content = line.trim_end();
    let mut at = content.len() - content.trim_start().len();
    if let Some(rest) = content[at..].strip_prefix("- ") {
        at = content.len() - rest.trim_start().len();
        let quoted = rest.trim_start().starts_with(['"', '\'']);
        if quoted || key_end(&content[at..]).is_none() {
            return (at < content.len()).then_some(Parts { head: &content[..at], value: &content[at..] });
        }
    }
    let value = content[at + key_end(&content[at..])?..].trim_start();
    let head = content.len() - value.len();
    (!value.is_empty()).then_some(Parts { head: &content[..head], value })
}

/// Where the key that a text begins with ends, its colon included.
fn key_end(text: &str) -> Option<usize> {
    let colon = text.find(": ").or_else(|| text.find(":\t"))?;
    let key = &text[..colon];
    let is_key = !key.is_empty() && !key.starts_with(['"', '\'', '[', '{', '#']) && key.chars().count() < 40;
    is_key.then_some(colon + 1)
}

/// Whether a value is of a kind that YAML may choke on.
fn is_suspicious(value: &str) -> bool {
    value.starts_with(['"', '\'', '@', '`', '%', '*', '&', '!', '|', '>', '[', '{', '#', '?', '-', ',', ']', '}'])
        || value.contains(": ")
        || value.contains(" #")
        || value.ends_with(':')
}

/// A parsed block.
struct Tree {
    map: Map<String, Value>,
    /// Lines whose value means something else to YAML than to a reader.
    misread: Vec<usize>,
    /// Lines of keys that stand there a second time.
    repeated: Vec<(usize, String)>,
}

impl Tree {
    fn read(text: &str) -> Result<Self, Halt> {
        let mut options = Options::default();
        options.emit_unresolved_aliases = true;
        let mut reader = Reader {
            text,
            events: Parser::new_from_str_with_options(text, options),
            comments: Vec::new(),
            anchors: HashMap::new(),
            anchored: Vec::new(),
            used: Vec::new(),
            misread: Vec::new(),
            repeated: Vec::new(),
        };
        let value = reader.document()?;
        for (id, line) in std::mem::take(&mut reader.anchored) {
            if !reader.used.contains(&id) {
                reader.misread.push(line);
            }
        }
        reader.misread.extend(reader.comments.iter().filter_map(|comment| glued_comment(text, comment)));
        reader.misread.sort_unstable();
        let Reader { misread, repeated, .. } = reader;
        match value {
            Value::Object(map) => Ok(Self { map, misread, repeated }),
            Value::Null => Ok(Self { map: Map::new(), misread, repeated }),
            _ => Err(Halt::at(0, sentence!("yaml-no-table"))),
        }
    }

    fn finish(self, lines: &Lines<'_>, findings: &mut Vec<Finding>) -> Map<String, Value> {
        for (line, key) in self.repeated {
            lines.tell(line, None, sentence!("yaml-key-repeated", key), findings);
        }
        self.map
    }
}

/// The line of a comment that is most likely none: `title: #话题#` has no space after its sign.
fn glued_comment(text: &str, span: &Span) -> Option<usize> {
    let start = span.start.byte_offset()?;
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next()?;
    let comment = text[start..].strip_prefix('#')?;
    let Parts { value, .. } = parts(line)?;
    let is_glued = comment.starts_with(|next: char| !next.is_whitespace() && !matches!(next, '#' | '!'));
    (is_glued && !value.starts_with(['"', '\'', '[', '{', '|', '>'])).then(|| span.start.line().saturating_sub(1))
}

struct Reader<'t> {
    text: &'t str,
    events: Parser<'t, granit_parser::StrInput<'t>>,
    comments: Vec<Span>,
    anchors: HashMap<usize, Value>,
    anchored: Vec<(usize, usize)>,
    used: Vec<usize>,
    misread: Vec<usize>,
    repeated: Vec<(usize, String)>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, Halt> {
        loop {
            match self.events.next_event() {
                None => return Ok(None),
                Some(Ok((Event::Comment(..), span))) => self.comments.push(span),
                Some(Ok(event)) => return Ok(Some(event)),
                Some(Err(error)) => return Err(halt(&error)),
            }
        }
    }

    fn document(&mut self) -> Result<Value, Halt> {
        let mut value = Value::Null;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                event => value = self.node(event, span, 0)?,
            }
        }
        Ok(value)
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Value, Halt> {
        if depth > DEEPEST {
            let line = span.start.line().saturating_sub(1);
            return Err(Halt::at(line, sentence!("yaml-too-deep")));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let odd_tag = tag.as_ref().is_some_and(|tag| !tag.is_yaml_core_schema());
                let line = span.start.line().saturating_sub(1);
                if odd_tag {
                    self.misread.push(line);
                }
                let value = if style == ScalarStyle::Plain && tag.is_none() {
                    plain(&text)
                } else {
                    Value::String(text.into_owned())
                };
                self.anchor(anchor, line, &value);
                Ok(value)
            }
            Event::Alias(id) => {
                self.used.push(id);
                let value = self.anchors.get(&id).cloned().unwrap_or_default();
                if size(&value) > LARGEST_ALIAS {
                    let line = span.start.line().saturating_sub(1);
                    return Err(Halt::at(line, sentence!("yaml-large-alias")));
                }
                Ok(value)
            }
            Event::UnresolvedAlias(_) => {
                self.misread.push(span.start.line().saturating_sub(1));
                Ok(Value::Null)
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                while let Some((event, span)) = self.next()? {
                    if event == Event::SequenceEnd {
                        break;
                    }
                    items.push(self.node(event, span, depth + 1)?);
                }
                let value = Value::Array(items);
                self.anchors.insert(anchor, value.clone());
                Ok(value)
            }
            Event::MappingStart(_, anchor, _) => {
                let value = Value::Object(self.mapping(depth)?);
                self.anchors.insert(anchor, value.clone());
                Ok(value)
            }
            _ => Ok(Value::Null),
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Map<String, Value>, Halt> {
        let mut map = Map::new();
        while let Some((event, span)) = self.next()? {
            if event == Event::MappingEnd {
                break;
            }
            let line = span.start.line().saturating_sub(1);
            let key = match &event {
                Event::Scalar(text, ..) => text.to_string(),
                _ => {
                    self.node(event, span, depth + 1)?;
                    self.source(&span).trim().to_owned()
                }
            };
            let Some((event, span)) = self.next()? else { break };
            let value = self.node(event, span, depth + 1)?;
            if map.get(&key).is_some_and(|first: &Value| !first.is_null()) {
                // What is withdrawn in one line is so, whatever another says.
                let outweighs = keys::is_one_of(&key, keys::WITHDRAWN) && map.get(&key).and_then(flag) == Some(false);
                if outweighs {
                    map.insert(key.clone(), value);
                }
                self.repeated.push((line, key));
            } else {
                map.insert(key, value);
            }
        }
        Ok(map)
    }

    fn source(&self, span: &Span) -> &'t str {
        span.byte_range().and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    fn anchor(&mut self, id: usize, line: usize, value: &Value) {
        if id != 0 {
            self.anchors.insert(id, value.clone());
            self.anchored.push((id, line));
        }
    }
}

/// How many values a value is made of.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// What the parser says itself.
fn halt(error: &ScanError) -> Halt {
    let place = error.marker();
    Halt {
        reason: error.info().trim_end_matches('.').into(),
        line: place.line().saturating_sub(1),
        column: place.col(),
    }
}

/// A plain scalar. It is a number or a flag only where writing that gives the same text: `0123`
/// and `1.10` are texts, whatever YAML's schemas say.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    let whole = text.parse::<i64>().ok().map(Number::from);
    let number = whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    match number.filter(|number| number.to_string() == text) {
        Some(number) => Value::Number(number),
        None => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The value of `title`, and how many lines were mended.
    fn title(block: &str) -> (Value, usize) {
        let mut findings = Vec::new();
        let map = read(block, &mut findings).unwrap_or_else(|fault| panic!("{block:?}: {}", fault.reason));
        (map.get("title").cloned().unwrap_or_default(), findings.len())
    }

    #[test]
    fn what_yaml_would_misread_is_read_as_it_was_meant() {
        for (line, expected, mended) in [
            ("title: #话题#", "#话题#", 1),
            ("title: 学习 #话题# 一", "学习 #话题# 一", 1),
            ("title: 标题: 副题", "标题: 副题", 1),
            ("title: [快讯] 一", "[快讯] 一", 1),
            ("title: @某人", "@某人", 1),
            ("title: *重要", "*重要", 1),
            ("title: !重要", "!重要", 1),
            ("title: &重要", "&重要", 1),
            ("title: `代码`", "`代码`", 1),
            ("title: %比", "%比", 1),
            ("title: \"引\" 与其他", "\"引\" 与其他", 1),
            ("title: 'it's'", "'it's'", 1),
            ("title: \"没有结束", "\"没有结束", 1),
            ("title：全角冒号", "全角冒号", 1),
            ("title:无空格", "无空格", 1),
            ("title: {甲} 乙", "{甲} 乙", 1),
            ("title: - 一", "- 一", 1),
            ("title: 一 # 注", "一", 0),
            ("title: 0123", "0123", 0),
            ("title: 1.10", "1.10", 0),
            ("title: yes", "yes", 0),
            ("title: 2024-07-04", "2024-07-04", 0),
            ("title: \"引: 号\"", "引: 号", 0),
            ("title: |\n  一\n  二", "一\n二\n", 0),
        ] {
            for block in [format!("{line}\ndate: 2024-07-04\n"), format!("date: 2024-07-04\n{line}\ntags: [a]\n")] {
                assert_eq!(title(&block), (json!(expected), mended), "{block:?}");
            }
        }
    }

    #[test]
    fn the_rest_of_yaml_stays() {
        let scalars = "title: >-\n  长标题\nsummary: |\n  一句\nimages:\n  - a\n - b\n";
        assert!(read(scalars, &mut Vec::new()).is_err(), "what is right is not mended for another's fault");
        assert_eq!(title("title: 5"), (json!(5), 0));
        assert_eq!(title("title: true"), (json!(true), 0));
        assert_eq!(title("title:"), (Value::Null, 0));
        assert_eq!(title("title: [a, b]"), (json!(["a", "b"]), 0));
        assert_eq!(title("a: &x 一\ntitle: *x"), (json!("一"), 0));
        assert_eq!(title("title: 一\ntitle: 二"), (json!("一"), 1));
        assert_eq!(title("title: 一\n\t\ntags:\n\t- 甲\n\t- 乙"), (json!("一"), 0));
        assert_eq!(title("title:\n  - 甲: 乙\n  - 标题: 副: 题"), (json!([{"甲": "乙"}, {"标题": "副: 题"}]), 1));
    }
}
