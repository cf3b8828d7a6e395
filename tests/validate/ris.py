"""Checks the RIS citations of every article of a site with rispy. Usage: ris.py SITE"""

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
for path in sorted(pathlib.Path(sys.argv[1], "data").rglob("*.json")):
    page = json.loads(path.read_text(encoding="utf-8"))
    for version in page.values() if isinstance(page, dict) else []:
        files = version.get("article", {}).get("citation", {}).get("files", []) if isinstance(version, dict) else []
        for file in (file for file in files if file["format"] == "RIS"):
            count += 1
            for fault in faults(file["text"]):
                bad += 1
                print(f"{path}: {fault}", file=sys.stderr)
print(f"{count} RIS citations, {bad} faults")
sys.exit(1 if bad or not count else 0)
