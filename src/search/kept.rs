//! The text of an article as it is kept from one build to the next.

use super::units::{self, Unit, Words, stored};

/// The text of an article as the index has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Its words, by their numbers here.
    pub(super) words: Vec<Box<str>>,
    /// How many units its headline has.
    pub(super) title: u32,
    /// Its units, as they are stored.
    pub(super) units: Vec<u16>,
}

impl Kept {
    /// The text of an article among all.
    pub(super) fn of(units: &[u16], title: u32, all: &Words) -> Self {
        let mut words = Words::default();
        let mut own: Vec<Unit> = stored(units).collect();
        for unit in &mut own {
            if let Some(word) = unit.word() {
                let number = words.number(all.text(word));
                unit.be_word(number);
            }
        }
        let mut kept = Vec::with_capacity(units.len());
        units::store(&own, &mut kept);
        Self { words: words.all().map(Into::into).collect(), title, units: kept }
    }

    /// How many units it has, and how many its headline.
    pub(super) fn lengths(&self) -> (u32, u32) {
        (u32::try_from(stored(&self.units).count()).unwrap_or(u32::MAX), self.title)
    }

    /// Its units as they are stored, with the numbers that its words have among others.
    pub(super) fn units_among(&self, words: &mut Words) -> Vec<u16> {
        if self.words.is_empty() {
            return self.units.clone();
        }
        let numbers: Vec<u32> = self.words.iter().map(|word| words.number(word)).collect();
        let mut own: Vec<Unit> = stored(&self.units).collect();
        own.iter_mut().for_each(|unit| unit.renumber(&numbers));
        let mut all = Vec::with_capacity(self.units.len());
        units::store(&own, &mut all);
        all
    }

    /// As bytes: the length of the headline, the words, each ended by a zero, and one more; then the units.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.title.to_le_bytes().to_vec();
        for word in &self.words {
            bytes.extend_from_slice(word.as_bytes());
            bytes.push(0);
        }
        bytes.push(0);
        bytes.extend(self.units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    /// From bytes; nothing if they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (title, mut rest) = bytes.split_first_chunk()?;
        let mut words = Vec::new();
        loop {
            let end = rest.iter().position(|&byte| byte == 0)?;
            let (word, others) = rest.split_at(end);
            rest = &others[1..];
            if word.is_empty() {
                break;
            }
            words.push(std::str::from_utf8(word).ok()?.into());
        }
        let (units, left) = rest.as_chunks();
        left.is_empty().then_some(())?;
        Some(Self {
            words,
            title: u32::from_le_bytes(*title),
            units: units.iter().map(|unit| u16::from_le_bytes(*unit)).collect(),
        })
    }
}
