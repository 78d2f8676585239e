"""VROOM's own examples, answered: the same keys as VROOM's answers, and cost no higher where both travel on the same matrix.

    vroom.py DIAODU

Needs the folder shared/ (DIAODU_SHARED names it) with bench/vroom; without it the test says `skipped`.
"""

import json
import os
import subprocess
import sys

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, "%s: exit %d\n%s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr)
    return done.stdout


def keys_of(value):
    """All paths of keys in a document, list items taken together."""
    if isinstance(value, list):
        return set().union(*[keys_of(item) for item in value]) if value else set()
    if not isinstance(value, dict):
        return set()
    return {key for key in value} | {key + "/" + path for key, item in value.items() for path in keys_of(item)}


def without_extra(paths):
    """Keys that depend on flags, on violations found, or that VROOM keeps for old clients only."""
    return {p for p in paths if not any(part in ("geometry", "computing_times", "amount", "duration", "cause", "location_index") for part in p.split("/"))}


def main():
    folder = next((f for f in (os.environ.get("DIAODU_SHARED"), os.path.join(ROOT, "..", "shared"), os.path.join(ROOT, "shared"))
                   if f and os.path.isdir(os.path.join(f, "bench", "vroom"))), None)
    if folder is None:
        print("skipped: no folder shared/bench/vroom")
        return 77
    for number, words in ((1, ("--work", "200000")), (2, ("--work", "200000")), (3, ("--plan-mode",))):
        path = os.path.join(folder, "bench", "vroom", "example_%d" % number)
        answer = json.loads(run("solve", path + ".json", "--format", "vroom", *words))
        with open(path + "_sol.json", encoding="utf-8") as file:
            expected = json.load(file)
        missing = without_extra(keys_of(expected)) - without_extra(keys_of(answer))
        assert answer["code"] == 0 and not missing, "example %d lacks %s" % (number, sorted(missing))
        assert answer["summary"]["unassigned"] <= expected["summary"]["unassigned"], "example %d leaves tasks out" % number
        if number == 2:
            assert answer["summary"]["cost"] <= expected["summary"]["cost"], "example 2 costs %d" % answer["summary"]["cost"]
            assert answer["routes"] == expected["routes"], "example 2: other routes"
            run("check", path + ".json", path + "_sol.json", "--format", "vroom")
        print("example %d: cost %d, VROOM's answer %d" % (number, answer["summary"]["cost"], expected["summary"]["cost"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
