"""What the libraries show: libdiaodu.so exports exactly the functions that the public headers declare DD_API, and every global name of
libdiaodu.a begins with dd_, so that it cannot clash with a program's own.

    symbols.py ROOT LIBDIAODU.so LIBDIAODU.a
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

TOOLCHAIN = re.compile(r"^(_init|_fini|_edata|_end|__bss_start|__gcov\w*)$")


def declared(root):
    names = set()
    for path in glob.glob(os.path.join(root, "include", "diaodu", "*.h")):
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/|//[^\n]*|^#[^\n]*", " ", file.read(), flags=re.S | re.M)
        for words in re.findall(r"\bDD_API\b([^;]*?)\(", re.sub(r"\bDD_PRINTF\([^)]*\)", " ", text)):
            names.add(words.split()[-1].lstrip("*"))
    return names


def shown(library, *options):
    lines = subprocess.run(["nm", *options, library], check=True, capture_output=True, text=True).stdout.splitlines()
    return {words[2] for words in map(str.split, lines) if len(words) == 3 and words[1] not in "UvVw"}


def compare(wanted, exported, archive):
    exported = {name.split("@")[0] for name in exported if not TOOLCHAIN.match(name)}
    findings = ["declared and not exported: " + name for name in sorted(wanted - exported)]
    findings += ["exported and not declared: " + name for name in sorted(exported - wanted)]
    return findings + ["not a name of ours in the archive: " + name for name in sorted(archive)
                       if not name.startswith("dd_") and not TOOLCHAIN.match(name)]


HEADER = """
#define DD_API
/* DD_API int dd_in_a_comment(void); */
DD_API DD_MUST_USE dd_status dd_a(const char *format, ...) DD_PRINTF(1, 2);
DD_API const char *
dd_b(void);
static inline int dd_inline(int x) { return x; }
"""


def self_test():
    """That the comparison can fail."""
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "include", "diaodu"))
        with open(os.path.join(root, "include", "diaodu", "a.h"), "w", encoding="utf-8") as file:
            file.write(HEADER)
        assert declared(root) == {"dd_a", "dd_b"}, declared(root)
    good = {"dd_a", "dd_b"}
    assert compare(good, good | {"_init"}, good | {"dd_inner"}) == []
    assert compare(good, {"dd_a"}, good) == ["declared and not exported: dd_b"]
    assert compare(good, good | {"dd_inner"}, good) == ["exported and not declared: dd_inner"]
    assert compare(good, good, {"insert"}) == ["not a name of ours in the archive: insert"]


def main(root, shared, static):
    self_test()
    wanted, exported = declared(root), shown(shared, "-D", "--defined-only")
    findings = compare(wanted, exported, shown(static, "--defined-only", "--extern-only"))
    print("%d functions declared" % len(wanted))
    print("\n".join(findings))
    return 1 if findings or len(wanted) < 50 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
