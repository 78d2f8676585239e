"""The simulated factory (simulate --domain shop, replay of its journal) as a user runs it; every option of it once.

    plant.py DIAODU
"""

import json
import os
import re
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
SMALL = ["simulate", "--domain", "shop", "--preset", "workshop", "--days", "4", "--seed", "3"]


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=200)
    assert done.returncode == code, "%s: exit %d, expected %d\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr)
    assert code != 0 or done.stderr == "", "not silent in a pipe: " + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def figures(text):
    """Without what depends on the machine."""
    result = json.loads(text)
    for row in [result, *result["compared"]]:
        for key in ("cpu_s", "most_cpu_s"):
            row.pop(key)
    return result


def page_data(path):
    with open(path, encoding="utf-8") as file:
        return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read(), re.S).group(1))


def check_repeats(folder):
    journal, page = os.path.join(folder, "month.journal"), os.path.join(folder, "month.html")
    words = SMALL + ["--work", "3000", "--json"]
    first = figures(run(*words, "--journal", journal, "--report", page))
    assert first == figures(run(*words)), "a second run differs"
    assert first == figures(run(*words, "--threads", "2")), "threads change the month"
    assert first["policy"] == "search" and first["done"] == first["orders"] > 20 and first["new_plans"] > 10 and first["failures"] > 0, first
    assert first["dispatches"] >= first["setups"] > 0
    data = page_data(page)
    assert set(data["ops"][::13]) <= set(data["planned"][::4]) and len(data["jobs"]) == first["orders"] + first["cancelled"]
    assert len(data["outages"]) // 3 == first["failures"] and data["run"] is True
    check_journal(folder, journal, first)


def check_journal(folder, journal, first):
    again = figures(run("replay", journal, "--format", "journal", "--json", "--report", os.path.join(folder, "again.html")))
    for key in ("orders", "done", "late", "weighted_tardiness_h", "lead_mean_h", "orders_a_day", "setup_h", "busy_pct", "new_plans", "moved_a_plan", "work"):
        assert again[key] == first[key], (key, again[key], first[key])
    assert page_data(os.path.join(folder, "again.html"))["ops"] == page_data(os.path.join(folder, "month.html"))["ops"]
    assert json.loads(run("replay", journal, "--format", "journal", "--verify", "--json"))["same"] is True
    assert "orders" in run("replay", journal, "--format", "journal", "--until", "500")


def check_policies(folder):
    """Every policy meets the same orders, and the comparison is what each gives alone."""
    page = os.path.join(folder, "compared.html")
    all_ = figures(run(*SMALL, "--work", "2000", "--compare", "--json", "--report", page))
    rows = {row["policy"]: row for row in [all_, *all_["compared"]]}
    assert sorted(rows) == sorted(["search", "fifo", "edd", "spt", "mwkr", "slack", "atc", "atcs"])
    assert len({(row["orders"], row["cancelled"]) for row in rows.values()}) == 1, "the months differ"
    assert all(row["done"] == row["orders"] for row in rows.values())
    assert len({row["lead_mean_h"] for row in rows.values()}) > 4, "the policies do not differ"
    alone = figures(run(*SMALL, "--policy", "fifo", "--json"))
    alone.pop("compared")
    assert alone == rows["fifo"] and alone["new_plans"] == 0
    assert [plan[0] for plan in page_data(page)["plans"]][:2] == ["Search", "FIFO"]
    text = run(*SMALL, "--policy", "atcs", "--compare", "--work", "1000")
    assert "Against FIFO" in text and text.count(" %  ") >= 8


def check_sizes(folder):
    calm = figures(run("simulate", "--domain", "shop", "--machines", "6", "--jobs", "12", "--days", "2", "--calm", "--policy", "edd", "--json"))
    assert calm["failures"] == calm["cancelled"] == calm["recalls"] == 0 and calm["orders"] == calm["done"] == 12
    light, heavy = (figures(run(*SMALL, "--policy", "fifo", "--load", load, "--json")) for load in ("30", "110"))
    assert light["orders"] < heavy["orders"] and light["lead_mean_h"] < heavy["lead_mean_h"]


def check_bad_usage(folder):
    for words, said in ((["--couriers", "5"], "--couriers is not an option of --domain shop"), (["--policy", "nearest"], "--policy is not an option"),
                        (["--preset", "megacity"], "--preset is not an option"), (["--until", "12:00"], "--until is not an option"),
                        (["--machines", "2"], "--machines"), (["--policy", "luck"], "--policy")):
        assert said in run("simulate", "--domain", "shop", *words, code=2), words
    assert "--machines is not an option of --domain delivery" in run("simulate", "--machines", "5", code=2)
    assert "--policy is not an option of --domain delivery" in run("simulate", "--policy", "fifo", code=2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_repeats, check_policies, check_sizes, check_bad_usage):
            check(folder)
            print("ok", check.__name__)


main()
