//! What is not as it should be, each in a sentence.

use serde::Serialize;

/// What is not as it should be in a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fault {
    /// It cannot be read to its end.
    #[error("it cannot be read to its end: {why}")]
    Damaged {
        /// Why not.
        why: String,
    },
    /// It has no manifest.
    #[error("it has no dibao-manifest.json, so that nothing tells what should be in it")]
    NoManifest {},
    /// The manifest is not as it was written.
    #[error("dibao-manifest.json is damaged or was changed: it has not the hash that stands at its end")]
    ManifestDamaged {},
    /// The manifest is of a form that this version does not know.
    #[error("dibao-manifest.json is of a later version of dibao; verify it with that one")]
    ManifestNewer {},
    /// The manifest is of a form that had no root.
    #[error("dibao-manifest.json is of the first form, which has no root; publish or pack the site again")]
    ManifestOld {},
    /// The root that the manifest names is not that of its files.
    #[error("dibao-manifest.json contradicts itself: its files have the root {own}, and it names {told}")]
    RootDiffers {
        /// The root that it names.
        told: String,
        /// That of its files.
        own: String,
    },
    /// The root that was given is another.
    #[error("the manifest is another one: its root is {own}, and you were told {given}")]
    OtherRoot {
        /// The root of the copy.
        own: String,
        /// The root that was given.
        given: String,
    },
    /// A file has other bytes.
    #[error("changed: {path}")]
    Changed {
        /// The file.
        path: String,
    },
    /// Two files have each other's bytes.
    #[error("swapped: {path} has the bytes of {with}, and the other way round")]
    Swapped {
        /// One.
        path: String,
        /// The other.
        with: String,
    },
    /// A file is not there, and no notice stands for it.
    #[error("missing without a notice: {path}")]
    Missing {
        /// The file.
        path: String,
    },
    /// A file is there that the manifest does not have.
    #[error("added: {path}{}", like.as_ref().map_or_else(String::new, |like| format!(" (only its case or spelling differs from {like})")))]
    Added {
        /// The file.
        path: String,
        /// A file of the manifest that it may be taken for.
        #[serde(skip_serializing_if = "Option::is_none")]
        like: Option<String>,
    },
    /// A path is there more than once.
    #[error("there more than once: {path}")]
    Twice {
        /// The path.
        path: String,
    },
    /// A path leads out of the copy, or can be none.
    #[error("a path that no site has: {path:?}")]
    Path {
        /// The path.
        path: String,
    },
    /// Something is there that is no file.
    #[error("no file, but {what}: {path}")]
    NoFile {
        /// Where it is.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// Bytes are in a zip that belong to none of its files.
    #[error("the zip has bytes that belong to none of its files")]
    Hidden {},
    /// `SHA256SUMS` says otherwise.
    #[error("SHA256SUMS {why}: {path}")]
    Sums {
        /// The file that it speaks of.
        path: String,
        /// How it differs.
        why: &'static str,
    },
    /// A signature is wrong.
    #[error("the signature of {file} {why}")]
    Signature {
        /// What is signed.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// There is no signature, although a key was given.
    #[error("nothing in it is signed by the key that you gave")]
    Unsigned {},
    /// The chain of releases is broken.
    #[error("the chain of releases is broken: {why}")]
    Chain {
        /// Where, and how.
        why: String,
    },
    /// The chain does not have the copy.
    #[error(
        "the chain of releases does not have the root {root}: the copy is none of them, or the end of the chain was cut"
    )]
    NotInChain {
        /// The root of the copy.
        root: String,
    },
    /// A chain does not go on from what it was before.
    #[error("the chain of releases has lost or changed what the older one has from line {line} on")]
    ChainCut {
        /// The first line that differs.
        line: usize,
    },
    /// A chain has not one line of the other.
    #[error(
        "the chain of releases has no line of the one that was kept: it is that of another folder or target, each of which \
         has its own, or was made anew"
    )]
    ChainOther {},
    /// Nothing tells when a copy was there, although that was asked.
    #[error("no release that is this copy or comes after it has a time stamp")]
    NoStamp {},
    /// A time stamp is wrong.
    #[error("the time stamp of release {number} is wrong: {why}")]
    Stamp {
        /// The release.
        number: u64,
        /// Why.
        why: String,
    },
    /// The copy that was to be the newer one is the older.
    #[error("this is the older copy: {why}")]
    Older {
        /// What tells so.
        why: String,
    },
    /// The copies are of two sites.
    #[error("the two are copies of two sites: {new} and {old}")]
    OtherSite {
        /// The address of the copy.
        new: String,
        /// That of the one that it is compared with.
        old: String,
    },
    /// A saved page is another than the copy has.
    #[error(
        "this is not the page that {path} was: its bytes differ. A browser may change what it saves; save the page's source, or the file itself"
    )]
    PageChanged {
        /// Where the page belongs.
        path: String,
    },
    /// A saved page is in no list.
    #[error("no file of the copy has these bytes, and nothing in them tells a page of it")]
    PageUnknown {},
    /// A proof does not lead to the root.
    #[error("the proof does not lead from these bytes to the root {root}")]
    Unproved {
        /// The root.
        root: String,
    },
}
