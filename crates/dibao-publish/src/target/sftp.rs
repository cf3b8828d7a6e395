//! A server that speaks SFTP, by the user's own `ssh` (or the program in the variable `DIBAO_SSH_COMMAND`).
//!
//! One connection, with many requests in it at once. Of a large site on a slow line, what has been asked and not been
//! answered is bounded, so that the lock's requests, which wait behind it, come through in time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, SeekFrom};

use bytes::BytesMut;
use futures_util::{StreamExt as _, TryStreamExt as _, future, stream};
use openssh_sftp_client::error::SftpErrorKind;
use openssh_sftp_client::file::File as Remote;
use openssh_sftp_client::{Error, Sftp as Client, SftpOptions};
use tokio::io::AsyncSeekExt as _;
use tokio::sync::Semaphore;
use url::Url;

use super::folders::{Folders, Found, above, unfinished, walk};
use super::ssh::Ssh;
use super::{Body, Target};
use crate::fault::{Fault, Result};

/// How many files are put, or folders listed, at the same time.
const WIDTH: usize = 64;
/// How much of a file is read from the disk at a time, and how much may be on its way, in bytes.
const BLOCK: usize = 1 << 20;
/// How much is asked for, or sent, in one request.
const REQUEST: usize = 32 << 10;

/// A folder on a server.
#[derive(Debug)]
pub struct Sftp {
    client: Client,
    ssh: Ssh,
    /// Absolute, or below the home folder, or empty, which is that.
    root: String,
    folders: Folders,
    /// How many bytes may be put on their way.
    room: Semaphore,
}

impl Sftp {
    /// Connects to the server of an address.
    ///
    /// # Errors
    /// When it cannot be reached, or lets nobody in.
    pub async fn new(url: &Url) -> Result<Self> {
        let path = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().into_owned();
        let path = path.trim_end_matches('/');
        let root = match path.strip_prefix("/~") {
            Some(below) if below.is_empty() || below.starts_with('/') => below.trim_start_matches('/'),
            _ if path.is_empty() => "/",
            _ => path,
        };
        let (ssh, stdout, stdin) = Ssh::start(url)?;
        let client = match Client::new(stdin, stdout, SftpOptions::new()).await {
            Ok(client) => client,
            Err(_) => return Err(ssh.ended("connecting").await),
        };
        let (folders, room) = (Folders::default(), Semaphore::new(BLOCK));
        Ok(Self { client, ssh, root: root.to_owned(), folders, room })
    }

    /// Where a path of the site is at the server.
    fn place(&self, path: &str) -> String {
        match (self.root.as_str(), path) {
            ("", "") => ".".to_owned(),
            ("", path) => path.to_owned(),
            (root, "") => root.to_owned(),
            ("/", path) => format!("/{path}"),
            (root, path) => format!("{root}/{path}"),
        }
    }

    async fn is_folder(&self, place: &str) -> std::result::Result<bool, Error> {
        let found = self.client.fs().metadata(place).await?;
        Ok(found.file_type().is_some_and(|kind| kind.is_dir()))
    }

