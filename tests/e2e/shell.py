"""The program and its surroundings: odd values, bad files, full disks, closed pipes, interrupts.

    shell.py DIAODU

Every failure is one line that names the place, with the right exit code, and leaves no half-written file.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

DIAODU = os.path.abspath(sys.argv[1])
PROBLEM = {"vehicles": [{"id": 1, "start_index": 0, "end_index": 0}],
           "jobs": [{"id": k, "location_index": k} for k in range(1, 9)],
           "matrices": {"car": {"durations": [[abs(a - b) * 10 for b in range(9)] for a in range(9)]}}}


def run(*words, code=0, text=None, **more):
    done = subprocess.run([DIAODU, *words], capture_output="stdout" not in more, input=text, timeout=120,
                          **(dict(more, stderr=subprocess.PIPE) if "stdout" in more else more))
    assert done.returncode == code, "%s: exit %d, expected %d: %s" % (" ".join(words), done.returncode, code, done.stderr)
    said = done.stderr.decode()
    assert code == 0 or (said.startswith("diaodu") and said.count("\n") == 1), said
    return said, (done.stdout or b"").decode()


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    return path


def solve(path, *words, **more):
    return run("solve", path, "--format", "vroom", "--work", "2000", *words, **more)


def test_numbers(folder):
    path = write(folder, "p.json", json.dumps(PROBLEM))
    for option, values in (("--cpu", ("0", "nan", "inf", "-1", "", "1e9", "1e-9", "0x10", "5s", " 5")), ("--threads", ("0", "257", "1.5", "+1")),
                           ("--seed", ("18446744073709551616", "-1", "x")), ("--work", ("0", "1e6", "99999999999999999999")), ("--lanes", ("65",))):
        for value in values:
            said, _ = run("solve", path, "--format", "vroom", option, value, code=2)
            assert option in said and '"%s"' % value in said, said
    solve(path, "--seed", "18446744073709551615")
    assert "needs a value" in run("solve", path, "--seed", code=2)[0]
    assert "no option" in run("solve", path, "--sed=1", code=2)[0]


def test_files(folder):
    """Files that are not there, folders, empty ones, noise, other line ends, marks at the beginning."""
    good = json.dumps(PROBLEM)
    for name, said in ((os.path.join(folder, "none"), "No such file"), (folder, "Is a directory"), (write(folder, "empty", ""), "the input is empty"),
                       (write(folder, "noise", bytes(range(256)) * 20), "expected")):
        words, answer = solve(name, code=2)
        assert said in words and name in words, words
        assert json.loads(answer)["code"] == 2 and said in json.loads(answer)["error"]
        for form in ("json", "csv", "lilim", "solomon", "vrplib"):
            assert name in run("solve", name, "--format", form, code=2)[0]
    crlf, mark = write(folder, "crlf", good.replace(", ", ",\r\n")), write(folder, "mark", b"\xef\xbb\xbf" + good.encode())
    plans = [json.loads(solve(path)[1]) for path in (write(folder, "good", good), crlf, mark)]
    assert plans[0]["routes"] == plans[1]["routes"] == plans[2]["routes"] and plans[0]["summary"]["cost"] == 160
    assert solve("-", text=good.encode())[1]


def test_outputs(folder):
    """The old file stays whole until the new one is; nothing else is left behind."""
    path, own = write(folder, "p.json", json.dumps(PROBLEM)), os.path.join(folder, "own")
    os.mkdir(own)
    out = write(own, "plan", "old")
    os.chmod(out, 0o640)
    solve(path, "--out", out)
    with open(out, encoding="utf-8") as f:
        assert json.load(f)["code"] == 0
    assert os.listdir(own) == ["plan"] and os.stat(out).st_mode & 0o777 == 0o640
    link = os.path.join(own, "link")
    os.symlink("plan", link)
    solve(path, "--out", link)
    assert os.path.islink(link) and sorted(os.listdir(own)) == ["link", "plan"]
    for place, why in ((os.path.join(folder, "none", "plan"), "No such file"), (folder, "Is a directory"), ("/dev/full", "No space left"), ("", "No such file")):
        said, answer = solve(path, "--out", place, code=1)
        assert place in said and why in said and answer == "", said
        assert why in run("solve", path, "--format", "vroom", "--out-format", "csv", "--work", "9", "--out", place, code=2)[0]
    assert sorted(os.listdir(own)) == ["link", "plan"]


def test_standard_output(folder):
    path, plan = write(folder, "p.json", json.dumps(PROBLEM)), os.path.join(folder, "plan")
    solve(path, "--out", plan)
    with open("/dev/full", "wb") as full:
        for words in (("--help",), ("--version",), ("solve", "--help"), ("check", path, plan, "--format", "vroom")):
            assert "No space left" in run(*words, code=2, stdout=full)[0], words
        assert "No space left" in solve(path, code=1, stdout=full)[0]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([DIAODU, "solve", path, "--format", "vroom", "--work", "9"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode in (1, -signal.SIGPIPE), done # as for every tool: killed by the pipe, unless the caller ignores that


def test_full_disk(folder):
    """A disk that fills while the plan is written: the old plan stays, no part of the new one does."""
    path, out = write(folder, "p.json", json.dumps(PROBLEM)), write(folder, "plan", "old")
    script = "ulimit -f 1; trap '' XFSZ; exec \"$0\" solve \"$1\" --format vroom --work 9 --out \"$2\""
    done = subprocess.run(["bash", "-c", script, DIAODU, path, out], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "File too large" in done.stderr and out in done.stderr, done
    with open(out, encoding="utf-8") as f:
        assert f.read() == "old"
    assert sorted(os.listdir(folder)) == ["p.json", "plan"]


def test_interrupts(folder):
    path = write(folder, "p.json", json.dumps(PROBLEM))
    for number in (signal.SIGINT, signal.SIGTERM):
        out = os.path.join(folder, "plan-%d" % number)
        process = subprocess.Popen([DIAODU, "solve", path, "--format", "vroom", "--work", "4000000000000", "--out", out, "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with open("/proc/%d/stat" % process.pid, encoding="ascii") as f:
            while int(f.read().split()[13]) < 20: # a fifth of a second of its processor time
                time.sleep(0.02)
                f.seek(0)
        process.send_signal(number)
        figures, said = process.communicate(timeout=60)
        assert process.returncode == 0 and said == "diaodu solve: interrupted: this is the best plan so far\n", (process.returncode, said)
        figures = json.loads(figures)
        run("check", path, out, "--format", "vroom")
        again = os.path.join(folder, "again")
        run("solve", path, "--format", "vroom", "--work", str(figures["work"]), "--horizon", str(figures["horizon"]), "--out", again)
        plans = []
        for name in (out, again):
            with open(name, encoding="utf-8") as f:
                plans.append(json.load(f))
            del plans[-1]["summary"]["computing_times"]
        assert plans[0] == plans[1], "the work that was done does not repeat the plan"


def test_budget(folder):
    """Processor time stays within a tenth of the budget, in tiny problems and in big ones."""
    n = 1200
    big = {"vehicles": [{"id": k, "start_index": 0, "end_index": 0, "capacity": [40]} for k in range(60)],
           "jobs": [{"id": k, "location_index": k, "delivery": [1]} for k in range(1, n)],
           "matrices": {"car": {"durations": [[(a * 7919 + b * 104729) % 997 for b in range(n)] for a in range(n)]}}}
    for name, problem, budget in (("tiny", PROBLEM, 0.3), ("big", big, 5.0)):
        path = write(folder, name, json.dumps(problem))
        figures = json.loads(run("solve", path, "--format", "vroom", "--cpu", str(budget), "--json", "--out", os.path.join(folder, "plan"))[1])
        assert figures["cpu_s"] <= budget * 1.1 and figures["work"] > 0, (name, figures)


def main():
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as folder:
                test(folder)
            print("ok", name)


main()
