//! The kinds of entities: one table says how each is called and what its entities can be, a site adds kinds of words
//! by which it files its articles, and the rest of dibao knows a kind by its id. It needs nothing of other modules,
//! and all may use it.

mod id;
mod kind;
mod map;
mod of_site;
mod row;
mod table;

pub use id::EntityKind;
pub use kind::{built_in, on_cards};
pub use map::{ByKind, EntityMap};
pub use of_site::{Called, Kinds};
pub use row::{Kind, Messages, Schema};
