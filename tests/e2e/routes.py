"""The routing commands (solve, check) as a user runs them, on problems made here; every option once.

    routes.py DIAODU

Classic instances are solved and scored by shared/check/route_check.py where the folder shared/ is there (DIAODU_SHARED names it); without it
that part says `skipped`.
"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(*words, code=0, text=None):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=120, input=text)
    assert done.returncode == code, "%s: exit %d, expected %d\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr)
    return done


def lilim(seed, pairs):
    """A Li & Lim instance with wide windows, so that every pair can be served."""
    rng = random.Random(seed)
    lines = ["%d\t100\t1" % pairs, "0 50 50 0 0 1000 0 0 0"]
    for k in range(pairs):
        a, b, load = 2 * k + 1, 2 * k + 2, rng.randint(1, 40)
        x, y, u, v, ready = rng.randint(0, 100), rng.randint(0, 100), rng.randint(0, 100), rng.randint(0, 100), rng.randint(0, 400)
        lines.append("%d %d %d %d %d %d 10 0 %d" % (a, x, y, load, max(ready, 75), ready + 200, b))
        lines.append("%d %d %d %d %d %d 10 %d 0" % (b, u, v, -load, 0, 900, a))
    return "\n".join(lines) + "\n"


def solomon(seed, customers):
    rng = random.Random(seed)
    lines = ["TEST", "", "VEHICLE", "NUMBER CAPACITY", "%d 60" % customers, "", "CUSTOMER", "CUST NO. XCOORD. YCOORD. DEMAND READY DUE SERVICE", ""]
    lines.append("0 50 50 0 0 1000 0")
    for k in range(customers):
        ready = rng.randint(75, 500)
        lines.append("%d %d %d %d %d %d 10" % (k + 1, rng.randint(0, 100), rng.randint(0, 100), rng.randint(1, 20), ready, ready + 200))
    return "\n".join(lines) + "\n"


def distance_of(text, solution):
    points = {int(f[0]): (float(f[1]), float(f[2])) for f in (line.split() for line in text.splitlines()[1:]) if len(f) == 9}
    total = 0.0
    for line in solution.splitlines():
        nodes = [0] + [int(n) for n in line.split(":")[1].split()] + [0]
        total += sum(math.dist(points[a], points[b]) for a, b in zip(nodes, nodes[1:]))
    return total


def test_solve_and_check(folder):
    text = lilim(1, 20)
    path, out = os.path.join(folder, "a.txt"), os.path.join(folder, "a.sol")
    with open(path, "w") as f:
        f.write(text)
    figures = json.loads(run("solve", path, "--format", "lilim", "--objective", "vehicles", "--cpu", "0.5", "--seed", "7", "--out", out, "--json").stdout)
    with open(out) as f:
        solution = f.read()
    assert figures["unassigned"] == 0 and figures["vehicles"] == len(solution.splitlines()), figures
    assert abs(figures["distance"] - distance_of(text, solution)) < 0.01, figures
    assert figures["work"] > 0 and figures["cpu_s"] > 0, figures
    again = run("solve", path, "--format=lilim", "--objective=vehicles", "--seed=7", "--work=%d" % figures["work"], "--horizon=%d" % figures["horizon"])
    assert again.stdout == solution, "--work does not repeat the run"
    checked = json.loads(run("check", path, out, "--format", "lilim", "--plan-format", "sintef", "--json").stdout)
    assert checked["vehicles"] == figures["vehicles"], checked
    with open(out, "a") as f:
        f.write("Route 99 : 1\n")
    assert "twice" in run("check", path, out, "--format", "lilim", code=2).stderr
    with open(out, "w") as f:
        f.write("Route 1 : 2 1\n")
    assert "/routes/0" in run("check", path, out, "--format", "lilim", code=1).stderr


def test_lanes(folder):
    path = os.path.join(folder, "b.txt")
    with open(path, "w") as f:
        f.write(solomon(2, 40))
    plans = [run("solve", path, "--format", "solomon", "--work", "4000000", "--lanes", "3", "--threads", n, "--out-format", "sintef").stdout
             for n in ("1", "2", "3")]
    assert plans[0] == plans[1] == plans[2], "threads change the plan"
    kept = run("solve", "-", "--format", "solomon", "--work", "100000", "--keep-steps", text=solomon(2, 40)).stdout
    assert kept.startswith("Route 1 :"), kept
    empty = run("solve", path, "--format", "solomon", "--plan-mode").stdout
    assert empty == "", "no steps are no routes"


def test_vrplib(folder):
    """CVRPLIB's files: solved, written, checked and scored here."""
    rng, n = random.Random(5), 25
    points, demand = [(rng.randint(0, 100), rng.randint(0, 100)) for _ in range(n)], [0] + [rng.randint(1, 30) for _ in range(n - 1)]
    lines = ["NAME : made-up", "TYPE : CVRP", "DIMENSION : %d" % n, "EDGE_WEIGHT_TYPE : EUC_2D", "CAPACITY : 100", "NODE_COORD_SECTION"]
    lines += ["%d %d %d" % (k + 1, x, y) for k, (x, y) in enumerate(points)] + ["DEMAND_SECTION"]
    lines += ["%d %d" % (k + 1, d) for k, d in enumerate(demand)] + ["DEPOT_SECTION", "1", "-1", "EOF"]
    path, out = os.path.join(folder, "a.vrp"), os.path.join(folder, "a.sol")
    with open(path, "w") as f:
        f.write("\n".join(lines))
    run("solve", path, "--format", "vrplib", "--work", "300000", "--out", out)
    with open(out) as f:
        solution = f.read().splitlines()
    routes, cost = [[int(k) for k in line.split(":")[1].split()] for line in solution[:-1]], int(solution[-1].split()[1])
    assert sorted(k for route in routes for k in route) == list(range(1, n)) and all(sum(demand[k] for k in route) <= 100 for route in routes)
    tours = [[0] + route + [0] for route in routes]
    assert cost == sum(int(math.dist(points[a], points[b]) + 0.5) for tour in tours for a, b in zip(tour, tour[1:]))
    assert json.loads(run("check", path, out, "--format", "vrplib", "--json").stdout)["cost"] == cost
    with open(out, "w") as f:
        f.write("\n".join(solution[:-1] + ["Cost %d" % (cost - 1)]))
    assert "the cost is %d" % cost in run("check", path, out, "--format", "vrplib", code=1).stderr
    sintef = run("solve", path, "--format", "vrplib", "--work", "1000", "--out-format", "sintef").stdout
    assert sintef.startswith("Route 1 :"), sintef


