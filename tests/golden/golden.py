#!/usr/bin/env python3
"""Golden cases: what the program answers, byte for byte, to inputs of ours.

    tests/golden/golden.py DIAODU            compares; exit code 1 when anything differs
    tests/golden/golden.py DIAODU --refresh  writes what the program answers now; look at the difference before you commit it

A case is a line of cases.txt, "NAME: ARGUMENTS [< FILE]"; files are in input/, NAME.out holds the exit code, standard output, and what went to
standard error.  Running times in VROOM's answers are set to 0.
"""

import difflib
import os
import re
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TIMES = re.compile(r'"(loading|solving|routing|cpu_s)": ?[0-9.]+')


def cases():
    with open(os.path.join(HERE, "cases.txt"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, _, words = line.partition(":")
                yield name.strip(), words.strip()


def answer(program, words):
    words, _, source = words.partition("<")
    text = None
    if source:
        with open(os.path.join(HERE, "input", source.strip()), "rb") as file:
            text = file.read()
    run = subprocess.run([program, *shlex.split(words)], input=text, capture_output=True, cwd=os.path.join(HERE, "input"), timeout=100)
    shown = "exit code %d\n" % run.returncode
    for title, output in (("standard output", run.stdout), ("standard error", run.stderr)):
        if output:
            shown += "%s:\n%s" % (title, output.decode("utf-8", "replace"))
    return TIMES.sub(lambda found: '"%s":0' % found.group(1), shown)


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    program, refresh, bad = os.path.abspath(sys.argv[1]), "--refresh" in sys.argv[2:], 0
    for name, words in cases():
        path = os.path.join(HERE, name + ".out")
        got = answer(program, words)
        if refresh:
            with open(path, "w", encoding="utf-8") as file:
                file.write(got)
            continue
        expected = ""
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                expected = file.read()
        if got != expected:
            bad += 1
            print("differs: %s: diaodu %s" % (name, words))
            sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), got.splitlines(True), "expected", "got"))
    print("%d cases, %d differ" % (len(list(cases())), bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
