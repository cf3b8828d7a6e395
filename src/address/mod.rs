//! Addresses: names made safe for a file and a URL, and the paths of the output.

mod fault;
mod form;
mod former;
mod published;
mod site_path;
mod slug;

pub use fault::AddressFault;
pub use form::PageForm;
pub use former::{Former, bare_host};
pub use published::{below, encode, published, published_iri};
pub use site_path::{AddressId, PathFault, PathId, SitePath, folded_id, folders};
pub use slug::{Address, folded, folder_slug, slug, slug_fault, with_suffix};
