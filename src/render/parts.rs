//! How a list is cut into parts whose addresses stay when newer articles come.

use std::ops::Range;

use crate::artefact::FRONT;
use crate::reads::List;

/// What the front of a list has, its own page, and how its further parts are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// The newest. The others are numbered from the oldest on, and full: what comes later moves nothing on them.
    Newest,
    /// The first, as in a book, which goes on with number 2.
    Reading,
}

/// The parts of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    items: usize,
    size: usize,
    order: Order,
}

/// The numbers that parts have besides the front.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    order: Order,
    /// The greatest; of a list with a front alone 0, or 1 in the order of reading.
    last: usize,
}

impl Parts {
    /// Those of a list whose newest items stand first. The front has at least `size` of them if there are so many, and
    /// fewer than twice that.
    pub fn newest_first(items: usize, size: usize) -> Self {
        Self { items, size, order: Order::Newest }
    }

    /// Those of a list that is read from its begin.
    pub fn in_order(items: usize, size: usize) -> Self {
        Self { items, size, order: Order::Reading }
    }

    pub fn numbers(self) -> Numbers {
        let last = match self.order {
            Order::Newest => (self.items / self.size).saturating_sub(1),
            Order::Reading => self.items.div_ceil(self.size).max(1),
        };
        Numbers { order: self.order, last }
    }

    /// Which items a part has, by their places in the list; none if the list has no such part.
    pub fn range(self, part: usize) -> Range<usize> {
        let Self { items, size, order } = self;
        match (order, part) {
            (Order::Newest, FRONT) => 0..items - self.numbers().last * size,
            (Order::Newest, part) if part > self.numbers().last => 0..0,
            (Order::Newest, part) => items - part * size..items - (part - 1) * size,
            (Order::Reading, part) => {
                let start = part.saturating_sub(1) * size;
                start.min(items)..(start + size).min(items)
            }
        }
    }

    /// The items of a part. What decides that and where the part leads is put down as read: of the front how many there
    /// are, of another whether there is one beside it.
    pub fn take<T: Copy>(self, list: List<'_, T>, part: usize) -> &[T] {
        let range = self.range(part);
        match (self.order, part) {
            (Order::Newest, FRONT) => {
                list.len();
                list.part(range)
            }
            (Order::Newest, part) => {
                list.has_at_least((part + 2) * self.size);
                list.part_from_end((part - 1) * self.size..part * self.size)
            }
            (Order::Reading, FRONT) => {
                list.len();
                list.part(range)
            }
            (Order::Reading, part) => {
                list.has_at_least(part * self.size + 1);
                list.part((part - 1) * self.size..part * self.size)
            }
        }
    }

    /// The part that has an item.
    pub fn part_with(self, place: usize) -> usize {
        let number = match self.order {
            Order::Newest => self.items.saturating_sub(place + 1) / self.size + 1,
            Order::Reading => place / self.size + 1,
        };
        if self.numbers().has(number) { number } else { FRONT }
    }
}

impl Numbers {
    /// Those of a page with several lists of one order.
    pub fn with(self, other: Self) -> Self {
        Self { order: self.order, last: self.last.max(other.last) }
    }

    pub fn is_newest_first(self) -> bool {
        self.order == Order::Newest
    }

    fn first(self) -> usize {
        match self.order {
            Order::Newest => 1,
            Order::Reading => 2,
        }
    }

    pub fn has(self, number: usize) -> bool {
        (self.first()..=self.last).contains(&number)
    }

    /// All parts, the front first.
    pub fn all(self) -> impl Iterator<Item = usize> {
        std::iter::once(FRONT).chain(self.first()..=self.last)
    }

    /// The part that one leads back to, towards the front; none of the front.
    pub fn previous(self, part: usize) -> Option<usize> {
        let beside = match self.order {
            Order::Newest => part + 1,
            Order::Reading => part.saturating_sub(1),
        };
        (part != FRONT).then_some(if self.has(beside) { beside } else { FRONT })
    }

