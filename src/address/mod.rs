//! Addresses: names made safe for a file and a URL, and the paths of the output.

mod fault;
mod slug;

pub use fault::AddressFault;
pub use slug::{Address, folded, folder_slug, slug, slug_fault, with_suffix};
