//! Where front matter has words for readers: what `dibao convert` changes of it.

use std::ops::Range;

use granit_parser::{Event, Options, Parser};
use toml::de::{DeTable, DeValue};

use super::find::{self, Block, Format};
use super::keys::Reach;
use super::words::{Words, reach_of};
use super::{loose, yaml};

/// Where a file's front matter has prose, in bytes of the file: in order, and apart. Keys, dates, ids and paths are
/// in none of it. The parsers are those by which a build reads; what they refuse is looked through line by line.
pub fn prose_of(text: &str) -> Vec<Range<usize>> {
    let Some(Block { format, range, .. }) = find::find(text) else { return Vec::new() };
    let block = &text[range.clone()];
    let found = match format {
        Format::Yaml => yaml(block),
        Format::Toml => toml(block),
        Format::Json => Some(json(block)),
        Format::References => Some(references(block)),
    };
    let mut found = found.unwrap_or_else(|| loose::prose(block));
    found.sort_by_key(|part| (part.start, part.end));
    let mut end = 0;
    found.retain(|part| {
        let is_apart = part.start >= end && block.get(part.clone()).is_some();
        end = end.max(part.end);
        is_apart
    });
    found.into_iter().map(|part| range.start + part.start..range.start + part.end).collect()
}

/// A table or a list of YAML that is open.
struct Open {
    is_table: bool,
    /// What it is itself; none at the top.
    outer: Option<Reach>,
    /// What the next value of a table is, once its key was read.
    value: Option<Reach>,
}

impl Open {
    /// What comes next in it.
    fn next(&self) -> Option<Reach> {
        if self.is_table { self.value } else { self.outer }
    }
}

/// None if the block cannot be read.
fn yaml(block: &str) -> Option<Vec<Range<usize>>> {
    let mended = yaml::mended(block)?;
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    let mut words = Words::default();
    let mut open: Vec<Open> = Vec::new();
    let mut events = Parser::new_from_str_with_options(&mended.text, options);
    while let Some(event) = events.next_event() {
        let (event, span) = event.ok()?;
        let reach = open.last().and_then(Open::next);
        match event {
            Event::MappingStart(..) => open.push(Open { is_table: true, outer: reach, value: None }),
            Event::SequenceStart(..) => open.push(Open { is_table: false, outer: reach, value: None }),
            Event::Scalar(key, ..) => match open.last_mut() {
                Some(Open { is_table: true, outer, value: value @ None }) => {
                    *value = Some(reach_of(*outer, &key));
                    continue;
                }
                _ => {
                    if let Some(place) = span.byte_range().and_then(|range| mended.original(range)) {
                        words.take(reach.unwrap_or(Reach::Unknown), block, place);
                    }
                }
            },
            Event::MappingEnd | Event::SequenceEnd => _ = open.pop(),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {}
            _ => continue,
        }
        // After a value comes the next key; what was opened now has none yet.
        if let Some(last) = open.last_mut() {
            last.value = None;
        }
    }
    Some(words.found)
}

fn toml(block: &str) -> Option<Vec<Range<usize>>> {
    fn walk(table: &DeTable<'_>, outer: Option<Reach>, block: &str, words: &mut Words) {
        for (key, value) in table {
            self::value(value.get_ref(), value.span(), reach_of(outer, key.get_ref()), block, words);
        }
    }
    let mut words = Words::default();
    walk(DeTable::parse(block).ok()?.get_ref(), None, block, &mut words);
    Some(words.found)
}

fn value(value: &DeValue<'_>, place: Range<usize>, reach: Reach, block: &str, words: &mut Words) {
    match value {
        DeValue::String(_) => words.take(reach, block, place),
        DeValue::Array(items) => {
            items.iter().for_each(|item| self::value(item.get_ref(), item.span(), reach, block, words));
        }
        DeValue::Table(table) => {
            for (key, item) in table {
                self::value(item.get_ref(), item.span(), reach.within(key.get_ref()), block, words);
            }
        }
        _ => {}
    }
}

/// The texts of JSON, which may lack its braces, or be broken.
fn json(block: &str) -> Vec<Range<usize>> {
    struct Level {
        is_object: bool,
        outer: Option<Reach>,
        /// What the next value is, once its key was read.
        value: Option<Reach>,
    }
    let mut words = Words::default();
    let mut levels = vec![Level { is_object: true, outer: None, value: None }];
    let is_bare = !block.trim_start().starts_with('{');
    let mut at = 0;
    let bytes = block.as_bytes();
    while at < bytes.len() {
        let depth = levels.len();
        let Some(level) = levels.last_mut() else { break };
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at);
                let text = block.get(at..end).unwrap_or_default();
                match (level.is_object, level.value) {
                    (true, None) => level.value = Some(reach_of(level.outer, text.trim_matches('"'))),
                    (true, Some(reach)) => words.take(reach, block, at..end),
                    (false, _) => words.take(level.outer.unwrap_or(Reach::Unknown), block, at..end),
                }
                at = end;
                continue;
            }
            b',' if level.is_object => level.value = None,
            open @ (b'{' | b'[') if depth > 1 || is_bare || open == b'[' || level.value.is_some() => {
                let outer = if level.is_object { level.value } else { level.outer };
                levels.push(Level { is_object: open == b'{', outer, value: None });
            }
            b'}' | b']' if depth > 1 => _ = levels.pop(),
            _ => {}
        }
        at += 1;
    }
    words.found
}

