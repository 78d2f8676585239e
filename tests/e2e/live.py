"""The live commands (replay, simulate, explain) as a user runs them, on days made here.

    live.py DIAODU

Solutions of Grubhub-style days are scored by shared/check/mdrp_check.py where the folder shared/ is there (DIAODU_SHARED names it); without
it that part says `skipped`.  DIAODU_DAYS=N checks N of the real days as well (default 3).
"""

import contextlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def find_shared():
    for path in (os.environ.get("DIAODU_SHARED", ""), os.path.join(ROOT, "..", "shared"), os.path.join(ROOT, "..", "..", "shared")):
        if path and os.path.isfile(os.path.join(path, "check", "mdrp_check.py")):
            return os.path.abspath(path)
    return None


SHARED = find_shared()


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=200)
    assert done.returncode == code, "%s: exit %d, expected %d\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr)
    assert code != 0 or done.stderr == "", "not silent in a pipe: " + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def write_day(folder, seed, couriers=12, orders=60):
    """A day in Grubhub's four files."""
    rng = random.Random(seed)
    os.makedirs(folder)
    tables = {
        "instance_parameters.txt": [["meters_per_minute", "pickup service minutes", "dropoff service minutes", "target click-to-door",
                                     "maximum click-to-door", "pay per order", "guaranteed pay per hour"], [320, 4, 4, 40, 90, 10, 15]],
        "restaurants.txt": [["restaurant", "x", "y"]],
        "couriers.txt": [["courier", "x", "y", "on_time", "off_time"]],
        "orders.txt": [["order", "x", "y", "placement_time", "restaurant", "ready_time"]],
    }
    for i in range(8):
        tables["restaurants.txt"].append(["r%d" % i, rng.randint(1000, 5000), rng.randint(1000, 5000)])
    for i in range(couriers):
        on = rng.randrange(4) * 30
        tables["couriers.txt"].append(["c%d" % i, rng.randint(0, 6000), rng.randint(0, 6000), on, on + rng.randrange(120, 300, 30)])
    for i in range(orders):
        placed = rng.randint(5, 120)
        tables["orders.txt"].append(["o%d" % i, rng.randint(0, 6000), rng.randint(0, 6000), placed, "r%d" % rng.randrange(8),
                                     placed + rng.randint(5, 25)])
    for name, rows in tables.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write("".join("\t".join(map(str, row)) + "\n" for row in rows))
    return folder


def score(day, solution):
    done = subprocess.run([sys.executable, os.path.join(SHARED, "check", "mdrp_check.py"), day, solution], capture_output=True, text=True)
    assert done.returncode == 0, "%s: %s" % (day, done.stdout)
    return json.loads(done.stdout)


