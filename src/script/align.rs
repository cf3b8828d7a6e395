//! Alignment: which bytes of a text became which bytes of its conversion, and why.

/// What stands behind a piece of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Nothing was to be done.
    Copied,
    /// Characters that have but one form each: one for one.
    Plain,
    /// A character that stands alone took its commonest form.
    Character,
    /// A character inside a longer word took its commonest form.
    Word,
    /// An entry of the phrase dictionary.
    Phrase,
    /// The same, or a character, where the longest match would have chosen otherwise.
    Segmentation,
    /// A rule of a glossary or of the article itself.
    Glossary,
    /// A name.
    Name,
    /// An author's markup, an address, or text in another language: not converted.
    Protected,
}

/// A piece of a text and what it became, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// How many bytes of the text.
    pub source: u32,
    /// How many bytes of the conversion.
    pub target: u32,
    /// What stands behind it.
    pub why: Why,
}

/// A conversion with its alignment: the units cover both texts from end to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aligned {
    /// The converted text.
    pub text: String,
    /// In order.
    pub units: Vec<Unit>,
}

/// Takes a conversion piece by piece.
pub(super) trait Sink {
    /// Whether it keeps more than the text.
    const ALIGNS: bool;
    /// Text that stays as it is.
    fn copy(&mut self, text: &str);
    /// Text in a dictionary's characters that stays as it is: no decision is in it.
    fn copy_plain(&mut self, text: &str);
    /// Text that becomes `target`, which may be the same.
    fn put(&mut self, source: usize, target: &str, why: Why);
}

impl Sink for String {
    const ALIGNS: bool = false;

    fn copy(&mut self, text: &str) {
        self.push_str(text);
    }

    fn copy_plain(&mut self, text: &str) {
        self.push_str(text);
    }

    fn put(&mut self, _: usize, target: &str, _: Why) {
        self.push_str(target);
    }
}

impl Sink for Aligned {
    const ALIGNS: bool = true;

    fn copy(&mut self, text: &str) {
        self.text.push_str(text);
        self.unit(text.len(), text.len(), Why::Copied);
    }

    fn copy_plain(&mut self, text: &str) {
        self.text.push_str(text);
        self.unit(text.len(), text.len(), Why::Plain);
    }

    fn put(&mut self, source: usize, target: &str, why: Why) {
        self.text.push_str(target);
        self.unit(source, target.len(), why);
    }
}

impl Aligned {
    /// The text as it is.
    pub fn unchanged(text: &str) -> Self {
        let mut aligned = Self::default();
        aligned.copy(text);
        aligned
    }

    /// Room for the conversion of a text of that many bytes: about one character in ten is
    /// a unit of its own.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes + bytes / 16), units: Vec::with_capacity(bytes / 12) }
    }

    /// Adds one character that became another, or stayed.
    pub(super) fn character(&mut self, from: char, to: char) {
        self.text.push(to);
        self.unit(from.len_utf8(), to.len_utf8(), if from == to { Why::Copied } else { Why::Character });
    }

    /// Adds a unit whose target is at the end of the text already.
    pub(super) fn unit(&mut self, source: usize, target: usize, why: Why) {
        let length = |bytes| u32::try_from(bytes).expect("texts are shorter than 4 GB");
        match self.units.last_mut() {
            Some(last) if why == last.why && matches!(why, Why::Copied | Why::Plain) => {
                last.source += length(source);
                last.target += length(target);
            }
            _ if source == 0 && target == 0 => {}
            _ => self.units.push(Unit { source: length(source), target: length(target), why }),
        }
    }

    /// Adds another conversion after this one.
    pub(super) fn append(&mut self, next: &Self) {
        self.text.push_str(&next.text);
        for unit in &next.units {
            self.unit(unit.source as usize, unit.target as usize, unit.why);
        }
    }

    /// Where places of the source, which are sorted, are in the conversion. A place inside a
    /// unit is between the same two characters there, as far as the unit has as many.
    pub fn cuts(&self, source: &str, places: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut units = self.units.iter();
        let mut unit = units.next();
        let (mut from, mut to) = (0, 0);
        // A unit may be a text of many lines, each of which begins a piece.
        let mut inside: Option<Within<'_>> = None;
        let cut = |place: usize| {
            while let Some(here) = unit
                && place >= from + here.source as usize
            {
                from += here.source as usize;
                to += here.target as usize;
                unit = units.next();
                inside = None;
            }
            let Some(here) = unit.filter(|_| place > from) else { return to };
            let within = inside.get_or_insert_with(|| {
                Within::new(&source[from..from + here.source as usize], &self.text[to..to + here.target as usize])
            });
            to + within.target_of(place - from)
        };
        places.map(cut).collect()
    }

    /// What comes of this conversion and then of `next`, which was made from its text.
    pub(super) fn then(self, next: Self) -> Self {
        if self.units.iter().all(|unit| unit.why == Why::Copied) {
            return next;
        }
        let mut out = Self { text: next.text, units: Vec::with_capacity(self.units.len() + next.units.len()) };
        let (mut first, mut second) = (Cursor::new(&self.units), Cursor::new(&next.units));
        // How much is taken from each since the last unit was closed; the two middles are
        // of one text, and a unit can be closed where they are equally long.
        let (mut source, mut middle, mut behind, mut target) = (0, 0, 0, 0);
        let mut why = Why::Copied;
        loop {
            if middle <= behind {
                let wanted = if middle < behind { behind - middle } else { second.rest_of_copy().unwrap_or(u32::MAX) };
                let Some(unit) = first.take(wanted) else { break };
                (source, middle, why) = (source + unit.source, middle + unit.target, stronger(why, unit.why));
            }
            while behind < middle {
                let Some(unit) = second.take(middle - behind) else { break };
                (behind, target, why) = (behind + unit.source, target + unit.target, stronger(why, unit.why));
            }
            if middle == behind {
                out.unit(source as usize, target as usize, why);
                (source, middle, behind, target, why) = (0, 0, 0, 0, Why::Copied);
            }
        }
        // What the second conversion made of nothing, and what is left of an open unit.
        while let Some(unit) = second.take(u32::MAX) {
            target += unit.target;
        }
        if source > 0 || target > 0 {
            out.unit(source as usize, target as usize, stronger(why, Why::Character));
        }
        out
    }
}

