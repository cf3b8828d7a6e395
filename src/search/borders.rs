//! Where an archive is cut into segments, each of which is an index of its own: most articles never change, and an index
//! of them that nothing is put into stays as it is.

use std::ops::Range;

/// How many of the newest articles are in no segment of the old, at least, and how many articles lie between two places
/// where the newest may begin. In tests everything is so much smaller, so that a few articles have all segments.
const RECENT: usize = if cfg!(test) { 8 } else { 1024 };
const STEP: usize = if cfg!(test) { 4 } else { 256 };
/// An archive of fewer articles has no segment of the old.
const SMALL: usize = if cfg!(test) { 24 } else { 4096 };

/// The segments of so many articles, from the oldest: the old, the recent and the newest. They are a function of the
/// number alone. One more article changes the last; a step more, the last two; and all of them only every quarter or
/// eighth of the archive.
pub fn segments(articles: usize) -> Vec<Range<usize>> {
    let newest = articles / STEP * STEP;
    let recent = if articles < SMALL {
        0
    } else {
        let step = articles.next_power_of_two() / 8;
        (articles - RECENT) / step * step
    };
    [0, recent, newest, articles]
        .windows(2)
        .map(|pair| pair[0]..pair[1])
        .filter(|segment| !segment.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_all_articles_and_change_seldom() {
        let mut changes = [0; 3];
        let mut before = Vec::new();
        for articles in 0..4000 {
            let segments = segments(articles);
            assert_eq!(segments.iter().cloned().flatten().collect::<Vec<_>>(), (0..articles).collect::<Vec<_>>());
            assert!(segments.len() <= 3);
            if articles >= SMALL {
                assert!(articles - segments[0].end >= RECENT, "{segments:?}");
                assert!(segments[0].end * 2 >= articles, "{segments:?}");
                for (change, (one, other)) in changes.iter_mut().zip(segments.iter().zip(&before)) {
                    *change += usize::from(one != other);
                }
            }
            before = segments;
        }
        // Seven powers of two of four or five steps each; a thousand steps of the newest.
        assert!(changes[0] < 40 && changes[1] < 1050, "{changes:?}");
    }
}
