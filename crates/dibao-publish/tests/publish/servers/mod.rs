//! Servers on loopback, which end with the test.

pub mod dav;
pub mod disk;
pub mod proxy;
pub mod s3;
pub mod ssh;
pub mod web;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::worker::Worker;

/// The files of a target.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A target, and what is seen of it by others than the worker.
pub trait Server: Sync {
    fn worker(&self) -> Worker;
    /// All files.
    fn files(&self) -> Files;
    /// Puts a file of somebody else.
    fn place(&self, path: &str, bytes: &[u8]);
    /// Something of each file that changes when it is written, even with the same bytes.
    fn stamps(&self) -> BTreeMap<String, String>;
    /// The media type and the caching of a file, where readers get them from the target.
    fn headers(&self, _path: &str) -> Option<(String, String)> {
        None
    }
}

/// The project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Installs what is absent, once.
fn install() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        let done = Command::new(project().join("script/servers")).status();
        assert!(done.is_ok_and(|status| status.success()), "script/servers failed");
    });
}

/// Counts a test among those that could not be run here.
pub fn skip(what: &str) {
    eprintln!("SKIPPED: {what}");
    if let Some(list) = std::env::var_os("DIBAO_SKIPPED") {
        use std::io::Write as _;
        let mut list = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "{what}").unwrap();
    }
}

/// A program of `script/servers`, or none, which is counted as skipped.
pub fn tool(name: &str, what: &str) -> Option<PathBuf> {
    let find = || {
        let own = project().join("target/servers/python/bin").join(name);
        let system = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map(|folder| Path::new(folder).join(name));
        std::iter::once(own).chain(system).find(|path| path.is_file())
    };
    if let Some(found) = find() {
        return Some(found);
    }
    install();
    let found = find();
    if found.is_none() {
        skip(&format!("publishing to {what}: there is no {name} here, and none to be had"));
    }
    found
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A server that is a program of its own.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts it, and waits until it listens. It ends when this does, or when the test is killed.
    pub fn start(program: &Path, arguments: &[String], port: u16) -> Self {
        let script = r#""$@" </dev/null & child=$!; cat >/dev/null; kill $child; wait $child"#;
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "server"]).arg(program).args(arguments);
        let process = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let process = Self(process);
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{} does not listen", program.display());
            std::thread::sleep(Duration::from_millis(20));
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The shell waits for its input to end.
        drop(self.0.stdin.take());
        _ = self.0.wait();
    }
}
