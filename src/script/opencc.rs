//! OpenCC's conversion algorithm over its own dictionaries, without its library.
//!
//! Source: OpenCC 1.4.2's configurations and the behaviour of its library, to which this
//! engine is byte-identical (`docs/conversion.md`): the text is normalised, cut into
//! segments by longest match where the configuration says so, and each segment goes
//! through a chain of stages. In a stage, the first dictionary with a match at a place
//! wins, with its longest entry; a character that no dictionary has is copied.

use std::borrow::Cow;
use std::cell::RefCell;

use super::align::{Aligned, Sink, Why};
use super::trie::Trie;
use super::{Convert, UnknownConfig, tables};

/// A conversion by one of OpenCC's configurations, such as `s2tw`.
#[derive(Clone, Copy)]
pub struct OpenCc {
    config: &'static tables::Config,
}

impl OpenCc {
    /// The conversion of that name (`s2t`, `tw2sp`, …).
    ///
    /// # Errors
    /// When OpenCC has no configuration of that name.
    pub fn new(name: &str) -> Result<Self, UnknownConfig> {
        let config = tables::configs().iter().find(|config| config.name == name);
        config.map(|config| Self { config }).ok_or_else(|| UnknownConfig::new(name))
    }

    /// The names of all configurations, sorted.
    pub fn names() -> impl Iterator<Item = &'static str> {
        tables::configs().iter().map(|config| config.name)
    }
}

impl Convert for OpenCc {
    fn convert_into(&self, text: &str, out: &mut String) {
        let mut normal = Cow::Borrowed(text);
        // Few texts have anything to normalise: a copy is made only for those.
        if text.chars().any(|character| character >= self.config.normalized_from) {
            for stage in self.config.normalization {
                let mut next = String::with_capacity(normal.len());
                run_stage(stage, &normal, &mut next);
                normal = Cow::Owned(next);
            }
        }
        let mut buffers = (String::new(), String::new());
        match self.config.segmentation {
            None => run_chain(self.config.chain, &normal, out, &mut buffers),
            Some(dictionary) => {
                for segment in segments(dictionary, &normal) {
                    run_chain(self.config.chain, segment, out, &mut buffers);
                }
            }
        }
    }

    fn align(&self, text: &str) -> Aligned {
        let normal = align_chain(self.config.normalization, text);
        let Some(dictionary) = self.config.segmentation else {
            let converted = align_chain(self.config.chain, &normal.text);
            return normal.then(converted);
        };
        let mut converted = Aligned::default();
        for segment in segments(dictionary, &normal.text) {
            converted.append(&align_chain(self.config.chain, segment));
        }
        normal.then(converted)
    }
}

/// The same as `run_chain`, with an alignment.
fn align_chain(chain: &[&[usize]], text: &str) -> Aligned {
    let mut aligned = Aligned::unchanged(text);
    for stage in chain {
        let mut next = Aligned::default();
        run_stage(stage, &aligned.text, &mut next);
        aligned = aligned.then(next);
    }
    aligned
}

fn run_chain(chain: &[&[usize]], text: &str, out: &mut String, (input, output): &mut (String, String)) {
    let Some((last, first)) = chain.split_last() else {
        out.push_str(text);
        return;
    };
    if first.is_empty() {
        return run_stage(last, text, out);
    }
    input.clear();
    input.push_str(text);
    for stage in first {
        output.clear();
        run_stage(stage, input, output);
        std::mem::swap(input, output);
    }
    run_stage(last, input, out);
}

thread_local! {
    static CODES: RefCell<Vec<Code>> = RefCell::default();
}

/// A character as the tries know it: its code, and its length in bytes.
#[derive(Clone, Copy)]
struct Code {
    code: u16,
    length: u8,
    /// Whether it begins an ideographic description sequence.
    describes: bool,
}

fn run_stage<S: Sink>(stage: &[usize], text: &str, out: &mut S) {
    CODES.with_borrow_mut(|codes| {
        codes.clear();
        codes.extend(text.chars().map(|character| Code {
            code: tables::code(character),
            #[expect(clippy::cast_possible_truncation, reason = "1 to 4")]
            length: character.len_utf8() as u8,
            describes: operands(character) > 0,
        }));
        match stage {
            [only] => run_tries(&[tables::trie(*only)], text, codes, out),
            several => {
                let tries: Vec<_> = several.iter().map(|&id| tables::trie(id)).collect();
                run_tries(&tries, text, codes, out);
            }
        }
    });
}

