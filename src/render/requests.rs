//! What pages ask other hosts for, because of an article or of a site's own template: it is told.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::markdown::{Purpose, addresses, host, is_elsewhere, listed};

/// The requests that a page would make to other hosts.
#[derive(Default)]
pub(super) struct Requests {
    by_host: BTreeMap<String, usize>,
    /// The place of the first in the file.
    first: Option<Range<usize>>,
}

impl Requests {
    /// Takes an address that a page loads, if it is elsewhere.
    pub fn see(&mut self, address: &str, place: &Range<usize>, config: &Config) {
        let host = Some(address).filter(|address| is_elsewhere(address)).and_then(host);
        let Some(host) = host.filter(|host| !config.may_show(host)) else { return };
        *self.by_host.entry(host).or_default() += 1;
        self.first.get_or_insert_with(|| place.clone());
    }

    /// What is told of them, and where in the file: one finding.
    pub fn finding(self, file: &str) -> Option<(Diagnostic, Range<usize>)> {
        let count: usize = self.by_host.values().sum();
        let hosts = listed(self.by_host.keys());
        let found = Diagnostic::warning(Kind::RemoteMedia, file, sentence!("requests-elsewhere", count, hosts));
        Some((found, self.first?))
    }
}

/// What is told of a template of a site's own, as far as its tags name addresses.
pub(super) fn of_template(config: &Config, file: &str, text: &str) -> Option<Diagnostic> {
    let mut requests = Requests::default();
    for (range, _) in addresses(text).into_iter().filter(|(_, purpose)| *purpose != Purpose::Link) {
        requests.see(&text[range.clone()], &range, config);
    }
    let (found, place) = requests.finding(file)?;
    Some(found.at(text, place))
}
