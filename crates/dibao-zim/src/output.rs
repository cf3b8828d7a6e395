//! The file, with what is known of its clusters.

use std::io::{self, Read, Seek, SeekFrom, Write};

use md5::{Digest as _, Md5};

/// The file, which is written from the beginning to the end, but for its header.
pub(crate) struct Output<W> {
    file: W,
    position: u64,
    /// Where clusters begin.
    clusters: Vec<u64>,
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.position += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<W: Read + Write + Seek> Output<W> {
    pub(crate) fn new(file: W) -> Self {
        Output { file, position: 0, clusters: Vec::new() }
    }

    /// The bytes that the file has.
    pub(crate) fn end(&mut self) -> io::Result<u64> {
        self.file.seek(SeekFrom::End(0))
    }

    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    pub(crate) fn clusters(&self) -> &[u64] {
        &self.clusters
    }

    /// Begins a cluster with its first byte.
    pub(crate) fn begin_cluster(&mut self, info: u8) -> io::Result<()> {
        self.clusters.push(self.position);
        self.write_all(&[info])
    }

    /// Writes numbers of 64 bits, and tells where they begin.
    pub(crate) fn write_list(&mut self, numbers: &[u64]) -> io::Result<u64> {
        let start = self.position;
        for part in numbers.chunks(8_192) {
            let bytes: Vec<u8> = part.iter().flat_map(|number| number.to_le_bytes()).collect();
            self.write_all(&bytes)?;
        }
        Ok(start)
    }

    /// Writes what stands at the beginning, then the MD5 of all bytes after them, and gives the file back.
    pub(crate) fn close(mut self, head: &[u8]) -> io::Result<W> {
        self.file.rewind()?;
        self.file.write_all(head)?;
        self.file.flush()?;
        self.file.rewind()?;
        let mut hash = Md5::new();
        let mut buffer = vec![0; 1 << 18];
        let mut left = self.position;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = match self.file.read(&mut buffer[..most]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hash.update(&buffer[..read]);
            left -= read as u64;
        }
        self.file.seek(SeekFrom::Start(self.position))?;
        self.file.write_all(&hash.finalize())?;
        self.file.flush()?;
        Ok(self.file)
    }
}
