"""The example programs print what is expected.

    examples.py PROGRAM...             compares with NAME.out beside this file; exit code 1 when anything differs
    examples.py --refresh PROGRAM...   writes what they print now; look at the difference before you commit it
"""

import difflib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def differences(program, env=None):
    """What a run of the program prints against what is expected, as lines of a diff."""
    name = os.path.basename(program)
    done = subprocess.run([program], capture_output=True, text=True, timeout=50, env=env)
    got = done.stdout + done.stderr + ("exit code %d\n" % done.returncode if done.returncode else "")
    expected = read(os.path.join(HERE, name + ".out"))
    return list(difflib.unified_diff(expected.splitlines(True), got.splitlines(True), name + ".out", program)), got


def main(words):
    refresh, bad = words[:1] == ["--refresh"], 0
    for program in words[1:] if refresh else words:
        if refresh:
            done = subprocess.run([program], capture_output=True, text=True, timeout=50, check=True)
            with open(os.path.join(HERE, os.path.basename(program) + ".out"), "w", encoding="utf-8") as file:
                file.write(done.stdout)
            continue
        diff, _ = differences(program)
        sys.stdout.writelines(diff)
        bad += bool(diff)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
