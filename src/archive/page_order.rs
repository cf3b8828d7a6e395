//! How the pages of a newspaper follow each other.

/// How pages follow each other: 2 before 10, 8 before A1, what has no number last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct PageOrder {
    is_absent: bool,
    section: String,
    number: u32,
    text: String,
}

impl PageOrder {
    /// That of a page, such as `2` or `A3`.
    pub fn of(page: Option<&str>) -> Self {
        let text = page.unwrap_or_default();
        let section = text.trim_end_matches(|it: char| it.is_ascii_digit());
        let number = text[section.len()..].parse().unwrap_or(u32::MAX);
        Self { is_absent: page.is_none(), section: section.to_owned(), number, text: text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_in_the_papers_order() {
        let mut pages = [None, Some("B1"), Some("10"), Some("2"), Some("A2"), Some("副刊"), Some("A10")];
        pages.sort_by_key(|page| PageOrder::of(*page));
        assert_eq!(pages, [Some("2"), Some("10"), Some("A2"), Some("A10"), Some("B1"), Some("副刊"), None]);
    }
}
