//! What a worker says when it may not, or cannot: one sentence that tells what to do, and nothing of who runs it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::servers::dav::Dav;
use crate::servers::disk::SmallDisk;
use crate::servers::s3::{Moto, S3s};
use crate::servers::ssh::Ssh;
use crate::servers::web::Web;
use crate::servers::{Server as _, free_port};
use crate::site::{Site, archive};
use crate::worker::Worker;

fn small() -> Site {
    Site::new(&archive(&BTreeMap::from([(1, 1)]), 1))
}

#[track_caller]
fn refuses(worker: &Worker, site: &Site, says: &str) {
    let fault = worker.publish(site).fault();
    assert!(fault.contains(says), "{fault}");
    let user = std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
    // Who logs in at the server is in book.toml.
    let fault = fault.replace(&format!("{user}@127.0.0.1"), "127.0.0.1");
    for secret in ["/tmp", "editor", "/home/", "/root", &format!("{user}@"), "IdentityFile="] {
        assert!(!fault.contains(secret), "{fault}");
    }
}

#[test]
fn a_full_disk() {
    let Some(disk) = SmallDisk::new() else { return };
    let large = Site::new(&BTreeMap::from([("large.bin".to_owned(), vec![7; 3_000_000])]));
    let to = disk.0.path().join("site").to_str().unwrap().to_owned();
    let worker = Worker { to, ..Worker::default() };
    refuses(&worker, &large, "the disk is full; make room");
    if let Some(server) = Ssh::openssh("") {
        let to = server.worker().to.replace(server.at(), disk.0.path().to_str().unwrap());
        let worker = Worker { to, ..server.worker() };
        refuses(&worker, &large, "the disk of the server is full; make room");
    }
    let left = crate::servers::disk::files(disk.0.path());
    assert!(left.keys().all(|path| path.ends_with("dibao-manifest.next.json")), "{:?}", left.keys());
}

#[test]
fn ssh_that_lets_nobody_in() {
    let Some(server) = Ssh::openssh("") else { return };
    server.know_others();
    let site = small();
    refuses(
        &server.worker_with("editor", "no_hosts"),
        &site,
        "the host key of 127.0.0.1 is not in known_hosts. Run `ssh -p ",
    );
    refuses(&server.worker_with("editor", "other_hosts"), &site, "is another than the one in known_hosts");
    refuses(
        &server.worker_with("stranger", "known_hosts"),
        &site,
        "127.0.0.1 accepts no key of yours for that user; load it",
    );
    let elsewhere = |to: String| Worker { to, ..server.worker() };
    let port = free_port();
    refuses(&elsewhere(format!("sftp://127.0.0.1:{port}/site")), &site, "no SSH server listens at 127.0.0.1");
    refuses(&elsewhere("sftp://nowhere.invalid/site".to_owned()), &site, "there is no host named nowhere.invalid");
    refuses(&elsewhere("sftp://-oProxyCommand=touch/site".to_owned()), &site, "write it as `sftp://");
    refuses(&elsewhere("sftp://somebody:secret@127.0.0.1/site".to_owned()), &site, "a password may not stand");
    let none = server.worker().with("DIBAO_SSH_COMMAND", "/nowhere/ssh");
    refuses(&none, &site, "ssh failed: it cannot be started");
}

#[test]
fn sftp_that_may_not_be_written_to() {
    let (Some(only_read), Some(no_rename)) = (Ssh::openssh("-R"), Ssh::openssh("-P posix-rename")) else { return };
    refuses(&only_read.worker(), &small(), "you may not write there; choose another folder");
    refuses(&no_rename.worker(), &small(), "cannot put a file in the place of another at one stroke");
}

#[test]
fn sftp_with_a_name_that_cannot_be() {
    let Some(server) = Ssh::openssh("") else { return };
    // No file of this machine has such a name: what is sent is not looked at before its folder is made.
    let mut site = small();
    site.job.files[0].path = format!("{}/a.html", "長".repeat(100));
    refuses(&server.worker(), &site, "the target cannot hold a file named 長");
    server.place("other/theme", b"a file where a folder should be");
    refuses(&server.worker().below("other"), &small(), "a file is where a folder should be");
}

#[test]
fn a_storage_that_lets_nobody_in() {
    let (server, site) = (S3s::new(), small());
    let key = |name, value| server.worker().with(name, value);
    let wrong = "the key for the bucket news is wrong or missing; set AWS_ACCESS_KEY_ID";
    refuses(&key("AWS_SECRET_ACCESS_KEY", "wrong"), &site, wrong);
    refuses(&key("AWS_ACCESS_KEY_ID", "NOBODY"), &site, wrong);
    let begun = Instant::now();
    let keyless = Worker { environment: Vec::new(), ..server.worker() };
    refuses(&keyless, &site, wrong);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let elsewhere = Worker { to: "s3://olds/site".to_owned(), ..server.worker() };
    refuses(&elsewhere, &site, "there is no bucket named olds; make it");
    if let Some(moto) = Moto::new() {
        let elsewhere = Worker { to: "s3://olds/site".to_owned(), ..moto.worker() };
        refuses(&elsewhere, &site, "there is no bucket named olds; make it");
    }
}

/// A server that answers everything with an error of S3, or of WebDAV.
fn answering(status: u16, body: &'static str) -> Web {
    Web::start(move |request: hyper::Request<_>| async move {
        drop(request);
        let answer = hyper::Response::builder().status(status).header("content-type", "application/xml");
        answer.body(http_body_util::Full::new(hyper::body::Bytes::from_static(body.as_bytes()))).unwrap()
    })
}

#[test]
fn a_storage_that_does_not_let_us() {
    let denied = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    let web = answering(403, denied);
    let worker = S3s::new().worker();
    let at = |port: u16| Worker { endpoint: Some(format!("http://127.0.0.1:{port}")), ..worker.clone() };
    refuses(&at(web.port), &small(), "the key may not do that in the bucket news; it needs s3:GetObject");
    refuses(&at(free_port()), &small(), "nothing listens at 127.0.0.1:");
}

#[test]
fn webdav_that_lets_nobody_in() {
    let here = Dav::here();
    let at = |port: u16| Worker { to: format!("webdav://127.0.0.1:{port}/site"), ..here.worker() };
    let site = small();
    let password = "user or password for 127.0.0.1:";
    if let Some(server) = Dav::rclone("") {
        refuses(&server.worker().with("DIBAO_WEBDAV_PASSWORD", "wrong"), &site, password);
        refuses(
            &Worker { environment: Vec::new(), ..server.worker() },
            &site,
            "are wrong or missing; set DIBAO_WEBDAV_USER",
        );
    }
    if let Some(server) = Dav::rclone("--read-only") {
        refuses(&server.worker(), &site, "does not let you; choose another folder");
    }
    refuses(&at(free_port()), &site, "nothing listens at 127.0.0.1:");
    refuses(&at(answering(507, "").port), &site, "is full, or your share of it; make room");
    refuses(&at(answering(405, "").port), &site, "has no WebDAV there");
    refuses(&at(answering(301, "").port), &site, "sends to another address");
    let missing = Worker { to: here.worker().to.replace("/site", "/a/b/site"), ..here.worker() };
    refuses(&missing, &site, "the folder in which the target lies is not there");
    let elsewhere = Worker { to: "webdav://nowhere.invalid/site".to_owned(), ..here.worker() };
    refuses(&elsewhere, &site, "there is no host named nowhere.invalid");
    let secret = Worker { to: "webdavs://a:secret@dav.example/".to_owned(), ..here.worker() };
    refuses(&secret, &site, "a password may not stand in an address");
}
