//! The end of a file: what it says of itself, its listings, directory, header and checksum.

use std::io::{Read, Seek, Write};

use crate::cluster::{Open, STORED, offsets};
use crate::directory::{Dirent, Namespace, Place, REDIRECT, Sorted};
use crate::error::Error;
use crate::item::Content;
use crate::media::MediaTypes;
use crate::output::Output;
use crate::uuid::Uuid;
use crate::writer::{CLUSTERS, Writer};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// All entries: items, redirects, metadata and indexes.
    pub entries: u32,
    /// The clusters.
    pub clusters: u32,
    /// The bytes of the file.
    pub bytes: u64,
    /// The identifier of the file, which its contents and metadata alone decide.
    pub uuid: Uuid,
}

/// Numbers of the header.
struct Header {
    uuid: Uuid,
    entries: u32,
    clusters: u32,
    paths: u64,
    titles: u64,
    cluster_list: u64,
    main_page: u32,
    checksum: u64,
}

impl Header {
    const LENGTH: u64 = 80;

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(CLUSTERS);
        bytes.extend(0x044d_495a_u32.to_le_bytes());
        // Version 6.1: the namespaces of 2021, and listings of titles.
        bytes.extend(6_u16.to_le_bytes());
        bytes.extend(1_u16.to_le_bytes());
        bytes.extend(self.uuid.as_bytes());
        bytes.extend(self.entries.to_le_bytes());
        bytes.extend(self.clusters.to_le_bytes());
        for position in [self.paths, self.titles, self.cluster_list, Self::LENGTH] {
            bytes.extend(position.to_le_bytes());
        }
        bytes.extend(self.main_page.to_le_bytes());
        // No layout page.
        bytes.extend(u32::MAX.to_le_bytes());
        bytes.extend(self.checksum.to_le_bytes());
        bytes
    }
}

const TEXT: &str = "text/plain;charset=utf-8";
const PNG: &str = "image/png";
const LISTING: &str = "application/octet-stream+zimlisting";
const LISTINGS: [&str; 2] = ["listing/titleOrdered/v0", "listing/titleOrdered/v1"];

impl<W: Read + Write + Seek> Writer<W> {
    /// Writes what is left, and gives the file back with a summary. The file is read again for its checksum; it is not
    /// synchronised with the disk.
    ///
    /// # Errors
    /// If two entries have one path, if a redirect or the main page leads to what is no item, if there was an earlier error
    /// from reading or writing, or if something cannot be written or read again.
    pub fn finish(mut self) -> Result<(W, Summary), Error> {
        self.check_intact()?;
        self.close_all()?;
        self.write_metadata()?;
        self.directory.redirect(Namespace::WellKnown, ("mainPage", ""), false, &self.main_page)?;
        let cluster = self.enter_listings()?;
        self.write_pending(0)?;
        let Writer { mut output, directory, media_types, identity, main_page, mut numbers, .. } = self;
        let sorted = directory.sorted()?;
        numbers[cluster as usize] = u32::try_from(output.clusters().len()).map_err(|_| Error::TooMany("clusters"))?;
        let titles = write_listings(&mut output, &sorted)?;
        let dirents = write_dirents(&mut output, &sorted, &numbers)?;
        let paths = output.write_list(&dirents)?;
        let clusters = output.clusters().to_vec();
        let header = Header {
            uuid: identity.uuid(),
            entries: u32::try_from(sorted.len()).map_err(|_| Error::TooMany("entries"))?,
            clusters: u32::try_from(clusters.len()).map_err(|_| Error::TooMany("clusters"))?,
            paths,
            titles,
            cluster_list: output.write_list(&clusters)?,
            main_page: sorted.find(Namespace::Content, &main_page).unwrap_or(u32::MAX),
            checksum: output.position(),
        };
        let summary = Summary {
            entries: header.entries,
            clusters: header.clusters,
            bytes: output.position() + 16,
            uuid: header.uuid,
        };
        let head = [header.bytes(), media_types.list()].concat();
        Ok((output.close(&head)?, summary))
    }

