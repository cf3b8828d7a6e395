//! What `audit.html` sees.

use serde::Serialize;

/// `audit`: what is to be read of script conversion.
#[derive(Serialize)]
pub(in crate::render) struct Audit {
    pub articles: usize,
    pub han: usize,
    pub characters: usize,
    pub to_read: usize,
    pub to_read_per_thousand: f64,
    pub backings: Vec<AuditBacking>,
    pub items: Vec<AuditItem>,
    pub left_out: usize,
}

/// How many decisions one kind of backing stands behind.
#[derive(Serialize)]
pub(in crate::render) struct AuditBacking {
    pub label: &'static str,
    pub count: usize,
}

/// A decision, with all its repeats.
#[derive(Serialize)]
pub(in crate::render) struct AuditItem {
    pub character: String,
    pub chosen: String,
    pub others: Vec<String>,
    pub backing: &'static str,
    pub count: usize,
    pub script: &'static str,
    pub rule: String,
    pub places: Vec<AuditPlace>,
}

/// Where a decision stands.
#[derive(Serialize)]
pub(in crate::render) struct AuditPlace {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub before: String,
    pub after: String,
    pub path: String,
}
