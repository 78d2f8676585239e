"""The stories of consultations (explain, and the report beside them) as a user reads them, on a small day made here.

    explain_consult.py DIAODU

Decisions of that day follow from its hard rules alone; costs are left out of what is compared (a number after "Cost" or before "dearer" is not read),
so that a better price of a specialist does not break a story.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])

NETWORK = {
    "stations": [{"id": "s0", "hospital": "h0", "region": "A", "rooms": 1}, {"id": "s1", "hospital": "h1", "region": "B", "rooms": 2, "gps": 1}],
    "specialists": [
        {"id": "d0", "hospital": "h0", "specialties": ["cardiology"], "licences": ["A"], "languages": ["main"], "on_s": 0, "off_s": 7200},
        {"id": "d1", "hospital": "h1", "specialties": ["cardiology"], "licences": [{"region": "A", "until_s": 900}, "B"], "languages": ["main"],
         "on_s": 0, "off_s": 7200},
        {"id": "d2", "hospital": "h1", "specialties": ["cardiology"], "licences": ["A", "B"], "languages": ["second"], "on_s": 0, "off_s": 7200},
        {"id": "d3", "hospital": "h1", "specialties": ["neurology"], "licences": ["B"], "languages": ["main"], "equipment": ["eeg"],
         "blocks": [[0, 1800]], "on_s": 0, "off_s": 7200},
        {"id": "d4", "hospital": "h2", "specialties": ["neurology"], "licences": ["B"], "languages": ["main"], "on_s": 3000, "off_s": 7200},
    ],
    "target_s": {"stat": 300, "asap": 1800, "urgent": 7200, "routine": 14400}, "weight": {"stat": 100, "asap": 20, "urgent": 5, "routine": 1},
    "resume_s": 120, "keeps_reserve": False}

DAY = """case,opened_s,station,type,specialty,urgency,kind,language,expected_s,duration_s,equipment
a,60,s0,t,cardiology,routine,live,main,1200,1100,
b,300,s0,t,cardiology,stat,live,main,1200,1500,
c,360,s1,t,neurology,stat,live,main,600,500,eeg
d,1000,s0,t,cardiology,asap,live,main,600,700,
"""


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == code, "%s: exit %d, expected %d\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr)
    assert code != 0 or done.stderr == "", "not silent in a pipe: " + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def story(journal, *words):
    text = run("explain", journal, *words)
    text = re.sub(r"#\d+ +", "# ", text)
    text = re.sub(r"Cost .*", "Cost.", text)
    return re.sub(r": ([\d.]+ weighted minutes dearer.*|just as good.*|dearer by less.*)", ": how dear.", text)


def expect(actual, expected):
    lines, wanted = actual.rstrip("\n").split("\n"), expected.strip("\n").split("\n")
    for number, (line, want) in enumerate(zip(lines + [None] * len(wanted), wanted + [None] * len(lines))):
        if line is None and want is None:
            break
        assert line == want, "line %d:\n  is       %r\n  expected %r\nin\n%s" % (number + 1, line, want, actual)


CASE_A = """
00:01:00  # case a opened at s0: routine, live, expected to take 20.0 minutes; needs specialty cardiology; language main.
                  May take it by the hard rules: d0, d1.
00:01:00  # decided: a (routine live) is offered to d0.
                  Allowed by: specialty cardiology; hospital h0, the station's own, where neither licence nor language is asked.
                  2 specialists on duty could take it.  Expected: first contact 00:01:00, end 00:21:00.
                  Cost.
                  Runner-up d1: how dear.
00:01:00  # d0 begins a: first contact 0.0 minutes after it opened, target 240.0.
00:05:00  # decided: d0 is to stop a (routine live) for b (STAT live).
                  It has been worked on for 4.0 of about 20.0 minutes, which are kept; it is interrupted once at most.
00:05:00  # d0 pauses a for b; 4.0 minutes of its work are kept.
00:41:40  # decided: a (routine live) is offered to d0.
                  Allowed by: specialty cardiology; hospital h0, the station's own, where neither licence nor language is asked.
                  1 specialist on duty could take it.  Expected: first contact 00:41:40, end 00:59:45.
                  Cost.
                  There was no runner-up.
00:41:40  # d0 resumes a; 4.0 minutes of its work were kept.
00:58:00  # d0 finishes a after 20.3 minutes of work.
"""

CASE_C = """
00:06:00  # case c opened at s1: STAT, live, expected to take 10.0 minutes; needs specialty neurology; language main; equipment eeg.
                  May take it by the hard rules: d3.
00:06:00  # escalated: c has waited 0.0 minutes; the coordinator is told.
                  May take it:      d3 is in a block until 00:30:00.
00:11:00  # escalated: c has waited 5.0 minutes; specialists off duty are called in: d3.
                  May take it:      d3 is in a block until 00:30:00.
00:16:00  # escalated: c has waited 10.0 minutes; a human must act: transfer the patient, or break the glass.
                  May take it:      d3 is in a block until 00:30:00.
00:30:00  # decided: c (STAT live) is offered to d3.
                  Allowed by: specialty neurology; equipment eeg; hospital h1, the station's own, where neither licence nor language is asked.
                  1 specialist on duty could take it.  Expected: first contact 00:30:00, end 00:40:00.
                  Cost.
                  There was no runner-up.
