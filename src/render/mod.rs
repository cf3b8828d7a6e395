//! The archive into pages, in two phases: `Renderer` makes those that have bodies of articles, and `Lists`, which knows
//! what these mention, makes all other ones. Nothing here writes to disk.

mod addresses;
mod article;
mod audit;
mod body;
mod body_file;
mod calendar;
mod chinese;
mod citations;
mod compose;
mod context;
mod data;
mod dates;
mod entity;
mod feeds;
mod home;
mod indexes;
mod job;
mod json_ld;
mod lists;
mod localised;
mod map;
mod neighbours;
mod outcome;
mod page_data;
mod paper;
mod phrases;
mod pictures;
mod plan;
mod renderer;
mod search;
mod searched;
mod site;
mod site_files;
mod sorting;
mod spans;
mod standing;
mod story;
mod templates;
#[cfg(test)]
mod tests;
mod timeline;
mod url;
mod variables;
mod view;
mod whole;
mod withdrawn;
mod words;

pub use compose::{ArticlePage, ComposedPage};
pub use job::JobKey;
pub use lists::Lists;
pub use outcome::{Emit, Facts, Outcome};
pub use plan::{ArticleJob, ListJob, Scope};
pub use renderer::{Renderer, Wants};
pub use searched::ArticleText;
pub use site::Site;
