//! The proof that a file belongs to a copy of a known root: it needs neither the copy nor its manifest.

use dibao_publish_protocol::manifest::Manifest;
use dibao_publish_protocol::tree::{self, HIGHEST, Leaf, Node, from_hex, to_hex};
use serde::{Deserialize, Serialize};

use super::contents::Digest;

/// The version of its form.
const VERSION: u32 = 1;

/// An inclusion proof (RFC 9162, section 2.1.3), with the leaf that it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The version of its form.
    #[serde(rename = "dibao-proof")]
    version: u32,
    /// The address of the site.
    pub site: String,
    /// Where the file is in the copy.
    pub path: String,
    /// In bytes.
    pub length: u64,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub hash: String,
    /// What it is for.
    pub role: String,
    /// Its number among the files of the copy, in the order of their paths, from 0 on.
    number: u64,
    /// How many files the copy has.
    size: u64,
    /// The hashes beside the way to the root, the lowest first.
    nodes: Vec<String>,
    /// The root to which it leads.
    pub root: String,
}

impl Proof {
    /// The proof of a file of a manifest; none if that has no such file.
    pub(super) fn of(manifest: &Manifest, path: &str) -> Option<Self> {
        let entry = manifest.files.get(path)?;
        let leaves: Option<Vec<Leaf<'_>>> = manifest.files.iter().map(|(path, entry)| entry.leaf(path)).collect();
        let leaves: Vec<Node> = leaves?.iter().map(Leaf::node).collect();
        let number = manifest.files.keys().take_while(|before| before.as_str() < path).count();
        let nodes = tree::proof(&leaves, number)?.iter().map(to_hex).collect();
        Some(Self {
            version: VERSION,
            site: manifest.site.clone(),
            path: path.to_owned(),
            length: entry.length,
            hash: entry.hash.clone(),
            role: entry.role.clone(),
            number: number as u64,
            size: leaves.len() as u64,
            nodes,
            root: manifest.root.clone(),
        })
    }

    /// Reads one.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|proof| proof.version == VERSION)
    }

    /// Whether it leads from a file to a root, whatever it says of these itself.
    pub(super) fn leads(&self, from: &Digest, root: &str) -> bool {
        let leaf = Leaf { path: &self.path, length: from.length, hash: from.hash, role: &self.role };
        let nodes: Option<Vec<Node>> = self.nodes.iter().take(HIGHEST + 1).map(|node| from_hex(node)).collect();
        let reached = nodes.and_then(|nodes| tree::proved(leaf.node(), self.number, self.size, &nodes));
        reached.is_some_and(|reached| Some(reached) == from_hex(root))
    }
}
