//! The places that a site is published to: what is wrong with them, and the addresses that they come to.

use url::Url;

use super::base_url::{Fault, check_base_url};
use super::settings::Config;
use super::target::{Publish, SCHEMES};
use crate::diagnostic::{Sentence, sentence};

/// A name of a user is no longer than this; what is may be a token.
const LONGEST_USER: usize = 32;

impl Config {
    /// The addresses at which readers find the archive, in the order of the targets; none unless there are several.
    pub(super) fn published_addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> = Vec::new();
        for target in self.publish.iter().filter(|target| !target.unlisted) {
            let address = target.base_url.as_ref().unwrap_or(&self.base_url);
            if !addresses.contains(address) {
                addresses.push(address.clone());
            }
        }
        if addresses.len() > 1 { addresses } else { Vec::new() }
    }

    /// The other addresses of the archive.
    pub fn mirrors(&self) -> impl Iterator<Item = &str> {
        self.addresses.iter().map(String::as_str).filter(|address| *address != self.base_url)
    }
}

/// Whether a key of `[[publish]]` asks for what belongs into no file that is kept with articles.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    ["key", "secret", "password", "passwd", "token", "credential", "user"].iter().any(|part| key.contains(part))
}

/// The first thing that is wrong with a target.
pub(super) fn check(config: &Config) -> Result<(), Fault> {
    for (index, target) in config.publish.iter().enumerate() {
        let at = |(key, sentence): (&str, Sentence)| (format!("publish.{index}.{key}"), sentence);
        check_one(target).map_err(at)?;
        if config.publish[..index].iter().any(|other| other.name == target.name) {
            return Err(at(("name", sentence!("config-publish-twice", name = &target.name))));
        }
    }
    Ok(())
}

fn check_one(target: &Publish) -> Result<(), (&'static str, Sentence)> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
    };
    if !is_name(&target.name) {
        return Err(("name", sentence!("config-publish-name", name = &target.name)));
    }
    if let Some(Err(sentence)) = target.base_url.as_deref().map(check_base_url) {
        return Err(("base_url", sentence));
    }
    if target.author.is_some() && target.author().is_none() {
        return Err(("author", sentence!("config-publish-author")));
    }
    if let Some(endpoint) = target.endpoint.as_deref() {
        let url = Url::parse(endpoint).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url else { return Err(("endpoint", sentence!("config-publish-endpoint"))) };
        if has_secret(&url) {
            return Err(("endpoint", sentence!("config-publish-secret")));
        }
    }
    check_place(target).map_err(|sentence| ("to", sentence))?;
    if target.compress.is_some() && target.url().is_none_or(|url| url.scheme() != "s3") {
        return Err(("compress", sentence!("config-publish-compress")));
    }
    Ok(())
}

fn check_place(target: &Publish) -> Result<(), Sentence> {
    let to = target.to.as_str();
    if to.trim().is_empty() {
        return Err(sentence!("config-publish-to"));
    }
    if let Some(address) = from_scp(to) {
        return Err(sentence!("config-publish-scp", to, address));
    }
    let Some(url) = target.url() else {
        // A path may have a colon, and on Windows it mostly has.
        return match to.split_once("://") {
            Some((scheme, _)) if SCHEMES.contains(&scheme) => Err(sentence!("config-publish-to")),
            Some((scheme, _)) => Err(sentence!("config-publish-scheme", scheme, known = SCHEMES.join(", "))),
            None => Ok(()),
        };
    };
    if has_secret(&url) {
        return Err(sentence!("config-publish-secret"));
    }
    let has_host = matches!(url.scheme(), "cmd" | "file" | "git+file") || url.has_host();
    let is_whole = url.scheme() != "cmd" || !url.path().trim().is_empty();
    if has_host && is_whole { Ok(()) } else { Err(sentence!("config-publish-to")) }
}

/// What is meant by `git@host:path`, or by `git+ssh://git@host:path`.
fn from_scp(to: &str) -> Option<String> {
    let rest = to.strip_prefix("git+ssh://").unwrap_or(to);
    let (host, path) = rest.split_once(':')?;
    let is_login = host.contains('@') && !host.contains('/');
    let is_port = path.split('/').next().is_some_and(|port| port.parse::<u16>().is_ok());
    (is_login && !is_port).then(|| format!("git+ssh://{host}/{}", path.trim_start_matches('/')))
}

/// Whether an address has a password in it, or something that may be a token.
fn has_secret(url: &Url) -> bool {
    url.password().is_some() || url.username().len() > LONGEST_USER || url.query().is_some_and(is_secret)
}
