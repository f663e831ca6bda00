#!/usr/bin/python3
"""openvfa batch and merge on made-up exports: routing, resume after kills, faults, shards.

OPENVFA_KILLS: how often the kill test kills; default 100.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import pydicom

from batch_run import PROGRAM, arguments, artefacts, make_export, rows, run, tables, wait_for_results

KILLS = int(os.environ.get("OPENVFA_KILLS", "100"))


class BatchTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix="openvfa-batch-")
        cls.export, cls.skipped, cls.failed = make_export.make(PROGRAM, f"{cls.scratch}/e", 6)
        cls.whole = pathlib.Path(cls.scratch, "whole")
        cls.first = run(arguments(cls.export, cls.whole, "--log-file", f"{cls.scratch}/log"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.scratch)

    def setUp(self):
        self.out = pathlib.Path(tempfile.mkdtemp(dir=self.scratch), "out")

    def one_film(self, name="film.dcm", **changes):
        root = tempfile.mkdtemp(dir=self.scratch)
        make_export.save(f"{self.scratch}/e.films/phantom-5-00000.dcm", os.path.join(root, name), 77, 1, **changes)
        return root

    def test_everything_has_a_verdict(self):
        self.assertEqual(self.first.returncode, 4, self.first.stderr)  # two files are broken
        routing = rows(self.whole, "routing.csv")
        count = lambda verdict: sum(row["verdict"] == verdict for row in routing)
        self.assertEqual((count("assess"), count("skip"), count("fail")), (6, self.skipped, self.failed))
        self.assertTrue(all(row["reason"] for row in routing))
        reasons = {row["path"]: row["reason"] for row in routing}
        self.assertIn("CT", reasons["foreign/ct"])
        self.assertIn("FEMUR", reasons["foreign/femur.dcm"].upper())
        self.assertIn("without an image", reasons["foreign/report.dcm"])
        self.assertIn("same SOP instance", reasons["zz copy/of the first.dcm"])
        self.assertEqual(len(rows(self.whole, "studies.csv")), 6)
        self.assertEqual(len(artefacts(self.whole)), 12)
        self.assertIn("studies/2.25.900.3/2.25.902.3.1.json", artefacts(self.whole))

    def test_no_path_or_patient_in_messages(self):
        said = self.first.stderr + self.first.stdout + pathlib.Path(self.scratch, "log").read_text()
        for word in ("study 0", "IM1", "Phantom", "femur", self.scratch):
            self.assertNotIn(word, said)
        for line in pathlib.Path(self.scratch, "log").read_text().splitlines():
            json.loads(line)

    def test_a_finished_run_is_not_redone(self):
        before = {path: path.stat().st_mtime_ns for path in self.whole.rglob("*.json")}
        again = run(arguments(self.export, self.whole))
        self.assertEqual(again.returncode, 4)
        self.assertIn("the pixels of 0 read in this run", again.stderr)
        self.assertEqual(before, {path: path.stat().st_mtime_ns for path in self.whole.rglob("*.json")})

    def test_other_options_are_refused(self):
        shutil.copytree(self.whole, self.out)
        other = arguments(self.export, self.out)
        other[other.index("json,csv")] = "json"
        refused = run(other)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--format", refused.stderr)
        self.assertEqual(run([*other, "--fresh"]).returncode, 4)
        self.assertFalse(list(self.out.rglob("2.25*.csv")))

    def test_killed_at_any_moment(self):
        dice = random.Random(11)
        began = time.monotonic()
        run(arguments(self.export, self.out))
        duration = time.monotonic() - began
        expected = tables(self.out)
        self.assertEqual(expected, tables(self.whole))
        files = artefacts(self.out)
        killed = 0
        shutil.rmtree(self.out)
        while killed < KILLS:
            process = subprocess.Popen(arguments(self.export, self.out), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=dice.uniform(0, duration / 2))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
                continue
            self.assertEqual(tables(self.out), expected)  # it got to the end: the next ones begin anew
            self.assertEqual(artefacts(self.out), files)
            shutil.rmtree(self.out)
        self.assertEqual(run(arguments(self.export, self.out)).returncode, 4)
        self.assertEqual(tables(self.out), expected)
        self.assertEqual(artefacts(self.out), files)

    def test_interrupt_finishes_what_is_in_hand(self):
        process = subprocess.Popen(arguments(self.export, self.out), stderr=subprocess.PIPE, text=True)
        wait_for_results(process, self.out)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=100)
        self.assertEqual(process.returncode, 130)
        done = len(rows(self.out, "studies.csv"))
        self.assertEqual(done, len(list(self.out.rglob("2.25*.json"))))
        run(arguments(self.export, self.out))
        self.assertEqual(tables(self.out), tables(self.whole))

    def test_shards_make_the_same_tables(self):
        shards = [f"{self.out}.{i}" for i in range(4)]
        for i, shard in enumerate(shards):
            run(arguments(self.export, shard, "--shard", f"{i}/4"))
        merged = run([PROGRAM, "merge", *shards, "--out", str(self.out), "--quiet"])
        self.assertEqual(merged.returncode, 4, merged.stderr)
        self.assertEqual(tables(self.out), tables(self.whole))
        self.assertEqual(artefacts(self.out), artefacts(self.whole))
        merge = lambda *given: run([PROGRAM, "merge", *given, "--out", f"{self.out}.wrong"])
        missing, twice = merge(*shards[:3]), merge(*shards, shards[1])
        self.assertEqual((missing.returncode, twice.returncode), (3, 3))
        self.assertIn("missing: 3", missing.stderr)
        self.assertIn("twice", twice.stderr)
        self.assertFalse(pathlib.Path(f"{self.out}.wrong", "ledger.sqlite").exists())

    def test_shard_from_the_environment(self):
        environment = {**os.environ, "JOB_COMPLETION_INDEX": "1", "JOB_COMPLETIONS": "4"}
        run(arguments(self.export, self.out, "--shard", "auto"), env=environment)
        by_hand = pathlib.Path(f"{self.out}.hand")
        run(arguments(self.export, by_hand, "--shard", "1/4"))
        self.assertEqual(tables(self.out), tables(by_hand))

    def fault(self, kind, *more):
        environment = {**os.environ, "OPENVFA_TEST_FAULT": f"{kind}:study 00003"}
        outcome = run(arguments(self.export, self.out, *more), env=environment)
        self.assertEqual(outcome.returncode, 4, outcome.stderr)
        broken = [row for row in rows(self.out, "failures.csv") if "study 00003" in row["path"]]
        self.assertEqual(len(broken), 1)
        self.assertEqual(len(rows(self.out, "studies.csv")), 5)
        run(arguments(self.export, self.out))  # the fault is gone: so is the gap
        self.assertEqual(tables(self.out), tables(self.whole))
        return broken[0]["cause"]

    def test_a_film_that_crashes_fails_alone(self):
        self.assertIn("signal 6", self.fault("crash"))

    def test_a_film_that_hangs_fails_alone(self):
        self.assertIn("--timeout-s", self.fault("hang", "--timeout-s", "20"))

    def test_a_film_that_takes_all_memory_fails_alone(self):
        self.assertIn("memory", self.fault("grow", "--memory-mb", "3000"))

    def test_odd_names(self):
        root = self.one_film("a b/new\nline, \"quoted\".dcm")
        source = f"{self.scratch}/e.films/phantom-5-00001.dcm"
        os.makedirs(os.path.join(os.fsencode(root), b"\xff\xfe"))
        shutil.copy(source, os.path.join(os.fsencode(root), b"\xff\xfe", b"f\xe4lm"))
        outcome = run(arguments(root, self.out))
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual({row["path"] for row in rows(self.out, "routing.csv")},
                         {'a b/new%0Aline, "quoted".dcm', "%FF%FE/f%E4lm"})

    def test_plain_images_keep_their_path(self):
        root = tempfile.mkdtemp(dir=self.scratch)
        run([PROGRAM, "phantom", "--quiet", "--out", f"{root}/deep", "--seed", "5", "--framing", "dxa"])
        self.assertEqual(run(arguments(root, self.out)).returncode, 0)
        self.assertIn("studies/plain/deep/phantom-5-00000.png.json", artefacts(self.out))
        nothing = run(arguments(root, f"{self.out}.dicom", "--select", "dicom"))
        self.assertEqual(nothing.returncode, 3, nothing.stderr)

    def test_a_header_that_says_nothing_is_decided_from_the_pixels(self):
        root = self.one_film(ProtocolName="", PerformedProcedureStepDescription="", SeriesDescription="", ManufacturerModelName="", Manufacturer="")
        run(arguments(root, self.out))
        row = rows(self.out, "routing.csv")[0]
        self.assertIn("pixels", row["reason"])
        self.assertEqual(row["verdict"], "assess")
        blank = pydicom.dcmread(f"{root}/film.dcm")
        blank.PixelData = b"\x40" * len(blank.PixelData)
        blank.save_as(f"{root}/film.dcm")
        run(arguments(root, f"{self.out}.blank"))
        row = rows(f"{self.out}.blank", "routing.csv")[0]
        self.assertEqual(row["verdict"], "skip", row)
        self.assertIn("no spine", row["reason"])

    def test_a_list_with_a_file_that_is_gone(self):
        film = f"{self.one_film()}/film.dcm"
        outcome = run([*arguments("-", self.out)], input=f"{film}\n{film}.gone\n")
        self.assertEqual(outcome.returncode, 4)
        failures = rows(self.out, "failures.csv")
        self.assertEqual([row["stage"] for row in failures], ["route"])
        self.assertEqual(len(rows(self.out, "studies.csv")), 1)

    def test_dicomdir(self):
        directory = make_export.make_disc(PROGRAM, tempfile.mkdtemp(dir=self.scratch), 2)
        outcome = run(arguments(directory, self.out))
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual([row["path"] for row in rows(self.out, "routing.csv")], ["IMAGES/IM1", "IMAGES/IM2"])

    def test_deidentified(self):
        secrets = [b"2.25.900.", b"2.25.902.", b"Phantom^", self.scratch.encode(), b"study 0000", b"IM1"]
        shards = [f"{self.out}.{i}" for i in range(2)]
        options = ["--deidentify", "--uid-map", f"{self.out}.map.csv"]
        for i, shard in enumerate(shards):
            self.assertIn(run(arguments(self.export, shard, *options, "--shard", f"{i}/2")).returncode, (0, 4))
        self.assertEqual(run([PROGRAM, "merge", *shards, "--out", str(self.out)]).returncode, 4)
        whole = f"{self.out}.whole"
        run(arguments(self.export, whole, *options))
        self.assertEqual(artefacts(self.out), artefacts(whole))
        self.assertEqual(tables(self.out), tables(whole))
        found = {**artefacts(whole), **{name: tables(whole)[name] for name in ("vertebrae.csv", "studies.csv")}}
        self.assertEqual(len(found), 3 * 6 + 2)  # JSON, CSV and film of each
        for name, content in found.items():
            for secret in secrets:
                self.assertNotIn(secret, content, name)
                self.assertNotIn(secret, name.encode())
        uids = [row["sop_instance_uid"] for row in rows(whole, "studies.csv")]
        named = [(row["study_instance_uid"], row["sop_instance_uid"]) for row in rows(whole, "studies.csv")]
        self.assertEqual(named, sorted(named))
        for study, uid in named:
            film = pydicom.dcmread(pathlib.Path(whole, "studies", study, f"{uid}.film.dcm"))
            self.assertEqual((film.StudyInstanceUID, film.SOPInstanceUID, film.PatientName), (study, uid, ""))
        self.assertIn("--deidentify", run(arguments(self.export, whole)).stderr)

    def test_deidentified_and_killed(self):
        process = subprocess.Popen(arguments(self.export, self.out, "--deidentify"), stderr=subprocess.DEVNULL)
        wait_for_results(process, self.out, 2)
        process.kill()
        process.wait()
        run(arguments(self.export, self.out, "--deidentify"))
        self.assertEqual(len(artefacts(self.out)), 3 * 6)
        self.assertEqual(len(rows(self.out, "studies.csv")), 6)
        again = run(arguments(self.export, self.out, "--deidentify"))
        self.assertIn("the pixels of 0 read in this run", again.stderr)
        fewer = arguments(self.export, self.out, "--deidentify", "--fresh")
        fewer[fewer.index("json,csv")] = "json"
        run(fewer)
        self.assertEqual(len(artefacts(self.out)), 2 * 6)  # those of before are gone, under their new names, too

    def test_plain_images_deidentified(self):
        root = tempfile.mkdtemp(dir=self.scratch)
        run([PROGRAM, "phantom", "--quiet", "--out", f"{root}/Doe", "--seed", "5", "--framing", "dxa"])
        self.assertEqual(run(arguments(root, self.out, "--deidentify")).returncode, 0)
        names = list(artefacts(self.out))
        self.assertEqual([name.split(".", 1)[1] for name in names], ["csv", "json"])
        self.assertRegex(names[0], "^studies/plain/film-[0-9a-f]{16}.csv$")
        self.assertNotIn(b"Doe", b"".join(artefacts(self.out).values()))

    def test_risk_from_a_patient_and_a_table_of_densitometry(self):
        patient, table = f"{self.out}.patient.json", f"{self.out}.density.csv"
        pathlib.Path(patient).write_text(json.dumps({"age_years": 71, "sex": "female"}))
        pathlib.Path(table).write_text(
            "StudyInstanceUID,maker,femoral_neck_bmd\n2.25.900.3,hologic,0.600\n2.25.900.77,hologic,0.700\n")
        options = ("--patient", patient, "--densitometry", table)
        self.assertEqual(run(arguments(self.export, self.out, *options)).returncode, 4)
        self.assertEqual(len(rows(self.out, "studies.csv")), 6)  # a study without a row in the table is no failure
        results = {row["study_instance_uid"]: json.loads(pathlib.Path(
            self.out, "studies", row["study_instance_uid"], row["sop_instance_uid"] + ".json").read_text())
            for row in rows(self.out, "studies.csv")}
        with_density = {study for study, result in results.items() if result.get("densitometry")}
        self.assertTrue(all(result.get("risk") for result in results.values()))
        self.assertEqual(with_density, {"2.25.900.3"})
        pathlib.Path(patient).write_text(json.dumps({"age_years": 72, "sex": "female"}))
        other = run(arguments(self.export, self.out, *options))
        self.assertEqual(other.returncode, 2)
        self.assertIn("--patient", other.stderr)
        self.assertNotIn("--densitometry", other.stderr)
        pathlib.Path(table).write_text("StudyInstanceUID,colour\n1.2,red\n")
        broken = run(arguments(self.export, f"{self.out}.broken", *options))
        self.assertEqual(broken.returncode, 3, broken.stderr)
        self.assertFalse(pathlib.Path(f"{self.out}.broken", "ledger.sqlite").exists())

    def test_results_that_cannot_be_written(self):
        (self.out / "studies").mkdir(parents=True)
        blocked = self.out / "studies" / "2.25.900.2"  # a file where a folder for results should be
        blocked.write_text("in the way")
        self.assertEqual(run(arguments(self.export, self.out)).returncode, 4)
        failures = {row["path"]: row for row in rows(self.out, "failures.csv")}
        self.assertEqual(failures["2/study 00002/IM1"]["stage"], "write")
        self.assertEqual(len(rows(self.out, "studies.csv")), 5)
        blocked.unlink()
        run(arguments(self.export, self.out))
        self.assertEqual(tables(self.out), tables(self.whole))

    def most_memory(self, files):
        """Of any process of a run over so many tiny files, in KiB."""
        root = tempfile.mkdtemp(dir=self.scratch)
        for i in range(files):
            folder = os.path.join(root, str(i // 500))
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f"note {i}"), "w") as file:
                file.write("no film")
        out = f"{self.out}.{files}"
        process = subprocess.Popen(arguments(root, out, "--quiet"), stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 3)  # nothing to assess
        self.assertEqual(len(rows(out, "routing.csv")), files)
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_export(self):
        self.assertLess(self.most_memory(10000), 1.1 * self.most_memory(100))

    def test_two_runs_at_once(self):
        environment = {**os.environ, "OPENVFA_TEST_FAULT": "hang:study"}
        process = subprocess.Popen(arguments(self.export, self.out), stderr=subprocess.DEVNULL, env=environment)
        while not (self.out / "ledger.sqlite-wal").exists() or not list((self.out).glob("studies/*")):
            time.sleep(0.01)
        second = run(arguments(self.export, self.out))
        process.kill()
        process.wait()
        self.assertEqual(second.returncode, 2)
        self.assertIn("Another run", second.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
