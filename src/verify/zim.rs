//! A copy that is a ZIM.

use std::io::{Read, Seek};

use dibao_zim::{Kind, Reader, Unread};

use super::contents::Contents;
use super::fault::Fault;

/// The page that a site begins with.
const INDEX: &str = "index.html";

/// Reads a ZIM. What it says of itself, and the titles by which readers find pages, are in no manifest.
pub(super) fn read(file: impl Read + Seek, contents: &mut Contents) -> Result<(), Unread> {
    let mut zim = Reader::new(file)?;
    for entry in zim.entries() {
        let path = entry.path.clone();
        match (entry.namespace, &entry.kind) {
            ('C', Kind::Redirect(_)) => contents.faults.push(Fault::NoFile { path, what: "a redirect" }),
            ('C' | 'M' | 'X', Kind::Item { .. }) => {}
            ('W', Kind::Redirect(_)) if path == "mainPage" => {}
            (namespace, _) => contents.faults.push(Fault::Added { path: format!("{namespace}/{path}"), like: None }),
        }
    }
    let main_page = zim.main_page().filter(|page| page.namespace == 'C' && page.path == INDEX);
    let leads = |entry: &dibao_zim::Entry| match entry.kind {
        Kind::Redirect(number) if entry.namespace == 'W' => Some(number),
        _ => None,
    };
    let is_main = |number: u32| {
        let led = usize::try_from(number).ok().and_then(|number| zim.entries().get(number));
        led.is_some_and(|page| page.namespace == 'C' && page.path == INDEX)
    };
    if main_page.is_none() || !zim.entries().iter().filter_map(leads).all(is_main) {
        contents.faults.push(Fault::Changed { path: "the page that readers begin with".to_owned() });
    }
    zim.contents(|entry, content| match entry.namespace {
        'C' => contents.add(&entry.path, content),
        _ => Ok(()),
    })?;
    zim.check()
}
