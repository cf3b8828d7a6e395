//! Text files that are put compressed into an object storage, as readers get them.

use std::collections::BTreeMap;

use dibao_publish::gzip::{GZIP, expanded};
use dibao_publish::proof::prove;
use dibao_publish::protocol::{File, Options};
use dibao_publish::record::{Manifest, is_own};
use hyper::{Request, Response};

use crate::servers::disk::Plain;
use crate::servers::s3::{Moto, S3s};
use crate::servers::web::Web;
use crate::servers::{Files, Server};
use crate::site::{Site, root};
use crate::worker::{Outcome, Worker, quick};

/// What is compressed.
const TEXTS: [&str; 3] = ["data/articles.csv", "index.html", "zh-hans/文 1%.html"];
/// What is not: small, no text, or no shorter for it.
const OTHERS: [&str; 4] = ["a.webp", "noise.txt", "small.html", "theme/style.css"];

fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

fn page(word: &str) -> Vec<u8> {
    format!("<!doctype html><p>{}", word.repeat(700)).into_bytes()
}

fn files() -> Files {
    // Longer than what is sent at once, also when it is compressed.
    let table: String = noise(7 << 20).iter().map(|byte| format!("{byte:02x},")).collect();
    let all = [
        ("index.html", page("头版")),
        ("zh-hans/文 1%.html", page("青岛")),
        ("data/articles.csv", table.into_bytes()),
        ("a.webp", page("图")),
        ("noise.txt", noise(3000)),
        ("small.html", b"<p>".to_vec()),
        ("theme/style.css", b"p {}".to_vec()),
    ];
    all.into_iter().map(|(path, bytes)| (path.to_owned(), bytes)).collect()
}

/// The site of files, with the media types that dibao gives them.
fn site(files: &Files, compress: bool) -> Site {
    let mut site = Site::new(files);
    for File { path, media_type, .. } in &mut site.job.files {
        *media_type = match path.rsplit('.').next().unwrap() {
            "html" => "text/html; charset=utf-8",
            "csv" => "text/csv; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "txt" => "text/plain; charset=utf-8",
            _ => "image/webp",
        }
        .to_owned();
    }
    site.job.compress = compress.then(|| GZIP.to_owned());
    site
}

/// What was put, by the plan, and that it was put.
fn put(outcome: Outcome) -> Vec<String> {
    let plan = outcome.plan.clone().unwrap();
    assert_eq!(outcome.report().put, plan.put.len());
    let mut put = plan.put;
    put.sort();
    put
}

fn manifest(server: &dyn Server) -> Manifest {
    Manifest::read(&server.files()["dibao-manifest.json"]).unwrap()
}