/// A walk through a unit: places in its target that answer to places in its source, which ascend.
struct Within<'u> {
    source: &'u str,
    target: &'u str,
    /// How many characters each has.
    have: usize,
    want: usize,
    /// The last place in the source, in bytes and in characters, and that in the target.
    at: usize,
    before: usize,
    target_at: usize,
    count: usize,
}

impl<'u> Within<'u> {
    fn new(source: &'u str, target: &'u str) -> Self {
        let (have, want) = (source.chars().count(), target.chars().count());
        Self { source, target, have, want, at: 0, before: 0, target_at: 0, count: 0 }
    }

    fn target_of(&mut self, place: usize) -> usize {
        self.before += self.source[self.at..place].chars().count();
        self.at = place;
        let Self { have, want, before, .. } = *self;
        // Where the lengths differ, in proportion, but with something on either side if there is.
        let count =
            if have == want { before } else { (before * want).div_ceil(have).min(want.saturating_sub(have - before)) };
        let rest = &self.target[self.target_at..];
        self.target_at += rest.char_indices().nth(count - self.count).map_or(rest.len(), |(at, _)| at);
        self.count = count;
        self.target_at
    }
}

fn stronger(one: Why, other: Why) -> Why {
    if one == Why::Copied { other } else { one }
}

/// A walk through units, in which copied text can be taken in parts.
struct Cursor<'u> {
    units: &'u [Unit],
    taken: u32,
}

impl<'u> Cursor<'u> {
    fn new(units: &'u [Unit]) -> Self {
        Self { units, taken: 0 }
    }

    fn rest_of_copy(&self) -> Option<u32> {
        let first = self.units.first()?;
        (first.why == Why::Copied).then_some(first.source - self.taken)
    }

    /// The next unit, or at most `wanted` bytes of it if it is copied text.
    fn take(&mut self, wanted: u32) -> Option<Unit> {
        let (&first, rest) = self.units.split_first()?;
        match self.rest_of_copy() {
            Some(left) if left > wanted => {
                self.taken += wanted;
                Some(Unit { source: wanted, target: wanted, why: Why::Copied })
            }
            Some(left) => {
                (self.units, self.taken) = (rest, 0);
                Some(Unit { source: left, target: left, why: Why::Copied })
            }
            None => {
                self.units = rest;
                Some(first)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn aligned(pieces: &[(&str, Option<&str>)]) -> Aligned {
        let mut aligned = Aligned::default();
        for (source, target) in pieces {
            match target {
                None => aligned.copy(source),
                Some(target) => aligned.put(source.len(), target, Why::Phrase),
            }
        }
        aligned
    }

    /// Each place counted from the beginning.
    fn naive_cut(aligned: &Aligned, source: &str, place: usize) -> usize {
        let (mut from, mut to) = (0, 0);
        for unit in &aligned.units {
            let (here, there) = (unit.source as usize, unit.target as usize);
            if place < from + here {
                let (source, target) = (&source[from..from + here], &aligned.text[to..to + there]);
                let (have, want) = (source.chars().count(), target.chars().count());
                let before = source[..place - from].chars().count();
                let most = want.saturating_sub(have - before);
                let count = if have == want { before } else { (before * want).div_ceil(have).min(most) };
                return to + target.char_indices().nth(count).map_or(target.len(), |(at, _)| at);
            }
            (from, to) = (from + here, to + there);
        }
        to
    }

    proptest! {
        #[test]
        fn cuts_are_those_that_one_counts(pieces in proptest::collection::vec(("[一-龥a\u{20000}]{1,9}", proptest::option::of("[一-龥a\u{20000}]{0,9}")), 0..9), step in 1_usize..5) {
            let pieces: Vec<(&str, Option<&str>)> = pieces.iter().map(|(source, target)| (source.as_str(), target.as_deref())).collect();
            let source: String = pieces.iter().map(|(source, _)| *source).collect();
            let aligned = aligned(&pieces);
            let places: Vec<usize> = source.char_indices().map(|(at, _)| at).chain([source.len()]).step_by(step).collect();
            // A place may be asked for twice.
            let places: Vec<usize> = places.iter().flat_map(|&place| [place, place]).collect();
            let expected: Vec<usize> = places.iter().map(|&place| naive_cut(&aligned, &source, place)).collect();
            prop_assert_eq!(aligned.cuts(&source, places.into_iter()), expected);
        }
    }

    #[test]
    fn two_steps_make_one() {
        let first = aligned(&[("abc", None), ("de", Some("xyz")), ("fg", None)]);
        let second = aligned(&[("a", None), ("bc", Some("B")), ("xy", None), ("zf", Some("-")), ("g", None)]);
        let both = first.then(second);
        assert_eq!(both.text, "aBxy-g");
        let lengths: Vec<_> = both.units.iter().map(|unit| (unit.source, unit.target)).collect();
        assert_eq!(lengths, [(1, 1), (2, 1), (3, 3), (1, 1)]);
    }
}
