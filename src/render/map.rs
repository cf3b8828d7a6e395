//! Maps: places over the outline of the land, as the numbers that a template draws.
//!
//! Plate carrée with the scale of the frame's middle latitude, which keeps shapes well enough
//! for a region and says nothing it does not know. The land is Natural Earth's 1:50m data set
//! (<https://www.naturalearthdata.com>, public domain); `script/refresh-land` makes the file.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::context::{Counted, Map, MapLabel, MapPoint};

/// In units of the drawing.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 600.0;
/// A map shows at least so many degrees of latitude: the outline is no finer.
const LEAST: f64 = 9.0;
/// The same where there is one place: what tells where that is, such as a coast, may be far.
const ALONE: f64 = 32.0;
/// What is drawn beyond the frame, so that its edges are not coasts.
const MARGIN: f64 = 12.0;
/// Corners that are nearer to each other than this are one.
const FINEST: f64 = 1.6;
/// How large a label's letters are, and how wide one of Han is.
const LETTER: f64 = 30.0;

/// How many places a map names, at most: the list beside it has all.
const LABELS: usize = 150;

/// A place to be drawn.
pub(super) struct Spot {
    pub latitude: f64,
    pub longitude: f64,
    pub link: Counted,
    /// Whether the map is about it.
    pub is_current: bool,
}

/// A ring of the land: longitude and latitude in degrees, and what it lies within.
struct Ring {
    points: Vec<[f64; 2]>,
    longitudes: RangeInclusive<f64>,
    latitudes: RangeInclusive<f64>,
}

static LAND: LazyLock<Vec<Ring>> = LazyLock::new(|| {
    rings(include_bytes!("../../data/land/land-50m.bin")).expect("the land is whole, as a test reads it")
});

/// Reads what `script/refresh-land` writes.
fn rings(bytes: &[u8]) -> Option<Vec<Ring>> {
    let mut bytes = bytes.iter();
    let mut number = move || -> Option<u64> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = u64::from(*bytes.next()?);
            value |= (byte & 127) << shift;
            if byte < 128 {
                return Some(value);
            }
            shift += 7;
        }
    };
    let mut found = Vec::new();
    while let Some(count) = number() {
        let mut at = [0_i64; 2];
        let mut points = Vec::new();
        for _ in 0..count {
            for axis in &mut at {
                let zigzag = i64::try_from(number()?).ok()?;
                *axis += (zigzag >> 1) ^ -(zigzag & 1);
            }
            points.push(at.map(|hundredths| hundredths as f64 / 100.0));
        }
        let range = |axis: usize| {
            let values = points.iter().map(|point: &[f64; 2]| point[axis]);
            values.clone().fold(f64::MAX, f64::min)..=values.fold(f64::MIN, f64::max)
        };
        found.push(Ring { longitudes: range(0), latitudes: range(1), points });
    }
    Some(found)
}

/// The part of the world that a map shows.
struct Frame {
    /// Of the left edge; places east of it may count on beyond 180.
    west: f64,
    north: f64,
    /// Units of the drawing for each degree.
    across: f64,
    down: f64,
}

impl Frame {
    /// The smallest part that has all places, some space around them, and the map's shape.
    fn around(spots: &[Spot]) -> Self {
        let mut longitudes: Vec<f64> = spots.iter().map(|spot| spot.longitude.rem_euclid(360.0)).collect();
        longitudes.sort_by(f64::total_cmp);
        // The map begins after the widest gap, so that places on both sides of 180° lie together.
        let next = |index: usize| longitudes.get(index + 1).copied().unwrap_or(longitudes[0] + 360.0);
        let widest = (0..longitudes.len())
            .max_by(|&one, &other| (next(one) - longitudes[one]).total_cmp(&(next(other) - longitudes[other])))
            .unwrap_or(0);
        let west = next(widest).rem_euclid(360.0);
        let mut width = 360.0 - (next(widest) - longitudes[widest]);
        let latitudes = spots.iter().map(|spot| spot.latitude);
        let (south, north) = latitudes.fold((f64::MAX, f64::MIN), |(south, north), it| (south.min(it), north.max(it)));
        let middle = (south + north) / 2.0;
        let shrink = middle.to_radians().cos().max(0.2);
        let mut height = ((north - south) * 1.35).max(if spots.len() == 1 { ALONE } else { LEAST });
        let centre = west + width / 2.0;
        width = (width * 1.3).max(height * WIDTH / HEIGHT / shrink).min(360.0);
        height = height.max(width * shrink * HEIGHT / WIDTH);
        let north = (middle + height / 2.0).min(90.0).max(height - 90.0);
        Self { west: centre - width / 2.0, north, across: WIDTH / width, down: HEIGHT / height }
    }

