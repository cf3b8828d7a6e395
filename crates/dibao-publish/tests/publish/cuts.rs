//! A publish that is cut at any request: readers see whole pages whose links answer, and the next publish finishes.

use std::collections::BTreeMap;

use dibao_publish::fault::{Fault, Result};
use dibao_publish::gzip::GZIP;
use dibao_publish::protocol::{Options, Report, Summary};
use dibao_publish::record::CHAIN;
use proptest::prelude::*;

use crate::memory::{Memory, Yes};
use crate::site::{Site, archive, publish, walk};

type Files = BTreeMap<String, Vec<u8>>;

/// What a target has, but for the chain of releases: that alone has a past.
fn but_chain(mut files: Files) -> Files {
    files.remove(CHAIN);
    files
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn run(target: &Memory, site: &Site) -> Result<Report> {
    runtime().block_on(publish(target, &site.job, &Yes::default())).map(Option::unwrap)
}

fn planned(target: &Memory, site: &Site) -> (Result<Report>, Summary) {
    let yes = Yes::default();
    let report = runtime().block_on(publish(target, &site.job, &yes));
    (report.map(Option::unwrap), yes.0.into_inner().unwrap().unwrap())
}

fn articles(numbers: &[(u8, u8)]) -> Files {
    archive(&numbers.iter().copied().collect(), 1)
}

#[test]
fn a_first_publish_puts_all_and_a_second_nothing() {
    let files = articles(&[(1, 1), (2, 1), (3, 1)]);
    let (target, site) = (Memory::default(), Site::new(&files));
    let report = run(&target, &site).unwrap();
    assert_eq!((report.put, target.site()), (files.len(), files));
    let before = target.requests.load(std::sync::atomic::Ordering::SeqCst);
    let (report, summary) = planned(&target, &site);
    assert_eq!((report.unwrap().put, summary.is_nothing), (0, true));
    assert_eq!(target.requests.load(std::sync::atomic::Ordering::SeqCst) - before, 2);
}

#[test]
fn an_edit_sends_what_differs_and_what_goes_stays_for_one_publish() {
    let target = Memory::default();
    run(&target, &Site::new(&articles(&[(1, 1), (2, 1), (3, 1)]))).unwrap();
    let edited = articles(&[(1, 1), (2, 2), (3, 1)]);
    let (report, summary) = planned(&target, &Site::new(&edited));
    assert_eq!(summary.put, ["media/2-2.webp", "zh-hans/2024/文 2%.html"]);
    assert_eq!((report.unwrap().dropped, summary.leaving), (0, vec!["media/2-1.webp".to_owned()]));
    assert!(target.site().contains_key("media/2-1.webp"));
    let (report, summary) = planned(&target, &Site::new(&edited));
    assert_eq!((report.unwrap().put, summary.drop), (0, vec!["media/2-1.webp".to_owned()]));
    assert_eq!(target.site(), edited);
    assert!(planned(&target, &Site::new(&edited)).1.is_nothing);
}

#[test]
fn what_was_withdrawn_has_no_grace() {
    let target = Memory::default();
    run(&target, &Site::new(&articles(&[(1, 1), (2, 1), (3, 1)]))).unwrap();
    // An ordinary edit leaves an old picture, which the withdrawal takes along.
    run(&target, &Site::new(&articles(&[(1, 1), (2, 2), (3, 1)]))).unwrap();
    let mut files = articles(&[(1, 1), (3, 1)]);
    let notice = "zh-hans/2024/文 2%.html".to_owned();
    files.insert(notice.clone(), b"withdrawn".to_vec());
    let mut site = Site::new(&files);
    let files_of_job = &mut site.job.files;
    files_of_job.iter_mut().filter(|file| file.path == notice).for_each(|file| "withdrawn".clone_into(&mut file.role));
    let (report, summary) = planned(&target, &site);
    assert_eq!(report.unwrap().dropped, 2);
    assert_eq!((target.site(), &summary.put[0]), (files, &notice));
}

#[test]
fn files_of_somebody_else_stay() {
    let files = articles(&[(1, 1)]);
    let foreign = |path: &str| BTreeMap::from([(path.to_owned(), b"mine".to_vec())]);
    let target = Memory::with(foreign("CNAME"), None);
    run(&target, &Site::new(&files)).unwrap();
    run(&target, &Site::new(&articles(&[(2, 1)]))).unwrap();
    run(&target, &Site::new(&articles(&[(2, 1)]))).unwrap();
    assert_eq!(target.files()["CNAME"], b"mine");
    // One that is in the way stops it before anything is put.
    let target = Memory::with(foreign("index.html"), None);
    let fault = run(&target, &Site::new(&files)).unwrap_err();
    assert_eq!(fault, Fault::Taken(vec!["index.html".to_owned()], 1));
    assert_eq!(target.files(), foreign("index.html"));
    let mut site = Site::new(&files);
    site.job.options.replace = true;
    run(&target, &site).unwrap();
    assert_eq!(target.site(), files);
}

#[test]
fn more_than_may_vanish_stops_it_before_anything_is_put() {
    let many: BTreeMap<u8, u8> = (0..150).map(|number| (number, 1)).collect();
    let target = Memory::default();
    run(&target, &Site::new(&archive(&many, 1))).unwrap();
    let before = target.files();
    let mut site = Site::new(&articles(&[(1, 1)]));
    let fault = run(&target, &site).unwrap_err();
    let Fault::TooManyGone { vanished, of, most } = fault else { panic!("{fault}") };
    // A page and a picture of each of 149 articles; the feed, the sitemap and the style are not counted.
    assert_eq!((vanished.len(), of, most), (298, 301, 100));
    assert_eq!(target.files(), before);
    site.job.options.max_delete = Some(298);
    run(&target, &site).unwrap();
}

#[test]
fn what_somebody_has_taken_away_is_put_again_if_the_target_is_listed() {
    let files = articles(&[(1, 1), (2, 1)]);
    let (target, mut site) = (Memory::default(), Site::new(&files));
    run(&target, &site).unwrap();
    target.files.lock().unwrap().remove("media/1-1.webp");
    target.files.lock().unwrap().insert("index.html".to_owned(), b"changed by hand".to_vec());
    assert!(planned(&target, &site).1.is_nothing);
    site.job.options = Options { list_target: true, ..site.job.options };
    assert_eq!(planned(&target, &site).1.put, ["media/1-1.webp", "index.html"]);
    assert_eq!(target.site(), files);
}

#[test]
fn a_damaged_or_later_record_is_not_gone_on_from() {
    let site = Site::new(&articles(&[(1, 1)]));
    let target = Memory::default();
    run(&target, &site).unwrap();
    let manifest = String::from_utf8(target.files()["dibao-manifest.json"].clone()).unwrap();
    for (text, fault) in [
        (manifest.replacen("media", "nedia", 1), Fault::Damaged("dibao-manifest.json")),
        (String::new(), Fault::Damaged("dibao-manifest.json")),
        (manifest.replacen(":2", ":3", 1), Fault::Newer("dibao-manifest.json")),
    ] {
        let mut files = target.files();
        files.insert("dibao-manifest.json".to_owned(), text.into_bytes());
        let target = Memory::with(files.clone(), None);
        assert_eq!(run(&target, &site).unwrap_err(), fault);
        assert_eq!(target.files(), files);
    }
}

#[test]
fn a_file_that_changed_since_the_build_is_not_sent() {
    let site = Site::new(&articles(&[(1, 1)]));
    std::fs::write(site.folder.path().join("sitemap.xml"), "half").unwrap();
    let fault = run(&Memory::default(), &site).unwrap_err();
    assert_eq!(fault, Fault::Changed("sitemap.xml".to_owned()));
}

/// What the first manifest says of a file may be wrong after a cut publish, and is so still after another one that would
/// have put the file back.
#[test]
fn what_two_cuts_leave_is_put_again() {
    let site = |numbers: &[(u8, u8)], look| Site::new(&archive(&numbers.iter().copied().collect(), look));
    let target = Memory::default();
    run(&target, &site(&[(1, 0)], 1)).unwrap();
    let mut files = target.files();
    for (numbers, look, cut) in [(&[(0, 0), (1, 1), (3, 0), (4, 0)][..], 0, 17), (&[(0, 0), (2, 0)], 1, 5)] {
        let target = Memory::with(files, Some(cut));
        run(&target, &site(numbers, look)).unwrap_err();
        files = target.files();
    }
    let target = Memory::with(files, None);
    run(&target, &site(&[(0, 0)], 1)).unwrap();
    let wanted = archive(&BTreeMap::from([(0, 0)]), 1);
    assert!(wanted.iter().all(|(path, bytes)| target.files().get(path) == Some(bytes)));
}

/// How many random series of cuts are tried; more where `script/soak` asks for it.
fn cases() -> u32 {
    if std::env::var_os("DIBAO_SOAK").is_some() { 4000 } else { 200 }
}

/// A state of a site: articles with their versions, and how it looks.
fn state() -> impl Strategy<Value = Files> {
    (prop::collection::btree_map(0..6_u8, 0..3_u8, 1..6), 0..2_u8).prop_map(|(articles, look)| archive(&articles, look))
}

/// A site of long pages, published to a target of which its publisher thinks that it has them compressed or not.
fn compressed(files: &Files, compresses: bool) -> Site {
    let long = |(path, bytes): (&String, &Vec<u8>)| {
        let title = if path.ends_with(".html") { "长".repeat(400) } else { String::new() };
        (path.clone(), [title.as_bytes(), bytes].concat())
    };
    let mut site = Site::new(&files.iter().map(long).collect());
    site.job.compress = compresses.then(|| GZIP.to_owned());
    site
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// The same where texts are compressed now and then: each is at last as the last publish wants it. Pages are long
    /// enough for that here.
    #[test]
    fn a_cut_leaves_nothing_compressed_in_another_way(
        first in state(), first_compresses in any::<bool>(),
        cuts in prop::collection::vec((state(), any::<bool>(), 0..60_usize), 1..4),
        last in state(), last_compresses in any::<bool>(),
    ) {
        let target = Memory { compresses: first_compresses, ..Memory::default() };
        run(&target, &compressed(&first, first_compresses)).unwrap();
        let mut files = target.files();
        for (site, compresses, cut) in cuts {
            let target = Memory { compresses, ..Memory::with(files, Some(cut)) };
            let result = run(&target, &compressed(&site, compresses));
            prop_assert!(result.is_ok() || matches!(result, Err(Fault::Remote { .. })), "{:?}", result);
            files = target.files();
        }
        let target = Memory { compresses: last_compresses, ..Memory::with(files, None) };
        let (site, anew) = (compressed(&last, last_compresses), Memory { compresses: last_compresses, ..Memory::default() });
        // The second drops what had its grace.
        run(&target, &site).unwrap();
        run(&target, &site).unwrap();
        run(&anew, &site).unwrap();
        prop_assert_eq!(but_chain(target.files()), but_chain(anew.files()));
    }

    /// Sites are published one after the other, each but the last one cut at any request. Readers of the first site
    /// never come to a page that is neither old nor new, nor to a link that is dead.
    #[test]
    fn a_cut_leaves_no_half(first in state(), cuts in prop::collection::vec((state(), 0..60_usize), 1..4), last in state()) {
        let target = Memory::default();
        run(&target, &Site::new(&first)).unwrap();
        let mut versions: Vec<Files> = vec![first];
        let mut files = target.files();
        for (site, cut) in cuts {
            let target = Memory::with(files, Some(cut));
            let result = run(&target, &Site::new(&site));
            prop_assert!(result.is_ok() || matches!(result, Err(Fault::Remote { .. })), "{:?}", result);
            versions.push(site);
            files = target.files();
            for (path, bytes) in walk(&target.site()) {
                prop_assert!(versions.iter().any(|version| version.get(&path) == Some(&bytes)), "{}", path);
            }
        }
        let target = Memory::with(files, None);
        run(&target, &Site::new(&last)).unwrap();
        walk(&target.site());
        let there = target.files();
        for (path, bytes) in &last {
            prop_assert_eq!(there.get(path), Some(bytes), "{}", path);
        }
        // After its grace, nothing is there that a publish from nothing would not have put.
        run(&target, &Site::new(&last)).unwrap();
        let anew = Memory::default();
        run(&anew, &Site::new(&last)).unwrap();
        prop_assert_eq!(but_chain(target.files()), but_chain(anew.files()));
    }
}