/// Asks for what is at a target to be these files, with texts compressed or not.
#[track_caller]
fn assert_there(server: &dyn Server, wanted: &Files, compress: bool) {
    let there: Files = server.files().into_iter().filter(|(path, _)| !is_own(path)).collect();
    assert_eq!(there.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (path, bytes) in wanted {
        let is_text = compress && TEXTS.contains(&path.as_str());
        let read = if is_text { expanded(&there[path], u64::MAX) } else { Some(there[path].clone()) };
        assert!(read.as_ref() == Some(bytes), "{path}: {} bytes of {}", there[path].len(), bytes.len());
        assert!(!is_text || there[path].len() < bytes.len());
    }
    let manifest = manifest(server);
    assert_eq!(manifest.compress.as_deref(), compress.then_some(GZIP));
    assert_eq!(manifest.root, root(&site(wanted, compress).job.files));
}

fn compresses(server: &dyn Server) {
    let worker = server.worker();
    let mut now = files();
    let publish = |files: &Files, compress: bool| worker.publish(&site(files, compress));
    assert_eq!(publish(&now, true).report().put, now.len());
    assert_there(server, &now, true);

    let before = server.stamps();
    assert!(publish(&now, true).plan.unwrap().is_nothing);
    assert_eq!(server.stamps(), before);

    now.insert("index.html".to_owned(), page("改过"));
    assert_eq!(put(publish(&now, true)), ["index.html"]);
    assert_there(server, &now, true);

    // Off, and on again: only what may be compressed is put, once.
    let may_be = ["data/articles.csv", "index.html", "noise.txt", "zh-hans/文 1%.html"];
    for compress in [false, true] {
        assert_eq!(put(publish(&now, compress)), may_be);
        assert_there(server, &now, compress);
        assert!(publish(&now, compress).plan.unwrap().is_nothing);
    }
    is_put_right(server, &worker, &now);
}

/// What somebody has taken away or changed, where the target is listed.
fn is_put_right(server: &dyn Server, worker: &Worker, files: &Files) {
    let list = || worker.publish_with(&site(files, true), Options { list_target: true, ..quick() });
    assert!(list().plan.unwrap().is_nothing);
    server.place("small.html", b"<p>changed by hand");
    server.place("a.webp", b"changed by hand");
    assert_eq!(put(list()), ["a.webp", "small.html"]);
    assert_there(server, files, true);
    // Of what is compressed, nobody knows how long it should be.
    server.place("index.html", b"changed by hand");
    assert!(list().plan.unwrap().is_nothing);
}

#[test]
fn s3s() {
    compresses(&S3s::new());
}

#[test]
fn moto() {
    let Some(server) = Moto::new() else { return };
    compresses(&server);
    server.worker().below("read").publish(&site(&files(), true)).report();
    for (path, bytes) in files() {
        let (media_type, cache_control, coding, body) = server.get(&format!("read/{path}"));
        let file = site(&files(), true).job.files.into_iter().find(|file| file.path == path).unwrap();
        assert_eq!((media_type, cache_control), (file.media_type, file.cache_control), "{path}");
        let is_text = TEXTS.contains(&path.as_str());
        assert!(is_text || OTHERS.contains(&path.as_str()));
        assert_eq!(coding.as_deref(), is_text.then_some(GZIP), "{path}");
        let read = if is_text { expanded(&body, u64::MAX).unwrap() } else { body };
        assert!(read == bytes, "{path}");
    }
    let (_, cache_control, coding, _) = server.get("read/dibao-manifest.json");
    assert_eq!((cache_control.as_str(), coding), ("no-store", None));
}

/// A first publish that lost the answer to a request finds its own compressed file there, and no other.
#[test]
fn what_is_there_already_is_known_by_its_bytes() {
    let server = S3s::new();
    let (worker, now) = (server.worker(), files());
    worker.publish(&site(&BTreeMap::from([("small.html".to_owned(), b"<p>".to_vec())]), true)).report();
    server.place("index.html", &now["index.html"]);
    let fault = worker.publish(&site(&now, true)).fault();
    assert!(fault.starts_with("index.html is at the target and not dibao's"), "{fault}");
    let other = server.worker().below("other");
    other.publish(&site(&now, true)).report();
    server.place("index.html", &server.files()["other/index.html"]);
    worker.publish(&site(&now, true)).report();
}

#[test]
fn other_targets_compress_nothing() {
    let fault = Plain::new().worker().publish(&site(&files(), true)).fault();
    assert!(fault.contains("`gzip` is no way to compress files there"), "{fault}");
}

#[test]
fn a_notice_that_comes_compressed_is_read() {
    let files = BTreeMap::from([("right.html".to_owned(), page("撤下")), ("wrong.html".to_owned(), page("撤下"))]);
    let mut site = site(&files, true);
    let right = dibao_publish::gzip::compressed(&site.folder.path().join("right.html"), &site.job.files[0]);
    let right = right.unwrap().unwrap();
    let web = Web::start(move |request: Request<_>| {
        let body =
            if request.uri().path().contains("right") { right.clone() } else { right[..right.len() / 2].to_vec() };
        let answer = Response::builder().header("Content-Encoding", GZIP);
        async move { answer.body(http_body_util::Full::new(bytes::Bytes::from(body))).unwrap() }
    });
    site.job.site = format!("http://127.0.0.1:{}/", web.port);
    let notices = site.job.files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let proof = runtime.block_on(prove(&site.job, &notices, &[]));
    assert_eq!((proof.right, proof.wrong), (1, vec![format!("{}wrong.html", site.job.site)]));
}
