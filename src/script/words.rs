//! From Simplified to Traditional by words: OpenCC's phrases, but only where they begin and
//! end at the bounds of words.
//!
//! The longest match alone, which is OpenCC's way, finds phrases across words: 乱髮 in
//! 安史之乱|发生, 新徵 in 新|征程. Here the text is cut into words first (`lattice`); a phrase
//! may span whole words or lie within one. Measured in `docs/conversion.md`.

use std::borrow::Cow;
use std::cell::RefCell;

use super::align::{Aligned, Sink, Why};
use super::convert::Convert;
use super::dictionaries::{self, Entry};
use super::lattice::{Edge, Lattice, Match};
use super::{names, tables};

/// A Traditional standard, as a column of the table of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// OpenCC's hub form, `s2t`.
    Hub,
    /// Taiwan's, `s2tw`.
    Taiwan,
    /// Hong Kong's by OpenCC's glyphs, `s2hk`.
    HongKong,
    /// Hong Kong's as its newspapers write it.
    HongKongPress,
}

/// What an extra word of a text becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action<'a> {
    /// What the conversion makes of it: only its bounds are known.
    Word,
    /// A person's name.
    Name,
    /// This.
    Replace(&'a str),
}

/// An extra word of a text: a name, or a term of a glossary.
#[derive(Clone, Debug)]
pub(super) struct Extra<'a> {
    pub edge: Edge,
    pub action: Action<'a>,
    /// Whether it also counts where it begins a longer word of the dictionary, as 意大利 in 意大利人.
    pub as_prefix: bool,
}

/// The conversion from Simplified to one Traditional standard.
#[derive(Clone, Copy)]
pub struct Words(Standard);

thread_local! {
    static LATTICE: RefCell<Lattice> = RefCell::default();
}

impl Words {
    /// The conversion to that standard.
    pub fn new(standard: Standard) -> Self {
        Self(standard)
    }

    /// The conversion that stands for one of OpenCC's configurations, if there is one.
    pub fn for_config(name: &str) -> Option<Self> {
        match name {
            "s2t" => Some(Self(Standard::Hub)),
            "s2tw" => Some(Self(Standard::Taiwan)),
            "s2hk" => Some(Self(Standard::HongKong)),
            _ => None,
        }
    }

