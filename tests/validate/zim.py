"""Reads a ZIM with libzim, and prints what tests/validate/zim-reader prints; fails if anything that readers need of it is
not there: its checksum, its metadata, titles that are suggested in either script. Usage: zim.py FILE"""

import hashlib
import sys

from libzim.reader import Archive
from libzim.suggestion import SuggestionSearcher

archive = Archive(sys.argv[1])
assert archive.check(), "libzim finds the file damaged"
assert archive.has_illustration(48)
assert archive.get_metadata("Language").decode().startswith("zho")
print("main", archive.main_entry.get_item().path)
for number in range(archive.entry_count):
    entry = archive._get_entry_by_id(number)
    if not entry.is_redirect:
        item = entry.get_item()
        print(hashlib.md5(item.content).hexdigest(), item.path)
suggested = SuggestionSearcher(archive)
for term in ["青岛", "青島"]:
    found = list(suggested.suggest(term).getResults(0, 100))
    assert found, f"{term} is not suggested"
