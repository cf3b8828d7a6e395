//! What is in a pack, as lists: `SHA256SUMS` for everybody's programs, and `dibao-manifest.json`, whose root stands for all
//! of it.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use dibao_publish_protocol::manifest::{MANIFEST, Manifest};
use dibao_publish_protocol::tree::Leaf;

use super::contents::SITE;
use super::form::{File, Format, Sum};
use super::order::Order;
use super::sign::{SIGNATURE, Signer};
use super::sums::{SUMS, line, of_bytes};
use crate::artefact::Hash;

/// The role of files that a pack has besides the site's.
const BEGIN: &str = "begin";
/// The length of a line of the sums, without the path.
const SUM: usize = 64 + 2 + 1;

/// How files are packed: each way has other bytes or other paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In a folder, each as it is.
    Plain,
    /// In a folder, which is compressed as a whole.
    Solid,
    /// By the addresses of the site, which are compressed together.
    Zim,
}

impl Way {
    const ALL: [Self; 3] = [Self::Plain, Self::Solid, Self::Zim];

    /// That of a form.
    pub(super) const fn of(format: Format) -> Self {
        match format {
            Format::Folder | Format::Zip => Self::Plain,
            Format::Tar => Self::Solid,
            Format::Zim => Self::Zim,
        }
    }
}

/// The hashes of what is in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digest {
    pub sum: Sum,
    pub hash: Hash,
}

/// A file that stands beside the site, with its bytes in each way of packing; none where it is not there.
#[derive(Clone)]
pub(super) struct Beside {
    pub path: String,
    pub bytes: [Option<Arc<Vec<u8>>>; 3],
}

impl Beside {
    /// One that is the same in all folders.
    pub(super) fn in_folders(path: &str, bytes: &Arc<Vec<u8>>) -> Self {
        Self { path: path.to_owned(), bytes: [Some(Arc::clone(bytes)), Some(Arc::clone(bytes)), None] }
    }

    /// Its bytes in a form.
    pub(super) fn bytes_in(&self, format: Format) -> Option<&[u8]> {
        self.bytes[Way::of(format) as usize].as_ref().map(|bytes| bytes.as_slice())
    }
}

/// A file of a pack; there may be very many.
struct Listed {
    path: Box<str>,
    role: &'static str,
    length: u64,
    digest: Digest,
}

impl Listed {
    fn leaf(&self) -> Leaf<'_> {
        Leaf { path: &self.path, length: self.length, hash: self.digest.hash.0, role: self.role }
    }
}

/// The list of one way of packing, in the order of the pack.
#[derive(Default)]
struct List(Vec<Listed>);

impl List {
    fn add(&mut self, path: String, role: &'static str, length: u64, digest: Digest) {
        self.0.push(Listed { path: path.into(), role, length, digest });
    }

    /// What `sha256sum` reads.
    fn sums(&self) -> String {
        let mut sums = String::with_capacity(self.0.iter().map(|file| SUM + file.path.len()).sum());
        self.0.iter().for_each(|file| sums.push_str(&line(file.digest.sum, &file.path)));
        sums
    }

    /// The bytes of a manifest with these files, whose root it gets.
    fn manifest(&mut self, manifest: &mut Manifest) -> Vec<u8> {
        self.0.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        manifest.to_bytes_with(self.0.iter().map(Listed::leaf))
    }
}

/// The lists of all ways that are asked for.
pub(super) struct Lists([Option<List>; 3]);

impl Lists {
    /// Empty ones for the ways of these forms.
    pub(super) fn new<'f>(formats: impl Iterator<Item = &'f Format> + Clone) -> Self {
        Self(Way::ALL.map(|way| formats.clone().any(|format| Way::of(*format) == way).then(List::default)))
    }

    /// Adds a file of the site: its hashes as it is, and for forms that compress files together.
    pub(super) fn add(&mut self, file: &File, [plain, solid]: [Digest; 2]) {
        for (way, list) in Way::ALL.into_iter().zip(&mut self.0) {
            let Some(list) = list else { continue };
            let (path, content, digest) = match way {
                Way::Plain => (format!("{SITE}/{}", file.safe), &file.content, plain),
                Way::Solid => (format!("{SITE}/{}", file.safe), &file.solid, solid),
                Way::Zim => (file.own.to_string(), &file.solid, solid),
            };
            list.add(path, file.role.name(), content.len(), digest);
        }
    }

    /// Adds a file that stands beside the site in folders.
    pub(super) fn add_beside(&mut self, path: &str, bytes: &[u8]) {
        let digest = Digest { sum: of_bytes(bytes), hash: Hash::of(bytes) };
        for list in self.0[..2].iter_mut().flatten() {
            list.add(path.to_owned(), BEGIN, bytes.len() as u64, digest);
        }
    }

    /// The files that they make, the sums last, and the root of each way. A signature is in no list: the lists of one site
    /// are the same, whoever signs them.
    ///
    /// # Errors
    /// When nothing can be signed.
    pub(super) fn finish(self, order: &Order<'_>) -> io::Result<(Vec<Beside>, [String; 3])> {
        let empty = |path: String| Beside { path, bytes: [None, None, None] };
        let (mut manifests, mut sums) = (empty(MANIFEST.to_owned()), empty(SUMS.to_owned()));
        let mut signatures = [MANIFEST, SUMS].map(|name| empty(format!("{name}{SIGNATURE}")));
        let mut roots = [const { String::new() }; 3];
        for ((way, list), root) in Way::ALL.into_iter().zip(self.0).zip(&mut roots) {
            let Some(mut list) = list else { continue };
            let mut sum = if way == Way::Zim { String::new() } else { list.sums() };
            let mut manifest = Manifest::new(order.config.base_url.clone(), BTreeMap::new());
            manifest.archive = order.built.archive.map(|hash| hash.to_string()).unwrap_or_default();
            manifest.date = order.built.newest.map(|newest| newest.iso_date());
            manifest.now.clone_from(&order.built.since);
            let bytes = list.manifest(&mut manifest);
            drop(list);
            if way != Way::Zim {
                sum.push_str(&line(of_bytes(&bytes), MANIFEST));
                if let Some(signer) = order.signer {
                    let comment = comment(&manifest);
                    for (signature, signed) in signatures.iter_mut().zip([&bytes[..], sum.as_bytes()]) {
                        signature.bytes[way as usize] = Some(signed_by(signer, signed, &comment)?);
                    }
                }
                sums.bytes[way as usize] = Some(Arc::new(sum.into_bytes()));
            }
            manifests.bytes[way as usize] = Some(Arc::new(bytes));
            *root = manifest.root;
        }
        let [first, second] = signatures;
        Ok((vec![manifests, first, second, sums], roots))
    }
}

fn signed_by(signer: &Signer, bytes: &[u8], comment: &str) -> io::Result<Arc<Vec<u8>>> {
    signer.sign(bytes, comment).map(|signature| Arc::new(signature.into_bytes()))
}

/// What is signed along with a list: what it is of, for whoever reads it without dibao. No clock is asked.
fn comment(manifest: &Manifest) -> String {
    let date = manifest.date.as_deref().unwrap_or("-");
    format!("site:{} date:{date} root:{}", manifest.site, manifest.root)
}
