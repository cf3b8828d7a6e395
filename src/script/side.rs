//! Which script a character or a name belongs to.

use super::code::Script;
use super::tables::{self, Side};

/// The script of a name: as its own characters tell, if they do.
pub fn script_of_name(name: &str, otherwise: Script) -> Script {
    let has = |wanted: Side| name.chars().any(|letter| side_of(letter) == wanted);
    match (has(Side::Simplified), has(Side::Traditional)) {
        (true, false) => Script::Hans,
        (false, true) if otherwise == Script::Hans => Script::Hant,
        _ => otherwise,
    }
}

/// Which script a character belongs to, if only one has it.
pub fn side_of(character: char) -> Side {
    tables::side(character)
}