def check_solutions(folder):
    """Every policy's solution passes the checker, which counts as diaodu counts."""
    days = [(write_day(os.path.join(folder, "day%d" % seed), seed), "2000") for seed in range(3)]
    if SHARED is None:
        print("skipped: shared/ is not there, solutions are not scored")
        return
    real = os.path.join(SHARED, "bench", "mdrp")
    if os.path.isdir(real):
        names = sorted(os.listdir(real))
        count = int(os.environ.get("DIAODU_DAYS", "3"))
        days += [(os.path.join(real, names[i * len(names) // count]), "1000") for i in range(min(count, len(names)))]
    else:
        print("skipped: shared/bench/mdrp is not there")
    for day, work in days:
        for policy in ("route", "assignment", "nearest"):
            out = os.path.join(folder, "solution")
            figures = json.loads(run("replay", day, "--format", "mdrp", "--policy", policy, "--work", work, "--out", out, "--json"))
            scored = score(day, out)
            for key in ("orders", "delivered", "click_to_door_all", "orders_per_courier_hour", "orders_per_bundle"):
                assert abs(figures[key] - scored[key]) < 2e-3, "%s %s: %s is %s, the checker says %s" % (day, policy, key, figures[key], scored[key])


def check_journal(folder):
    """A journal holds the day: recovered, cut, verified with other threads, explained."""
    day, journal, report = write_day(os.path.join(folder, "day"), 7), os.path.join(folder, "day.journal"), os.path.join(folder, "day.html")
    live = json.loads(run("replay", day, "--work", "2000", "--seed", "3", "--journal", journal, "--report", report, "--json", "--threads", "1"))
    assert os.path.getsize(report) > 10000
    past = json.loads(run("replay", journal, "--format", "journal", "--json"))
    for key in live:
        if not re.search("cpu|wall|bytes|missed", key):
            assert past[key] == live[key], "%s: recovered %s, live %s" % (key, past[key], live[key])
    assert json.loads(run("replay", journal, "--format", "journal", "--verify", "--json", "--threads", "2"))["same"] is True
    assert "comes out the same" in run("replay", journal, "--format", "journal", "--verify")
    cut = json.loads(run("replay", journal, "--format", "journal", "--until", "01:00", "--json"))
    assert 0 < cut["delivered"] < past["delivered"]
    assert json.loads(run("replay", journal, "--format", "journal", "--until", str(past["records"]), "--json"))["delivered"] == past["delivered"]
    story = run("explain", journal, "--order", "o5")
    assert "order o5 placed" in story and "offered to" in story and "could have taken it" in story and "hands over o5" in story, story
    courier = re.search(r"offered to (\S+) at", story).group(1)
    assert "hands over o5" in run("explain", journal, "--courier", courier)
    seq = re.search(r"#(\d+) +decided: .* offered", story).group(1)
    assert "offered to" in run("explain", journal, "--seq", seq)
    run("explain", journal, "--order", "nobody", code=1)
    run("explain", journal, code=2)
    run("replay", day, "--journal", journal, code=2)
    run("replay", day, "--foresight", "30", "--journal", journal + ".2", code=2)
    known = json.loads(run("replay", day, "--work", "2000", "--seed", "3", "--foresight", "30", "--json"))
    assert known["orders"] == live["orders"] and known["click_to_door_all"] <= live["click_to_door_all"] + 0.5, "knowing more: %s" % known
    run("replay", journal, "--format", "journal", "--until", "noon", code=2)


def cut_day(day, to, minute):
    """A copy of a day without what shows up after the minute; shifts are announced an hour before they begin."""
    os.makedirs(to)
    for name, column, last in (("orders.txt", 3, minute), ("couriers.txt", 3, minute + 60), ("restaurants.txt", 0, None),
                               ("instance_parameters.txt", 0, None)):
        with open(os.path.join(day, name), encoding="utf-8") as f:
            lines = f.read().splitlines()
        kept = [line for line in lines[1:] if line and (last is None or int(line.split("\t")[column]) <= last)]
        with open(os.path.join(to, name), "w", encoding="utf-8") as f:
            f.write("\n".join(lines[:1] + kept) + "\n")
    return to


def middle_of(day):
    with open(os.path.join(day, "orders.txt"), encoding="utf-8") as f:
        placed = sorted(int(line.split("\t")[3]) for line in f.read().splitlines()[1:] if line)
    return placed[len(placed) // 2]


def records_until(journal, at_ms):
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % journal, uri=True)) as base:
        return base.execute("SELECT seq, at_ms, kind, payload FROM record WHERE at_ms <= ? ORDER BY seq", (at_ms,)).fetchall()


def check_no_peeking(folder):
    """A day cut at a minute gives, byte for byte, the whole day's records up to it."""
    days = [write_day(os.path.join(folder, "day"), 11)]
    real = os.path.join(SHARED or "", "bench", "mdrp")
    if SHARED is not None and os.path.isdir(real):
        names = sorted(os.listdir(real))
        days += [os.path.join(real, names[i]) for i in (2, len(names) // 2)]
    else:
        print("skipped: shared/bench/mdrp is not there, no real days are cut")
    for i, day in enumerate(days):
        minute = middle_of(day)
        part = cut_day(day, os.path.join(folder, "part%d" % i), minute)
        for policy in ("route", "assignment", "nearest"):
            journals = [os.path.join(folder, "%s%d-%s.journal" % (kind, i, policy)) for kind in ("whole", "part")]
            for source, journal in zip((day, part), journals):
                run("replay", source, "--work", "1000", "--policy", policy, "--journal", journal)
            whole, cut = (records_until(journal, minute * 60000) for journal in journals)
            assert len(whole) > 100 and whole == cut, "%s, %s: the day cut at %d differs" % (day, policy, minute)
            after, cut = (records_until(journal, (minute + 3) * 60000) for journal in journals)
            assert after != cut, "%s, %s: nothing depends on what comes after %d, so the comparison says nothing" % (day, policy, minute)


def check_bad_days(folder):
    day = write_day(os.path.join(folder, "bad"), 1)
    with open(os.path.join(day, "orders.txt"), "a", encoding="utf-8") as f:
        f.write("late\t1\t1\tsoon\tr1\t10\n")
    said = run("replay", day, code=2)
    assert "orders.txt:62:placement_time" in said, said
    os.remove(os.path.join(day, "couriers.txt"))
    assert "couriers.txt" in run("replay", day, code=2)
    run("replay", day, "--cpu", "1", "--work", "5", code=2)


def check_city(folder):
    """A city: the same twice, compared with the others, within its processor time."""
    journal = os.path.join(folder, "city.journal")
    words = ("simulate", "--couriers", "25", "--orders", "150", "--merchants", "12", "--hours", "11-14", "--seed", "5", "--work", "1000")
    figures = json.loads(run(*words, "--json", "--compare", "--cycle", "30", "--journal", journal, "--report", os.path.join(folder, "c.html")))
    assert [other["policy"] for other in figures["compared"]] == ["Every-minute assignment", "Nearest courier"]
    again = json.loads(run(*words, "--json", "--policy", "route", "--threads", "2"))
    for key in again:
        assert re.search("cpu|wall|bytes|missed", key) or again[key] == figures[key], key
    assert json.loads(run("replay", journal, "--format", "journal", "--verify", "--json"))["same"] is True
    text = run(*words, "--compare")
    assert "Every-minute assignment" in text and "hours of customers' waiting" in text
    timed = json.loads(run("simulate", "--couriers", "60", "--orders", "600", "--cpu", "3", "--json"))
    assert timed["work"] > 0 and timed["delivered"] > 0, timed
    json.loads(run("simulate", "--couriers", "30", "--rate", "0.02", "--hours", "12-13", "--until", "12:30", "--policy", "nearest", "--json"))
    large = json.loads(run("simulate", "--preset", "large-city", "--couriers", "300", "--orders", "900", "--policy", "assignment", "--json"))
    assert large["open_orders_max"] > 100 and large["cycles_missed"] == 0 and large["rss_bytes_per_task"] > 0
    run("simulate", "--hours", "22-10", code=2)
    run("simulate", "--hours", "noon", code=2)
    run("simulate", "--rate", "x", code=2)


def check_declined_where_it_stood(_folder):
    """A courier that stood by at a merchant, declined an order of another and then one of this merchant, is not reported to arrive there."""
    day = json.loads(run("simulate", "--couriers", "30", "--orders", "200", "--hours", "11-14", "--seed", "1", "--json"))
    assert day["delivered"] > 150, day


def main():
    for check in (check_solutions, check_journal, check_no_peeking, check_bad_days, check_city, check_declined_where_it_stood):
        with tempfile.TemporaryDirectory() as folder:
            check(folder)
        print("ok", check.__name__)


main()
