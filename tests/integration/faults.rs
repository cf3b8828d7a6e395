//! Builds that are cut off: killed, on a full disk, where nothing may be written. The next one is that of a
//! clean build, byte for byte.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Site, assert_clean, dibao, rounds, skipped};

fn site(articles: u32) -> Site {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/events/sco.md", "# 峰会")]);
    (0..articles).for_each(|number| article(&site, number, "开始"));
    site
}

fn article(site: &Site, number: u32, text: &str) {
    let name = format!("content/2024-07-{:02}-a{number}.md", 1 + number % 28);
    let text = format!("---\ntitle: 第{number}篇\nsummary: 短\nevents: [sco]\n---\n{text}，头发在台湾。\n");
    site.write(&name, text.as_bytes());
}

#[test]
fn a_build_that_was_killed_is_repaired_by_the_next() {
    let site = site(12);
    site.build(&[]);
    for moment in 0..rounds(12, 50) {
        // A text, all texts, or an article that comes and goes again.
        let came = site.path().join(format!("content/2024-08-01-b{moment}.md"));
        match moment % 3 {
            0 => article(&site, moment % 12, &format!("第{moment}次")),
            1 => (0..12).for_each(|number| article(&site, number, &format!("第{moment}次"))),
            _ => fs_err::write(&came, "# 来了又走\n\n一段。").unwrap(),
        }
        let mut build = dibao()
            .args(["build", "--root"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(10 + moment * 197 % 500)));
        build.kill().unwrap();
        build.wait().unwrap();
        if came.exists() {
            fs_err::remove_file(came).unwrap();
        }
        site.build(&[]);
        assert_clean(&site, &format!("killed {moment}"));
    }
}

/// Builds a site after commands that only this build sees the effects of. None where the system does not
/// allow that; else whether the build succeeded, and what it said.
fn build_after(site: &Site, commands: &str) -> Option<(bool, String)> {
    // Whoever is not root may be it in a namespace of their own.
    for namespace in [&["--mount"][..], &["--user", "--map-root-user", "--mount"]] {
        let script = format!("set -e; {commands}\nprintf ready; exec \"$0\" build --root \"$1\"");
        let output = Command::new("unshare")
            .args(namespace)
            .args(["sh", "-c", &script, env!("CARGO_BIN_EXE_dibao")])
            .arg(site.path())
            .env("OUT", site.path().join("public"))
            .output();
        let Ok(output) = output else { continue };
        if output.stdout.starts_with(b"ready") {
            return Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()));
        }
    }
    skipped("faults of disks: this system does not let a test mount anything");
    None
}

#[test]
fn where_nothing_may_be_written_nothing_is_lost() {
    let site = site(6);
    site.build(&[]);
    (0..6).for_each(|number| article(&site, number, "改了"));
    let read_only = "mount --bind \"$OUT\" \"$OUT\"; mount -o remount,ro,bind \"$OUT\"";
    let Some((is_done, said)) = build_after(&site, read_only) else { return };
    assert!(!is_done);
    assert!(said.contains("cannot be written") && said.contains("Read-only"), "{said}");
    site.build(&[]);
    assert_clean(&site, "written again");
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let site = site(20);
    // The disk has room for a part of the site: what is there of it is whole, and what was there stays.
    for room in ["64k", "300k", "700k"] {
        site.write("public/own.txt", b"mine");
        let full = format!(
            "mkdir -p \"$OUT.disk\"; mount -t tmpfs -o size={room} tmpfs \"$OUT.disk\"; mkdir \"$OUT.disk/public\"; \
             mount --bind \"$OUT.disk/public\" \"$OUT\""
        );
        let Some((is_done, said)) = build_after(&site, &full) else { return };
        assert!(!is_done);
        assert!(said.contains("cannot be written") && said.contains("No space left"), "{said}");
        site.build(&[]);
        fs_err::remove_file(site.path().join("public/own.txt")).unwrap();
        assert_clean(&site, room);
        (0..20).for_each(|number| article(&site, number, room));
    }
}
