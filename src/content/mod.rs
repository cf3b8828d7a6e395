//! From disk to plain values: finds the articles and entities of a site and reads what
//! their front matter says. Bodies are not kept: `read` fetches one when it is rendered.

mod aliases;
mod article;
mod authors;
mod body;
mod choice;
mod days;
mod decode;
mod due;
mod entity;
mod glossary;
mod head;
mod item;
mod jumps;
mod language;
mod load;
mod memory;
mod numbers;
mod page_path;
mod path_hints;
mod printed;
mod read;
mod rights;
mod rules;
mod said;
mod sample;
mod split;
mod versions;
mod walk;
mod withdrawal;

pub use article::{ArticleMeta, Articles, FACTS, Fact, FactValue, Places};
pub use body::body_of;
pub use due::{Calendar, Decided};
pub use entity::EntityMeta;
pub use glossary::{OwnRules, read_glossary, rules_of_text};
pub use item::articles_of;
pub use jumps::{Jump, Jumps};
pub use language::autonym;
pub use load::{Content, load};
pub use memory::{Change, Known, Recall, Used, is_as_read, reload, used, without_text};
pub use printed::{Correction, part_of_title};
pub use read::{decode, read, read_text};
pub use rights::{MediaRights, Rights};
pub use sample::{Sample, is_day_file, parse_yaml, sample};
pub use walk::{ContentFile, is_markdown, is_metadata, walk};
pub use withdrawal::Withdrawal;

pub use crate::front_matter::body_start;