fn run_tries<S: Sink>(tries: &[&Trie], text: &str, codes: &[Code], out: &mut S) {
    // What stays as it is is passed on in runs.
    let (mut place, mut at, mut same) = (0, 0, 0);
    while let Some(&first) = codes.get(place) {
        let found = if first.code == 0 {
            None
        } else {
            tries.iter().find_map(|trie| trie.longest_of(codes[place..].iter().map(|code| code.code)))
        };
        let Some((count, target)) = found else {
            let length = if first.describes { unit_length(&text[at..], '\u{2ff0}') } else { usize::from(first.length) };
            let end = at + length;
            while at < end {
                at += usize::from(codes[place].length);
                place += 1;
            }
            continue;
        };
        let length: usize = codes[place..place + count].iter().map(|code| usize::from(code.length)).sum();
        if S::ALIGNS || target != &text[at..at + length] {
            if same < at {
                out.copy(&text[same..at]);
            }
            out.put(length, target, if count > 1 { Why::Phrase } else { Why::Character });
            same = at + length;
        }
        at += length;
        place += count;
    }
    if same < at {
        out.copy(&text[same..at]);
    }
}

/// Cuts `text` into the longest matches of a dictionary and what lies between them.
fn segments(dictionary: usize, text: &str) -> Vec<&str> {
    let trie = tables::trie(dictionary);
    let mut segments = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(character) = text[at..].chars().next() {
        match trie.longest(&text[at..]) {
            Some((length, _)) => {
                if start < at {
                    segments.push(&text[start..at]);
                }
                segments.push(&text[at..at + length]);
                at += length;
                start = at;
            }
            None => at += unit_length(&text[at..], character),
        }
    }
    if start < text.len() {
        segments.push(&text[start..]);
    }
    segments
}

/// The length in bytes of what is copied as one: a whole ideographic description sequence
/// (Unicode 16, section 18.2: an operator and its operands), else one character.
pub(super) fn unit_length(text: &str, character: char) -> usize {
    if operands(character) == 0 {
        return character.len_utf8();
    }
    let mut wanted = 1;
    for (start, part) in text.char_indices() {
        wanted = wanted - 1 + operands(part);
        if wanted == 0 {
            return start + part.len_utf8();
        }
    }
    character.len_utf8()
}

/// How many operands follow an ideographic description character; 0 for others.
fn operands(character: char) -> usize {
    match character {
        '\u{2FF2}' | '\u{2FF3}' => 3,
        '\u{2FFE}' | '\u{2FFF}' => 1,
        '\u{2FF0}'..='\u{2FFD}' => 2,
        _ => 0,
    }
}

/// OpenCC's own test cases for a configuration: input and expected output.
#[cfg(test)]
pub(super) fn official_cases(config: &str) -> Vec<(String, String)> {
    // Its file has comments and trailing commas; both are outside of strings there.
    let text = include_str!("../../data/opencc/test/testcases.json");
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let mut json = String::new();
    for (index, line) in lines.iter().enumerate() {
        let closes = lines.get(index + 1).is_some_and(|next| next.starts_with(['}', ']']));
        json.push_str(if closes { line.trim_end_matches(',') } else { line });
    }
    let cases: serde_json::Value = serde_json::from_str(&json).unwrap();
    let cases = cases["cases"].as_array().unwrap().iter();
    cases
        .filter_map(|case| {
            let expected = case["expected"].get(config)?.as_str().unwrap();
            Some((case["input"].as_str().unwrap().to_owned(), expected.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(config: &str, input: &str, expected: &str) {
        assert_eq!(OpenCc::new(config).unwrap().convert(input), expected, "{config}: {input}");
    }

    #[test]
    fn passes_every_official_case() {
        let mut count = 0;
        for config in OpenCc::names() {
            for (input, expected) in official_cases(config) {
                check(config, &input, &expected);
                count += 1;
            }
        }
        assert_eq!(count, 556, "OpenCC 1.4.2 has 556 cases in 16 configurations");
    }

    proptest! {
        #[test]
        fn an_alignment_has_the_same_text(text in "(\\PC|[一-龥]|發|乾|裏|着|軟體){0,24}") {
            for config in ["s2t", "s2twp", "t2s", "tw2sp", "hk2s"] {
                let engine = OpenCc::new(config).unwrap();
                let aligned = engine.align(&text);
                prop_assert_eq!(&aligned.text, &engine.convert(&text), "{}", config);
                let (source, target) = aligned.units.iter().fold((0, 0), |(source, target), unit| (source + unit.source, target + unit.target));
                prop_assert_eq!((source as usize, target as usize), (text.len(), aligned.text.len()), "{}", config);
            }
        }
    }

    #[test]
    fn description_sequences_pass_whole() {
        check("s2t", "⿰氵台湾国", "⿰氵台灣國");
        check("s2t", "⿲发发发发", "⿲发发发發");
        check("s2t", "⿾发发", "⿾发發");
        check("s2t", "发⿰发", "發⿰發");
        check("t2s", "⿲a⿰bc發發", "⿲a⿰bc發发");
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_the_known() {
        let error = OpenCc::new("s2wt").err().unwrap().to_string();
        assert!(error.contains("s2twp"), "{error}");
    }
}
