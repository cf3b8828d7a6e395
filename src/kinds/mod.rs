//! The kinds of entities: one table says how each is called and what its entities can be, and the rest of dibao knows
//! a kind by its id. It needs nothing of other modules, and all may use it.

mod id;
mod kind;
mod map;
mod row;
mod table;

pub use id::EntityKind;
pub use map::EntityMap;
pub use row::{Kind, Messages, Schema};
