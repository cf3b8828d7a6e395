//! What an editor does to a site, over every target: the same everywhere, and looked at by others than the worker.

use std::collections::{BTreeMap, BTreeSet};

use dibao_publish::protocol::Options;
use dibao_publish::record::is_own;

use crate::servers::dav::Dav;
use crate::servers::disk::Plain;
use crate::servers::s3::{Moto, S3s};
use crate::servers::ssh::Ssh;
use crate::servers::{Files, Server};
use crate::site::{Site, archive};
use crate::worker::quick;

const AWKWARD: &str = "media/圖 片 100% #1+2 & 'x' ?.webp";
const FOREIGN: &str = "CNAME";

/// Articles, and files that are hard to send.
fn files(articles: &[(u8, u8)]) -> Files {
    let mut files = archive(&articles.iter().copied().collect(), 1);
    let mut bytes = blake3::Hasher::new().finalize_xof();
    let mut large = vec![0; 20_000_000];
    bytes.fill(&mut large);
    files.insert("media/large.bin".to_owned(), large);
    files.insert("media/empty.txt".to_owned(), Vec::new());
    files.insert(AWKWARD.to_owned(), b"a picture".to_vec());
    files
}

/// All that is neither a record nor somebody else's.
fn published(server: &dyn Server) -> Files {
    server.files().into_iter().filter(|(path, _)| !is_own(path) && path != FOREIGN).collect()
}

#[track_caller]
fn assert_same(there: &Files, wanted: &Files) {
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(there), paths(wanted));
    for (path, bytes) in wanted {
        assert!(there[path] == *bytes, "{path}: {} bytes of {}", there[path].len(), bytes.len());
    }
}

/// The records that are there.
fn records(server: &dyn Server) -> Vec<String> {
    server.files().into_keys().filter(|path| is_own(path)).collect()
}

fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> BTreeSet<String> {
    let paths = after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp));
    paths.map(|(path, _)| path.clone()).collect()
}

fn an_editors_week(server: &dyn Server) {
    let worker = server.worker();
    server.place(FOREIGN, b"news.example");
    let first = files(&[(1, 1), (2, 1), (3, 1)]);
    assert_eq!(worker.publish(&Site::new(&first)).report().put, first.len());
    assert_same(&published(server), &first);
    assert_eq!(records(server), ["dibao-chain.jsonl", "dibao-manifest.json"]);
    if let Some(headers) = server.headers("zh-hans/2024/文 2%.html") {
        let wanted = ("text/html; charset=utf-8".to_owned(), "public, max-age=0, must-revalidate".to_owned());
        assert_eq!(headers, wanted);
    }

    let before = server.stamps();
    let nothing = worker.publish(&Site::new(&first));
    assert!(nothing.plan.as_ref().is_some_and(|plan| plan.is_nothing), "{nothing:?}");
    assert_eq!(server.stamps(), before);

    // An edit sends what differs, and leaves the old picture for one publish.
    let edited = files(&[(1, 1), (2, 2), (3, 1)]);
    assert_eq!(worker.publish(&Site::new(&edited)).report().put, 2);
    let sent = ["dibao-chain.jsonl", "dibao-manifest.json", "media/2-2.webp", "zh-hans/2024/文 2%.html"];
    assert_eq!(changed(&before, &server.stamps()), sent.map(str::to_owned).into());
    assert!(server.files().contains_key("media/2-1.webp"));
    assert_eq!(worker.publish(&Site::new(&edited)).report().dropped, 1);
    assert_same(&published(server), &edited);

    // What is withdrawn goes at once, with what it alone showed.
    let mut without = files(&[(1, 1), (3, 1)]);
    let notice = "zh-hans/2024/文 2%.html".to_owned();
    without.insert(notice.clone(), b"withdrawn".to_vec());
    let mut site = Site::new(&without);
    site.job
        .files
        .iter_mut()
        .filter(|file| file.path == notice)
        .for_each(|file| "withdrawn".clone_into(&mut file.role));
    assert_eq!(worker.publish(&site).report().dropped, 1);
    assert_same(&published(server), &without);
    assert_eq!(server.files()[FOREIGN], b"news.example");
    assert_eq!(records(server), ["dibao-chain.jsonl", "dibao-manifest.json"]);
}

