"""Factory lines (solve, check) as a user runs them, on problems made here; every option of theirs once.

    shop.py DIAODU

All classic instances are read, dispatched, solved with a tiny budget, and scored by shared/check/shop_check.py where the folder shared/ is there
(DIAODU_SHARED names it); without it that part says `skipped`.
"""

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(*words, code=0, text=None):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=120, input=text)
    assert done.returncode == code, "%s: exit %d, expected %d\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr)
    return done


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def job_shop(seed, jobs, machines):
    """-> (routes, durations), both by job."""
    rng = random.Random(seed)
    return [rng.sample(range(machines), machines) for _ in range(jobs)], [[rng.randint(1, 50) for _ in range(machines)] for _ in range(jobs)]


def jsplib(routes, times):
    lines = ["# made up", "%d %d" % (len(routes), len(routes[0]))]
    return "\n".join(lines + [" ".join("%d %d" % pair for pair in zip(r, t)) for r, t in zip(routes, times)]) + "\n"


def taillard(routes, times):
    lines = ["%d %d" % (len(routes), len(routes[0])), "Times"] + [" ".join(map(str, t)) for t in times] + ["Machines"]
    return "\n".join(lines + [" ".join(str(m + 1) for m in r) for r in routes]) + "\n"


def fjs(routes, times, first):
    """Each operation on its machine, or half slower on the next one; machines counted from `first`."""
    machines = len(routes[0])
    lines = ["%d %d 2" % (len(routes), machines)]
    for r, t in zip(routes, times):
        lines.append(" ".join([str(len(r))] + ["2 %d %d %d %d" % (m + first, d, (m + 1) % machines + first, d + d // 2) for m, d in zip(r, t)]))
    return "\n".join(lines) + "\n"


def placed(text):
    return [{k: int(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text))]


def test_the_same_shop_in_every_format(folder):
    routes, times = job_shop(1, 8, 5)
    paths = {"jsplib": write(folder, "a.txt", jsplib(routes, times)), "taillard": write(folder, "b.txt", taillard(routes, times))}
    outs = [run("solve", path, "--format", form, "--work", "20000").stdout for form, path in paths.items()]
    assert outs[0] == outs[1] and len(placed(outs[0])) == 40
    flexible = [run("solve", "-", "--format", "fjs", "--work", "20000", text=fjs(routes, times, first)).stdout for first in (0, 1)]
    assert flexible[0] == flexible[1]
    assert {row["machine"] for row in placed(flexible[0])} == set(range(5))


def test_figures_and_repetition(folder):
    routes, times = job_shop(2, 10, 6)
    path, out = write(folder, "c.txt", jsplib(routes, times)), os.path.join(folder, "c.csv")
    figures = json.loads(run("solve", path, "--format", "jsplib", "--cpu", "0.4", "--seed", "5", "--lanes", "2", "--out", out, "--json").stdout)
    with open(out) as f:
        schedule = f.read()
    rows = placed(schedule)
    assert figures["makespan"] == max(r["end"] for r in rows) and figures["flow"] == sum(max(r["end"] for r in rows if r["job"] == j) for j in range(10))
    assert figures["tardiness"] == figures["setup"] == figures["late_jobs"] == 0 and figures["seed"] == 5 and figures["lanes"] == 2, figures
    assert figures["cpu_s"] <= 0.44, figures
    load = max(sum(t[k] for r, t in zip(routes, times) for k in range(6) if r[k] == m) for m in range(6))
    assert max(load, max(map(sum, times))) <= figures["bound"] <= figures["makespan"] or figures["bound"] == 0, figures
    if figures["work"] > 0:
        words = ("solve", path, "--format", "jsplib", "--seed", "5", "--lanes", "2", "--work", str(figures["work"]))
        assert run(*words).stdout == schedule, "--work does not repeat the run"
        assert run(*words, "--threads", "2").stdout == schedule, "threads change the schedule"
    checked = json.loads(run("check", path, out, "--format", "jsplib", "--json").stdout)
    assert checked["ok"] and checked["makespan"] == figures["makespan"], checked


def test_rules_objectives_and_starts(folder):
    routes, times = job_shop(3, 6, 4)
    path, out = write(folder, "d.txt", jsplib(routes, times)), os.path.join(folder, "d.csv")
    for rule in ("fifo", "edd", "spt", "mwkr", "slack", "atc", "atcs"):
        figures = json.loads(run("solve", path, "--format", "jsplib", "--rule", rule, "--out", out, "--json").stdout)
        run("check", path, out, "--format", "jsplib", "--plan-format", "csv")
        assert figures["rule"] == rule and figures["makespan"] == max(r["end"] for r in placed(open(out).read()))
    flow = json.loads(run("solve", path, "--format", "jsplib", "--objective", "flow*2,makespan", "--work", "20000", "--out", out, "--json").stdout)
    kept = json.loads(run("solve", path, "--format", "jsplib", "--start", out, "--objective", "moved,makespan", "--work", "2000", "--out",
                          os.path.join(folder, "e.csv"), "--json").stdout)
    assert kept["moved"] == kept["shift"] == 0 and kept["makespan"] == flow["makespan"], kept
    for words in (("--rule", "luck"), ("--objective", "fun"), ("--objective", "flow*0"), ("--objective", "flow+flow"), ("--objective", ""),
                  ("--objective", "flow,flow,flow,flow,flow"), ("--out-format", "sintef"), ("--keep-steps",), ("--start", path),
                  ("--start", os.path.join(folder, "none"))):
        assert run("solve", path, "--format", "jsplib", *words, code=2).stderr.startswith("diaodu solve: "), words


def test_report(folder):
    routes, times = job_shop(4, 6, 4)
    path, page = write(folder, "r.txt", jsplib(routes, times)), os.path.join(folder, "r.html")
    for words in (("--work", "2000"), ("--rule", "spt")):
        figures = json.loads(run("solve", path, "--format", "jsplib", *words, "--out", os.path.join(folder, "r.csv"), "--report", page, "--json").stdout)
        data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', open(page).read(), re.S).group(1))
        plans = [dict(zip(["label"] + data["figures"], plan)) for plan in data["plans"]]
        assert plans[0]["makespan"] == data["end"] == figures["makespan"] and len(data["ops"]) == 13 * 24, plans
        assert plans[1]["label"] == "FIFO" and len(plans) <= 3 and all(plan["jobs"] == 6 for plan in plans)
    run("solve", path, "--format", "jsplib", "--work", "10", "--out", os.devnull, "--report", os.path.join(folder, "none", "r.html"), code=2)


def test_check_says_what_is_wrong(folder):
    path = write(folder, "f.txt", "2 2\n0 3 1 2\n1 4 0 1\n")
    rows = "job,operation,machine,start,end\n0,0,0,0,3\n0,1,1,%d,%d\n1,0,1,0,4\n1,1,0,4,5\n"
    good, bad = write(folder, "good.csv", rows % (4, 6)), write(folder, "bad.csv", rows % (3, 5))
    assert run("check", path, good, "--format", "jsplib").stdout.startswith("ok operations=4 late_jobs=0 makespan=6 ")
    said = run("check", path, bad, "--format", "jsplib", code=1).stderr
    assert "bad.csv: /operations/1: operation 1 of job 0 on machine 1: it begins before the operation before it" in said, said
    assert "bad.csv: 3:operation" in run("check", path, write(folder, "bad.csv", rows.replace("\n0,1", "\n0,0") % (4, 6)), "--format", "jsplib", code=2).stderr
    assert "f.txt: 2:1" in run("solve", write(folder, "f.txt", "1 1\n3 1\n"), "--format", "jsplib", code=2).stderr


LINE = """[settings]
key,value
origin,2026-11-23T06:00:00Z
objective,"tardiness,makespan"
[calendars]
calendar,days,begin,end
early,Mon-Fri,06:00,14:00
[machines]
machine,group,calendar,setups,initial_family
saw,LINE 1,early,paint,red
drill 1,LINE 2,early,,
drill 2,LINE 2,early,,
[pools]
pool,units
welders,1
[setups]
matrix,from,to,setup
paint,*,*,20min
[operations]
job,operation,machine,duration,family,needs,pause,due
A,10,saw,6h,red,,yes,2026-11-23T16:00:00Z
A,20,drill 1,3h,,welders,yes,
A,20,drill 2,4h,,welders,yes,
B,10,saw,5h,blue,,yes,2026-11-24T12:00:00Z
B,20,drill 1,2h,,welders,no,
"""


def test_a_line_as_csv_and_what_if(folder):
    path, out, page = write(folder, "line.csv", LINE), os.path.join(folder, "line.out"), os.path.join(folder, "page.html")
    for form in ("csv", "json"):
        figures = json.loads(run("solve", path, "--format", "csv", "--work", "3000", "--out", out, "--out-format", form, "--report", page, "--json").stdout)
        checked = json.loads(run("check", path, out, "--format", "csv", "--json").stdout)
        assert {k: v for k, v in figures.items() if k in checked} == {k: v for k, v in checked.items() if k in figures}, (figures, checked)
        assert figures["setup"] == 1200 and figures["late_jobs"] == 1, figures
        assert os.path.getsize(page) > 10000
    said = run("check", path, out, "--format", "csv", "--why", "A").stdout
    assert "job A ends at 2026-11-24T07:00:00Z, late by 54000 s" in said and "operation 20 of job A waits for operation 10 of job A" in said, said
    assert "ends at" in run("check", path, out, "--format", "csv", "--why", "last").stdout
    assert "no job" in run("check", path, out, "--format", "csv", "--why", "Z", code=2).stderr
    more = ["--what-if", "open=LINE 2:2026-11-23T14:00:00Z/2026-11-23T22:00:00Z", "--what-if", "units=welders:+1"]
    told = run("solve", path, "--format", "csv", "--work", "3000", *more).stdout
    assert "from late to on time:" in told and "A: was late by" in told, told
    answer = json.loads(run("solve", path, "--format", "csv", "--work", "3000", *more, "--out", out, "--json").stdout)
    assert answer["to_on_time"] == ["A"] and answer["to_late"] == [] and answer["after"]["tardiness"] < answer["before"]["tardiness"], answer
    run("check", path, out, "--format", "csv", code=1)  # it is a schedule of the changed line
    worse = json.loads(run("solve", path, "--format", "csv", "--rule", "edd", "--json", "--what-if",
                           "closed=saw:2026-11-23T06:00:00Z/2026-11-24T14:00:00Z", "--what-if", "due=B:2026-11-30T12:00:00Z", "--what-if",
                           "release=A:2026-11-23T08:00:00Z", "--what-if", "weight=A:3").stdout)
    assert worse["after"]["tardiness"] > worse["before"]["tardiness"] and worse["moved"] == 4, worse
    for change in ("open=axe:2026-11-23T14:00:00Z/2026-11-23T22:00:00Z", "open=saw:monday", "units=welders:-2", "due=C:2026-11-23T14:00:00Z", "sell=saw:1", "x",
                   "closed=welders:2026-11-23T14:00:00Z/2026-11-23T22:00:00Z"):
        assert "--what-if" in run("solve", path, "--format", "csv", "--rule", "fifo", "--what-if", change, code=2).stderr, change


def find_shared():
    for shared in (os.environ.get("DIAODU_SHARED", ""), os.path.join(ROOT, "..", "shared"), os.path.join(ROOT, "..", "..", "shared")):
        if shared and os.path.isfile(os.path.join(shared, "check", "shop_check.py")):
            return shared
    return None


def test_classics(folder):
    shared = find_shared()
    if shared is None:
        print("classic instances: skipped, no shared/")
        return
    count = 0
    for kind, form in (("jsp", "jsplib"), ("fjsp", "fjs")):
        place = os.path.join(shared, "bench", "shop", kind)
        for name in sorted(os.listdir(place)):
            path, out = os.path.join(place, name), os.path.join(folder, "g.csv")
            for words in (("--rule", "fifo"), ("--work", "200")):
                run("solve", path, "--format", form, *words, "--out", out)
                scored = subprocess.run([sys.executable, os.path.join(shared, "check", "shop_check.py"), path, out, "--bks",
                                         os.path.join(shared, "bench", "shop_bks.csv")], capture_output=True, text=True)
                assert scored.returncode == 0, name + ": " + scored.stdout
                run("check", path, out, "--format", form)
                count += 1
    print("%d schedules of classic instances scored" % count)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                test(folder)
                print("ok", name)


main()
