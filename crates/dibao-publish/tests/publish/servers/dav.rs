//! Servers of WebDAV: one of a crate, in this process, and rclone's.

use std::collections::BTreeMap;
use std::process::Command;

use dav_server::DavHandler;
use dav_server::fakels::FakeLs;
use dav_server::localfs::LocalFs;
use tempfile::TempDir;

use super::disk::{self, open_folder};
use super::web::Web;
use super::{Files, Process, Server, free_port, tool};
use crate::worker::Worker;

/// Puts a file with its folders: a port, a path, a file.
const CLIENT: &str = r#"
import requests, sys
from urllib.parse import quote
port, path, file = sys.argv[1:]
at = f"http://127.0.0.1:{port}/" + quote("檔案")
for name in ("site/" + path).split("/"):
    last = requests.request("MKCOL", at + "/", auth=("editor", "p#2"))
    at += "/" + quote(name)
requests.put(at, data=open(file, "rb").read(), auth=("editor", "p#2")).raise_for_status()
"#;

/// What keeps a server running.
enum Running {
    Here(#[expect(dead_code, reason = "it ends when it is dropped")] Web),
    Elsewhere(#[expect(dead_code, reason = "it ends when it is dropped")] Process),
}

/// A server that lets in one user.
pub struct Dav {
    folder: TempDir,
    pub port: u16,
    _running: Running,
}

impl Dav {
    /// The one of the crate dav-server, which lets in everybody.
    pub fn here() -> Self {
        let folder = open_folder();
        let files = LocalFs::new(folder.path(), false, false, false);
        let handler = DavHandler::builder().filesystem(files).locksystem(FakeLs::new()).build_handler();
        let web = Web::start(move |request| {
            let handler = handler.clone();
            async move { handler.handle(request).await }
        });
        Self { folder, port: web.port, _running: Running::Here(web) }
    }

    /// rclone's.
    pub fn rclone(options: &str) -> Option<Self> {
        let rclone = tool("rclone", "rclone by WebDAV")?;
        let (folder, port) = (open_folder(), free_port());
        let at = folder.path().to_str().unwrap();
        let arguments =
            format!("serve webdav {at} --addr 127.0.0.1:{port} --user editor --pass p#2 --config {at}.conf {options}");
        let arguments: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
        let process = Process::start(&rclone, &arguments, port);
        Some(Self { folder, port, _running: Running::Elsewhere(process) })
    }
}

impl Server for Dav {
    fn worker(&self) -> Worker {
        let to = format!("webdav://127.0.0.1:{}/檔案/site", self.port);
        // The folder in which the target lies is there.
        std::fs::create_dir_all(self.folder.path().join("檔案")).unwrap();
        let worker = Worker { to, ..Worker::default() };
        worker.with("DIBAO_WEBDAV_USER", "editor").with("DIBAO_WEBDAV_PASSWORD", "p#2")
    }

    fn files(&self) -> Files {
        disk::files(&self.folder.path().join("檔案/site"))
    }

    fn place(&self, path: &str, bytes: &[u8]) {
        if matches!(self._running, Running::Here(_)) {
            return disk::place(&self.folder.path().join("檔案/site"), path, bytes);
        }
        // rclone sees late what others do to its disk.
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut python = Command::new(tool("python", "rclone by WebDAV").unwrap());
        let done = python.args(["-c", CLIENT, &self.port.to_string(), path]).arg(file.path()).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    fn stamps(&self) -> BTreeMap<String, String> {
        disk::stamps(&self.folder.path().join("檔案/site"))
    }
}