    fn place(&self, longitude: f64, latitude: f64) -> [f64; 2] {
        [(longitude - self.west) * self.across, (self.north - latitude) * self.down]
    }

    /// Where a place is, with its longitude brought into the frame.
    fn spot(&self, spot: &Spot) -> [f64; 2] {
        let turned = (spot.longitude - self.west).rem_euclid(360.0) + self.west;
        self.place(turned, spot.latitude)
    }

    /// The outline of the land in the frame, as an SVG path.
    fn land(&self) -> String {
        let (east, south) = (self.west + WIDTH / self.across, self.north - HEIGHT / self.down);
        let mut path = String::new();
        for ring in LAND.iter() {
            if *ring.latitudes.end() < south || *ring.latitudes.start() > self.north {
                continue;
            }
            for turn in [-720.0, -360.0, 0.0, 360.0, 720.0] {
                if ring.longitudes.end() + turn >= self.west && ring.longitudes.start() + turn <= east {
                    let points = ring.points.iter().map(|[lon, lat]| self.place(lon + turn, *lat)).collect();
                    draw(&clip(points), &mut path);
                }
            }
        }
        path
    }
}

/// Cuts a ring off at the frame's edges, one after the other (Sutherland and Hodgman, 1974).
fn clip(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    for (axis, edge, sign) in
        [(0, -MARGIN, 1.0), (0, WIDTH + MARGIN, -1.0), (1, -MARGIN, 1.0), (1, HEIGHT + MARGIN, -1.0)]
    {
        let inside = |point: &[f64; 2]| (point[axis] - edge) * sign >= 0.0;
        if ring.iter().all(inside) {
            continue;
        }
        let mut kept = Vec::with_capacity(ring.len());
        for (index, point) in ring.iter().enumerate() {
            let before = ring[(index + ring.len() - 1) % ring.len()];
            if inside(&before) != inside(point) {
                let share = (edge - before[axis]) / (point[axis] - before[axis]);
                kept.push([0, 1].map(|axis| before[axis] + share * (point[axis] - before[axis])));
            }
            if inside(point) {
                kept.push(*point);
            }
        }
        ring = kept;
    }
    ring
}

/// Appends a ring to an SVG path, without corners that nobody could see.
fn draw(ring: &[[f64; 2]], path: &mut String) {
    use std::fmt::Write as _;
    let mut corners: Vec<[i32; 2]> = Vec::new();
    for point in ring {
        let rounded = point.map(|axis| axis.round() as i32);
        let is_far = |last: &[i32; 2]| {
            let far = [0, 1].map(|axis| f64::from(rounded[axis] - last[axis]).abs());
            far[0] + far[1] >= FINEST
        };
        if corners.last().is_none_or(is_far) {
            corners.push(rounded);
        }
    }
    // An island of a point or a line is none.
    if corners.len() < 3 {
        return;
    }
    let [x, y] = corners[0];
    write!(path, "M{x} {y}l").expect("writing to a string");
    for pair in corners.windows(2) {
        let [dx, dy] = [0, 1].map(|axis| pair[1][axis] - pair[0][axis]);
        // A minus needs no space before it.
        let space = if path.ends_with('l') || dx < 0 { "" } else { " " };
        let between = if dy < 0 { "" } else { " " };
        write!(path, "{space}{dx}{between}{dy}").expect("writing to a string");
    }
    path.push('z');
}

/// A map of places; none if there is no place.
pub(super) fn map(spots: &[Spot]) -> Option<Map> {
    if spots.is_empty() {
        return None;
    }
    let frame = Frame::around(spots);
    let mut points: Vec<MapPoint> = spots
        .iter()
        .map(|spot| {
            let [x, y] = frame.spot(spot).map(|axis| axis.round() as i32);
            MapPoint {
                name: spot.link.reference.name.clone(),
                path: spot.link.reference.path.clone(),
                count: spot.link.count,
                x,
                y,
                radius: radius(spot.link.count),
                label: None,
                current: spot.is_current,
            }
        })
        .collect();
    // Larger ones are drawn first, so that they hide none; and named first.
    points.sort_by(|one, other| {
        (other.current, other.count).cmp(&(one.current, one.count)).then_with(|| one.path.cmp(&other.path))
    });
    label(&mut points);
    Some(Map { width: WIDTH as u32, height: HEIGHT as u32, land: frame.land(), points })
}

/// The area of a point grows with its articles.
pub(super) fn radius(count: usize) -> i32 {
    (9.0 + 4.0 * (count as f64).sqrt()).min(36.0).round() as i32
}

