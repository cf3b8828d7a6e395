//! Rewrites a volume for articles that are called by other numbers than before, some of which came or are gone: lists of
//! which the articles are the same are passed on as bits, but for a few of their numbers.

use super::bits::{Bits, Reader, rice_bits};
use super::change::{Change, Entry, Key, List};
use super::gram::Gram;
use super::grams;
use super::lists::{self, BLOCK, LONG, Waiting};
use super::postings::{Renumbering, Sides, Weight, copy_sides, pass_over_sides, read_articles, write_articles};
use super::records;
use super::terms::{Body, Piece, Size};
use super::volumes::{Form, Section, write_body};

/// What a volume has become.
pub struct Rewritten {
    /// Nothing, if it has no lists.
    pub bytes: Vec<u8>,
    /// How many bits the lists had, and have.
    pub sizes: [Size; 2],
    /// The grams that are nowhere any more.
    pub gone: Vec<Gram>,
}

/// Rewrites a volume, of which `changes` are in the order of their keys, each of which there is once. None if it cannot be,
/// which is so where a list would be laid out differently in all its articles, and where the volume is damaged.
pub fn rewrite(
    (number, bytes): (usize, &[u8]),
    form: Form,
    renumbering: Renumbering<'_>,
    changes: &[Change<'_>],
) -> Option<Rewritten> {
    let records = if bytes.is_empty() { Vec::new() } else { records::split(bytes)? };
    let (shards, old_long) = records.split_at_checked(form.shards()).unwrap_or_default();
    let mut volume = Volume {
        bytes,
        old_long,
        renumbering,
        section: Section::default(),
        long: Vec::new(),
        sizes: [Size::default(); 2],
        gone: Vec::new(),
        list: List::default(),
    };
    let mut rest = changes;
    let mut records = Vec::with_capacity(records.len());
    let mut is_empty = true;
    for index in 0..form.shards() {
        let count = rest.partition_point(|change| form.shard(change.key().0) <= index);
        let (own, others) = rest.split_at(count);
        rest = others;
        let first = ((number as u64) << form.shard_bits | index as u64) << form.place_bits();
        let place = shards.get(index).filter(|place| !place.is_empty());
        let mut bits = place.map(|place| Reader::new(bytes, 8 * place.start));
        let mut shard = Bits::default();
        let mut has_any = false;
        for has_check in [false, true] {
            let own = own.iter().filter(|change| change.key().1.is_some() == has_check);
            volume.section(&mut bits, (u32::try_from(first).ok()?, form.place_bits()), has_check, own)?;
            has_any |= volume.section.write(form.place_bits(), &mut shard);
        }
        records.push(if has_any { shard.into_bytes() } else { Vec::new() });
        is_empty &= !has_any;
    }
    let Volume { mut long, sizes, gone, .. } = volume;
    records.append(&mut long);
    Some(Rewritten { bytes: if is_empty { Vec::new() } else { records::join(&records) }, sizes, gone })
}

/// A volume that is being rewritten.
struct Volume<'v> {
    bytes: &'v [u8],
    /// The records of its long lists.
    old_long: &'v [std::ops::Range<usize>],
    renumbering: Renumbering<'v>,
    /// What was written of a section.
    section: Section,
    /// The records of long lists that were written.
    long: Vec<Vec<u8>>,
    sizes: [Size; 2],
    gone: Vec<Gram>,
    /// The list that was read last.
    list: List,
}

