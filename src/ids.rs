//! Ids: indexes into a vector, with a type for each kind, so that none can be put for another. The vector is a
//! [`TiVec`](typed_index_collections::TiVec), which takes no other index.

/// Defines an id. It is a `u32` because tables hold millions of ids, and a `usize` takes twice the room.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).expect("no archive has four thousand million of anything"))
            }
        }

        impl From<$name> for usize {
            fn from(id: $name) -> Self {
                id.0 as Self
            }
        }
    };
}
pub(crate) use id;
