"""Checks the RIS citations of a site with rispy, as citations.mjs wrote them. Usage: ris.py CITATIONS"""

import json
import pathlib
import re
import sys

import rispy
from rispy.config import TYPE_OF_REFERENCE_MAPPING


def faults(text):
    try:
        records = rispy.loads(text, enforce_list_tags=False)
    except Exception as error:  # rispy raises several kinds
        return [str(error)]
    found = []
    if len(records) != 1 or len(re.findall(r"^TY  - ", text, re.M)) != 1:
        found.append("not one record")
    for record in records:
        if record.get("type_of_reference") not in TYPE_OF_REFERENCE_MAPPING:
            found.append("unknown type")
        if "unknown_tag" in record:
            found.append(f"unknown tags {dict(record['unknown_tag'])}")
        if not record.get("title") and not record.get("primary_title"):
            found.append("no title")
        if not re.fullmatch(r"\d{4}/(\d\d)?/(\d\d)?/.*", record.get("date", "0000///")):
            found.append(f"date {record['date']}")
    return found


count = bad = 0
for citation in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
    if citation["format"] != "RIS":
        continue
    count += 1
    for fault in faults(citation["text"]):
        bad += 1
        print(f"{citation['page']}: {fault}", file=sys.stderr)
print(f"{count} RIS citations, {bad} faults")
sys.exit(1 if bad or not count else 0)