fn somebody_elses_files(server: &dyn Server) {
    // In the way of a first publish, of which nothing is done.
    let (worker, site) = (server.worker().below("first"), Site::new(&archive(&BTreeMap::from([(1, 1)]), 1)));
    server.place("first/index.html", b"mine");
    let before = server.files();
    let fault = worker.publish(&site).fault();
    assert!(fault.starts_with("index.html is at the target and not dibao's: nothing was changed"), "{fault}");
    assert_eq!(server.files(), before);
    let replace = Options { replace: true, ..quick() };
    worker.publish_with(&site, replace).report();
    assert_ne!(server.files()["first/index.html"], b"mine");

    // In the way of a file that is new, which nobody lists the target for.
    server.place("first/media/2-1.webp", b"mine");
    let more = Site::new(&archive(&BTreeMap::from([(1, 1), (2, 1)]), 1));
    let fault = worker.publish(&more).fault();
    assert!(fault.starts_with("media/2-1.webp is at the target and not dibao's"), "{fault}");
    assert_eq!(server.files()["first/media/2-1.webp"], b"mine");
    worker.publish(&site).report();
    worker.publish(&site).report();
    assert!(server.files().keys().all(|path| !path.contains("lock") && !path.contains("next")));

    // Taken away by hand, and put again when the target is listed.
    let list = Options { list_target: true, ..quick() };
    assert!(worker.publish_with(&site, list.clone()).plan.unwrap().is_nothing);
    server.place("first/sitemap.xml", b"changed by hand");
    assert_eq!(worker.publish_with(&site, list).report().put, 1);
}

/// One of two sites, as a whole.
pub fn two_at_once(server: &dyn Server, below: &str) {
    let worker = server.worker().below(below);
    let sites = [1, 2].map(|version| Site::new(&archive(&(0..8).map(|number| (number, version)).collect(), version)));
    let outcomes = std::thread::scope(|scope| {
        let publishes = sites.each_ref().map(|site| scope.spawn(|| worker.publish(site)));
        publishes.map(|publish| publish.join().unwrap())
    });
    let refused = outcomes.iter().filter_map(|outcome| outcome.result.as_ref().err());
    for fault in refused.clone() {
        let known = ["another publish to this", "somebody else has published", "at the target and not dibao's"];
        assert!(known.iter().any(|known| fault.contains(known)), "{fault}");
    }
    assert!(refused.count() < 2, "{outcomes:?}");
    let prefix = format!("{below}/");
    let there = server.files();
    let hash = |path: &str| there.get(&format!("{prefix}{path}")).map(|bytes| blake3::hash(bytes).to_string());
    let is_whole = |site: &Site| site.job.files.iter().all(|file| hash(&file.path).as_deref() == Some(&file.hash));
    assert!(sites.iter().any(is_whole), "{:?}", there.keys());
    let left: Vec<_> = there.keys().filter(|path| path.starts_with(&prefix) && path.contains("dibao-lock")).collect();
    assert!(left.is_empty(), "{left:?}");
}

fn everything(server: &dyn Server) {
    an_editors_week(server);
    somebody_elses_files(server);
    two_at_once(server, "two");
}

#[test]
fn a_folder() {
    let server = Plain::new();
    everything(&server);
    (0..20).for_each(|round| two_at_once(&server, &format!("two-{round}")));
}

#[test]
fn s3s() {
    let server = S3s::new();
    everything(&server);
    (0..20).for_each(|round| two_at_once(&server, &format!("two-{round}")));
}

#[test]
fn moto() {
    let Some(server) = Moto::new() else { return };
    everything(&server);
}

#[test]
fn a_crates_webdav() {
    everything(&Dav::here());
}

#[test]
fn rclone_by_webdav() {
    let Some(server) = Dav::rclone("") else { return };
    everything(&server);
}

#[test]
fn openssh() {
    let Some(server) = Ssh::openssh("") else { return };
    everything(&server);
}

#[test]
fn rclone_by_sftp() {
    let Some(server) = Ssh::rclone() else { return };
    everything(&server);
}
