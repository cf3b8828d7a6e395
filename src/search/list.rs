//! Articles that are found together.

/// Articles that are found together by a name: `place:locations/astana`, `date:2024-07`.
#[derive(Clone, Debug)]
pub struct List {
    /// What they are found by.
    pub name: String,
    /// Their numbers, in order.
    pub articles: Vec<u32>,
}
