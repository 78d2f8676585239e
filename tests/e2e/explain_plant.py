"""The stories of a factory (explain) as a user reads them, on two made-up days.

    explain_plant.py DIAODU
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile

DIAODU = os.path.abspath(sys.argv[1])
SKIPPED = 77


def run(*words, code=0):
    done = subprocess.run([DIAODU, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200)
    assert done.returncode == code, (words, done.returncode, done.stdout[-2000:])
    return done.stdout


def main():
    if "--domain shop" not in run("simulate", "--help"):
        print("skipped: this build simulates no factory")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        journal, ward = os.path.join(folder, "f.journal"), os.path.join(folder, "w.journal")
        run("simulate", "--domain", "shop", "--preset", "workshop", "--days", "2", "--load", "95", "--seed", "3", "--work", "5000", "--journal", journal)
        with sqlite3.connect("file:%s?mode=ro" % journal, uri=True) as base:
            dispatch = base.execute("SELECT seq FROM record WHERE kind = 80 LIMIT 1").fetchone()[0]
        said = run("explain", journal, "--seq", str(dispatch))
        match = re.search(r"(\S+) does (\S+)/(\S+) now", said)
        assert match, said
        machine, job, operation = match.groups()
        story = run("explain", journal, "--job", job)
        for words in ("job %s is released" % job, "is planned: ", "does %s/%s now" % (job, operation), "has finished %s/%s" % (job, operation),
                      "At the end %s/%s is finished on %s" % (job, operation, machine)):
            assert words in story, (words, story)
        one = run("explain", journal, "--operation", "%s/%s" % (job, operation), "--why-not", machine)
        assert "Why %s/%s is not on %s: it is finished." % (job, operation, machine) in one and "job %s is released" % job in one, one
        day = run("explain", journal, "--machine", machine)
        assert "%s starts %s/%s" % (machine, job, operation) in day, day
        for words in (("--job", "zz"), ("--operation", "zz/1"), ("--machine", "zz")):
            assert 'no %s "%s"' % (words[0][2:], words[1]) in run("explain", journal, *words, code=1)
        assert 'no machine "zz"' in run("explain", journal, "--operation", "%s/%s" % (job, operation), "--why-not", "zz", code=1)
        assert "a journal of a factory" in run("explain", journal, "--case", "a", code=2)
        run("explain", journal, "--job", job, "--machine", machine, code=2)
        open_seq = str(dispatch)
        text = run("explain", journal, "--seq", open_seq, "--what-if", "due=%s:-1000,up=%s" % (job, machine), code=2)
        assert "the machine is not down" in text, text
        text = run("explain", journal, "--seq", open_seq, "--what-if", "due=%s:-1000" % job)
        was, then = re.findall(r"weighted tardiness ([0-9.]+) h", text)
        assert float(then) > float(was) and "-> late" in text, text
        assert "no job's lateness changes" in run("explain", journal, "--seq", open_seq, "--what-if", "due=%s:+0" % job)
        assert 'no machine "zz"' in run("explain", journal, "--seq", open_seq, "--what-if", "open=zz", code=1)
        assert "cannot read" in run("explain", journal, "--seq", open_seq, "--what-if", "sun=zz", code=2)
        run("simulate", "--domain", "consult", "--cases", "20", "--journal", ward)
        assert "a journal of consultations" in run("explain", ward, "--job", job, code=2)
    return 0


sys.exit(main())
