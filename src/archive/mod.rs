//! The archive: every article and every entity, with its address and its ties, immutable from here on. Other modules refer to them by id, their index.

mod address;
mod assemble;
mod converters;
mod entities;
mod former_words;
mod formers;
mod model;
mod moved;
mod page_order;
mod select;

pub use address::{first_free, list};
pub use assemble::{Archive, Has};
pub use converters::Converters;
pub use formers::{Formers, Moved, MovedTo, is_of_site};
pub use model::{
    Article, ArticleId, Elsewhere, ElsewhereId, Entity, EntityId, Page, PageId, Target, Withdrawn, WithdrawnId,
    ancestors, is_related,
};
pub use moved::script_of_folder;
pub use page_order::PageOrder;
pub use select::Chosen;
