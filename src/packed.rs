//! How values are kept from one build to the next: in [postcard's format](https://postcard.jamesmunns.com/wire-format),
//! which has neither names nor types, so that only the program that wrote a value can read it.

use std::io::{self, BufWriter, Write};

use serde::{Deserialize, Serialize};

/// A value as bytes.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let bytes = postcard::to_stdvec(value);
    // Only a list is refused that does not know its own length, and no value that is kept has one.
    debug_assert!(bytes.is_ok(), "{bytes:?}");
    bytes.unwrap_or_default()
}

/// Writes a value without making its bytes in memory first.
///
/// # Errors
/// When `out` refuses them.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Keeping { out: BufWriter::new(out), refused: None };
    let written = postcard::to_io(value, &mut out).map(drop);
    written.map_err(|error| out.refused.unwrap_or_else(|| io::Error::other(error)))
}

/// Reads a value. None if the bytes are no such value.
pub fn from_slice<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Some(value),
        _ => None,
    }
}

/// Reads a value that others come after.
pub fn first<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<T> {
    postcard::take_from_bytes(bytes).ok().map(|(value, _)| value)
}

/// Keeps why its writer refused something, which postcard does not tell.
struct Keeping<W> {
    out: W,
    refused: Option<io::Error>,
}

impl<W> Keeping<W> {
    fn keep<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            self.refused = Some(error);
            kind.into()
        })
    }
}

impl<W: Write> Write for Keeping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.keep(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.keep(flushed)
    }
}

/// For `serde(with = …)`: a value of any shape, as its JSON, since the format cannot tell shapes apart.
pub mod json {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    /// # Errors
    /// When JSON cannot have the value.
    pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(value).map_err(ser::Error::custom)?)
    }

    /// # Errors
    /// When it is not the JSON of such a value.
    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_it_was_written_and_nothing_else_is() {
        let value = (1_u64, "二".to_owned(), vec![Some(-3.5)]);
        let bytes = to_vec(&value);
        assert_eq!(from_slice::<(u64, String, Vec<Option<f64>>)>(&bytes), Some(value.clone()));
        let mut written = Vec::new();
        write(&value, &mut written).unwrap();
        assert_eq!(written, bytes);
        for cut in 0..bytes.len() {
            assert_eq!(from_slice::<(u64, String, Vec<Option<f64>>)>(&bytes[..cut]), None);
        }
        assert_eq!(from_slice::<(u64, String, Vec<Option<f64>>)>(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn a_value_of_any_shape_keeps_its_numbers() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Any(#[serde(with = "json")] serde_json::Value);
        let value =
            Any(serde_json::json!({"一": [121.473_702_100_000_01, 0.1, -1e300, 18_446_744_073_709_551_615_u64, null]}));
        assert_eq!(from_slice(&to_vec(&value)), Some(value));
    }

    #[test]
    fn why_it_cannot_be_written_is_told() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for length in [1, 100_000] {
            let error = write(&vec![7_u8; length], &mut Full).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{length}");
        }
    }
}