00:30:00  # d3 begins c: first contact 24.0 minutes after it opened, target 5.0: 19.0 late.
00:38:20  # d3 finishes c after 8.3 minutes of work.
"""

SPECIALIST_D3 = """
00:00:00  # specialist d3 signs on: hospital h1; specialty neurology; licence B; language main; equipment eeg; block from 00:00:00 until 00:30:00.
00:30:00  # decided: c (STAT live) is offered to d3.
                  Allowed by: specialty neurology; equipment eeg; hospital h1, the station's own, where neither licence nor language is asked.
                  1 specialist on duty could take it.  Expected: first contact 00:30:00, end 00:40:00.
                  Cost.
                  There was no runner-up.
00:30:00  # d3 begins c: first contact 24.0 minutes after it opened, target 5.0: 19.0 late.
00:38:20  # d3 finishes c after 8.3 minutes of work.
"""

# Case, specialist, and the answers in the order of the case's offers and escalations.
WHY_NOT = [
    ("a", "d1", ["it was free, and number 2: how dear.", "it has no licence for region A any more: it ended at 00:15:00."]),
    ("a", "d2", ["it does not speak main."] * 2),
    ("b", "d0", ["it is the one."]),
    ("b", "d1", ["it was free, but there was no room; the interruption that made one freed its specialist as well."]),
    ("b", "d3", ["it is not of the specialty cardiology."]),
    ("c", "d3", ["it is in a block until 00:30:00."] * 3 + ["it is the one."]),
    ("c", "d4", ["it has no equipment eeg."] * 4),
]


def replay_day(folder):
    network, day = os.path.join(folder, "network.json"), os.path.join(folder, "day.csv")
    with open(network, "w", encoding="utf-8") as file:
        json.dump(NETWORK, file)
    with open(day, "w", encoding="utf-8") as file:
        file.write(DAY)
    journal, report, work = (os.path.join(folder, name) for name in ("day.journal", "day.html", "work.csv"))
    run("replay", day, "--format", "consult", "--network", network, "--journal", journal, "--report", report, "--out", work)
    return journal, report, work


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def page_data(path):
    return json.loads(read(path).split('id="data">')[1].split("</script>")[0])


def check_stories(journal):
    expect(story(journal, "--case", "a"), CASE_A)
    expect(story(journal, "--case", "c"), CASE_C)
    expect(story(journal, "--specialist", "d3"), SPECIALIST_D3)
    for case, specialist, answers in WHY_NOT:
        text = story(journal, "--case", case, "--why-not", specialist)
        assert re.findall(r"Why not %s: (.*)" % specialist, text) == answers, text
    assert story(journal, "--seq", "1") == "00:00:00  # the network opens.\n"


def check_questions(folder, journal):
    """What has no answer is said, and what is asked of the wrong domain."""
    assert "no case \"zz\"" in run("explain", journal, "--case", "zz", code=1)
    assert "no specialist \"zz\"" in run("explain", journal, "--specialist", "zz", code=1)
    assert "no specialist \"zz\"" in run("explain", journal, "--case", "a", "--why-not", "zz", code=1)
    assert "no record 99999" in run("explain", journal, "--seq", "99999", code=1)
    for words in (("--order", "o"), ("--courier", "c")):
        assert "a journal of consultations" in run("explain", journal, *words, code=2)
    assert "--why-not asks about a --case or an --operation" in run("explain", journal, "--specialist", "d0", "--why-not", "d1", code=2)
    run("explain", journal, "--case", "a", "--specialist", "d0", code=2)
    run("explain", journal, code=2)
    deliveries = os.path.join(folder, "city.journal")
    run("simulate", "--couriers", "8", "--orders", "20", "--hours", "11-12", "--work", "300", "--journal", deliveries)
    for words in (("--case", "a"), ("--specialist", "d0")):
        assert "a journal of deliveries" in run("explain", deliveries, *words, code=2)


def check_reports(folder, journal, report, work):
    """The report, and what a journal gives again: the same page but for its title, the same work, the same figures; cut short, less."""
    again, work_again = os.path.join(folder, "again.html"), os.path.join(folder, "again.csv")
    figures = json.loads(run("replay", journal, "--format", "journal", "--report", again, "--out", work_again, "--json"))
    assert figures["cases"] == 4 and figures["preemptions"] == 1 and figures["stat_in_target_pct"] == 50, figures
    assert read(work) == read(work_again) and read(work).count("\n") == 6
    one, other = page_data(report), page_data(again)
    assert one["title"] == "day.csv" and other["title"] == "day.journal"
    del one["title"], other["title"]
    assert one == other
    assert [row[0] for row in one["cases"]] == ["a", "b", "c", "d"]
    a, c = one["cases"][0], one["cases"][2]
    assert [fact[0] for fact in a[12]] == ["o", "s", "i", "p", "o", "s", "f"], a
    assert a[12][3][3] == 1, "a was cut for b"
    assert one["cuts"] == [0] and one["ladder"] == [2] and c[10] == 3
    assert one["late"] == [[2, 360, []]], one["late"]
    until = os.path.join(folder, "until.html")
    part = json.loads(run("replay", journal, "--format", "journal", "--until", "00:20", "--report", until, "--json"))
    cut = page_data(until)
    assert part["finished"] == 0 and len(cut["cases"]) == 4
    assert [cut["stretches"][i + 4] for i in range(0, len(cut["stretches"]), 6)] == [1, 2], "one cut, one at work still"
    assert json.loads(run("replay", journal, "--format", "journal", "--verify", "--json"))["same"] is True


def main():
    with tempfile.TemporaryDirectory() as folder:
        journal, report, work = replay_day(folder)
        check_stories(journal)
        check_questions(folder, journal)
        check_reports(folder, journal, report, work)
    print("ok")


main()
