"""Reads torrents with torf, and makes them anew of what they are of: both have to agree, to the info hash.
Usage: torrents.py TORRENT..."""

import sys

import torf

for path in sys.argv[1:]:
    torrent, pack = torf.Torrent.read(path), path.removesuffix(".torrent")
    assert torrent.verify(pack), path
    assert torrent.trackers == [["udp://t.example:6969"], ["https://u.example/announce"]], torrent.trackers
    assert torrent.creation_date is None and torrent.created_by is None
    own = torf.Torrent(pack, piece_size=torrent.piece_size)
    own.generate()
    assert own.infohash == torrent.infohash, path
print(f"{len(sys.argv) - 1} torrents are as torf makes them")
