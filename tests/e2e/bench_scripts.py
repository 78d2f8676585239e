"""scripts/bench-mdrp and scripts/run-bench, with a program, a checker and days made here.

    bench_scripts.py
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Takes its processor time and its mean click-to-door from the name of the day: NAME-CPU-MINUTES; writes what the checker is to say.
PROGRAM = """#!/bin/sh
[ "$1" = replay ] || exit 2
day=$(basename "$2")
case $day in *broken*) echo no such day >&2; exit 2 ;; esac
while [ "$1" != --out ]; do shift; done
mkdir "$2"
echo "$day" >"$2/day"
echo "$day" >>"$(dirname "$0")/ran"
printf '{"cpu_s": %s, "work": 5}\\n' "$(echo "$day" | cut -d- -f2)"
"""
CHECKER = """
import json, sys
day = open(sys.argv[2] + "/day").read().strip()
if "false" in day:
    print("bad: two places at once")
    sys.exit(1)
print(json.dumps({"click_to_door_all": float(day.split("-")[2]), "delivered": 9, "orders": 10}))
"""
DAYS = ["0o50a-1-30", "0r50b-2-32", "1o100c-4-40", "1o100false-1-10", "2broken-1-10"]


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def make_shared(top):
    write(top + "/check/mdrp_check.py", CHECKER)
    lines = ["instance,policy,orders,delivered,undelivered_pct,click_to_door,click_to_door_all,ready_to_pickup,click_to_door_bound"]
    for day in DAYS:
        os.makedirs(os.path.join(top, "bench", "mdrp", day))
        lines += ["%s,nearest_courier,10,10,0,38,38,1,29" % day, "%s,assignment_every_minute,10,10,0,33,33,1,29" % day]
    write(top + "/bench/mdrp_baseline.csv", "\n".join(lines) + "\n")


def run(script, *words, code=0, **env):
    done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, timeout=50, env=dict(os.environ, **env))
    assert done.returncode == code, "%s: exit %d\n%s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr)
    return done.stdout


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_days(top):
    script, out, program = os.path.join(ROOT, "scripts", "bench-mdrp"), top + "/days.csv", top + "/diaodu"
    words = ["--shared", top + "/shared", "--program", program, "--cpu", "3", "--out", out]
    said = run(script, *words, "--days", "0*", "--jobs", "2")
    assert "all                  2 days   31.000  every minute  33.000  nearest  38.000  bound  29.000  undelivered 2" in said, said
    said = run(script, *words)
    assert "all                  3 days   34.000" in said and "group 1              1 days   40.000" in said, said
    assert "half-size, group 0   2 days   31.000" in said and "worst day against every minute: 1o100c-4-40 +7.000" in said, said
    assert "processor seconds a day: mean 2.33, most 4.00" in said and "checked: 2 ok, 3 not" in said, said
    rows = rows_of(out)
    words_by_day = {row["day"]: row["checked"] for row in rows}
    assert len(rows) == 5 and words_by_day == {"0o50a-1-30": "ok", "0r50b-2-32": "ok", "1o100c-4-40": "late",
                                               "1o100false-1-10": "bad: two places at once", "2broken-1-10": "failed: no such day"}, rows
    with open(top + "/ran", encoding="utf-8") as file:
        assert sorted(file.read().split()) == sorted(DAYS[:4]), "a day that is there was run again"
    assert run(script, "--summary", out) == said
    run(script, code=2)


def test_table(top):
    """Rows of the families that ran are renewed, the others stay."""
    tree = top + "/tree"
    for name in ("run-bench", "bench-mdrp"):
        os.makedirs(tree + "/scripts", exist_ok=True)
        shutil.copy(os.path.join(ROOT, "scripts", name), tree + "/scripts/" + name)
    shutil.copytree(top + "/shared", tree + "/data")
    os.makedirs(tree + "/build")
    shutil.copy(top + "/diaodu", tree + "/build/diaodu")
    held = "set,instance,policy_or_objective,seed,work,measure,value\ntowns,t,route,1,5,click_to_door_min,9.000\nmdrp-route,old,route,1,,days,7.000\n"
    write(tree + "/bench/quality.csv", held)
    script = tree + "/scripts/run-bench"
    run(script, "--try", "mdrp-nearest", DIAODU_SHARED=tree + "/data")
    with open(tree + "/bench/quality.csv", encoding="utf-8") as file:
        assert file.read() == held
    run(script, "mdrp-route", DIAODU_SHARED=tree + "/data")
    rows = {(row["set"], row["measure"]): row for row in rows_of(tree + "/bench/quality.csv")}
    assert rows["towns", "click_to_door_min"]["value"] == "9.000" and rows["mdrp-route", "days"]["value"] == "5.000", rows
    assert rows["mdrp-route", "days_not_ok"]["value"] == "2.000" and rows["mdrp-route", "click_to_door_min"]["value"] == "34.000", rows
    assert "mdrp-nearest" in run(script, "--list")
    run(script, "unheard", code=2)


def main():
    with tempfile.TemporaryDirectory() as top:
        make_shared(top + "/shared")
        write(top + "/diaodu", PROGRAM, 0o755)
        test_days(top)
        test_table(top)
    print("ok")


main()
