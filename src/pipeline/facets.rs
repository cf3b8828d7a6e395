//! What jobs have read, each facet once, with what it was: by that, what is stale.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::reads::{Facet, Now};

/// How many guards may stand one behind the other.
const DEEPEST: usize = 3;

/// The number of a facet.
pub(super) type FacetId = u32;

/// A facet that a job has read, or that guards one.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    facet: Facet,
    /// What it was; none if it was changed while pages were made of it.
    value: Option<u64>,
    /// The number of its guard: where that is as it was, so is this.
    guard: Option<FacetId>,
}

/// The facets that jobs have read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Facets {
    /// Each after its guard.
    known: Vec<Known>,
    /// Made when it is first asked for.
    #[serde(skip)]
    numbers: FxHashMap<Facet, FacetId>,
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
        // Guards first: what they guard is as it was if they are.
        for depth in 0..DEEPEST {
            let is_open = |known: &Known| {
                self.depth(known) == depth && known.guard.is_none_or(|guard| changed.0.contains(&guard))
            };
            let differs = |(number, known): (usize, &Known)| {
                let Known { facet, value, .. } = known;
                if facet.is_learned() != is_learned || !is_wanted(facet) || !is_open(known) {
                    return None;
                }
                let is = now.value(facet);
                (is != *value || is.is_none() || touched.contains(facet)).then_some((number, is))
            };
            let values: Vec<(usize, Option<u64>)> = self.known.par_iter().enumerate().filter_map(differs).collect();
            for (number, value) in values {
                self.known[number].value = value;
                changed.0.insert(narrow(number));
            }
        }
        changed
    }

    /// How many guards stand before one.
    fn depth(&self, known: &Known) -> usize {
        let guard = |number: FacetId| &self.known[number as usize];
        std::iter::successors(known.guard, |number| guard(*number).guard).take(DEEPEST).count()
    }

    /// The numbers of what a job has read that read these before. Mostly it reads the same again, so that the table of all
    /// facets need not be made.
    pub fn add(&mut self, reads: Vec<Facet>, before: &[FacetId], now: &Now<'_>) -> Vec<FacetId> {
        let known: FxHashMap<&Facet, FacetId> =
            before.iter().map(|&number| (&self.known[number as usize].facet, number)).collect();
        let numbers: Option<Vec<FacetId>> = reads.iter().map(|facet| known.get(facet).copied()).collect();
        if let Some(numbers) = numbers {
            return numbers;
        }
        self.index();
        reads.into_iter().map(|facet| self.number(facet, now)).collect()
    }

    fn index(&mut self) {
        if self.numbers.len() != self.known.len() {
            self.numbers = self.known.iter().map(|known| known.facet.clone()).zip(0..).collect();
        }
    }

    fn number(&mut self, facet: Facet, now: &Now<'_>) -> FacetId {
        if let Some(&known) = self.numbers.get(&facet) {
            return known;
        }
        let guard = facet.guard().map(|guard| self.number(guard, now));
        let number = narrow(self.known.len());
        let value = now.value(&facet);
        self.known.push(Known { facet: facet.clone(), value, guard });
        self.numbers.insert(facet, number);
        number
    }

    /// Takes down that something was changed while pages were made of it.
    pub fn doubt(&mut self, facet: &Facet) {
        self.index();
        if let Some(&number) = self.numbers.get(facet) {
            self.known[number as usize].value = None;
        }
    }

    /// Forgets what no job has read, once that is much. `jobs` get the numbers that remain.
    pub fn tidy<'j>(&mut self, jobs: impl Iterator<Item = &'j mut Vec<FacetId>>) {
        let mut jobs: Vec<&mut Vec<FacetId>> = jobs.collect();
        let mut is_read = vec![false; self.known.len()];
        jobs.iter().flat_map(|reads| reads.iter()).for_each(|&read| is_read[read as usize] = true);
        // A guard stands before what it guards.
        for number in (0..self.known.len()).rev() {
            if let (true, Some(guard)) = (is_read[number], self.known[number].guard) {
                is_read[guard as usize] = true;
            }
        }
        let read = is_read.iter().filter(|read| **read).count();
        if self.known.len() < read + read / 2 + 1024 {
            return;
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
        for guard in self.known.iter_mut().filter_map(|known| known.guard.as_mut()) {
            *guard = renamed[*guard as usize];
        }
        for read in jobs.iter_mut().flat_map(|reads| reads.iter_mut()) {
            *read = renamed[*read as usize];
        }
    }
}

fn narrow(number: usize) -> FacetId {
    FacetId::try_from(number).unwrap_or(FacetId::MAX)
}
