//! The variables of templates.

use std::collections::BTreeMap;

use tera::Value;

/// The top-level variables of a template.
pub(super) type Variables = BTreeMap<&'static str, Value>;