/// Where a string of JSON ends that begins at a byte.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The values of `[#]: key: "value"`.
fn references(block: &str) -> Vec<Range<usize>> {
    let mut words = Words::default();
    let mut at = 0;
    for line in block.split_inclusive('\n') {
        if let Some((key, value)) = find::reference(line) {
            let start = at + line.trim_end().len() - value.len();
            words.take(reach_of(None, key), block, start..start + value.len());
        }
        at += line.len();
    }
    words.found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The prose of a text.
    fn prose(text: &str) -> Vec<&str> {
        prose_of(text).into_iter().map(|range| text[range].trim_matches(['"', '\'', '(', ')', ' ', '\n'])).collect()
    }

    #[test]
    fn every_format_has_the_same_prose() {
        for text in [
            "---\n标题: 头发\nslug: 发\nauthors: [甲, 乙]\ncorrections:\n  - date: 2024-07-06\n    was: 里\ncover:\n  image: 头.png\n  caption: 图\n---\n文",
            "---\n标题: \"头发\"\nslug: 发\nauthors:\n- 甲\n- 乙\ncorrections: [{date: 2024-07-06, was: 里}]\ncover: {image: 头.png, caption: '图'}\n---\n文",
            "---\n标题：头发\nslug:发\nauthors:\n\t- 甲\n\t- 乙\ncorrections: {was: 里}\ncover:\n  caption: 图\n---\n",
            "+++\n\"标题\" = \"头发\"\nslug = \"发\"\nauthors = ['甲', \"乙\"]\n[[corrections]]\ndate = 2024-07-06\nwas = \"里\"\n[cover]\nimage = \"头.png\"\ncaption = \"\"\"图\"\"\"\n+++\n",
            "{\n  \"标题\": \"头发\", \"slug\": \"发\",\n  \"authors\": [\"甲\", \"乙\"],\n  \"corrections\": [{\"date\": \"2024-07-06\", \"was\": \"里\"}],\n  \"cover\": {\"image\": \"头.png\", \"caption\": \"图\"}\n}\n",
            ";;;\n\"标题\": \"头发\", \"slug\": \"发\", \"authors\": [\"甲\", \"乙\"], \"corrections\": {\"was\": \"里\"}, \"cover\": {\"caption\": \"图\"}\n;;;\n",
        ] {
            assert_eq!(prose(text), ["头发", "甲", "乙", "里", "图"], "{text}");
        }
        assert_eq!(prose("[#]: subject: \"头发\"\n[#]: url: \"发\"\n[#]: author: (甲)\n\n文"), ["头发", "甲"]);
    }

    #[test]
    fn what_is_mended_or_broken_has_it_too() {
        for (text, expected) in [
            ("---\ntitle: 标题: 副题\nslug: 发\n---\n", &["标题: 副题"][..]),
            ("---\ntitle: [快讯] 发\n---\n", &["[快讯] 发"]),
            ("---\ntitle: #话题#\ntags: [甲，乙]\n---\n", &["#话题#", "甲，乙"]),
            ("---\ntitle: >-\n  一\n  二\nimages:\n  - 发\n - 发\n---\n文", &["一", "二"]),
            ("---\ntitle: 一\n无冒号\nslug: 发\n---\n", &["一"]),
            ("+++\ntitle = 一\nslug = \"发\"\n+++\n", &["一"]),
            ("{\n\"title\": \"一\",\n\"slug\": \"发\",\n}\n", &["一"]),
            ("---\nsummary: |\n  一\n  二\ndate: 2024-07-04\n---\n", &["一\n  二"]),
            ("---\n标题：头发\n  里面\nslug: 发\n---\n", &["头发\n  里面"]),
            ("---\ntitle:头发\n  里面\nslug: 发\n---\n", &["头发\n  里面"]),
            ("---\ntitle：\"头发\n  里面\"\nauthors: [甲]\n---\n", &["头发\n  里面", "甲"]),
            ("---\ndate: 2024-07-04\ntitle:'头发\n\n  里面\n  发'\n---\n", &["头发\n\n  里面\n  发"]),
            ("---\nauthors：[甲, 乙\n  丙]\ntitle: 发\n---\n", &["甲", "乙\n  丙", "发"]),
            ("---\r\ntitle：头发\r\n  里面\r\nslug: 发\r\n---\r\n", &["头发\r\n  里面"]),
            (
                "---\nnames: {zh-Hans: 老挝, zh-Hant-TW: 寮國}\naliases: [/旧/发, 旧名]\nname: 老\n---\n",
                &["旧名", "老"],
            ),
        ] {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn is_in_order_and_within(text in "(---\n|\\+\\+\\+\n|\\{|;;;\n|\\[#\\]: |)([a-z一：:\"'\\[\\]{}\\-+;,#&*!|>=\t \r\n]|title: |标题: |\n- |\"title\": ){0,60}(---|\\+\\+\\+|\\}|;;;|)\n?文?") {
            let mut end = 0;
            for range in prose_of(&text) {
                prop_assert!(range.start >= end && range.end >= range.start);
                prop_assert!(text.get(range.clone()).is_some() && range.end <= find::body_start(&text));
                end = range.end;
            }
        }
    }
}
