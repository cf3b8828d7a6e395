//! The index that readers search without a server: of the text of every article in all scripts at
//! once, folded to one form, as files of which a query loads the few records that it needs.
//! The format, and what it costs, is in `docs/search.md`; `theme/search.js` reads it.
//!
//! Articles are numbered from the oldest, and cut into segments, so that a new one changes the files of the newest
//! segment alone.

mod around;
mod bits;
mod borders;
mod change;
mod edit;
mod file;
mod fold;
mod gram;
mod grams;
mod hash;
mod index;
mod json;
mod kept;
mod layout;
mod list;
mod lists;
mod moves;
mod names;
mod numbers;
mod occurrence;
mod postings;
mod records;
mod rewrite;
mod root;
mod scratch;
mod segment;
mod spill;
mod store;
mod terms;
mod text;
mod texts;
mod units;
mod update;
mod volumes;

pub use file::{Emit, Read};
pub use fold::fold;
pub use index::Index;
pub use json::{stored, with_paths};
pub use kept::Kept;
pub use layout::{Facts, Layout};
pub use list::List;
pub use names::{Name, NameKind};
pub use root::Root;
pub use text::Text;
pub use texts::Shown;
pub use update::{Article, Before, Now, Recall, Said, Updated, update};
