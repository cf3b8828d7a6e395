//! A target in memory, which can be cut.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use dibao_publish::fault::{Fault, Result};
use dibao_publish::gzip;
use dibao_publish::protocol::Summary;
use dibao_publish::run::Watcher;
use dibao_publish::target::{self, Body, Target};

/// What a text begins with that was put compressed.
pub const COMPRESSED: &[u8] = b"compressed ";

/// The bytes that readers get of what is at a target.
fn as_read(bytes: Vec<u8>) -> Vec<u8> {
    bytes.strip_prefix(COMPRESSED).map(<[u8]>::to_vec).unwrap_or(bytes)
}

/// A target in memory.
#[derive(Debug, Default)]
pub struct Memory {
    pub files: Mutex<BTreeMap<String, Vec<u8>>>,
    /// How many requests there were.
    pub requests: AtomicUsize,
    /// The paths that were put.
    pub puts: Mutex<Vec<String>>,
    /// After this many requests nothing is answered any more; the last one that is not answered is done nevertheless
    /// if the number is odd.
    pub cut: Option<usize>,
    /// How long each request takes.
    pub delay: std::time::Duration,
    /// Whether texts are put compressed, which is only told by [`COMPRESSED`] before them.
    pub compresses: bool,
    /// Whether it makes a mark that is there.
    pub ignores_conditions: bool,
}

impl Memory {
    pub fn with(files: BTreeMap<String, Vec<u8>>, cut: Option<usize>) -> Self {
        Self { files: Mutex::new(files), cut, ..Self::default() }
    }

    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap().clone()
    }

    /// All that is not a record, as readers get it.
    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        let files = self.files().into_iter().filter(|(path, _)| !dibao_publish::record::is_own(path));
        files.map(|(path, bytes)| (path, as_read(bytes))).collect()
    }

    async fn request<R>(&self, act: impl FnOnce(&mut BTreeMap<String, Vec<u8>>) -> Result<R>) -> Result<R> {
        if self.delay.is_zero() {
            tokio::task::yield_now().await
        } else {
            tokio::time::sleep(self.delay).await
        }
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let dead = || Err(Fault::Remote { what: "a request".to_owned(), why: "the line is cut".to_owned() });
        match self.cut {
            Some(cut) if number > cut || (number == cut && cut % 2 == 0) => return dead(),
            _ => {}
        }
        let done = act(&mut self.files.lock().unwrap())?;
        if self.cut == Some(number) { dead() } else { Ok(done) }
    }
}

impl Target for Memory {
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.request(|files| Ok(files.get(path).cloned())).await
    }

    async fn put(&self, path: &str, body: Body<'_>, is_new: bool) -> Result<()> {
        let bytes = match body {
            Body::Bytes(bytes) => bytes.to_vec(),
            Body::File { from, file } if self.compresses && gzip::is_for(file) => {
                [COMPRESSED, &target::read(from, file)?].concat()
            }
            Body::File { from, file } => target::read(from, file)?,
        };
        self.puts.lock().unwrap().push(path.to_owned());
        self.request(|files| match files.get(path) {
            Some(there) if is_new && *there != bytes => Err(Fault::Taken(vec![path.to_owned()], 1)),
            _ => {
                files.insert(path.to_owned(), bytes);
                Ok(())
            }
        })
        .await
    }

    async fn claim(&self, name: &str, id: &str) -> Result<bool> {
        self.request(|files| {
            let is_free = !files.contains_key(name) || self.ignores_conditions;
            if is_free {
                files.insert(name.to_owned(), id.as_bytes().to_vec());
            }
            Ok(is_free)
        })
        .await
    }

    async fn drop(&self, paths: &[String]) -> Result<()> {
        // Each may be the last.
        for path in paths {
            self.request(|files| {
                files.remove(path);
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    async fn list(&self) -> Result<BTreeMap<String, u64>> {
        self.request(|files| Ok(files.iter().map(|(path, bytes)| (path.clone(), bytes.len() as u64)).collect())).await
    }

    fn width(&self) -> usize {
        3
    }
}

/// Somebody who agrees to everything, and keeps the plan.
#[derive(Debug, Default)]
pub struct Yes(pub Mutex<Option<Summary>>);

impl Watcher for Yes {
    async fn may(&self, summary: &Summary) -> bool {
        *self.0.lock().unwrap() = Some(summary.clone());
        true
    }

    fn waiting(&self) {}

    fn progress(&self, _: usize, _: u64) {}
}
