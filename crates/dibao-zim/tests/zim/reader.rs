//! A reader of ZIM files, as little as tests need, by the specification and not by the writer.

use std::collections::BTreeMap;

use md5::{Digest as _, Md5};

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Item { media_type: String, cluster: u32, content: Vec<u8> },
    Redirect(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub namespace: char,
    pub path: String,
    pub title: String,
    pub kind: Kind,
}

/// A whole file, read.
pub struct Zim {
    pub entries: Vec<Entry>,
    /// For each cluster its first byte, and its blobs.
    pub clusters: Vec<(u8, Vec<Vec<u8>>)>,
    pub main_page: u32,
    pub uuid: [u8; 16],
    pub titles: Vec<u32>,
}

fn number<const N: usize>(bytes: &[u8], at: u64) -> [u8; N] {
    let at = usize::try_from(at).unwrap();
    bytes[at..at + N].try_into().unwrap()
}

fn u16_at(bytes: &[u8], at: u64) -> u16 {
    u16::from_le_bytes(number(bytes, at))
}

fn u32_at(bytes: &[u8], at: u64) -> u32 {
    u32::from_le_bytes(number(bytes, at))
}

fn u64_at(bytes: &[u8], at: u64) -> u64 {
    u64::from_le_bytes(number(bytes, at))
}

/// The string that ends with the next zero byte, and where it ends.
fn string_at(bytes: &[u8], at: u64) -> (String, u64) {
    let rest = &bytes[usize::try_from(at).unwrap()..];
    let length = rest.iter().position(|byte| *byte == 0).unwrap();
    (String::from_utf8(rest[..length].to_vec()).unwrap(), at + length as u64 + 1)
}

/// The blobs of a cluster, which ends at `end`.
fn cluster_at(bytes: &[u8], at: u64, end: u64) -> (u8, Vec<Vec<u8>>) {
    let info = bytes[usize::try_from(at).unwrap()];
    let body = &bytes[usize::try_from(at + 1).unwrap()..usize::try_from(end).unwrap()];
    let data = match info & 0x0f {
        1 => body.to_vec(),
        5 => zstd::decode_all(body).unwrap(),
        other => panic!("a cluster of kind {other}"),
    };
    let width = if info & 0x10 == 0 { 4 } else { 8 };
    let offset = |place: u64| match width {
        4 => u64::from(u32_at(&data, place * 4)),
        _ => u64_at(&data, place * 8),
    };
    assert_eq!(offset(0) % width, 0);
    let count = offset(0) / width - 1;
    assert_eq!(offset(count), data.len() as u64, "the last offset is the end of the cluster");
    let blob = |place: u64| {
        data[usize::try_from(offset(place)).unwrap()..usize::try_from(offset(place + 1)).unwrap()].to_vec()
    };
    (info, (0..count).map(blob).collect())
}

impl Zim {
    /// Reads a file, and checks what a reader relies on.
    pub fn read(bytes: &[u8]) -> Self {
        assert_eq!(u32_at(bytes, 0), 0x044d_495a);
        assert_eq!((u16_at(bytes, 4), u16_at(bytes, 6)), (6, 1));
        let checksum = u64_at(bytes, 72);
        assert_eq!(checksum + 16, bytes.len() as u64);
        let md5: [u8; 16] = Md5::digest(&bytes[..usize::try_from(checksum).unwrap()]).into();
        assert_eq!(md5, number::<16>(bytes, checksum));
        assert_eq!(u64_at(bytes, 56), 80, "the list of media types follows the header");
        let media_types = media_types(bytes);
        let clusters = clusters(bytes);
        let entries = entries(bytes, &media_types, &clusters);
        let titles = (0..entries.len() as u64).map(|place| u32_at(bytes, u64_at(bytes, 40) + place * 4)).collect();
        let zim = Zim { entries, clusters, main_page: u32_at(bytes, 64), uuid: number(bytes, 8), titles };
        zim.check_order();
        zim.check_listings();
        zim
    }

    fn check_order(&self) {
        for pair in self.entries.windows(2) {
            let [one, other] = pair else { unreachable!() };
            assert!((one.namespace, one.path.as_bytes()) < (other.namespace, other.path.as_bytes()));
        }
        for entry in &self.entries {
            if let Kind::Redirect(target) = entry.kind {
                let target = &self.entries[target as usize];
                assert_eq!(target.namespace, 'C');
                assert!(matches!(target.kind, Kind::Item { .. }));
            }
        }
    }

