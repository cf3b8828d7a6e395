//! What jobs have read, each facet once, with what it was: by that, what is stale.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::reads::{Facet, Now};

/// Is no facet's hash: of what was changed while pages were made of it.
pub(super) const UNKNOWN: u64 = 1;

/// The number of a facet.
pub(super) type FacetId = u32;

/// The facets that jobs have read.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    known: Vec<(Facet, u64)>,
    numbers: FxHashMap<Facet, FacetId>,
}

impl Serialize for Facets {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.known.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Facets {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known: Vec<(Facet, u64)> = Vec::deserialize(deserializer)?;
        Ok(Self { known, numbers: FxHashMap::default() })
    }
}

/// Which facets are not as they were.
#[derive(Clone, Debug, Default)]
pub(super) struct Changed(FxHashSet<FacetId>);

impl Changed {
    /// Whether all are.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a job that has read these is stale.
    pub fn concerns(&self, reads: &[FacetId]) -> bool {
        !self.0.is_empty() && reads.iter().any(|read| self.0.contains(read))
    }
}

impl Facets {
    /// Finds out which facets of one of the two phases changed, and takes down what they are now. `is_wanted` leaves out
    /// those of which it is known that they did not, and `touched` are as good as changed.
    pub fn change(
        &mut self,
        is_learned: bool,
        now: &Now<'_>,
        touched: &FxHashSet<Facet>,
        is_wanted: &(dyn Fn(&Facet) -> bool + Sync),
    ) -> Changed {
        let mut changed = Changed::default();
        self.numbers();
        // Guards first: what they guard is as it was if they are.
        for is_guarded in [false, true] {
            let is_open = |facet: &Facet| match facet.guard() {
                Some(guard) => is_guarded && self.numbers.get(&guard).is_none_or(|guard| changed.0.contains(guard)),
                None => !is_guarded,
            };
            let differs = |(number, (facet, was)): (usize, &(Facet, u64))| {
                if facet.is_learned() != is_learned || !is_wanted(facet) || !is_open(facet) {
                    return None;
                }
                let is = now.value(facet);
                (is != *was || is == UNKNOWN || touched.contains(facet)).then_some((number, is))
            };
            let values: Vec<(usize, u64)> = self.known.par_iter().enumerate().filter_map(differs).collect();
            for (number, value) in values {
                self.known[number].1 = value;
                changed.0.insert(FacetId::try_from(number).unwrap_or(FacetId::MAX));
            }
        }
        changed
    }

    fn numbers(&mut self) -> &FxHashMap<Facet, FacetId> {
        if self.numbers.len() != self.known.len() {
            self.numbers = self.known.iter().map(|(facet, _)| facet.clone()).zip(0..).collect();
        }
        &self.numbers
    }

    /// The numbers of what a job has read.
    pub fn add(&mut self, reads: Vec<Facet>, now: &Now<'_>) -> Vec<FacetId> {
        self.numbers();
        reads.into_iter().map(|facet| self.number(facet, now)).collect()
    }

    fn number(&mut self, facet: Facet, now: &Now<'_>) -> FacetId {
        if let Some(&known) = self.numbers.get(&facet) {
            return known;
        }
        if let Some(guard) = facet.guard() {
            self.number(guard, now);
        }
        let number = FacetId::try_from(self.known.len()).unwrap_or(FacetId::MAX);
        let value = now.value(&facet);
        self.known.push((facet.clone(), value));
        self.numbers.insert(facet, number);
        number
    }

    /// The number of one, if any job has read it.
    pub fn get(&mut self, facet: &Facet) -> Option<FacetId> {
        self.numbers().get(facet).copied()
    }

    /// Takes down that something was changed while pages were made of it.
    pub fn doubt(&mut self, facet: &Facet) {
        if let Some(number) = self.get(facet) {
            self.known[number as usize].1 = UNKNOWN;
        }
    }

    /// Forgets what no job has read, once that is much. `jobs` get the numbers that remain.
    pub fn tidy<'j>(&mut self, jobs: impl Iterator<Item = &'j mut Vec<FacetId>>) {
        let mut jobs: Vec<&mut Vec<FacetId>> = jobs.collect();
        let mut is_read = vec![false; self.known.len()];
        jobs.iter().flat_map(|reads| reads.iter()).for_each(|&read| is_read[read as usize] = true);
        let read = is_read.iter().filter(|read| **read).count();
        // Guards are read by no job, and there are fewer of them than of what they guard.
        if self.known.len() < 2 * read + 1024 {
            return;
        }
        let guards: Vec<Facet> =
            self.known.iter().zip(&is_read).filter_map(|((facet, _), read)| facet.guard().filter(|_| *read)).collect();
        for guard in guards {
            if let Some(number) = self.get(&guard) {
                is_read[number as usize] = true;
            }
        }
        let mut next = 0;
        let renamed: Vec<FacetId> = is_read
            .iter()
            .map(|read| {
                next += FacetId::from(*read);
                next.saturating_sub(1)
            })
            .collect();
        let mut kept = is_read.iter();
        self.known.retain(|_| kept.next().is_some_and(|read| *read));
        self.numbers.clear();
        for read in jobs.iter_mut().flat_map(|reads| reads.iter_mut()) {
            *read = renamed[*read as usize];
        }
    }
}