    /// Converts a text that has extra words, which are sorted by their begin.
    pub(super) fn run<S: Sink>(self, text: &str, extras: &[Extra<'_>], sink: &mut S) {
        LATTICE.with_borrow_mut(|lattice| {
            if !extras.is_empty() {
                let edges: Vec<Edge> = extras.iter().map(|extra| extra.edge).collect();
                lattice.whole(text, &edges, |character| character);
                return self.emit(text, lattice, extras, sink);
            }
            let mut at = 0;
            while at < text.len() {
                let run = lattice.run(text, at);
                if at < run.start {
                    sink.copy_plain(&text[at..run.start]);
                }
                at = run.end;
                self.emit(text, lattice, &[], sink);
            }
        });
    }

    fn emit<S: Sink>(self, text: &str, lattice: &Lattice, extras: &[Extra<'_>], sink: &mut S) {
        let mut longest = LongestMatches::new(self, lattice);
        // What is like its source is passed on in runs.
        let mut same = 0;
        let (mut at, mut word_start, mut word_end) = (0, 0, 0);
        while at < lattice.len() {
            if at >= word_end {
                (word_start, word_end) = (at, lattice.word_end(at));
            }
            let (end, target, why) = if !extras.is_empty()
                && let Some(extra) = self.extra(text, lattice, extras, at, word_end)
            {
                extra
            } else if let Some((end, form)) = self.phrase(lattice, at, at == word_start, word_end) {
                (end, Some(Cow::Borrowed(form)), Why::Phrase)
            } else {
                let (target, why) = self.alone(lattice, at, word_end - word_start);
                (at + 1, target.map(Cow::Borrowed), why)
            };
            if target.is_some() || S::ALIGNS && why != Why::Plain {
                let (from, to) = (lattice.offset(at), lattice.offset(end));
                if same < at {
                    sink.copy_plain(&text[lattice.offset(same)..from]);
                }
                let target = target.as_deref().unwrap_or(&text[from..to]);
                let may_doubt = S::ALIGNS && matches!(why, Why::Phrase | Why::Word | Why::Character);
                let doubted = may_doubt && longest.disagrees(at, end, target);
                sink.put(to - from, target, if doubted { Why::Segmentation } else { why });
                same = end;
            }
            at = end;
        }
        if same < at {
            sink.copy_plain(&text[lattice.offset(same)..lattice.offset(at)]);
        }
    }

    /// What a character becomes that is in no phrase, if it changes.
    #[inline]
    fn alone(self, lattice: &Lattice, at: usize, word: usize) -> (Option<&'static str>, Why) {
        let entry = lattice.alone(at);
        let why = match (entry.has_several(), word) {
            (false, _) => Why::Plain,
            (true, 1) => Why::Character,
            (true, _) => Why::Word,
        };
        (entry.form(self.0 as usize), why)
    }

    /// The extra word that is to be converted here, with its end and what becomes of it.
    fn extra<'a>(
        self,
        text: &str,
        lattice: &Lattice,
        extras: &[Extra<'a>],
        at: usize,
        word_end: usize,
    ) -> Option<(usize, Option<Cow<'a, str>>, Why)> {
        let (index, end) = extra_at(lattice, extras, at, word_end)?;
        match extras[index].action {
            Action::Word => None,
            Action::Replace(target) => Some((end, Some(target.into()), Why::Glossary)),
            Action::Name => {
                let name = &text[lattice.offset(at)..lattice.offset(end)];
                Some((end, Some(self.name(name).into()), Why::Name))
            }
        }
    }

    /// A person's name, character by character.
    fn name(self, name: &str) -> String {
        let mut out = String::with_capacity(name.len());
        for character in name.chars() {
            match (names::form(character), self.character(tables::code(character as usize))) {
                (Some(form), _) => out.push(form),
                (None, Some(form)) => out.push_str(form),
                (None, None) => out.push(character),
            }
        }
        out
    }

    /// The longest phrase that may begin here, and its form.
    #[inline]
    fn phrase(self, lattice: &Lattice, at: usize, at_word: bool, word_end: usize) -> Option<(usize, &'static str)> {
        let matches = lattice.matches_at(at);
        if matches.is_empty() { None } else { self.longest(matches, lattice, at, at_word, word_end) }
    }

    fn longest(
        self,
        matches: &[Match],
        lattice: &Lattice,
        at: usize,
        at_word: bool,
        word_end: usize,
    ) -> Option<(usize, &'static str)> {
        matches.iter().rev().find_map(|found| {
            let end = at + found.length as usize;
            let allowed = end <= word_end
                || at_word && lattice.is_boundary(end) && (at..end).all(|place| lattice.edge_at(place).is_none());
            Some((end, found.entry.form(self.0 as usize)?)).filter(|_| allowed)
        })
    }

    /// The standard's form of a character in OpenCC's hub form.
    pub(super) fn of_hub(self, character: char) -> String {
        let form = Some(character).filter(|it| tables::side(*it) != tables::Side::Simplified);
        form.and_then(|it| self.variant(it)).map_or_else(|| character.to_string(), str::to_owned)
    }

    /// What the standard makes of a character that is Traditional already.
    fn variant(self, character: char) -> Option<&'static str> {
        let form = self.character(tables::code(character as usize))?;
        // 里 and 后 are characters of both scripts: they are what they are here.
        tables::candidates(character, true).is_none().then_some(form)
    }

    /// What a character becomes by itself.
    fn character(self, code: u32) -> Option<&'static str> {
        Entry(dictionaries::words().first(code).value).form(self.0 as usize)
    }
}

/// What the longest match from the left, with no regard for words, makes of a run; asked for
/// place after place.
struct LongestMatches<'l> {
    words: Words,
    lattice: &'l Lattice,
    /// How many of the run's phrases begin before the place that was asked for last, and how
    /// far they reach. Where none reaches on, a match begins for certain.
    passed: usize,
    reach: usize,
    /// The match that was looked at last.
    start: usize,
    end: usize,
    form: Option<&'static str>,
}

impl<'l> LongestMatches<'l> {
    fn new(words: Words, lattice: &'l Lattice) -> Self {
        Self { words, lattice, passed: 0, reach: 0, start: 0, end: 0, form: None }
    }

    /// Whether it makes anything else of these characters than `target`.
    fn disagrees(&mut self, at: usize, end: usize, target: &str) -> bool {
        self.pass(at);
        let mut chosen = target.chars();
        for place in at..end {
            self.advance(place);
            if (self.start, self.end) == (at, end) {
                return false;
            }
            let longest = match self.form {
                Some(form) => form.chars().nth(place - self.start),
                None => self.lattice.alone(place).form(self.words.0 as usize).and_then(|form| form.chars().next()),
            };
            // A character without a form stays, and the two cannot differ by it.
            let (Some(chosen), Some(longest)) = (chosen.next(), longest) else { continue };
            if chosen != longest {
                return true;
            }
        }
        false
    }

