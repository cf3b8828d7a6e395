//! A line that is cut: a proxy that carries bytes to a server, until as many as it was told have gone through.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// How a line is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// No connection carries anything any more.
    ForGood,
    /// All connections that there are end, and new ones are carried.
    Once,
}

/// It ends when this does.
pub struct Proxy {
    pub port: u16,
    ended: Arc<AtomicBool>,
}

struct Line {
    cut: Cut,
    /// How many bytes it carries before it is cut; below 0 after that.
    left: AtomicI64,
}

impl Line {
    /// How many bytes of a part may go through, and whether the line is as it was.
    fn carry(&self, length: usize) -> (usize, bool) {
        let left = self.left.fetch_sub(length as i64, Ordering::SeqCst);
        let is_over = self.cut == Cut::Once && left <= 0;
        if is_over || left >= length as i64 { (length, true) } else { (left.max(0) as usize, false) }
    }

    fn is_dead(&self) -> bool {
        self.cut == Cut::ForGood && self.left.load(Ordering::SeqCst) <= 0
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut part = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut part) {
            let (length, is_whole) = self.carry(length);
            if to.write_all(&part[..length]).is_err() || !is_whole {
                break;
            }
        }
        _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }
}

impl Proxy {
    /// A line to a port that is cut after some bytes.
    pub fn start(to: u16, cut: Cut, bytes: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (ended, line) =
            (Arc::new(AtomicBool::new(false)), Arc::new(Line { cut, left: AtomicI64::new(bytes as i64) }));
        let is_over = Arc::clone(&ended);
        std::thread::spawn(move || {
            for near in listener.incoming() {
                if is_over.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(near), Ok(far)) = (near, TcpStream::connect((Ipv4Addr::LOCALHOST, to))) else { continue };
                if line.is_dead() {
                    continue;
                }
                let ends = [(near.try_clone().unwrap(), far.try_clone().unwrap()), (far, near)];
                for (from, to) in ends {
                    let line = Arc::clone(&line);
                    std::thread::spawn(move || line.pump(from, to));
                }
            }
        });
        Self { port, ended }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // It waits for a connection.
        _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}
