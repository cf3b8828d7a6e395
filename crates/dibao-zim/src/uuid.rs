//! The identifier of a file: a hash of what is in it.

use std::fmt;

/// A UUID of version 8: of a hash of all contents and metadata, so that the same content always has the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// Its bytes, as they stand in the header.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                formatter.write_str("-")?;
            }
            write!(formatter, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// Hashes what is added to a file, in its order.
#[derive(Default)]
pub(crate) struct Identity(blake3::Hasher);

impl Identity {
    /// Takes a record: what kind it is of, whether it is a front article, and its texts, none of which runs into the next.
    pub(crate) fn say(&mut self, kind: u8, flag: bool, texts: &[&str]) {
        self.0.update(&[kind, u8::from(flag)]);
        for text in texts {
            self.length(text.len() as u64);
            self.bytes(text.as_bytes());
        }
    }

    /// Takes how many bytes follow.
    pub(crate) fn length(&mut self, length: u64) {
        self.0.update(&length.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn uuid(&self) -> Uuid {
        let mut uuid = [0; 16];
        uuid.copy_from_slice(&self.0.finalize().as_bytes()[..16]);
        // The version and the variant, by RFC 9562, section 5.8.
        uuid[6] = uuid[6] & 0x0f | 0x80;
        uuid[8] = uuid[8] & 0x3f | 0x80;
        Uuid(uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_of_version_8() {
        let text = Identity::default().uuid().to_string();
        assert_eq!((text.len(), &text[14..15]), (36, "8"));
        assert!("89ab".contains(&text[19..20]));
    }

    #[test]
    fn texts_do_not_run_into_each_other() {
        let uuid = |texts: &[&str]| {
            let mut identity = Identity::default();
            identity.say(b'I', false, texts);
            identity.uuid()
        };
        assert_ne!(uuid(&["ab", "c"]), uuid(&["a", "bc"]));
    }
}