    /// Skips to a place, if a match begins there whatever was before.
    fn pass(&mut self, at: usize) {
        while let Some(found) = self.lattice.matches().get(self.passed).filter(|found| (found.start as usize) < at) {
            self.reach = self.reach.max((found.start + found.length) as usize);
            self.passed += 1;
        }
        if self.reach <= at {
            (self.start, self.end, self.form) = (at, at, None);
        }
    }

    /// Goes on to the match that covers a place.
    fn advance(&mut self, place: usize) {
        while self.end <= place {
            self.start = self.end;
            let form = |found: &Match| Some((found.length as usize, found.entry.form(self.words.0 as usize)?));
            let longest = self.lattice.matches_at(self.start).iter().rev().find_map(form);
            (self.end, self.form) =
                longest.map_or((self.start + 1, None), |(length, form)| (self.start + length, Some(form)));
        }
    }
}

/// The index of the extra word at a place, and where it ends: the one that the graph chose,
/// or one that begins the dictionary's word here.
pub(super) fn extra_at(lattice: &Lattice, extras: &[Extra<'_>], at: usize, word_end: usize) -> Option<(usize, usize)> {
    if extras.is_empty() || !lattice.is_boundary(at) {
        return None;
    }
    if let Some(index) = lattice.edge_at(at) {
        return Some((index, word_end));
    }
    let (start, last) = (lattice.offset(at), lattice.offset(word_end));
    let first = extras.partition_point(|extra| extra.edge.start < start);
    let here = extras[first..].iter().take_while(|extra| extra.edge.start == start).enumerate();
    let (index, extra) =
        here.filter(|(_, extra)| extra.as_prefix && extra.edge.end <= last).max_by_key(|(_, extra)| extra.edge.end)?;
    Some((first + index, lattice.place_of(extra.edge.end)?))
}

impl Convert for Words {
    fn convert_into(&self, text: &str, out: &mut String) {
        self.run(text, &[], out);
    }

    fn align(&self, text: &str) -> Aligned {
        let mut aligned = Aligned::with_room(text.len());
        self.run(text, &[], &mut aligned);
        aligned
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::opencc::official_cases;
    use super::*;

    fn press(text: &str) -> String {
        Words::new(Standard::HongKongPress).convert(text)
    }

    fn taiwan(text: &str) -> String {
        Words::new(Standard::Taiwan).convert(text)
    }

    #[test]
    fn passes_every_official_case() {
        for (config, count) in [("s2t", 105), ("s2tw", 65), ("s2hk", 51)] {
            let words = Words::for_config(config).unwrap();
            let cases = official_cases(config);
            assert_eq!(cases.len(), count);
            for (input, expected) in cases {
                assert_eq!(words.convert(&input), expected, "{config}: {input}");
            }
        }
    }

    #[test]
    fn phrases_keep_to_the_bounds_of_words() {
        assert_eq!(
            taiwan("安史之乱发生后，去干涉，小船只剩一只，海内存知己"),
            "安史之亂發生後，去干涉，小船只剩一隻，海內存知己"
        );
        assert_eq!(taiwan("这只是一只船，三只船只，养了12只鸡"), "這只是一隻船，三隻船隻，養了12隻雞");
        assert_eq!(taiwan("理完发，去理发店理了个发"), "理完髮，去理髮店理了個髮");
        assert_eq!(taiwan("孔子云：学。人云亦云，云南的云"), "孔子云：學。人云亦云，雲南的雲");
    }

    #[test]
    fn hong_kong_has_the_glyphs_of_its_press() {
        assert_eq!(press("群众说税务局的床里有线索着火了"), "群眾說稅務局的床裏有線索着火了");
        assert_eq!(Words::new(Standard::HongKong).convert("群众说税"), "羣眾説税");
    }

    proptest! {
        #[test]
        fn any_text_is_covered_by_its_alignment(text in "(\\PC|[一-龥]|发|后|干|里|12只){0,24}") {
            for standard in [Standard::Hub, Standard::Taiwan, Standard::HongKongPress] {
                let words = Words::new(standard);
                let aligned = words.align(&text);
                prop_assert_eq!(&aligned.text, &words.convert(&text));
                let (source, target) = aligned.units.iter().fold((0, 0), |(source, target), unit| (source + unit.source, target + unit.target));
                prop_assert_eq!((source as usize, target as usize), (text.len(), aligned.text.len()));
            }
        }
    }
}