    fn check_listings(&self) {
        let mut all = self.titles.clone();
        all.sort_unstable();
        assert!(all.iter().copied().eq(0..self.entries.len() as u32), "the old listing has every entry once");
        assert_eq!(self.listing("v0"), self.titles, "the header points to the old listing");
        let title = |number: &u32| {
            let entry = &self.entries[*number as usize];
            (entry.namespace, entry.shown_title().as_bytes().to_vec())
        };
        assert!(self.titles.is_sorted_by_key(title));
        assert!(self.listing("v1").is_sorted_by_key(title));
    }

    /// The numbers in one of the two listings of titles, which are not compressed.
    pub fn listing(&self, version: &str) -> Vec<u32> {
        let Kind::Item { media_type, cluster, content } =
            &self.get('X', &format!("listing/titleOrdered/{version}")).kind
        else {
            panic!("a listing is no redirect");
        };
        assert_eq!(media_type, "application/octet-stream+zimlisting");
        assert_eq!(self.clusters[*cluster as usize].0 & 0x0f, 1);
        content.chunks(4).map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap())).collect()
    }

    pub fn get(&self, namespace: char, path: &str) -> &Entry {
        let found = self.entries.iter().find(|entry| entry.namespace == namespace && entry.path == path);
        found.unwrap_or_else(|| panic!("{namespace}/{path} is missing"))
    }

    pub fn content(&self, namespace: char, path: &str) -> &[u8] {
        match &self.get(namespace, path).kind {
            Kind::Item { content, .. } => content,
            Kind::Redirect(_) => panic!("{path} is a redirect"),
        }
    }

    /// The entries of the caller, by path.
    pub fn items(&self) -> BTreeMap<&str, &Entry> {
        let items = self.entries.iter().filter(|entry| entry.namespace == 'C');
        items.map(|entry| (entry.path.as_str(), entry)).collect()
    }
}

impl Entry {
    pub fn shown_title(&self) -> &str {
        if self.title.is_empty() { &self.path } else { &self.title }
    }
}

fn media_types(bytes: &[u8]) -> Vec<String> {
    let mut types = Vec::new();
    let mut at = 80;
    loop {
        let (name, end) = string_at(bytes, at);
        if name.is_empty() {
            assert!(end <= 2_048);
            return types;
        }
        types.push(name);
        at = end;
    }
}

/// Clusters lie one after another, from byte 2,048 to the directory.
fn clusters(bytes: &[u8]) -> Vec<(u8, Vec<Vec<u8>>)> {
    let list = u64_at(bytes, 48);
    let count = u64::from(u32_at(bytes, 28));
    let mut starts: Vec<u64> = (0..count).map(|place| u64_at(bytes, list + place * 8)).collect();
    assert_eq!(starts[0], 2_048);
    assert!(starts.is_sorted());
    // The first entry written is the first of the list.
    starts.push(u64_at(bytes, u64_at(bytes, 32)));
    starts.windows(2).map(|pair| cluster_at(bytes, pair[0], pair[1])).collect()
}

fn entries(bytes: &[u8], media_types: &[String], clusters: &[(u8, Vec<Vec<u8>>)]) -> Vec<Entry> {
    let list = u64_at(bytes, 32);
    let positions = (0..u64::from(u32_at(bytes, 24))).map(|place| u64_at(bytes, list + place * 8));
    let read = |at: u64| {
        let media_type = u16_at(bytes, at);
        let first = u32_at(bytes, at + 8);
        let (kind, text) = if media_type == 0xffff {
            (Kind::Redirect(first), at + 12)
        } else {
            let content = clusters[first as usize].1[u32_at(bytes, at + 12) as usize].clone();
            let media_type = media_types[usize::from(media_type)].clone();
            (Kind::Item { media_type, cluster: first, content }, at + 16)
        };
        let (path, end) = string_at(bytes, text);
        let (title, _) = string_at(bytes, end);
        Entry { namespace: char::from(bytes[usize::try_from(at).unwrap() + 3]), path, title, kind }
    };
    positions.map(read).collect()
}