    /// Writes the metadata into a cluster of its own, uncompressed, so that libraries need to decompress nothing.
    fn write_metadata(&mut self) -> Result<(), Error> {
        let mut cluster = self.open_cluster()?;
        let mut texts = self.metadata.texts();
        texts.push(("Counter".to_owned(), self.media_types.counter()));
        for (name, text) in texts {
            self.enter(&mut cluster, Namespace::Metadata, &name, TEXT, text.as_bytes())?;
        }
        let illustration = std::mem::take(&mut self.metadata.illustration);
        self.enter(&mut cluster, Namespace::Metadata, "Illustration_48x48@1", PNG, &illustration)?;
        self.close(cluster, false)
    }

    /// Adds an entry that is no item of the caller's.
    fn enter(
        &mut self,
        cluster: &mut Open,
        namespace: Namespace,
        path: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let media_type = self.media_types.number(media_type)?;
        let (blob, _) = cluster.add(path, Content::Bytes(bytes))?;
        let place = Place::Blob { media_type, cluster: cluster.number, blob };
        self.directory.add(namespace, (path, ""), false, place)
    }

    /// Adds the entries of the listings, which are entries of the listings too, and tells their cluster, the last.
    fn enter_listings(&mut self) -> Result<u32, Error> {
        let mut cluster = self.open_cluster()?;
        for path in LISTINGS {
            self.enter(&mut cluster, Namespace::Index, path, LISTING, &[])?;
        }
        Ok(cluster.number)
    }
}

/// The media types that every file has.
pub(crate) fn own_media_types() -> Result<MediaTypes, Error> {
    let mut types = MediaTypes::default();
    for name in [TEXT, PNG, LISTING] {
        types.number(name)?;
    }
    Ok(types)
}

/// Writes the listings of all entries and of front articles, in the order of their titles, and tells where the first begins.
fn write_listings<W: Read + Write + Seek>(output: &mut Output<W>, sorted: &Sorted) -> Result<u64, Error> {
    let all = sorted.by_title(false);
    let articles = sorted.by_title(true);
    let (flag, offsets) = offsets(&[all.len() as u64, (all.len() + articles.len()) as u64]);
    output.begin_cluster(STORED | flag)?;
    output.write_all(&offsets)?;
    let start = output.position();
    output.write_all(&all)?;
    output.write_all(&articles)?;
    Ok(start)
}

/// Writes the directory, and tells where each entry begins.
fn write_dirents<W: Read + Write + Seek>(
    output: &mut Output<W>,
    sorted: &Sorted,
    numbers: &[u32],
) -> Result<Vec<u64>, Error> {
    let mut positions = Vec::with_capacity(sorted.len());
    let mut buffer = Vec::with_capacity(1 << 17);
    for dirent in sorted.iter() {
        positions.push(output.position() + buffer.len() as u64);
        encode(&dirent, numbers, &mut buffer);
        if buffer.len() >= 1 << 16 {
            output.write_all(&buffer)?;
            buffer.clear();
        }
    }
    output.write_all(&buffer)?;
    Ok(positions)
}

fn encode(dirent: &Dirent<'_>, numbers: &[u32], buffer: &mut Vec<u8>) {
    let media_type = match dirent.place {
        Place::Blob { media_type, .. } => media_type,
        Place::Redirect(_) => REDIRECT,
    };
    buffer.extend(media_type.to_le_bytes());
    // No parameters; the namespace; the revision, which is not used.
    buffer.extend([0, dirent.namespace as u8, 0, 0, 0, 0]);
    match dirent.place {
        Place::Blob { cluster, blob, .. } => {
            buffer.extend(numbers[cluster as usize].to_le_bytes());
            buffer.extend(blob.to_le_bytes());
        }
        Place::Redirect(target) => buffer.extend(target.to_le_bytes()),
    }
    for text in [dirent.path, dirent.title] {
        buffer.extend(text.as_bytes());
        buffer.push(0);
    }
}
