//! What many pages refer to: other pages, issues, corrections, pictures.

use serde::Serialize;
use tera::Value;

use crate::rights::Term;

/// A link to any page.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Link {
    pub title: String,
    pub path: String,
}

/// What may be done with something, in words and for programs.
#[derive(Clone, Serialize)]
pub(in crate::render) struct License {
    pub name: String,
    pub code: String,
    pub statement: bool,
    pub parts: Vec<LicensePart>,
    /// The same for JSON-LD.
    #[serde(skip)]
    pub terms: Vec<Term>,
}

/// A licence among several, or the words between two.
#[derive(Clone, Serialize)]
pub(in crate::render) struct LicensePart {
    pub name: String,
    pub url: Option<String>,
}

/// A feed that a page has.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Feed {
    pub title: String,
    pub path: String,
    pub media_type: &'static str,
}

/// A version of a page in one script, itself included.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Alternate {
    pub lang: String,
    pub label: String,
    pub path: String,
    pub url: String,
    pub current: bool,
}

/// A picture, and the smaller files that were made of it.
#[derive(Serialize)]
pub(in crate::render) struct Picture {
    pub path: String,
    pub url: String,
    pub width: u32,
    pub height: u32,
    pub files: Vec<PictureFile>,
}

/// One of these, in WebP.
#[derive(Serialize)]
pub(in crate::render) struct PictureFile {
    pub width: u32,
    pub path: String,
}

/// `period` on date pages, and the parts of one.
#[derive(Serialize)]
pub(in crate::render) struct Period {
    pub date: String,
    pub path: String,
    pub count: usize,
}

/// A day on the page of its month, or what is of no day of it.
#[derive(Serialize)]
pub(in crate::render) struct MonthDay {
    pub date: String,
    pub anchor: Option<String>,
    pub issues: Vec<Link>,
    pub on_day: Option<Link>,
    pub articles: Vec<Value>,
}

/// A correction.
#[derive(Clone, Serialize)]
pub(in crate::render) struct Correction {
    pub number: usize,
    pub date: Option<String>,
    pub was: String,
    pub now: String,
    pub by: Option<String>,
    pub note: Option<String>,
    pub marked: bool,
}

/// A link to an issue of a newspaper.
#[derive(Clone, Serialize)]
pub(in crate::render) struct IssueReference {
    pub date: String,
    pub edition: Option<String>,
    pub number: Option<String>,
    pub path: String,
}