/// Says where beside each point its name has room; one that has none goes without.
fn label(points: &mut [MapPoint]) {
    let mut taken: Vec<[f64; 4]> = points
        .iter()
        .map(|it| box_of(f64::from(it.x), f64::from(it.y), f64::from(it.radius), f64::from(it.radius)))
        .collect();
    for (index, point) in points.iter_mut().enumerate().take(LABELS) {
        let (x, y, radius) = (f64::from(point.x), f64::from(point.y), f64::from(point.radius));
        let width = LETTER * point.name.chars().map(|it| if it.is_ascii() { 0.55 } else { 1.0 }).sum::<f64>();
        let (away, off) = (radius + 6.0 + width / 2.0, radius + 6.0 + LETTER / 2.0);
        let sides = [("start", x + away, y), ("end", x - away, y), ("middle", x, y + off), ("middle", x, y - off)];
        let slanted = [
            ("start", x + away, y + off),
            ("start", x + away, y - off),
            ("end", x - away, y + off),
            ("end", x - away, y - off),
        ];
        let room = sides.into_iter().chain(slanted).find(|(_, x, y)| {
            let [left, top, right, bottom] = box_of(*x, *y, width / 2.0, LETTER / 2.0);
            let is_inside = left > 0.0 && right < WIDTH && top > 0.0 && bottom < HEIGHT;
            let meets = |other: &[f64; 4]| left < other[2] && other[0] < right && top < other[3] && other[1] < bottom;
            is_inside && !taken.iter().enumerate().any(|(other, box_of)| other != index && meets(box_of))
        });
        if let Some((side, x, y)) = room {
            let edge = match side {
                "start" => x - width / 2.0,
                "end" => x + width / 2.0,
                _ => x,
            };
            // Letters stand on their line, a third of their height below their middle.
            let baseline = y + LETTER / 3.0;
            point.label = Some(MapLabel { x: edge.round() as i32, y: baseline.round() as i32, anchor: side });
            taken.push(box_of(x, y, width / 2.0, LETTER / 2.0));
        }
    }
}

fn box_of(x: f64, y: f64, half_width: f64, half_height: f64) -> [f64; 4] {
    [x - half_width, y - half_height, x + half_width, y + half_height]
}

#[cfg(test)]
mod tests {
    use super::super::context::Reference;
    use super::*;
    use crate::kinds::EntityKind;

    fn spot(name: &str, latitude: f64, longitude: f64) -> Spot {
        let reference = Reference {
            of: EntityKind::LOCATION,
            kind: "location".into(),
            name: name.to_owned(),
            path: name.to_owned(),
        };
        Spot { latitude, longitude, link: Counted { reference, count: 1 }, is_current: false }
    }

    #[test]
    fn the_land_is_whole() {
        let rings = rings(include_bytes!("../../data/land/land-50m.bin")).unwrap();
        assert!(rings.len() > 1400);
        for ring in &rings {
            assert!(
                (-540.0..=540.0).contains(ring.longitudes.start()) && (-90.0..=90.0).contains(ring.latitudes.start())
            );
            let jumps = ring.points.windows(2).filter(|pair| (pair[0][0] - pair[1][0]).abs() > 180.0).count();
            assert!(jumps <= 1, "only over a pole");
            assert_eq!(ring.points.first(), ring.points.last(), "a ring is closed");
        }
    }

    #[test]
    fn places_are_in_the_frame() {
        for spots in [
            vec![spot("青岛", 36.07, 120.38)],
            vec![spot("阿斯塔纳", 51.17, 71.43), spot("杜尚别", 38.56, 68.77), spot("青岛", 36.07, 120.38)],
            vec![spot("苏瓦", -18.1, 178.4), spot("阿皮亚", -13.8, -171.8)],
            vec![spot("极", 90.0, 0.0), spot("极", -90.0, 180.0)],
            (0..36).map(|turn| spot("圈", 0.0, f64::from(turn) * 10.0 - 180.0)).collect(),
        ] {
            let map = map(&spots).unwrap();
            for point in &map.points {
                assert!(
                    (0..=map.width as i32).contains(&point.x) && (0..=map.height as i32).contains(&point.y),
                    "{}",
                    point.name
                );
            }
            assert!(map.land.len() < 60_000, "{}", map.land.len());
        }
        let pacific = map(&[spot("苏瓦", -18.1, 178.4), spot("阿皮亚", -13.8, -171.8)]).unwrap();
        let x = |name: &str| pacific.points.iter().find(|point| point.name == name).unwrap().x;
        assert!(x("苏瓦") < x("阿皮亚"), "180° is no edge");
        assert!(map(&[]).is_none());
    }

    #[test]
    fn what_is_beyond_the_frame_is_cut_off() {
        let square = vec![[-500.0, 100.0], [100.0, 100.0], [100.0, 200.0], [-500.0, 200.0]];
        let cut = clip(square);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().all(|point| point[0] >= -MARGIN));
        assert!(clip(vec![[-50.0, 1.0], [-40.0, 1.0], [-40.0, 2.0]]).is_empty());
    }
}
