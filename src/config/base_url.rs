//! What the address of a site has to be.

use crate::diagnostic::{Sentence, sentence};

/// A key by its dotted path, and what is wrong with its value.
pub(super) type Fault = (String, Sentence);

/// Refuses what is no absolute http or https address of a folder.
pub(super) fn check_base_url(address: &str) -> Result<(), Sentence> {
    let usable =
        |url: url::Url| matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    if url::Url::parse(address).is_ok_and(usable) { Ok(()) } else { Err(sentence!("config-base-url")) }
}
