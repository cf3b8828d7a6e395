//! OpenCC's conversion algorithm over its own dictionaries, without its library.
//!
//! Source: OpenCC 1.4.2's configurations and the behaviour of its library, to which this
//! engine is byte-identical (`docs/conversion.md`): the text is normalised, cut into
//! segments by longest match where the configuration says so, and each segment goes
//! through a chain of stages. In a stage, the first dictionary with a match at a place
//! wins, with its longest entry; a character that no dictionary has is copied.

use std::borrow::Cow;
use std::ops::Range;

use super::align::{Aligned, Sink, Why};
use super::alphabet::{Code, unit_length};
use super::convert::{Convert, UnknownConfig};
use super::{dictionaries, tables};

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
        config.map(|config| Self { config }).ok_or_else(|| UnknownConfig::new(name, Self::names()))
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
        if has_compatibility_ideographs(text) {
            for &stage in self.config.normalization {
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

/// Whether there is any character of U+F900 to U+FAFF or U+2F800 to U+2FA1F.
fn has_compatibility_ideographs(text: &str) -> bool {
    let bytes = text.as_bytes();
    let second = |at: usize| bytes.get(at + 1).copied().unwrap_or_default();
    memchr::memchr2_iter(0xef, 0xf0, bytes).any(|at| match bytes[at] {
        0xef => (0xa4..=0xab).contains(&second(at)),
        _ => second(at) == 0xaf,
    })
}

/// The same as `run_chain`, with an alignment.
fn align_chain(chain: &[usize], text: &str) -> Aligned {
    let mut aligned = Aligned::unchanged(text);
    for &stage in chain {
        let mut next = Aligned::default();
        run_stage(stage, &aligned.text, &mut next);
        aligned = aligned.then(next);
    }
    aligned
}

fn run_chain(chain: &[usize], text: &str, out: &mut String, (input, output): &mut (String, String)) {
    let Some((last, first)) = chain.split_last() else {
        out.push_str(text);
        return;
    };
    if first.is_empty() {
        return run_stage(*last, text, out);
    }
    input.clear();
    input.push_str(text);
    for &stage in first {
        output.clear();
        run_stage(stage, input, output);
        std::mem::swap(input, output);
    }
    run_stage(*last, input, out);
}

/// One pass over a text: most of its characters begin no entry, and the loop is made for
/// these.
fn run_stage<S: Sink>(stage: usize, text: &str, out: &mut S) {
    let trie = dictionaries::trie(stage);
    // What stays as it is is passed on in runs.
    let mut same = 0;
    let mut at = 0;
    let mut here = Code::at(text, at);
    while here.length > 0 {
        let next_at = at + here.length as usize;
        let next = Code::at(text, next_at);
        let first = trie.first(here.code);
        let second = trie.child(first, next.code);
        let (end, entry, why) =
            match second.and_then(|second| trie.longest_from(second, text, next_at + next.length as usize)) {
                Some((end, phrase)) => (end, phrase, Why::Phrase),
                None if here.code == 0 => (at + unit_length(text, at, here), first, Why::Copied),
                None => (next_at, first, Why::Character),
            };
        if entry.changes() || S::ALIGNS && entry.is_entry() {
            replace(text, &mut same, at..end, trie.target(entry), why, out);
        }
        here = if end == next_at { next } else { Code::at(text, end) };
        at = end;
    }
    if same < text.len() {
        out.copy(&text[same..]);
    }
}

#[inline(never)]
fn replace<S: Sink>(text: &str, same: &mut usize, range: Range<usize>, target: &str, why: Why, out: &mut S) {
    if *same < range.start {
        out.copy(&text[*same..range.start]);
    }
    out.put(range.len(), target, why);
    *same = range.end;
}

/// Cuts `text` into the longest matches of a dictionary and what lies between them.
fn segments(dictionary: usize, text: &str) -> Vec<&str> {
    let trie = dictionaries::trie(dictionary);
    let mut segments = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let here = Code::at(text, at);
        let Some((end, _)) = trie.longest_from(trie.first(here.code), text, at + here.length as usize) else {
            at += unit_length(text, at, here);
            continue;
        };
        if start < at {
            segments.push(&text[start..at]);
        }
        segments.push(&text[at..end]);
        (start, at) = (end, end);
    }
    if start < text.len() {
        segments.push(&text[start..]);
    }
    segments
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
