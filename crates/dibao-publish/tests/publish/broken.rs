//! Publishes over lines that are cut in the middle: readers see whole pages whose links answer, and the next publish
//! finishes. `DIBAO_CUTS=100` cuts more often.

use dibao_publish::protocol::Options;
use dibao_publish::record::{CHAIN, is_own};

use crate::servers::dav::Dav;
use crate::servers::proxy::{Cut, Proxy};
use crate::servers::s3::S3s;
use crate::servers::{Files, Server};
use crate::site::{Site, archive, walk};
use crate::worker::{Worker, quick};

/// How many lines are cut at the same time; a worker whose line is cut spends its time waiting.
const AT_ONCE: usize = 20;

/// The lock of a publish that was cut is soon taken over.
fn soon() -> Options {
    Options { stale_ms: Some(8000), ..quick() }
}

/// What has been published below a folder, without records and what was not finished.
fn site_below(server: &dyn Server, folder: &str) -> (Files, Files) {
    let prefix = format!("{folder}/");
    let all =
        server.files().into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes)));
    let all: Files = all.collect();
    let site = all.iter().filter(|(path, _)| !is_own(path) && !path.ends_with(".dibao-new"));
    (site.map(|(path, bytes)| (path.clone(), bytes.clone())).collect(), all)
}

fn articles(numbers: &[(u8, u8)], look: u8) -> Files {
    archive(&numbers.iter().copied().collect(), look)
}

/// Publishes an edit over a line that is cut after some bytes, and what follows.
fn a_cut(server: &(dyn Server + Sync), port: u16, round: usize, bytes: u64, cut: Cut) {
    let folder = format!("cut-{round}");
    let worker = server.worker().below(&folder);
    let before = articles(&[(1, 1), (2, 1), (3, 1), (4, 1)], 1);
    let after = articles(&[(1, 1), (2, 2), (4, 1), (5, 1), (6, 1)], 2);
    worker.publish(&Site::new(&before)).report();

    let proxy = Proxy::start(port, cut, bytes);
    let instead = |text: &str| text.replace(&format!(":{port}"), &format!(":{}", proxy.port));
    let broken =
        Worker { to: instead(&worker.to), endpoint: worker.endpoint.as_deref().map(instead), ..worker.clone() };
    let outcome = broken.publish_with(&Site::new(&after), soon());
    let told = format!("{cut:?} after {bytes} bytes, round {round}: {outcome:?}");
    let (there, _) = site_below(server, &folder);
    for (path, bytes) in walk(&there) {
        assert!([&before, &after].iter().any(|version| version.get(&path) == Some(&bytes)), "{path}: {told}");
    }
    if let Err(fault) = &outcome.result {
        let known = ["cut", "does not answer", "run the command again", "Run the command again"];
        assert!(known.iter().any(|known| fault.contains(known)), "{told}");
    }

    let last = articles(&[(2, 2), (4, 2), (6, 1)], 2);
    let publish = |site: &Files| {
        worker.publish_with(&Site::new(site), soon()).result.unwrap_or_else(|fault| panic!("{fault}; {told}"))
    };
    publish(&last);
    walk(&site_below(server, &folder).0);
    publish(&last);
    let anew = format!("anew-{round}");
    server.worker().below(&anew).publish(&Site::new(&last)).report();
    let (mut there, mut wanted) = (site_below(server, &folder).1, site_below(server, &anew).1);
    // The chain of releases alone has a past.
    [&mut there, &mut wanted].into_iter().for_each(|files| files.retain(|path, _| !path.ends_with(CHAIN)));
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&there), paths(&wanted), "{told}");
    assert!(there == wanted, "{told}");
}

fn cuts(server: &(dyn Server + Sync), port: u16, seed: u8) {
    // The folder in which the targets lie.
    server.place("CNAME", b"mine");
    let cuts = std::env::var("DIBAO_CUTS").map_or(20, |count| count.parse().unwrap());
    // Numbers as random as any, and the same in each run. A whole publish carries some 20 to 30 kilobytes.
    let random =
        |round: usize| blake3::hash(&[&[seed], round.to_le_bytes().as_slice()].concat()).as_bytes()[0..2].to_vec();
    let length = |round: usize| u64::from(u16::from_le_bytes(random(round).try_into().unwrap())) * 30_000 / 65_536;
    let lengths: Vec<(usize, u64)> = (0..cuts).map(|round| (round, length(round))).collect();
    for some in lengths.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            for (round, bytes) in some {
                let cut = if round % 2 == 0 { Cut::ForGood } else { Cut::Once };
                scope.spawn(move || a_cut(server, port, *round, *bytes, cut));
            }
        });
    }
}

/// Both in one test: they spend their time waiting, while another test runs.
#[test]
fn lines_to_s3_and_webdav_that_are_cut() {
    let (storage, dav) = (S3s::new(), Dav::here());
    std::thread::scope(|scope| {
        scope.spawn(|| cuts(&storage, storage.port, 1));
        scope.spawn(|| cuts(&dav, dav.port, 2));
    });
}
