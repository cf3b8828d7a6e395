//! Two at once.

use std::sync::atomic::Ordering;
use std::time::Duration;

use dibao_publish::fault::Fault;
use dibao_publish::protocol::Options;

use crate::memory::{Memory, Yes};
use crate::site::{Site, archive, publish};

/// A site of some articles in one version.
fn site(version: u8, options: Options) -> Site {
    let mut site = Site::new(&archive(&(0..20).map(|number| (number, version)).collect(), version));
    site.job.options = options;
    site
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn quick() -> Options {
    Options { renew_ms: Some(20), stale_ms: Some(2000), ..Options::default() }
}

#[test]
fn of_two_at_once_one_is_refused_and_nothing_is_mixed() {
    for _ in 0..20 {
        let target = Memory::default();
        let (one, other) = (site(1, quick()), site(2, quick()));
        let (one_yes, other_yes) = (Yes::default(), Yes::default());
        let (first, second) = runtime().block_on(async {
            tokio::join!(publish(&target, &one.job, &one_yes), publish(&target, &other.job, &other_yes))
        });
        let refused = [&first, &second].into_iter().filter_map(|result| result.as_ref().err());
        for fault in refused {
            assert!(matches!(fault, Fault::Busy | Fault::Overtaken | Fault::Taken(..)), "{fault:?}");
        }
        let done = match (&first, &second) {
            (Ok(_), Err(_)) => &one,
            (Err(_), Ok(_)) => &other,
            both => panic!("{both:?}"),
        };
        let there = target.files();
        for file in &done.job.files {
            assert_eq!(blake3::hash(&there[&file.path]).to_string(), file.hash, "{}", file.path);
        }
        assert!(there.keys().all(|path| !path.starts_with("dibao-lock")), "{:?}", there.keys());
    }
}

#[test]
fn a_lock_whose_holder_is_gone_is_taken_over_and_its_work_is_taken_up() {
    let options = Options { renew_ms: Some(5), stale_ms: Some(2000), ..Options::default() };
    let before = site(1, options);
    let target = Memory { cut: Some(45), delay: Duration::from_millis(5), ..Memory::default() };
    runtime().block_on(publish(&target, &before.job, &Yes::default())).unwrap_err();
    let left = target.files();
    assert!(left.contains_key("dibao-lock-1"), "{:?}", left.keys());
    let target = Memory::with(left, None);
    let began = std::time::Instant::now();
    runtime().block_on(publish(&target, &before.job, &Yes::default())).unwrap();
    assert!(began.elapsed().as_millis() >= 2000);
    assert!(target.files().keys().all(|path| !path.starts_with("dibao-lock")));
    // Some of it had been put already.
    let puts = target.puts.lock().unwrap();
    let files = puts.iter().filter(|path| !path.starts_with("dibao-")).count();
    assert!(files < before.job.files.len(), "{files} of {}", before.job.files.len());
}

#[test]
fn a_target_that_ignores_conditions_is_found_out() {
    let target = Memory { ignores_conditions: true, ..Memory::default() };
    let fault = runtime().block_on(publish(&target, &site(1, quick()).job, &Yes::default())).unwrap_err();
    assert_eq!(fault, Fault::NoConditions);
    assert!(target.files().is_empty());
    let unlocked = site(1, Options { no_lock: true, ..Options::default() });
    runtime().block_on(publish(&target, &unlocked.job, &Yes::default())).unwrap();
    assert!(target.requests.load(Ordering::SeqCst) > unlocked.job.files.len());
}
