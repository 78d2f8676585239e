"""VROOM's own examples, answered: the same keys as VROOM's answers, and cost no higher where both travel on the same matrix.  The third is
planned (-c) on the travel that VROOM's answer shows: then every arrival, load, violation and sum must be VROOM's.

    vroom.py DIAODU

Needs the folder shared/ (DIAODU_SHARED names it) with bench/vroom; without it the test says `skipped`.
"""

import json
import os
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, "%s: exit %d\n%s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr)
    return done.stdout


def keys_of(value):
    """All paths of keys in a document, list items taken together."""
    if isinstance(value, list):
        return set().union(*[keys_of(item) for item in value]) if value else set()
    if not isinstance(value, dict):
        return set()
    return {key for key in value} | {key + "/" + path for key, item in value.items() for path in keys_of(item)}


def without_extra(paths):
    """Keys that depend on flags, on violations found, or that VROOM keeps for old clients only."""
    return {p for p in paths if not any(part in ("geometry", "computing_times", "amount", "duration", "cause", "location_index") for part in p.split("/"))}


def with_matrix(problem, solution):
    """The problem with the legs of the solution as its matrix; legs that it does not drive are long."""
    places, legs = [], {}

    def place(point):
        if point not in places:
            places.append(point)
        return places.index(point)

    for route in solution["routes"]:
        for a, b in zip(route["steps"], route["steps"][1:]):
            legs[place(a["location"]), place(b["location"])] = (b["duration"] - a["duration"], b["distance"] - a["distance"])
    for vehicle in problem["vehicles"]:
        vehicle["start_index"], vehicle["end_index"] = place(vehicle["start"]), place(vehicle["end"])
    for job in problem["jobs"]:
        job["location_index"] = place(job["location"])
    table = [[(0, 0) if i == j else legs.get((i, j), (9000, 90000)) for j in range(len(places))] for i in range(len(places))]
    problem["matrices"] = {"car": {key: [[cell[z] for cell in row] for row in table] for z, key in enumerate(("durations", "distances"))}}
    return problem


def violations(item):
    return sorted((v["cause"], v.get("duration")) for v in item["violations"])


def check_plan_mode(folder):
    """Example 3 has a route that starts before its shift, so that less is late in all."""
    with open(folder + "/example_3.json", encoding="utf-8") as problem, open(folder + "/example_3_sol.json", encoding="utf-8") as solution:
        expected = json.load(solution)
        problem = with_matrix(json.load(problem), expected)
    with tempfile.TemporaryDirectory() as own:
        path, out = os.path.join(own, "problem.json"), os.path.join(own, "plan.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(problem, file)
        run("solve", path, "--format", "vroom", "--plan-mode", "--out", out)
        run("check", path, out, "--format", "vroom")
        run("check", path, folder + "/example_3_sol.json", "--format", "vroom")
        assert json.loads(run("solve", path, "--format", "vroom", code=2))["error"] == "Route over capacity for vehicle 1."
        with open(out, encoding="utf-8") as file:
            answer = json.load(file)
    for a, b in zip([answer["summary"]] + answer["routes"], [expected["summary"]] + expected["routes"]):
        assert all(a[key] == b[key] for key in ("cost", "duration", "waiting_time", "service", "setup", "priority", "delivery")), (a, b)
        assert violations(a) == violations(b)
    for a, b in zip(answer["routes"], expected["routes"]):
        for mine, theirs in zip(a["steps"], b["steps"]):
            assert all(mine[key] == theirs[key] for key in theirs if key not in ("distance", "violations")), (mine, theirs)
            assert violations(mine) == violations(theirs), (mine, theirs)
    print("example 3 in plan mode: every step as VROOM's")


def main():
    folder = next((f for f in (os.environ.get("DIAODU_SHARED"), os.path.join(ROOT, "..", "shared"), os.path.join(ROOT, "shared"))
                   if f and os.path.isdir(os.path.join(f, "bench", "vroom"))), None)
    if folder is None:
        print("skipped: no folder shared/bench/vroom")
        return 77
    for number, words in ((1, ("--work", "200000")), (2, ("--work", "200000")), (3, ("--plan-mode",))):
        path = os.path.join(folder, "bench", "vroom", "example_%d" % number)
        answer = json.loads(run("solve", path + ".json", "--format", "vroom", *words))
        with open(path + "_sol.json", encoding="utf-8") as file:
            expected = json.load(file)
        missing = without_extra(keys_of(expected)) - without_extra(keys_of(answer))
        assert answer["code"] == 0 and not missing, "example %d lacks %s" % (number, sorted(missing))
        assert answer["summary"]["unassigned"] <= expected["summary"]["unassigned"], "example %d leaves tasks out" % number
        if number == 2:
            assert answer["summary"]["cost"] <= expected["summary"]["cost"], "example 2 costs %d" % answer["summary"]["cost"]
            assert answer["routes"] == expected["routes"], "example 2: other routes"
            run("check", path + ".json", path + "_sol.json", "--format", "vroom")
        print("example %d: cost %d, VROOM's answer %d" % (number, answer["summary"]["cost"], expected["summary"]["cost"]))
    check_plan_mode(os.path.join(folder, "bench", "vroom"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
