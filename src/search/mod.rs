//! The index that readers search without a server: of the text of every article in all scripts at
//! once, folded to one form, as files of a few kilobytes of which a query loads those that it needs.
//! The format, and what it costs, is in `docs/search.md`; `theme/search.js` reads it.
//!
//! Articles are numbered from the oldest, so that a new one changes no other's number.

mod bits;
mod file;
mod fold;
mod gram;
mod grams;
mod hash;
mod index;
mod kept;
mod layout;
mod list;
mod names;
mod postings;
mod root;
mod scratch;
mod shards;
mod spill;
mod store;
mod text;
mod texts;
mod units;
mod update;

pub use file::{Emit, stored, with_path};
pub use fold::fold;
pub use index::Index;
pub use kept::Kept;
pub use layout::Layout;
pub use list::List;
pub use names::{Name, NameKind};
pub use root::Root;
pub use text::Text;
pub use texts::Shown;
pub use update::{Edit, Read, Updated, update};
