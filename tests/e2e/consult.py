"""Consultations (replay --format consult, simulate --domain consult) as a user runs them, on days made here.

    consult.py DIAODU

Work is scored by shared/check/consult_check.py where the folder shared/ is there (DIAODU_SHARED names it); without it that part says `skipped`.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COLUMNS = ["case", "opened_s", "station", "type", "specialty", "urgency", "kind", "language", "expected_s", "duration_s"]


def find_shared():
    for path in (os.environ.get("DIAODU_SHARED", ""), os.path.join(ROOT, "..", "shared"), os.path.join(ROOT, "..", "..", "shared")):
        if path and os.path.isfile(os.path.join(path, "check", "consult_check.py")):
            return os.path.abspath(path)
    return None


SHARED = find_shared()


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=200)
    assert done.returncode == code, "%s: exit %d, expected %d\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr)
    assert code != 0 or done.stderr == "", "not silent in a pipe: " + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def write_network(path, rooms=1):
    specialties = ["cardiology", "neurology", "radiology", "internal"]
    network = {
        "stations": [{"id": "s%d" % i, "hospital": "h%d" % (i // 3), "region": "AB"[i // 3], "rooms": rooms} for i in range(6)],
        "specialists": [{"id": "d%d" % i, "hospital": "h%d" % (i % 2), "specialties": [specialties[i % 4]], "licences": ["A", "B"], "languages": ["main"],
                         "on_s": 0, "off_s": 14400} for i in range(8)],
        "target_s": {"stat": 300, "asap": 1800, "urgent": 7200, "routine": 14400}, "weight": {"stat": 100, "asap": 20, "urgent": 5, "routine": 1},
        "resume_s": 120}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(network, file)
    return path


def make_day(seed, cases=160):
    rng = random.Random(seed)
    day = []
    for i in range(cases):
        specialty = rng.choice(["cardiology", "neurology", "radiology", "internal"])
        kind = "read" if specialty == "radiology" or rng.random() < 0.3 else "live"
        urgency = rng.choices(["stat", "asap", "urgent", "routine"], [8, 15, 30, 47])[0]
        expected = rng.choice([240, 600, 900, 1080])
        day.append(["c%03d" % i, rng.randrange(14400), "s%d" % rng.randrange(6), "t", specialty, urgency, kind, "main", expected,
                    max(30, int(expected * rng.lognormvariate(-0.1, 0.45)))])
    return day


def write_day(path, day):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(",".join(map(str, row)) for row in [COLUMNS] + day) + "\n")
    return path


def records(journal, until_ms):
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % journal, uri=True)) as base:
        return base.execute("SELECT seq, at_ms, kind, payload FROM record WHERE at_ms <= ? ORDER BY seq", (until_ms,)).fetchall()


def replay(folder, name, network, day, *more):
    """The journal, the work and the figures of a day."""
    journal, work = os.path.join(folder, name + ".journal"), os.path.join(folder, name + ".work.csv")
    out = run("replay", write_day(os.path.join(folder, name + ".csv"), day), "--format", "consult", "--network", network, "--journal", journal, "--out", work,
              "--json", *more)
    return journal, work, json.loads(out)


def check_replay(folder):
    for rooms in (1, 2):
        network = write_network(os.path.join(folder, "net%d.json" % rooms), rooms)
        journal, work, figures = replay(folder, "day%d" % rooms, network, make_day(rooms))
        assert figures["cases"] == figures["finished"] == 160 and figures["work"] > 0, figures
        assert figures["stat_in_target_pct"] > 60, figures
        for late in figures["late_stat"]:
            assert late["wait_min"] > 5 and "eligible" in late
        assert json.loads(run("replay", journal, "--format", "journal", "--verify", "--json"))["same"] is True
        if SHARED is None:
            print("skipped: shared/check is not there, the work is not scored")
            continue
        done = subprocess.run([sys.executable, os.path.join(SHARED, "check", "consult_check.py"), network, os.path.join(folder, "day%d.csv" % rooms), work],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        score = json.loads(done.stdout)
        assert abs(score["weighted_tardiness_per_case"] - figures["weighted_tardiness_per_case"]) < 0.002, (score, figures)
        assert score["preemptions"] == figures["preemptions"]


def check_no_peeking(folder):
    """A day cut at an instant, and a day whose unfinished work takes longer, give byte for byte the same records up to it."""
    network, day, cut_s = write_network(os.path.join(folder, "net.json")), make_day(5), 7200
    whole, work, _ = replay(folder, "whole", network, day)
    with open(work, encoding="utf-8") as file:
        ends = {}
        for line in file.read().splitlines()[1:]:
            name, _, _, end = line.split(",")
            ends[name] = max(ends.get(name, 0), int(end))
    part, _, _ = replay(folder, "part", network, [row for row in day if row[1] <= cut_s])
    longer, _, _ = replay(folder, "longer", network, [row[:9] + [row[9] if ends[row[0]] <= cut_s else row[9] * 3 + 7] for row in day])
    until = records(whole, cut_s * 1000)
    assert len(until) > 200 and len(records(whole, 10**12)) > len(until)
    assert records(part, cut_s * 1000) == until, "the day cut at an instant differs before it"
    assert records(longer, cut_s * 1000) == until, "unfinished work that takes longer changes what was decided before"
    assert records(longer, 10**12) != records(whole, 10**12)


def check_simulate(folder):
    journal, work = os.path.join(folder, "sim.journal"), os.path.join(folder, "sim.csv")
    words = ["simulate", "--domain", "consult", "--stations", "8", "--specialists", "12", "--cases", "200", "--rooms", "1", "--hours", "8-13", "--seed", "3"]
    first = json.loads(run(*words, "--journal", journal, "--out", work, "--json"))
    second = json.loads(run(*words, "--json"))
    for figures in (first, second):
        figures.pop("cpu_s")
    assert first == second and first["declined"] > 0 and first["cases"] >= 200, first
    assert json.loads(run("replay", journal, "--format", "journal", "--verify", "--json"))["same"] is True
    with open(work, encoding="utf-8") as file:
        assert file.readline() == "case,specialist,start_s,end_s\n"
    calm = json.loads(run("simulate", "--domain", "consult", "--calm", "--cases", "100", "--json"))
    assert calm["declined"] == 0 and calm["cases"] == 100
    both = json.loads(run("simulate", "--domain", "consult", "--seed", "2", "--rooms", "2", "--compare", "--json"))
    plain = both["compared"]
    assert plain["preemptions"] == 0 < both["preemptions"] and plain["cases"] == both["cases"], both
    assert both["weighted_tardiness_per_case"] < plain["weighted_tardiness_per_case"], both
    out = run("simulate", "--domain", "consult", "--seed", "2", "--rooms", "2", "--compare")
    assert out.count("Simulated hospital network, seed 2: ") == 2 and "Against plain priority: STAT in target %.2f %%" % both["stat_in_target_pct"] in out, out
    assert "in target" in run("simulate", "--domain", "consult", "--cases", "60", "--until", "12:00")
    assert "--couriers is not an option of --domain consult" in run("simulate", "--domain", "consult", "--couriers", "5", code=2)
    assert "--cases is not an option of --domain delivery" in run("simulate", "--cases", "5", code=2)


def check_kill(folder):
    """Killed in the middle of offers, the journal recovers to a state without a double booking, and every decision in it verifies."""
    rng = random.Random(9)
    for i in range(6):
        journal = os.path.join(folder, "kill%d.journal" % i)
        process = subprocess.Popen([DIAODU, "simulate", "--domain", "consult", "--seed", str(i), "--cases", "3000", "--specialists", "80", "--stations", "60",
                                    "--journal", journal], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.15 + rng.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not os.path.exists(journal) or not records_or_none(journal):
            continue
        done = subprocess.run([DIAODU, "replay", journal, "--format", "journal", "--verify", "--json"], capture_output=True, text=True, timeout=200)
        # Cut between a cycle and the rest of its decisions the last cycle is incomplete; everything before it is the same.
        verified = json.loads(done.stdout)
        assert verified["same"] or verified["seq"] > len(records(journal, 10**15)) - 1, (verified, done.stderr)


def records_or_none(journal):
    try:
        return records(journal, 10**15)
    except sqlite3.Error:
        return None


def check_bad_input(folder):
    network, day = write_network(os.path.join(folder, "bad.json")), make_day(1, 5)
    with open(network, encoding="utf-8") as file:
        good = json.load(file)

    def with_network(change, *expected):
        broken = json.loads(json.dumps(good))
        change(broken)
        path = os.path.join(folder, "broken.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(broken, file)
        out = run("replay", write_day(os.path.join(folder, "x.csv"), day), "--format", "consult", "--network", path, code=2)
        assert all(word in out for word in expected), (expected, out)

    with_network(lambda n: n["stations"][2].update(rooms=-1), "/stations/2/rooms")
    with_network(lambda n: n["stations"][1].update(id="s0"), "/stations/1", "another one")
    with_network(lambda n: n["specialists"][3].pop("on_s"), "/specialists/3", "on_s")
    with_network(lambda n: n["specialists"][0].update(specialties=[]), "/specialists/0/specialties")
    with_network(lambda n: n["specialists"][0].update(name="Dr. Miller"), "/specialists/0", "name")
    with_network(lambda n: n["specialists"][0].update(licences=[{"region": "A", "from_s": 9, "until_s": 5}]), "/specialists/0/licences/0")
    with_network(lambda n: n["target_s"].pop("stat"), "/target_s", "stat")
    with_network(lambda n: n["weight"].update(stat=0), "/weight/stat")
    for column, value, words in ((1, "soon", "opened_s"), (2, "s99", "station"), (5, "later", "urgency"), (6, "phone", "kind"), (8, "0", "expected_s"),
                                 (0, "Mrs Miller", "case"), (0, "c001", "case")):
        rows = [list(row) for row in day]
        rows[3][column] = value
        out = run("replay", write_day(os.path.join(folder, "x.csv"), rows), "--format", "consult", "--network", network, code=2)
        assert "line 5: " + words in out, (column, value, out)
    out = run("replay", write_day(os.path.join(folder, "x.csv"), [row[:9] for row in day]), "--format", "consult", "--network", network, code=2)
    assert "line 2" in out, out
    assert "go together" in run("replay", network, "--format", "consult", code=2)
    assert "go together" in run("replay", network, "--network", network, code=2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_replay, check_no_peeking, check_simulate, check_kill, check_bad_input):
            part = os.path.join(folder, check.__name__)
            os.makedirs(part)
            check(part)
    print("consultations: all good")


main()
