"""scripts/bench-mdrp, bench-shop, bench-peers and run-bench, with programs, checkers, a peer, days and shops made here.

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
# Twice as good as FIFO, and half as good as ATCS, by the seed.
PLANT = """#!/bin/sh
while [ "$1" != --seed ]; do shift; done
row() { printf '{"policy": "%s", "orders": 9, "done": %s, "weighted_tardiness_h": %s, "on_time_pct": 90, "orders_a_day": 3, "lead_mean_h": 20, "lead_p95_h": 40, "setup_h": 5, "busy_pct": 60, "new_plans": 7, "moved_a_plan": 1.5, "kept_a_plan": 8.5, "cpu_s": 1, "most_cpu_s": 0.25%s' "$1" "$2" "$3" "$4"; }
row search 9 "$((10 * $2))" ', "compared": ['; row fifo "${DONE:-9}" "$((20 * $2))" '}, '; row atcs 9 "$((5 * $2))" '}]}'
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


# Takes processor time and makespan from the name of the instance: NAME-CPU-MAKESPAN; a rule is ten worse.
SHOP_PROGRAM = """#!/bin/sh
[ "$1" = solve ] || exit 2
name=$(basename "$2" .txt); cpu=1 makespan=25
case $name in ta*) cpu=$(echo "$name" | cut -d- -f2); makespan=$(echo "$name" | cut -d- -f3) ;; esac
case $name in *broken*) echo no such shop >&2; exit 2 ;; esac
case $* in *"--rule fifo"*) makespan=$((makespan + 10)) ;; *) echo "$name" >>"$(dirname "$0")/shops_ran" ;; esac
while [ "$1" != --out ]; do shift; done
echo "$makespan" >"$2"
printf '{"cpu_s": %s, "work": 5, "bound": 20}\\n' "$cpu"
"""
SHOP_CHECKER = """
import sys
print("bad: it overlaps" if "false" in sys.argv[1] else "ok makespan=%s" % open(sys.argv[2]).read().strip())
"""
# Stands in for an interpreter with ortools: the instance is the third word of `SCRIPT --cp-sat INSTANCE OUT ...`.
PEER = """#!/bin/sh
[ "$1" = -c ] && exit 0
echo 30 >"$4"
echo '{"cpu_s": 2.5, "wall_s": 1.5, "bound": 20, "makespan": 30}'
"""
SHOPS = ["ta01-1-40", "ta02-4-22", "ta03false-1-25", "ta04broken-1-25"]


def make_shops(top):
    write(top + "/check/shop_check.py", SHOP_CHECKER)
    write(top + "/bench/shop_bks.csv", "instance,family,kind,jobs,machines,lb,ub\n" + "".join("%s,ta,job-shop,1,1,20,20\n" % n for n in SHOPS))
    for name in SHOPS:
        write("%s/bench/shop/jsp/%s.txt" % (top, name), "1 1\n0 20\n")
    for number in (1, 2):
        write("%s/bench/shop/jsp/la%02d.txt" % (top, number), "1 4\n0 2 1 3 2 4 3 5\n")


def test_shops(top):
    script, out, program = os.path.join(ROOT, "scripts", "bench-shop"), top + "/shops.csv", top + "/shop"
    words = ["--shared", top + "/shops", "--program", program, "--cpu", "3", "--out", out]
    folder = top + "/shops/bench/shop/jsp"
    run(script, folder, *words, "--only", "ta01-1-40")
    said = run(script, folder, *words)
    rows = {row["instance"]: row for row in rows_of(out)}
    assert len(rows) == 6 and {n: rows[n]["checked"] for n in SHOPS} == {"ta01-1-40": "ok", "ta02-4-22": "late", "ta03false-1-25": "bad: it overlaps",
                                                                         "ta04broken-1-25": "failed: no such shop"}, rows
    first = rows["ta01-1-40"]
    assert (first["makespan"], first["gap_pct"], first["fifo"], first["bound_gap_pct"]) == ("40", "100.000", "50", "100.000"), first
    assert "throughput against FIFO +35.00 % (best known +150.00 %)" in said and "mean gap to best known 100.000 %" in said, said
    with open(top + "/shops_ran", encoding="utf-8") as file:
        ran = file.read().split()
    assert sorted(ran) == sorted(set(ran)), "a shop that is there was run again"
    assert "missing" in run(script, "ta41-80", *words)
    said = run(script, "like-rdata", *words, "--rule", "fifo")
    assert "like-rdata: 2 instances, 2 ok" in said, said
    run(script, "unheard", *words, code=2)


def test_peers(top):
    tree = top + "/peers"
    os.makedirs(tree + "/scripts")
    shutil.copy(os.path.join(ROOT, "scripts", "bench-peers"), tree + "/scripts/bench-peers")
    write(tree + "/out/peers/venv/bin/python", PEER, 0o755)
    said = run(tree + "/scripts/bench-peers", "--shared", top + "/shops", "--program", top + "/shop", "--cpu", "3", "--only", "ta01-1-40,ta02-4-22")
    assert "diaodu  mean makespan 31.00" in said and "cp-sat  mean makespan 30.00" in said and "shorter on 1, longer on 1" in said, said
    rows = rows_of(tree + "/out/peers/peers.csv")
    assert [row["solver"] for row in rows] == ["diaodu", "cp-sat", "cp-sat", "diaodu"], "the order of the two does not change"


def test_plants(top):
    script, out = os.path.join(ROOT, "scripts", "bench-plant"), top + "/plants.csv"
    write(top + "/plant", PLANT, 0o755)
    said = run(script, "--program", top + "/plant", "--seeds", "3", "--out", out, "--preset", "works", "--days", "3", "--load", "70", "--work", "9")
    assert "search against fifo, seed by seed" in said and "search against atcs, the best simple rule" in said, said
    assert "-20.0 (-50.0 %)  ± 24.8  within noise" in said and "+10.0 (+100.0 %)" in said, said
    assert "each moves 1.5 of 10 planned operations" in said
    rows = rows_of(out)
    assert [row["seed"] for row in rows] == ["1"] * 3 + ["2"] * 3 + ["3"] * 3 and rows[4]["weighted_tardiness_h"] == "40"
    run(script, "--program", top + "/plant", code=1, DONE="8")
    run(script, "--program", top + "/none", code=1)


def main():
    with tempfile.TemporaryDirectory() as top:
        make_shared(top + "/shared")
        write(top + "/diaodu", PROGRAM, 0o755)
        test_days(top)
        test_table(top)
        make_shops(top + "/shops")
        write(top + "/shop", SHOP_PROGRAM, 0o755)
        test_shops(top)
        test_peers(top)
        test_plants(top)
    print("ok")


main()
