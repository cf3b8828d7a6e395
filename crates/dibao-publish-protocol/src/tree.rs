//! The Merkle tree over the files of a site, in the shape of RFC 9162, section 2.1: its root stands for all of them, and a
//! short proof leads from one file to the root. The hash is BLAKE3, as everywhere in manifests.

/// A hash of the tree.
pub type Node = [u8; 32];

/// What the hash of a leaf begins with, so that no leaf can be taken for an inner node.
const LEAF: u8 = 0x00;
/// What the hash of an inner node begins with.
const INNER: u8 = 0x01;
/// More nodes no proof has: a tree of 2⁶⁴ leaves is as high.
pub const HIGHEST: usize = 64;

/// A file as the tree has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'l> {
    /// Where it is.
    pub path: &'l str,
    /// In bytes.
    pub length: u64,
    /// The BLAKE3 hash of its bytes.
    pub hash: Node,
    /// What it is for (`docs/manifest.md`).
    pub role: &'l str,
}

impl Leaf<'_> {
    /// Its hash. No two files have one encoding: the path is preceded by its length, the role is what remains.
    pub fn node(&self) -> Node {
        // A hasher would be larger than what it hashes.
        let mut bytes = Vec::with_capacity(64 + self.path.len() + self.role.len());
        bytes.push(LEAF);
        bytes.extend((self.path.len() as u64).to_le_bytes());
        bytes.extend(self.path.as_bytes());
        bytes.extend(self.length.to_le_bytes());
        bytes.extend(self.hash);
        bytes.extend(self.role.as_bytes());
        *blake3::hash(&bytes).as_bytes()
    }
}

fn inner(left: &Node, right: &Node) -> Node {
    let mut bytes = [INNER; 1 + 2 * size_of::<Node>()];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    *blake3::hash(&bytes).as_bytes()
}

/// A hash that is written in hexadecimal.
pub fn from_hex(hex: &str) -> Option<Node> {
    blake3::Hash::from_hex(hex).ok().map(|hash| *hash.as_bytes())
}

/// A hash in hexadecimal.
pub fn to_hex(node: &Node) -> String {
    blake3::Hash::from_bytes(*node).to_string()
}

/// The root of leaves, in the order of their paths.
pub fn root(leaves: impl IntoIterator<Item = Node>) -> Node {
    // Whole subtrees, each smaller than the one before it, with how many leaves they have.
    let mut whole: Vec<(u64, Node)> = Vec::new();
    for leaf in leaves {
        let mut last = (1, leaf);
        while let Some((count, left)) = whole.pop_if(|(count, _)| *count == last.0) {
            last = (count * 2, inner(&left, &last.1));
        }
        whole.push(last);
    }
    let joined = whole.into_iter().map(|(_, node)| node).rev().reduce(|right, left| inner(&left, &right));
    joined.unwrap_or_else(|| *blake3::hash(b"").as_bytes())
}

/// The root of files, in hexadecimal.
pub fn root_of<'l>(files: impl IntoIterator<Item = Leaf<'l>>) -> String {
    to_hex(&root(files.into_iter().map(|file| file.node())))
}

/// The largest power of two that is smaller: where a tree of so many leaves is parted.
fn parted(leaves: usize) -> usize {
    match leaves {
        0..=2 => 1,
        _ => 1 << (leaves - 1).ilog2(),
    }
}

/// The inclusion proof of a leaf by its number (RFC 9162, section 2.1.3.1): the nodes beside the way to the root, the lowest
/// first.
pub fn proof(leaves: &[Node], number: usize) -> Option<Vec<Node>> {
    let (mut rest, mut at, mut nodes) = (leaves, number, Vec::new());
    leaves.get(number)?;
    while rest.len() > 1 {
        let (left, right) = rest.split_at(parted(rest.len()));
        let beside = if at < left.len() {
            rest = left;
            right
        } else {
            at -= left.len();
            rest = right;
            left
        };
        nodes.push(root(beside.iter().copied()));
    }
    nodes.reverse();
    Some(nodes)
}

/// The root to which a proof leads from a leaf (RFC 9162, section 2.1.3.2); none if it is no proof in a tree of `size`.
pub fn proved(leaf: Node, number: u64, size: u64, nodes: &[Node]) -> Option<Node> {
    if number >= size {
        return None;
    }
    let (mut at, mut last, mut reached) = (number, size - 1, leaf);
    for node in nodes {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            reached = inner(node, &reached);
            while at % 2 == 0 && at != 0 {
                at /= 2;
                last /= 2;
            }
        } else {
            reached = inner(&reached, node);
        }
        at /= 2;
        last /= 2;
    }
    (last == 0).then_some(reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: usize) -> Vec<Node> {
        (0..count).map(|number| *blake3::hash(&number.to_le_bytes()).as_bytes()).collect()
    }

    /// The definition of RFC 9162, section 2.1.1, as it stands there.
    fn defined(leaves: &[Node]) -> Node {
        match leaves {
            [] => *blake3::hash(b"").as_bytes(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                inner(&defined(left), &defined(right))
            }
        }
    }

    #[test]
    fn a_root_is_as_the_rfc_defines_it() {
        for count in 0..70 {
            assert_eq!(root(leaves(count)), defined(&leaves(count)), "{count}");
        }
    }

    #[test]
    fn every_leaf_is_proved_and_no_other() {
        for count in 1..40 {
            let leaves = leaves(count);
            let root = root(leaves.iter().copied());
            for number in 0..count {
                let nodes = proof(&leaves, number).unwrap();
                let reached = |leaf, at, size, nodes: &[Node]| proved(leaf, at as u64, size as u64, nodes);
                assert_eq!(reached(leaves[number], number, count, &nodes), Some(root), "{number} of {count}");
                assert_ne!(reached([7; 32], number, count, &nodes), Some(root));
                let other = (number + 1) % count;
                assert!(count == 1 || reached(leaves[number], other, count, &nodes) != Some(root));
                assert_ne!(reached(leaves[number], number, count, &[&nodes[..], &[[7; 32]]].concat()), Some(root));
                assert!(nodes.is_empty() || reached(leaves[number], number, count, &nodes[1..]) != Some(root));
                assert_eq!(reached(leaves[number], count, count, &nodes), None);
            }
        }
        assert_eq!(proof(&[], 0), None);
        assert_eq!(proved([0; 32], 0, u64::MAX, &[[0; 32]; 70]), None);
    }

    #[test]
    fn no_two_files_are_one_leaf() {
        let leaf = Leaf { path: "a", length: 1, hash: [1; 32], role: "page" };
        let nodes = [
            leaf,
            Leaf { path: "ap", role: "age", ..leaf },
            Leaf { length: 2, ..leaf },
            Leaf { hash: [2; 32], ..leaf },
            Leaf { role: "data", ..leaf },
        ]
        .map(|leaf| leaf.node());
        for (number, node) in nodes.iter().enumerate() {
            assert!(!nodes[..number].contains(node));
        }
        assert_eq!(from_hex(&to_hex(&nodes[0])), Some(nodes[0]));
        assert_eq!(from_hex("ab"), None);
    }
}