    /// Makes a folder, unless it is there.
    async fn make_folder(&self, folder: &str) -> Result<()> {
        if folder.is_empty() {
            return self.make_root().await;
        }
        let place = self.place(folder);
        let Err(error) = self.client.fs().create_dir(&place).await else { return Ok(()) };
        match self.is_folder(&place).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(in_the_way(folder)),
            Err(_) => Err(self.fault(folder, &error, 0).await),
        }
    }

    /// Makes the target's own folder with all above it, of which some may not be listed or written by us.
    async fn make_root(&self) -> Result<()> {
        let place = self.place("");
        let missing = |found: &std::result::Result<bool, Error>| matches!(found, Err(error) if is_missing(error));
        match self.is_folder(&place).await {
            Ok(true) => return Ok(()),
            found if !missing(&found) => return Err(in_the_way("the folder of the target")),
            _ => {}
        }
        for folder in above(&place).filter(|folder| !folder.is_empty()).chain([place.as_str()]) {
            if missing(&self.is_folder(folder).await)
                && let Err(error) = self.client.fs().create_dir(folder).await
                && !matches!(self.is_folder(folder).await, Ok(true))
            {
                return Err(self.fault("the folder of the target", &error, 0).await);
            }
        }
        Ok(())
    }

    /// Sends bytes to their place in a file.
    async fn send(&self, remote: &Remote, at: u64, bytes: &[u8]) -> std::result::Result<(), Error> {
        let parts = bytes.chunks(REQUEST).enumerate().map(|(number, part)| async move {
            let _room = self.room.acquire_many(u32::try_from(part.len()).unwrap_or(u32::MAX)).await;
            let mut remote = remote.clone();
            remote.seek(SeekFrom::Start(at + (number * REQUEST) as u64)).await?;
            remote.write_all(part).await
        });
        future::try_join_all(parts).await.map(drop)
    }

    /// Writes all of a file to where nobody looks for it yet.
    async fn fill(&self, place: &str, body: Body<'_>) -> std::result::Result<(), Failed> {
        let remote = self.client.options().write(true).create(true).truncate(true).open(place).await?;
        match body {
            Body::Bytes(bytes) => self.send(&remote, 0, bytes).await?,
            Body::File { from, file } => {
                let local = |error: std::io::Error| Fault::Local { path: file.path.clone(), why: error.to_string() };
                let mut source = std::fs::File::open(from).map_err(local)?;
                let (mut hasher, mut at) = (blake3::Hasher::new(), 0);
                let mut block = Vec::with_capacity(BLOCK.min(usize::try_from(file.length).unwrap_or(BLOCK)));
                while (&mut source).take(BLOCK as u64).read_to_end(&mut block).map_err(local)? > 0 {
                    hasher.update(&block);
                    self.send(&remote, at, &block).await?;
                    at += block.len() as u64;
                    block.clear();
                }
                if hasher.finalize().to_string() != file.hash {
                    return Err(Fault::Changed(file.path.clone()).into());
                }
            }
        }
        Ok(remote.close().await?)
    }

    async fn put_whole(&self, path: &str, body: Body<'_>, is_new: bool) -> std::result::Result<(), Failed> {
        let place = self.place(path);
        if is_new && self.is_there(&place).await? {
            return Err(Fault::Taken(vec![path.to_owned()], 1).into());
        }
        self.folders.make_above(path, |folder| self.make_folder(folder)).await?;
        if !self.client.support_posix_rename() {
            let why = "its server cannot put a file in the place of another at one stroke (posix-rename), so that \
                       readers would find files missing; use a server that can, such as OpenSSH's";
            return Err(Fault::Target { to: self.ssh.address(), why: why.to_owned() }.into());
        }
        let aside = self.place(&unfinished(path));
        let mut fs = self.client.fs();
        let mut put = self.fill(&aside, body).await;
        if put.is_ok() {
            put = fs.rename(&aside, &place).await.map_err(Failed::from);
        }
        if put.is_err() {
            _ = fs.remove_file(&aside).await;
        }
        put
    }

    async fn is_there(&self, place: &str) -> std::result::Result<bool, Error> {
        match self.client.fs().symlink_metadata(place).await {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn read(&self, place: &str) -> std::result::Result<Vec<u8>, Error> {
        let mut remote = self.client.open(place).await?;
        let length = remote.metadata().await?.len().unwrap_or_default();
        let parts =
            (0..length).step_by(REQUEST).map(|at| read_part(remote.clone(), at, length.min(at + REQUEST as u64)));
        let parts: Vec<Vec<u8>> = stream::iter(parts).buffered(WIDTH).try_collect().await?;
        Ok(parts.concat())
    }

    async fn remove(&self, path: &str) -> Result<()> {
        for path in [path, &unfinished(path)] {
            match self.client.fs().remove_file(self.place(path)).await {
                Err(error) if !is_missing(&error) => return Err(self.fault(path, &error, 0).await),
                _ => {}
            }
        }
        Ok(())
    }

    async fn entries(&self, folder: String) -> Result<Vec<Found>> {
        let listed = async {
            let entries = self.client.fs().open_dir(self.place(&folder)).await?.read_dir();
            entries.try_collect::<Vec<_>>().await
        };
        let entries = match listed.await {
            Ok(entries) => entries,
            // There is no target yet.
            Err(error) if folder.is_empty() && is_missing(&error) => return Ok(Vec::new()),
            Err(error) => return Err(self.fault(&format!("the list of {folder}/"), &error, 0).await),
        };
        let found = entries.iter().filter_map(|entry| {
            // A name that is none in UTF-8 no path of dibao's has.
            let name = entry.filename().to_str().filter(|name| !matches!(*name, "." | ".."))?.to_owned();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            Some(Found { name, length: (!is_folder).then(|| entry.metadata().len().unwrap_or_default()) })
        });
        Ok(found.collect())
    }

    /// What is wrong, and what helps. `length` is what there had to be room for, in bytes.
    async fn fault(&self, path: &str, error: &Error, length: u64) -> Fault {
        let what = format!("writing or reading {path}");
        let Error::SftpError(kind, message) = error else { return self.ssh.ended(&what).await };
        let remote = |why: &str| Fault::Remote { what: what.clone(), why: why.to_owned() };
        match kind {
            SftpErrorKind::PermDenied => Fault::Access(format!(
                "{path}: you may not write there; choose another folder in `to`, or have its owner changed at the server"
            )),
            SftpErrorKind::BadMessage => {
                let why = "it is too long, or has a sign that is not allowed there; give the article a shorter slug";
                Fault::Name { path: path.to_owned(), why: why.to_owned() }
            }
            SftpErrorKind::NoSuchFile => remote("its folder is not there any more"),
            _ => match self.client.fs().statvfs(self.place("")).await {
                Ok(disk) if disk.bavail.saturating_mul(disk.frsize) < length.max(disk.frsize) || disk.favail == 0 => {
                    remote("the disk of the server is full; make room")
                }
                _ if matches!(self.is_folder(&self.place(path)).await, Ok(true)) => in_the_way(path),
                _ => remote(&format!("the server refuses it ({})", message.get().0)),
            },
        }
    }
}

/// Why a file was not put.
enum Failed {
    /// It is known.
    Known(Fault),
    /// The server says no.
    Server(Error),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Known(fault)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

fn is_missing(error: &Error) -> bool {
    matches!(error, Error::SftpError(SftpErrorKind::NoSuchFile, _))
}

fn in_the_way(path: &str) -> Fault {
    let why = "a file is where a folder should be, or a folder where a file should be";
    Fault::Remote { what: format!("writing {path}"), why: why.to_owned() }
}

/// Reads a part of a file; a server may answer with less than was asked for.
async fn read_part(mut remote: Remote, at: u64, end: u64) -> std::result::Result<Vec<u8>, Error> {
    let mut part = Vec::new();
    loop {
        let at = at + part.len() as u64;
        let more = u32::try_from(end - at).unwrap_or(u32::MAX);
        remote.seek(SeekFrom::Start(at)).await?;
        match remote.read(more, BytesMut::new()).await? {
            Some(bytes) if more > 0 => part.extend_from_slice(&bytes),
            _ => return Ok(part),
        }
    }
}

impl Target for Sftp {
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.read(&self.place(path)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(self.fault(path, &error, 0).await),
        }
    }

    async fn put(&self, path: &str, body: Body<'_>, is_new: bool) -> Result<()> {
        let length = match body {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File { file, .. } => file.length,
        };
        match self.put_whole(path, body, is_new).await {
            Ok(()) => Ok(()),
            Err(Failed::Known(fault)) => Err(fault),
            Err(Failed::Server(error)) => Err(self.fault(path, &error, length).await),
        }
    }

    async fn claim(&self, name: &str, id: &str) -> Result<bool> {
        self.folders.make_above(name, |folder| self.make_folder(folder)).await?;
        let place = self.place(name);
        let remote = match self.client.options().write(true).create_new(true).open(&place).await {
            Ok(remote) => remote,
            // The protocol has no word for a file that is there.
            Err(_) if matches!(self.is_there(&place).await, Ok(true)) => return Ok(false),
            Err(error) => return Err(self.fault(name, &error, 0).await),
        };
        match self.send(&remote, 0, id.as_bytes()).await {
            Ok(()) => Ok(true),
            Err(error) => Err(self.fault(name, &error, 0).await),
        }
    }

    async fn drop(&self, paths: &[String]) -> Result<()> {
        let removals: Vec<_> = paths.iter().map(|path| self.remove(path)).collect();
        stream::iter(removals).buffer_unordered(WIDTH).try_for_each(future::ok).await?;
        // Folders that have nothing left in them; those below come first.
        let folders: BTreeSet<&str> = paths.iter().flat_map(|path| above(path)).collect();
        for folder in folders.into_iter().rev().filter(|folder| !folder.is_empty()) {
            if self.client.fs().remove_dir(self.place(folder)).await.is_ok() {
                self.folders.forget(folder);
            }
        }
        Ok(())
    }

    async fn list(&self) -> Result<BTreeMap<String, u64>> {
        walk(WIDTH, |folder| self.entries(folder)).await
    }

    fn width(&self) -> usize {
        WIDTH
    }
}