def test_bad_usage(folder):
    path = os.path.join(folder, "c.txt")
    with open(path, "w") as f:
        f.write("2 100 1\n0 0 0 0 0 100 0 0 0\n1 1 1 5 0 50 0 0 9\n")
    assert "3:9: no such node" in run("solve", path, "--format", "lilim", code=2).stderr
    for words in (("solve",), ("solve", path, "--format", "nothing"), ("solve", path, "--cpu", "-1"), ("solve", path, "--objective", "x"),
                  ("solve", path, "--work", "0"), ("solve", path, path), ("solve", os.path.join(folder, "none")), ("check", path), ("nothing",), ()):
        assert run(*words, code=2).stderr.startswith(("diaodu", "usage")), words
    for words in (("--help",), ("solve", "--help"), ("check", "--help"), ("--version",)):
        assert run(*words).stdout, words


def test_classics(folder):
    for shared in (os.environ.get("DIAODU_SHARED", ""), os.path.join(ROOT, "..", "shared"), os.path.join(ROOT, "..", "..", "shared")):
        if shared and os.path.isfile(os.path.join(shared, "check", "route_check.py")):
            break
    else:
        print("classic instances: skipped, no shared/")
        return
    for name, form in (("lilim/lc101", "lilim"), ("solomon/c101", "solomon"), ("homberger/c1_2_1", "solomon")):
        path, out = os.path.join(shared, "bench", "route", name + ".txt"), os.path.join(folder, "d.sol")
        run("solve", path, "--format", form, "--objective", "vehicles", "--work", "3000000", "--out", out)
        scored = subprocess.run([sys.executable, os.path.join(shared, "check", "route_check.py"), path, out], capture_output=True, text=True)
        assert scored.returncode == 0, name + ": " + scored.stdout
        run("check", path, out, "--format", form)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                test(folder)
                print("ok", name)


main()
