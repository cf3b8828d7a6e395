//! Films, sounds, frames and whatever else an author's HTML brings into a page: what a page can keep is kept in one
//! form, what would ask another host becomes a link, and what is lost is told.

mod address;
mod films;
mod hosts;
mod link;
mod losses;
mod recording;
mod walk;
mod written;

pub use address::{host, is_elsewhere, listed};
pub use films::films;
pub use link::{FRAME, MARK};
pub use walk::{Embedded, embeds};
