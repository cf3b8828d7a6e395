//! What becomes of the list of a gram whose articles are called by other numbers, some of which came or are gone.

use std::ops::Range;

use super::bits::Reader;
use super::gram::Gram;
use super::postings::{Renumbering, Sides, Splice, Weight, pass_over_sides};
use super::terms::Piece;

/// A gram in an article, as a list has it.
#[derive(Clone, Debug)]
pub struct Entry<'s> {
    /// Its number: that of before where it is gone, that of now where it came.
    pub article: u32,
    /// How much the article is about the gram, if it matters how often it has it.
    pub weight: Weight,
    pub sides: Sides<'s>,
}

/// What becomes of a list.
#[derive(Debug)]
pub enum Change<'c> {
    /// Of the list of a gram of so many units, some articles are gone, and others came. Both are in the order of their
    /// numbers.
    Articles { gram: Gram, length: usize, gone: Vec<Entry<'c>>, come: Vec<Entry<'c>> },
    /// What is found by a name, of which there is no other list now; or nothing.
    Named(Gram, Option<&'c [u32]>),
}

impl Change<'_> {
    /// The gram whose list it is.
    pub fn gram(&self) -> Gram {
        match self {
            Self::Articles { gram, .. } | Self::Named(gram, _) => *gram,
        }
    }

    /// Where the list is.
    pub fn key(&self) -> Key {
        (self.gram().place(), self.gram().check())
    }
}

/// The place and the check of a gram.
pub type Key = (u32, Option<u32>);

/// A list.
#[derive(Default)]
pub struct List {
    pub articles: Vec<(u32, Weight)>,
    /// By article: the bits of what is around the gram, if that is told.
    pub sides: Vec<Piece>,
    pub grows: bool,
}

impl List {
    pub fn clear(&mut self) {
        self.articles.clear();
        self.sides.clear();
        self.grows = false;
    }

    /// Reads where the bits are of what is around the gram in so many articles.
    pub fn read_sides(&mut self, articles: usize, bits: &mut Reader<'_>) -> Option<()> {
        for _ in 0..articles {
            let start = bits.at;
            pass_over_sides(1, bits)?;
            self.sides.push(Piece { start, length: bits.at - start });
        }
        Some(())
    }

    /// What is around the gram, without the articles that are gone, which have to be there as they were, and with those that
    /// came.
    pub fn spliced<'l>(
        &self,
        bytes: &'l [u8],
        (gone, come): (&[Entry<'_>], &[Entry<'l>]),
        splices: &[Splice],
    ) -> Option<Vec<Sides<'l>>> {
        if self.sides.is_empty() {
            return Some(Vec::new());
        }
        let (mut gone, mut come) = (gone.iter(), come.iter());
        let mut all: Vec<Sides<'l>> = Vec::with_capacity(self.sides.len() + splices.len());
        let old = |range: Range<usize>| Some(self.sides.get(range)?.iter().map(|&piece| Sides { bytes, piece }));
        let mut next = 0;
        for splice in splices {
            let (Splice::Gone(index) | Splice::Came(index)) = *splice;
            all.extend(old(next..index)?);
            next = index;
            if let Splice::Gone(index) = *splice {
                (old(index..index + 1)?.next()? == gone.next()?.sides).then_some(())?;
                next += 1;
            } else {
                all.push(come.next()?.sides);
            }
        }
        all.extend(old(next..self.sides.len())?);
        Some(all)
    }

    /// The articles by their numbers now, each with what is around the gram, if that is told: without those that are gone,
    /// which have to be there as they were, and with those that came.
    pub fn with<'l>(
        &self,
        bytes: &'l [u8],
        (gone, come): (&[Entry<'_>], &'l [Entry<'_>]),
        (is_counted, has_sides): (bool, bool),
        renumbering: Renumbering<'_>,
    ) -> Option<Vec<(u32, Weight, Option<Sides<'l>>)>> {
        (self.sides.len() == if has_sides { self.articles.len() } else { 0 }).then_some(())?;
        let mut list = Vec::with_capacity(self.articles.len() + come.len());
        let weight = |own: &Entry<'_>| if is_counted { own.weight } else { own.weight.uncounted() };
        let mut gone = gone.iter().peekable();
        let mut come = come.iter().map(|own| (own.article, weight(own), has_sides.then_some(own.sides))).peekable();
        for (index, &(article, weight)) in self.articles.iter().enumerate() {
            let sides = self.sides.get(index).map(|&piece| Sides { bytes, piece });
            if let Some(gone) = gone.next_if(|gone| gone.article == article) {
                sides.is_none_or(|sides| sides == gone.sides).then_some(())?;
                continue;
            }
            let now = renumbering.of(article)?;
            while let Some(new) = come.next_if(|new| new.0 < now) {
                list.push(new);
            }
            come.peek().is_none_or(|new| new.0 > now).then_some(())?;
            list.push((now, weight, sides));
        }
        list.extend(come);
        gone.next().is_none().then_some(list)
    }
}
