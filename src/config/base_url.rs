//! What the address of a site has to be.

use url::{Host, Url};

use crate::diagnostic::{Sentence, sentence};

/// A key by its dotted path, and what is wrong with its value.
pub(super) type Fault = (String, Sentence);

/// Refuses what is no absolute http or https address of a folder.
pub(super) fn check_base_url(address: &str) -> Result<(), Sentence> {
    let usable =
        |url: Url| matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    if Url::parse(address).is_ok_and(usable) { Ok(()) } else { Err(sentence!("config-base-url")) }
}

/// Whether an address is one that only this machine has.
pub fn is_of_this_machine(address: &str) -> bool {
    match Url::parse(address).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unspecified(),
        None => true,
    }
}
