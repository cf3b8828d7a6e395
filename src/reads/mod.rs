//! The one door to the archive for what makes pages. A job of a build gets the archive by [`Door::reads`] alone, and each
//! thing that it asks for is put down in its trace as a [`Facet`]. The next build asks the door what each facet is now:
//! where all are as they were, the job need not run again. ("Verifying traces", in the words of Mokhov, Mitchell and
//! Peyton Jones, *Build Systems à la Carte*, 2018.)

mod archive;
mod door;
mod facet;
mod learned;
mod links;
mod list;
mod now;
mod site;
mod trace;

pub use archive::{ArchiveReads, Indexed};
pub use door::{Door, Reads};
pub use facet::{Facet, ListId, Look, NameId, Table};
pub use learned::{Facts, Learned, LearnedReads};
pub use links::{LinksReads, SourceReads};
pub use list::List;
pub use now::{Elsewhere, Now, TextHashes, hash, packed_hash};
pub use site::Site;
pub use trace::Trace;
