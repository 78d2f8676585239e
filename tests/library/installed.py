"""The installed tree: `meson install` into an empty folder, then the examples compiled against it with pkg-config's words alone, shared
and static, and run.

    installed.py ROOT BUILD
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from examples import differences, read

EXAMPLES = ["dispatch", "solve"]


def words_of(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, **more)
    assert done.returncode == 0, "%s: exit %d\n%s%s" % (" ".join(command), done.returncode, done.stdout, done.stderr)
    return done.stdout.split()


def install(build, top):
    """The folder that stands for the prefix."""
    words_of("meson", "install", "-C", build, "--destdir", top, "--no-rebuild", "--quiet")
    [config] = glob.glob(top + "/**/pkgconfig/diaodu.pc", recursive=True)
    prefix = re.search(r"^prefix=(.*)$", read(config), re.M).group(1)
    return top + prefix, os.path.dirname(config)


def check_files(root, prefix, library):
    """All public headers, and the program, and the library under its three names."""
    public = sorted(os.listdir(os.path.join(root, "include", "diaodu")))
    assert sorted(os.listdir(os.path.join(prefix, "include", "diaodu"))) == public, "the installed headers are not those of include/diaodu"
    version = re.search(r'#define DD_VERSION "(.*)"', read(os.path.join(root, "include", "diaodu", "version.h"))).group(1)
    said = words_of(os.path.join(prefix, "bin", "diaodu"), "--version")
    assert said == ["diaodu", version], said
    soname = "libdiaodu.so." + ".".join(version.split(".")[:2] if version.startswith("0.") else version.split(".")[:1])
    dynamic = " ".join(words_of("readelf", "-d", os.path.join(library, "libdiaodu.so")))
    assert "[%s]" % soname in dynamic and "RUNPATH" not in dynamic and "RPATH" not in dynamic, dynamic
    assert {"libdiaodu.a", "libdiaodu.so", soname, "libdiaodu.so." + version} <= set(os.listdir(library)), os.listdir(library)
    return version


def flags(config, prefix, *options):
    env = dict(os.environ, PKG_CONFIG_PATH=config)
    return words_of("pkg-config", "--define-variable=prefix=" + prefix, *options, "--cflags", "--libs", "diaodu", env=env)


def build_and_run(root, folder, name, before, after, env=None):
    program = os.path.join(folder, name)
    source = os.path.join(root, "examples", name + ".c")
    words_of("cc", "-std=c17", "-Wall", "-Wextra", "-Werror", *before, source, "-o", program, *after)
    diff, _ = differences(program, env)
    assert not diff, "".join(diff)
    return program


def check_shared(root, folder, prefix, config, library):
    os.makedirs(folder)
    for name in EXAMPLES:
        program = build_and_run(root, folder, name, [], flags(config, prefix), dict(os.environ, LD_LIBRARY_PATH=library))
        needed = " ".join(words_of("readelf", "-d", program))
        assert "[libdiaodu.so." in needed and "[libjansson" not in needed and "[libsqlite3" not in needed, needed


def check_static(root, folder, prefix, config):
    """All static: the private words must name everything that the archive needs."""
    os.makedirs(folder)
    for name in EXAMPLES:
        build_and_run(root, folder, name, ["-static"], flags(config, prefix, "--static"))


def main(root, build):
    for tool in ("meson", "pkg-config", "readelf"):
        if shutil.which(tool) is None:
            print("skipped: no %s" % tool)
            return 77
    with tempfile.TemporaryDirectory() as top:
        prefix, config = install(build, os.path.join(top, "tree"))
        library = os.path.dirname(config)
        version = check_files(root, prefix, library)
        env = dict(os.environ, PKG_CONFIG_PATH=config)
        assert words_of("pkg-config", "--modversion", "diaodu", env=env) == [version]
        check_shared(root, os.path.join(top, "shared"), prefix, config, library)
        check_static(root, os.path.join(top, "static"), prefix, config)
    print("ok: installed, shared and static")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])))