    /// The one after it.
    pub fn next(self, part: usize) -> Option<usize> {
        let beside = match (self.order, part) {
            (Order::Newest, FRONT) => self.last,
            (Order::Newest, part) => part - 1,
            (Order::Reading, part) => part.max(1) + 1,
        };
        Some(beside).filter(|&beside| self.has(beside))
    }

    /// The numbers that a part leads to, itself included, from the front on: the ten before it, the tens, hundreds and so on
    /// before these, and the first, so that any is few steps away; and of those after it the next alone, so that a part
    /// which comes changes only the one beside it, and the front.
    pub fn near(self, part: usize) -> Vec<usize> {
        let number = match (self.order, part) {
            (Order::Newest, FRONT) => self.last + 1,
            (Order::Reading, FRONT) => 1,
            (_, part) => part,
        };
        // The front of a list in the order of reading is the first: all of the others come after it.
        let below = if self.order == Order::Reading && part == FRONT { self.last + 1 } else { number };
        let power = |number: usize| {
            10_usize.pow(number.to_string().bytes().rev().take_while(|&digit| digit == b'0').count() as u32)
        };
        let mut near: Vec<usize> = (1..below).filter(|&other| below - other <= 10 * power(other)).collect();
        near.extend([1, number, number + 1]);
        near.retain(|&other| self.has(other) || other == 1 && self.order == Order::Reading);
        near.sort_unstable();
        near.dedup();
        if self.is_newest_first() {
            near.reverse();
        }
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest(items: usize) -> Vec<Vec<usize>> {
        // Items are called by how many there are before them.
        let parts = Parts::newest_first(items, 3);
        let name = |place: usize| items - 1 - place;
        parts.numbers().all().map(|part| parts.range(part).map(name).collect()).collect()
    }

    #[test]
    fn parts_stay_when_newer_items_come() {
        assert_eq!(newest(0), [Vec::<usize>::new()]);
        assert_eq!(newest(5), [vec![4, 3, 2, 1, 0]]);
        assert_eq!(newest(6), [vec![5, 4, 3], vec![2, 1, 0]]);
        for items in 0..60 {
            let (before, after) = (newest(items), newest(items + 1));
            assert_eq!(before[1..], after[1..before.len()]);
            assert!(items < 3 || (3..6).contains(&before[0].len()));
            let mut all = before.concat();
            all.sort_unstable();
            assert_eq!(all, (0..items).collect::<Vec<_>>());
            let parts = Parts::newest_first(items, 3);
            for part in parts.numbers().all() {
                assert!(parts.range(part).all(|place| parts.part_with(place) == part));
            }
            let parts = Parts::in_order(items, 3);
            for part in parts.numbers().all() {
                assert!(parts.range(part).all(|place| parts.part_with(place) == part));
            }
        }
    }

    #[test]
    fn a_part_that_comes_changes_only_what_is_beside_it() {
        for order in [Order::Newest, Order::Reading] {
            for last in 3..250 {
                let (before, after) = (Numbers { order, last }, Numbers { order, last: last + 1 });
                for part in before.first()..last {
                    assert_eq!(before.near(part), after.near(part));
                    assert_eq!(before.next(part), after.next(part));
                    assert_eq!(before.previous(part), after.previous(part));
                }
            }
        }
    }

    #[test]
    fn of_many_parts_each_is_few_steps_away() {
        for order in [Order::Newest, Order::Reading] {
            let numbers = Numbers { order, last: 2000 };
            let mut steps = vec![usize::MAX; 2001];
            let mut open = std::collections::VecDeque::from([(FRONT, 0)]);
            while let Some((part, step)) = open.pop_front() {
                assert!(numbers.near(part).len() <= 40, "{:?}", numbers.near(part));
                for other in numbers.near(part).into_iter().filter(|&other| numbers.has(other)) {
                    if steps[other] == usize::MAX {
                        steps[other] = step + 1;
                        open.push_back((other, step + 1));
                    }
                }
            }
            assert!(numbers.all().skip(1).all(|part| steps[part] <= 4), "{steps:?}");
        }
    }
}
