//! What a job has read.

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use super::facet::Facet;

/// What one job has read, each thing once. A job runs on one thread.
#[derive(Debug, Default)]
pub struct Trace(RefCell<FxHashSet<Facet>>);

impl Trace {
    /// Puts down that something was read.
    pub fn record(&self, facet: Facet) {
        self.0.borrow_mut().insert(facet);
    }

    /// All that was read, in order.
    pub fn into_facets(self) -> Vec<Facet> {
        let mut facets: Vec<Facet> = self.0.into_inner().into_iter().collect();
        facets.sort_unstable();
        facets
    }
}