impl<'v> Volume<'v> {
    /// Rewrites a section of a shard, which there was if there are `bits`.
    fn section<'c>(
        &mut self,
        bits: &mut Option<Reader<'v>>,
        (first, place_bits): (u32, u32),
        has_check: bool,
        changes: impl Iterator<Item = &'c Change<'c>>,
    ) -> Option<()> {
        let mut changes = changes.peekable();
        if let Some(bits) = bits {
            let count = bits.gamma()? - 1;
            bits.gamma()?;
            let low = rice_bits(1 << place_bits, count);
            let mut place = first;
            let mut changed = None;
            for _ in 0..count {
                place = place.checked_add(u32::try_from(bits.rice(low)?).ok()?)?;
                (u64::from(place - first) >> place_bits == 0).then_some(())?;
                let check = if has_check { Some(u32::try_from(bits.read(24)?).ok()?) } else { None };
                let key = (place, check);
                while let Some(new) = changes.next_if(|change| change.key() < key) {
                    self.list.clear();
                    self.change(new)?;
                }
                // Two grams of one place and check cannot be told apart.
                (changed != Some(key)).then_some(())?;
                if let Some(change) = changes.next_if(|change| change.key() == key) {
                    let mut again = *bits;
                    if self.splice(bits, change).is_none() {
                        self.read(&mut again)?;
                        *bits = again;
                        self.change(change)?;
                    }
                    changed = Some(key);
                } else {
                    self.pass_on(key, bits)?;
                }
            }
        }
        changes.try_for_each(|new| {
            self.list.clear();
            self.change(new)
        })
    }

    /// Passes on a list of which nothing changed but numbers.
    fn pass_on(&mut self, key: Key, bits: &mut Reader<'v>) -> Option<()> {
        let mut again = *bits;
        let is_done = if bits.read(1)? == 1 { self.pass_on_long(key, bits)? } else { self.pass_on_short(key, bits)? };
        if is_done {
            return Some(());
        }
        self.read(&mut again)?;
        let has_sides = !self.list.sides.is_empty();
        let list = self.list.with(self.bytes, (&[], &[]), (true, has_sides), self.renumbering)?;
        self.write(Gram::at(key.0, key.1), &list, self.list.grows)
    }

    /// Passes on a short list. Whether it is done: it is not if the list is a long one now.
    fn pass_on_short(&mut self, (place, check): Key, bits: &mut Reader<'_>) -> Option<bool> {
        let into = self.section.add(place, check);
        into.write(0, 1);
        let first = bits.at;
        let (articles, start) = self.renumbering.write(self.bytes, bits, into)?;
        if bits.read(1)? == 1 {
            pass_over_sides(articles, bits)?;
        }
        into.append(self.bytes, start, bits.at - start);
        // Two bits more than the articles and what is around.
        let length = self.section.last_length();
        if length > LONG + 2 {
            self.section.take_back();
            return Some(false);
        }
        self.sizes[0] += Body::Short(Piece { start: first, length: bits.at - first }).size();
        self.sizes[1] += Body::Short(Piece { start: 0, length: length - 1 }).size();
        Some(true)
    }

    /// Passes on a long list. Whether it is done: it is not if the list may be a short one now.
    fn pass_on_long(&mut self, (place, check): Key, bits: &mut Reader<'_>) -> Option<bool> {
        let grows = bits.read(1)?;
        let record = usize::try_from(bits.gamma()?).ok()? - 1;
        let (first, blocks) = self.old_long.get(record..)?.split_first()?;
        let mut bits = Reader::new(self.bytes, 8 * first.start);
        let mut written = Bits::default();
        let (_, start) = self.renumbering.write(self.bytes, &mut bits, &mut written)?;
        let articles = [bits.at - 8 * first.start, written.len() + bits.at - start];
        let count = usize::try_from(bits.gamma()?).ok()? - 1;
        for _ in 0..count {
            bits.gamma()?;
        }
        written.append(self.bytes, start, bits.at - start);
        let blocks = blocks.get(..count)?;
        // The last byte of a block may have but one bit.
        let least = articles[1] + blocks.iter().map(|block| (8 * block.len()).saturating_sub(7)).sum::<usize>();
        if grows == 0 && least <= LONG {
            return Some(false);
        }
        let into = self.section.add(place, check);
        into.write(0b10 | grows, 2);
        into.gamma(self.long.len() as u64 + 1);
        self.long.push(written.into_bytes());
        self.long.extend(blocks.iter().map(|block| self.bytes[block.clone()].to_vec()));
        for (size, length) in self.sizes.iter_mut().zip(articles) {
            let piece = |length| Piece { start: 0, length };
            let blocks = blocks.iter().map(|block| (piece(8 * block.len()), 0)).collect();
            *size += Body::Long { grows: false, articles: piece(length), blocks }.size();
        }
        Some(true)
    }

    /// Changes a list without reading all of it. None if that cannot be; then nothing was done.
    fn splice(&mut self, bits: &mut Reader<'v>, change: &Change<'_>) -> Option<()> {
        let Change::Articles { gram, length, gone, come } = change else { return None };
        let place = self.place(bits)?;
        let mut own = place.articles;
        let old = usize::try_from(Reader::gamma(&mut own.clone())?).ok()? - 1;
        let count = (old + come.len()).checked_sub(gone.len()).filter(|&count| count > 0)?;
        let (is_counted, grows) = layout(*gram, *length, (old, count), place.grows)?;
        let weight = |own: &Entry<'_>| if is_counted { own.weight } else { own.weight.uncounted() };
        let gone_numbers: Vec<u32> = gone.iter().map(|own| own.article).collect();
        let come_weights: Vec<_> = come.iter().map(|own| (own.article, weight(own))).collect();
        let mut articles = Bits::default();
        let numbers = (gone_numbers.as_slice(), come_weights.as_slice());
        let (old, splices) = self.renumbering.splice(self.bytes, &mut own, numbers, &mut articles)?;
        self.list.clear();
        let (before, end) = self.read_around(&place, own, old)?;
        let has_sides = lists::has_sides(*gram, grows);
        (self.list.sides.len() == if has_sides { old } else { 0 }).then_some(())?;
        let sides = self.list.spliced(self.bytes, (gone, come), &splices)?;
        if place.blocks.is_none() {
            *bits = end;
        }
        self.sizes[0] += before.size();
        self.write_bits(*gram, &articles, sides.into_iter(), grows)
    }

    /// Where a list is, that begins next; if it is long, what comes after is then read next.
    fn place(&self, bits: &mut Reader<'v>) -> Option<Place<'v>> {
        if bits.read(1)? == 0 {
            return Some(Place { articles: *bits, blocks: None, grows: false });
        }
        let grows = bits.read(1)? == 1;
        let record = usize::try_from(bits.gamma()?).ok()? - 1;
        let (first, blocks) = self.old_long.get(record..)?.split_first()?;
        Some(Place { articles: Reader::new(self.bytes, 8 * first.start), blocks: Some(blocks), grows })
    }

    /// Reads what is around a gram after its so many articles, and where that ends; returns also what the list is.
    fn read_around(&mut self, place: &Place<'v>, mut bits: Reader<'v>, articles: usize) -> Option<(Body, Reader<'v>)> {
        let start = place.articles.at;
        let Some(records) = place.blocks else {
            if bits.read(1)? == 1 {
                self.list.read_sides(articles, &mut bits)?;
            }
            return Some((Body::Short(Piece { start, length: bits.at - start }), bits));
        };
        let of_articles = Piece { start, length: bits.at - start };
        let mut blocks = Vec::new();
        for index in 0..usize::try_from(bits.gamma()?).ok()? - 1 {
            let block = records.get(index)?;
            let count = u32::try_from(bits.gamma()?).ok()?;
            self.list.read_sides(count as usize, &mut Reader::new(self.bytes, 8 * block.start))?;
            blocks.push((Piece { start: 8 * block.start, length: 8 * block.len() }, count));
        }
        Some((Body::Long { grows: place.grows, articles: of_articles, blocks }, bits))
    }

    /// Reads a list that changes.
    fn read(&mut self, bits: &mut Reader<'v>) -> Option<()> {
        let place = self.place(bits)?;
        self.list.clear();
        self.list.grows = place.grows;
        let mut own = place.articles;
        read_articles(self.renumbering.scales[0], &mut own, &mut self.list.articles)?;
        let (before, end) = self.read_around(&place, own, self.list.articles.len())?;
        if place.blocks.is_none() {
            *bits = end;
        }
        self.sizes[0] += before.size();
        Some(())
    }

    /// Writes the list that was read last as it is now.
    fn change(&mut self, change: &Change<'_>) -> Option<()> {
        match change {
            Change::Named(_, None) => Some(()),
            Change::Named(gram, Some(articles)) => {
                let list: Vec<_> = articles.iter().map(|&article| (article, Weight::default(), None)).collect();
                self.write(*gram, &list, false)
            }
            Change::Articles { gram, length, gone, come } => {
                let has_sides = lists::has_sides(*gram, self.list.grows);
                let old = self.list.articles.len();
                let count = (old + come.len()).checked_sub(gone.len())?;
                let (is_counted, grows) = layout(*gram, *length, (old, count), self.list.grows)?;
                let list = self.list.with(self.bytes, (gone, come), (is_counted, has_sides), self.renumbering)?;
                if list.is_empty() {
                    self.gone.push(*gram);
                    return Some(());
                }
                self.write(*gram, &list, grows)
            }
        }
    }

    fn write(&mut self, gram: Gram, list: &[(u32, Weight, Option<Sides<'_>>)], grows: bool) -> Option<()> {
        let weights: Vec<_> = list.iter().map(|(article, weight, _)| (*article, *weight)).collect();
        let mut articles = Bits::default();
        write_articles(&weights, self.renumbering.scales[1], &mut articles);
        self.write_bits(gram, &articles, list.iter().filter_map(|(_, _, sides)| *sides), grows)
    }

    fn write_bits<'s>(
        &mut self,
        gram: Gram,
        articles: &Bits,
        sides: impl Iterator<Item = Sides<'s>>,
        grows: bool,
    ) -> Option<()> {
        let mut blocks = Vec::new();
        copy_sides(sides, BLOCK, &mut |bits, articles| blocks.push((bits, articles)));
        let mut waiting = Waiting::default();
        waiting.add(gram, articles, &blocks, grows);
        let term = waiting.terms(waiting.own_bytes()).next()?;
        let into = self.section.add(gram.place(), gram.check());
        write_body(waiting.own_bytes(), &term.body, into, &mut self.long);
        self.sizes[1] += term.body.size();
        Some(())
    }
}

/// Whether it matters how often articles have a gram, and whether it grows, if both are as they were when it was in another
/// number of articles; else it is written differently in all of them.
fn layout(gram: Gram, length: usize, (old, count): (usize, usize), grew: bool) -> Option<(bool, bool)> {
    let [before, now] = [old, count].map(|count| (lists::is_counted(gram, count), grams::grows(gram, length, count)));
    (before == now && now.1 == grew).then_some(now)
}

/// Where a list is in a volume.
struct Place<'v> {
    /// Its articles are read next.
    articles: Reader<'v>,
    /// The records of what is around the gram, and others after them, if the list is long.
    blocks: Option<&'v [std::ops::Range<usize>]>,
    grows: bool,
}
