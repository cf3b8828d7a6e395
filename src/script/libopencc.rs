//! OpenCC's own C++ library as a second engine, through the crate `opencc-rust`
//! (feature `opencc-rust`; how to set it up is in `docs/conversion.md`).

use std::path::PathBuf;
use std::sync::Mutex;

use opencc_rust::OpenCC;

use super::convert::{Convert, UnknownConfig};
use super::opencc::OpenCc;

/// A conversion by libopencc. One at a time: the library is used under a lock.
pub struct LibOpenCc(Mutex<OpenCC>);

impl LibOpenCc {
    /// Opens one of OpenCC's configurations, from the folder that `OPENCC_DATA_DIR` names
    /// if it is set, else from where the library was installed.
    ///
    /// # Errors
    /// When the library cannot open a configuration of that name.
    pub fn new(name: &str) -> Result<Self, UnknownConfig> {
        OpenCc::new(name)?;
        #[expect(clippy::disallowed_methods, reason = "where the library keeps its data is the environment's to say")]
        let folder = std::env::var_os("OPENCC_DATA_DIR").map(PathBuf::from).unwrap_or_default();
        let opened = OpenCC::new(folder.join(format!("{name}.json")));
        opened.map(|library| Self(Mutex::new(library))).map_err(|_| UnknownConfig::new(name, OpenCc::names()))
    }
}

impl Convert for LibOpenCc {
    /// # Panics
    /// When the library reports an error on valid UTF-8, which its interface does not foresee.
    fn convert_into(&self, text: &str, out: &mut String) {
        let library = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // The C interface ends a text at the first NUL: those are carried over by hand.
        for (index, part) in text.split('\0').enumerate() {
            if index > 0 {
                out.push('\0');
            }
            out.push_str(&library.convert(part).expect("libopencc converts any valid UTF-8"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_our_engine() {
        let text = "他说**“引号”**文字\n理发店的皇后在台湾，⿰氵台发展。\0头发";
        for config in ["s2t", "s2tw", "s2hk", "s2twp", "t2s", "tw2s", "hk2s"] {
            let library = LibOpenCc::new(config).unwrap().convert(text);
            assert_eq!(library, OpenCc::new(config).unwrap().convert(text), "{config}");
        }
    }
}
