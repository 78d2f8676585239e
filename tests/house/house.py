"""House checks: the frame they share.

A check is a function `find(root)` that gives the list of its findings, one line each, for the tree at `root`.  A check also
brings self-tests: little trees in which it must find something (or nothing), so that a check that cannot fail is noticed.

    check-NAME ROOT [...]     prints the findings; exit 1 when there are any, 77 when the check cannot run here
    check-NAME --self-test    runs the self-tests
"""

import os
import sys
import tempfile

SKIPPED = 77


class Skip(Exception):
    """The check cannot run here; says why."""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files_under(root, folders, endings):
    """Paths relative to root, sorted, below the given folders, whose names end with one of the endings."""
    found = []
    for folder in folders:
        for place, below, names in os.walk(os.path.join(root, folder)):
            below[:] = sorted(b for b in below if not b.startswith((".", "build")) and b not in ("out", "__pycache__", "node_modules"))
            found += [os.path.relpath(os.path.join(place, name), root) for name in names if name.endswith(endings)]
    return sorted(set(found))


def write_tree(root, tree):
    for path, text in tree.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def self_test(find, cases):
    """cases: (what, tree, expected part of a finding or None for a clean tree)."""
    failed = 0
    for what, tree, expected in cases:
        with tempfile.TemporaryDirectory() as root:
            write_tree(root, tree)
            findings = find(root)
        if expected is None:
            good = not findings
        else:
            good = any(expected in finding for finding in findings)
        print("%s: %s" % ("ok" if good else "FAILED", what))
        if not good:
            failed += 1
            print("  expected %r, got %r" % (expected, findings))
    return 1 if failed else 0


def main(find, cases):
    try:
        if sys.argv[1:] == ["--self-test"]:
            sys.exit(self_test(lambda root: find(root), cases))
        findings = find(*sys.argv[1:])
    except Skip as reason:
        print("skipped: %s" % reason)
        sys.exit(SKIPPED)
    for finding in findings:
        print(finding)
    print("%d finding%s" % (len(findings), "" if len(findings) == 1 else "s"))
    sys.exit(1 if findings else 0)
