"""The command bench as a user runs it.

    bench.py DIAODU
"""

import csv
import json
import os
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIELDS = ["set", "instance", "policy_or_objective", "seed", "work", "measure", "value"]


def run(*words, code=0):
    done = subprocess.run([DIAODU, "bench", *words], capture_output=True, text=True, timeout=200)
    assert done.returncode == code, "%s: exit %d\n%s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr)
    assert code != 0 or done.stderr == "", "not silent in a pipe: " + done.stderr
    return done.stdout if code == 0 else done.stderr


def read(text):
    rows = list(csv.DictReader(text.splitlines()))
    assert rows and list(rows[0]) == FIELDS + ["cpu_s"], text
    return rows


def test_threads_change_nothing(folder, one):
    """Work and values are the same with one thread and with two, in the table and in the JSON."""
    table = os.path.join(folder, "bench.csv")
    figures = json.loads(run("--quick", "--threads", "2", "--seed", "1", "--out", table, "--json"))
    with open(table, encoding="utf-8") as file:
        two = read(file.read())
    assert [[row[f] for f in FIELDS] for row in one] == [[row[f] for f in FIELDS] for row in two]
    keys = FIELDS[:3] + FIELDS[4:]
    assert [[str(r[f]) if f != "value" else "%.3f" % r[f] for f in keys] for r in figures["rows"]] == [[r[f] for f in keys] for r in one]
    works = {(r["instance"], r["policy_or_objective"]): r["work"] for r in figures["rows"]}
    assert figures["work"] == sum(works.values()) and figures["cpu_s"] > 0 and figures["seed"] == 1


def test_figures_make_sense():
    rows = {(r["instance"], r["policy_or_objective"], r["measure"]): float(r["value"]) for r in read(run("--quick", "--seed", "2"))}
    assert {key[1] for key in rows} == {"vehicles", "cost", "fifo", "edd", "atcs", "search", "route", "assignment", "nearest"}
    for (instance, manner, measure), value in rows.items():
        assert value >= 0, (instance, manner, measure)
        if measure == "unassigned":
            assert value == 0, (instance, manner)
        if measure == "vehicles" and manner == "vehicles":
            assert value <= rows[instance, "cost", "vehicles"], instance


def test_the_committed_table(one):
    with open(os.path.join(ROOT, "bench", "quality.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == FIELDS, "bench/quality.csv has other columns"
    quick = {tuple(r[f] for f in FIELDS[:4] + ["measure"]) for r in one}
    held = [tuple(r[f] for f in FIELDS[:4] + ["measure"]) for r in rows]
    assert len(set(held)) == len(held), "bench/quality.csv holds a figure twice"
    assert quick <= set(held), "bench/quality.csv lacks %s; run scripts/run-bench generated" % sorted(quick - set(held))[0:1]
    for row in rows:
        float(row["value"])


def test_bad_usage():
    assert "no option" in run("--fast", code=2)
    assert "cannot write" in run("--quick", "--out", "/none/such.csv", code=2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        one = read(run("--quick"))
        test_threads_change_nothing(folder, one)
    test_figures_make_sense()
    test_the_committed_table(one)
    test_bad_usage()
    print("ok")


main()
