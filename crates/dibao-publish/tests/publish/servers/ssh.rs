//! Servers of SFTP: OpenSSH's and rclone's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::disk::{self, open_folder};
use super::{Files, Process, Server, free_port, tool};
use crate::worker::Worker;

/// A server with keys of its own.
pub struct Ssh {
    folder: TempDir,
    port: u16,
    user: String,
    _process: Process,
}

fn make_key(folder: &Path, name: &str) -> PathBuf {
    let key = folder.join(name);
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]).arg(&key).status();
    assert!(made.unwrap().success());
    key
}

fn public(key: &Path) -> String {
    std::fs::read_to_string(key.with_extension("pub")).unwrap()
}

impl Ssh {
    /// The keys of a server that will listen at a port.
    fn keys(folder: &Path, port: u16) {
        let host = public(&make_key(folder, "host"));
        std::fs::write(folder.join("known_hosts"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        std::fs::write(folder.join("authorized_keys"), public(&make_key(folder, "editor"))).unwrap();
        make_key(folder, "stranger");
        std::fs::create_dir(folder.join("served")).unwrap();
    }

    /// OpenSSH's; `options` are of its `sftp`.
    pub fn openssh(options: &str) -> Option<Self> {
        let sshd = tool("sshd", "OpenSSH by SFTP")?;
        let (folder, port) = (open_folder(), free_port());
        Self::keys(folder.path(), port);
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap().trim().to_owned();
        if user == "root" {
            // What its start script makes.
            std::fs::create_dir_all("/run/sshd").unwrap();
        }
        let at = folder.path().to_str().unwrap();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/host\nAuthorizedKeysFile {at}/authorized_keys\n\
             PidFile {at}/pid\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nStrictModes no\n\
             PermitRootLogin yes\nMaxStartups 100\nSubsystem sftp internal-sftp {options}\n"
        );
        let file = folder.path().join("sshd_config");
        std::fs::write(&file, config).unwrap();
        let arguments = ["-D", "-e", "-f"].map(str::to_owned).into_iter().chain([file.to_str().unwrap().to_owned()]);
        let process = Process::start(&sshd, &arguments.collect::<Vec<_>>(), port);
        Some(Self { folder, port, user, _process: process })
    }

    /// rclone's.
    pub fn rclone() -> Option<Self> {
        let rclone = tool("rclone", "rclone by SFTP")?;
        let (folder, port) = (open_folder(), free_port());
        Self::keys(folder.path(), port);
        let at = folder.path().to_str().unwrap();
        let arguments = format!(
            "serve sftp {at}/served --addr 127.0.0.1:{port} --key {at}/host --authorized-keys {at}/authorized_keys \
             --config {at}/rclone.conf \
             --vfs-cache-mode writes --vfs-write-back 0s --cache-dir {at}/cache"
        );
        let arguments: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
        let process = Process::start(&rclone, &arguments, port);
        Some(Self { folder, port, user: "editor".to_owned(), _process: process })
    }

    /// What is served: all of the disk by OpenSSH, a folder by rclone.
    fn root(&self) -> PathBuf {
        self.folder.path().join("served/site")
    }

    /// A worker with other options of ssh.
    pub fn worker_with(&self, key: &str, known_hosts: &str) -> Worker {
        let at = self.at();
        let path = if self.user == "editor" { "/site".to_owned() } else { format!("{at}/served/site") };
        let to = format!("sftp://{}@127.0.0.1:{}{path}", self.user, self.port);
        let ssh = format!(
            "ssh -F none -o IdentityFile='{at}/{key}' -o IdentitiesOnly=yes -o UserKnownHostsFile='{at}/{known_hosts}' \
             -o GlobalKnownHostsFile=/dev/null"
        );
        Worker { to, ..Worker::default() }.with("DIBAO_SSH_COMMAND", &ssh)
    }

    /// Where it keeps its files.
    pub fn at(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// Writes the lists of hosts `no_hosts`, and `other_hosts`, which knows another key.
    pub fn know_others(&self) {
        std::fs::write(self.folder.path().join("no_hosts"), "").unwrap();
        let other = public(&self.folder.path().join("stranger"));
        let line = format!("[127.0.0.1]:{} {other}", self.port);
        std::fs::write(self.folder.path().join("other_hosts"), line).unwrap();
    }
}

impl Server for Ssh {
    fn worker(&self) -> Worker {
        self.worker_with("editor", "known_hosts")
    }

    fn files(&self) -> Files {
        disk::files(&self.root())
    }

    fn place(&self, path: &str, bytes: &[u8]) {
        if self.user != "editor" {
            return disk::place(&self.root(), path, bytes);
        }
        // rclone sees late what others do to its disk.
        let file = self.folder.path().join("placed");
        std::fs::write(&file, bytes).unwrap();
        let folders = path.match_indices('/').map(|(at, _)| format!("-mkdir \"/site/{}\"\n", &path[..at]));
        let batch = format!("-mkdir /site\n{}put {} \"/site/{path}\"\n", folders.collect::<String>(), file.display());
        std::fs::write(self.folder.path().join("batch"), batch).unwrap();
        let ssh = self.worker().environment[0].1.clone();
        let sftp = format!("exec sftp -q -b batch {} -P {} editor@127.0.0.1", &ssh["ssh".len()..], self.port);
        let done = Command::new("sh").args(["-c", &sftp]).current_dir(self.folder.path()).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    fn stamps(&self) -> BTreeMap<String, String> {
        disk::stamps(&self.root())
    }
}
