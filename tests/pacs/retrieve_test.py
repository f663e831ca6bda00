"""Fetches from a real archive (Orthanc, on loopback), and receives what it and DCMTK's tools send.

Usage: retrieve_test.py OPENVFA [UNITTEST ARGUMENTS]
"""
import csv
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time
import unittest

import pydicom
from pydicom.uid import ImplicitVRLittleEndian, generate_uid

from pacs_run import (PROGRAM, TITLE, Archive, Case, dataset_bytes, free_port, make_certificate, make_film, must,
                      objects_in, run, tls_settings)

CT = "1.2.840.10008.5.1.4.1.1.2"
SR = "1.2.840.10008.5.1.4.1.1.88.11"
SECRET = "SECRET-4711"


class Study:
    """Some objects made of one film, on disk and by UID."""

    def __init__(self, film, folder, date, series):
        self.uid, self.files, self.modality_of = generate_uid(), {}, {}
        folder.mkdir(parents=True, exist_ok=True)
        for modality, count in series:
            series_uid = generate_uid()
            for _ in range(count):
                dataset = pydicom.dcmread(film)
                dataset.StudyInstanceUID, dataset.SeriesInstanceUID = self.uid, series_uid
                dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
                dataset.StudyDate, dataset.Modality = date, modality
                dataset.PatientID = dataset.PatientName = SECRET
                if modality == "CT":
                    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = CT
                if modality == "SR":
                    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = SR
                    del dataset.PixelData, dataset.Rows, dataset.Columns
                if modality == "DX":  # as machines send it
                    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
                    dataset.is_implicit_VR, dataset.is_little_endian = True, True
                path = folder / f"{dataset.SOPInstanceUID}.dcm"
                dataset.save_as(path)
                self.add(path, modality)

    def add(self, path, modality):
        self.files[pydicom.dcmread(path).SOPInstanceUID] = path
        self.modality_of[pydicom.dcmread(path).SOPInstanceUID] = modality

    def expected(self, modalities=None):
        return {f"{self.uid}/{uid}.dcm": dataset_bytes(path.read_bytes()) for uid, path in self.files.items()
                if modalities is None or self.modality_of[uid] in modalities}


def together(*parts):
    return {name: data for part in parts for name, data in part.items()}


class FetchTest(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        film = make_film(cls.folder, "--framing", "lumbar", "--rows", "256", "--columns", "176")
        made = cls.folder / "made"
        cls.cr = Study(film, made / "cr", "20240110", [("CR", 2)])
        cls.dx = Study(film, made / "dx", "20240220", [("DX", 1)])
        cls.mixed = Study(film, made / "mixed", "20240310", [("CT", 2), ("CR", 1)])
        for uid, path in cls.cr.files.items():  # compressed objects stay as they are
            must("dcmcrle", path, path)
        cls.studies = [cls.cr, cls.dx, cls.mixed]
        cls.port = free_port()
        cls.start_archive(DicomModalities={"us": ["OPENVFA", "127.0.0.1", cls.port]}, DicomAlwaysAllowMove=True)
        for study in cls.studies:
            cls.archive.upload(study.files.values())

    def arguments(self, out, *arguments):
        return [PROGRAM, "fetch", "--from", self.archive.peer(), "--out", str(self.folder / out), *arguments]

    def fetch(self, out, *arguments, code=0):
        done = run(*self.arguments(out, *arguments), cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        return done

    def test_by_modality_only_those_series(self):
        self.fetch("cr", "--modality", "CR")
        self.assert_objects(self.folder / "cr", together(self.cr.expected(), self.mixed.expected(["CR"])))
        self.fetch("cr", "--modality", "dx,CT")  # another selection of the same studies
        self.assert_objects(self.folder / "cr", together(*(study.expected() for study in self.studies)))

    def test_by_date_study_and_query(self):
        self.fetch("date", "--date", "20240201-")
        self.assert_objects(self.folder / "date", together(self.dx.expected(), self.mixed.expected()))
        self.fetch("study", "--study", self.cr.uid, "--study", self.dx.uid)
        self.assert_objects(self.folder / "study", together(self.cr.expected(), self.dx.expected()))
        self.fetch("query", "--query", f"PatientID={SECRET}", "--query", "0008,0020=20240220")
        self.assert_objects(self.folder / "query", self.dx.expected())
        for path in (self.folder / "query").glob(".*"):
            self.assertFalse(path.is_file() and SECRET.encode() in path.read_bytes(), path)
        done = self.fetch("none", "--query", "PatientID=NOBODY")
        self.assertIn("0 of 0 studies", done.stdout)

    def test_move(self):
        self.fetch("move", "--date", "20240101-20241231", "--move", "--port", self.port)
        self.assert_objects(self.folder / "move", together(*(study.expected() for study in self.studies)))

    def test_move_from_a_stranger_is_refused(self):
        done = self.fetch("stranger", "--study", self.dx.uid, "--move", "--port", self.port, "--allow", "OTHER", code=4)
        self.assertIn("1 of 1 objects did not come", done.stderr)
        self.assertEqual(objects_in(self.folder / "stranger"), {})

    def test_nothing_is_fetched_twice(self):
        out = self.folder / "twice"
        self.fetch("twice", "--date", "20240101-")
        before = {path: path.stat().st_mtime_ns for path in out.glob("[0-9]*/*")}
        done = self.fetch("twice", "--date", "20240101-")
        self.assertIn("3 of 3 studies complete, 3 of them before; 0 objects written", done.stdout)
        (out / ".fetched.jsonl").unlink()  # what lies there is seen without it
        gone = out / self.mixed.uid / (next(iter(self.mixed.files)) + ".dcm")
        gone.unlink()
        done = self.fetch("twice", "--date", "20240101-")
        self.assertIn("; 1 objects written", done.stdout)
        after = {path: path.stat().st_mtime_ns for path in out.glob("[0-9]*/*")}
        self.assertEqual({path: time for path, time in after.items() if path != gone},
                         {path: time for path, time in before.items() if path != gone})
        self.assert_objects(out, together(*(study.expected() for study in self.studies)))

    def test_disk_limit(self):
        one = next(iter(self.dx.files.values())).stat().st_size
        limit = ["--limit-gb", f"{2.5 * one / 1e9:.9f}"]
        done = self.fetch("limit", "--date", "20240201-", *limit, code=4)
        self.assertIn("the limit of", done.stderr)
        self.assertIn("running it again goes on", done.stderr)
        found = objects_in(self.folder / "limit")
        self.assertEqual(len(found), 2)
        everything = together(self.dx.expected(), self.mixed.expected())
        self.assertEqual(found, {name: everything[name] for name in found})
        self.fetch("limit", "--date", "20240201-", *limit, code=4)
        self.assertEqual(objects_in(self.folder / "limit"), found)
        self.fetch("limit", "--date", "20240201-")
        self.assert_objects(self.folder / "limit", everything)

    def test_one_clear_error(self):
        def one_error(done, word, code=3):
            self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
            self.assertIn(word, done.stderr)
            self.assertNotIn(SECRET, done.stderr)

        def ask(peer, *arguments):
            return run(PROGRAM, "fetch", "--from", peer, "--out", self.folder / "error", "--timeout-s", "10", *arguments)

        selection = ("--query", f"PatientID={SECRET}")
        for done, word in ((ask(f"{TITLE}@127.0.0.1:{free_port()}", *selection), "cannot be reached"),
                           (ask(self.archive.peer("SOMEONE"), *selection), "refuses the association")):
            one_error(done, word)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        one_error(ask(self.archive.peer()), "whole archive", 2)
        one_error(ask(self.archive.peer(), "--query", f"{SECRET}"), "KEY=VALUE", 2)
        one_error(ask(self.archive.peer(), "--date", "20241301-"), "YYYYMMDD", 2)
        self.assertEqual(objects_in(self.folder / "error"), {})

    def test_an_archive_without_queries(self):
        peer = f"ANY@127.0.0.1:{self.start_storescp()}"
        done = run(PROGRAM, "fetch", "--from", peer, "--out", self.folder / "error", "--study", "1.2")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("does not offer the service", done.stderr)


class TlsFetchTest(Case):
    def test_certificates_of_both_sides(self):
        film = make_film(self.folder, "--framing", "lumbar", "--rows", "256", "--columns", "176")
        study = Study(film, self.folder / "made", "20240110", [("CR", 1)])
        server_key, server = make_certificate(self.folder, "server")
        key, client = make_certificate(self.folder, "client")
        self.start_archive(**tls_settings(server, server_key, client))
        self.archive.upload(study.files.values())
        fetch = (PROGRAM, "fetch", "--from", self.archive.peer(), "--out", self.folder / "tls", "--study", study.uid,
                 "--timeout-s", "10")
        own = ("--tls", "--tls-certificate", client, "--tls-key", key, "--tls-ca")
        for refused in (fetch, (*fetch, *own, client)):
            self.assertEqual(run(*refused).returncode, 3)
        self.assertEqual(objects_in(self.folder / "tls"), {})
        done = run(*fetch, *own, server)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_objects(self.folder / "tls", study.expected())


class InterruptedFetchTest(Case):
    STUDIES = 30

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        film = make_film(cls.folder, "--framing", "lumbar", "--rows", "512", "--columns", "352")
        cls.studies = [Study(film, cls.folder / "made", "20240110", [("CR", 2)]) for _ in range(cls.STUDIES)]
        cls.everything = together(*(study.expected() for study in cls.studies))
        cls.start_archive()
        for study in cls.studies:
            cls.archive.upload(study.files.values())

    def start(self, out):
        return subprocess.Popen([PROGRAM, "fetch", "--from", self.archive.peer(), "--modality", "CR", "--out",
                                 str(self.folder / out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def until(self, out, objects, process):
        while process.poll() is None and len(objects_in(self.folder / out)) < objects:
            time.sleep(0.005)

    def test_killed_and_resumed(self):
        generator = random.Random(1)
        for kill in range(6):
            process = self.start("killed")
            self.until("killed", 8 * kill + 1, process)
            time.sleep(generator.uniform(0, 0.05))
            process.kill()
            process.communicate()
            found = objects_in(self.folder / "killed")
            self.assertEqual(found, {name: self.everything[name] for name in found})  # none is torn
        out, err = self.start("killed").communicate()
        self.assertIn(f"{self.STUDIES} of {self.STUDIES} studies complete", out, err)
        self.assert_objects(self.folder / "killed", self.everything)
        self.assertFalse((self.folder / "killed/.incoming").exists())
        rows = [json.loads(line) for line in (self.folder / "killed/.fetched.jsonl").read_text().splitlines()]
        self.assertEqual(sorted(row["study"] for row in rows), sorted(study.uid for study in self.studies))

    def test_interrupted_after_the_study_in_hand(self):
        process = self.start("interrupted")
        self.until("interrupted", 3, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        self.assertEqual(process.returncode, 4, err)
        self.assertIn("it was interrupted", err)
        found = objects_in(self.folder / "interrupted")
        self.assertEqual(len(found) % 2, 0)  # whole studies
        self.assertLess(len(found), 2 * self.STUDIES)
        again = self.start("interrupted")
        again.communicate()
        self.assertEqual(again.returncode, 0)
        self.assert_objects(self.folder / "interrupted", self.everything)

    def test_two_at_once_in_one_folder(self):
        process = self.start("both")
        self.until("both", 1, process)
        process.send_signal(signal.SIGSTOP)
        second = self.start("both")
        out, err = second.communicate()
        process.send_signal(signal.SIGCONT)
        process.communicate()
        self.assertEqual(second.returncode, 2, err)
        self.assertIn("another program", err)


class Listener:
    def __init__(self, folder, out, *arguments, idle_s=1, fault=""):
        self.path = folder / f"{out}.log"
        self.out = folder / out
        self.log = open(self.path, "w")
        self.process = subprocess.Popen(
            [PROGRAM, "listen", "--port", "0", "--study-idle-s", str(idle_s), "--out", str(self.out), "--format", "json",
             "--jobs", "2", *arguments],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, "OPENVFA_TEST_FAULT": fault})
        while "listening as" not in self.text():
            if self.process.poll() is not None:
                raise RuntimeError(self.text())
            time.sleep(0.05)
        self.port = int(self.text().split("listening as")[1].split("\n")[0].rsplit(":", 1)[1])

    def text(self):
        return self.path.read_text()

    def wait_for(self, text, count=1):
        for _ in range(1200):
            if self.text().count(text) >= count:
                return
            time.sleep(0.1)
        raise RuntimeError(f"no '{text}' in\n" + self.text())

    def table(self, name):
        with open(self.out / name, newline="") as file:
            return list(csv.DictReader(file))

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.log.close()
        return self.process.wait(120)


class ListenTest(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        film = make_film(cls.folder, "--framing", "lumbar", "--rows", "1024", "--columns", "704")
        cls.lateral = Study(film, cls.folder / "lateral", "20240110", [("CR", 1), ("CT", 1), ("SR", 1)])
        cls.pair = Study(film, cls.folder / "pair", "20240110", [("CR", 2)])
        cls.scouts = [Study(film, cls.folder / f"scouts{i}", "20240110", [("CT", 12)]) for i in range(2)]

    def listen(self, out, *arguments, **settings):
        listener = Listener(self.folder, out, *arguments, **settings)
        self.addCleanup(listener.stop)
        return listener

    def send(self, listener, files, calling="STORESCU", called="OPENVFA"):
        return run("storescu", "-aet", calling, "-aec", called, "127.0.0.1", listener.port, *files)

    def test_a_finished_study_gets_its_results(self):
        listener = self.listen("results", "--once")
        done = self.send(listener, self.lateral.files.values())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(listener.process.wait(300), 0, listener.text())
        self.assert_objects(listener.out / "received", self.lateral.expected())
        film = next(uid for uid in self.lateral.files if self.lateral.modality_of[uid] == "CR")
        results = listener.out / "studies" / self.lateral.uid
        self.assertEqual([path.name for path in results.iterdir()], [film + ".json"])
        assessment = json.loads((results / f"{film}.json").read_text())
        self.assertEqual(assessment["source"]["sop_instance_uid"], film)
        self.assertTrue(assessment["vertebrae"])
        self.assertIn(f"{self.lateral.uid}: 1 assessed, 2 skipped, 0 failed", listener.text())
        self.assertNotIn(SECRET, listener.text())
        self.assertEqual([row["sop_instance_uid"] for row in listener.table("studies.csv")], [film])
        self.assertEqual(len(listener.table("vertebrae.csv")), len(assessment["vertebrae"]))
        self.assertEqual(listener.table("failures.csv"), [])
        self.assertEqual({row["path"]: row["verdict"] for row in listener.table("routing.csv")},
                         {f"{self.lateral.uid}/{uid}.dcm": "assess" if uid == film else "skip"
                          for uid in self.lateral.files})
        again = self.listen("results")  # nothing is left to do
        time.sleep(2)
        self.assertEqual(again.stop(), 0)
        self.assertNotIn("assessed", again.text())

    def test_what_was_not_handed_over_is_after_the_next_start(self):
        listener = self.listen("restart", idle_s=1000)
        self.assertEqual(self.send(listener, self.scouts[0].files.values()).returncode, 0)
        self.assertEqual(listener.stop(), 0)
        self.assertNotIn("assessed", listener.text())
        again = self.listen("restart", "--once")
        self.assertEqual(again.process.wait(120), 0)
        self.assertIn("0 assessed, 12 skipped", again.text())

    def wait_for_studies(self, listener, uids):
        for _ in range(600):
            if (listener.out / "studies.csv").exists() and {
                    row["sop_instance_uid"] for row in listener.table("studies.csv")} == uids:
                return
            time.sleep(0.1)
        raise RuntimeError(f"no result of {uids} in\n" + listener.text())

    def test_a_film_that_crashes_fails_alone(self):
        good, bad = self.pair.files
        listener = self.listen("crash", "--once", fault=f"crash:{bad}")
        self.assertEqual(self.send(listener, self.pair.files.values()).returncode, 0)
        self.assertEqual(listener.process.wait(120), 4, listener.text())
        self.assertIn(f"{self.pair.uid}: 1 assessed, 0 skipped, 1 failed", listener.text())
        self.assertEqual([row["sop_instance_uid"] for row in listener.table("studies.csv")], [good])
        failures = listener.table("failures.csv")
        self.assertEqual([row["sop_instance_uid"] for row in failures], [bad])
        self.assertIn("signal 6", failures[0]["cause"])
        again = self.listen("crash")  # tried once more after a start
        self.wait_for_studies(again, {good, bad})
        self.assertEqual(again.stop(), 0)
        self.assertEqual(again.table("failures.csv"), [])

    def test_a_film_that_hangs_fails_alone(self):
        good, bad = self.pair.files
        listener = self.listen("hang", "--film-timeout-s", "20", fault=f"hang:{bad}")
        self.send(listener, self.pair.files.values())
        listener.wait_for(f"{self.pair.uid}: 1 assessed, 0 skipped, 1 failed")
        self.assertIn("longer than 20 s", listener.table("failures.csv")[0]["cause"])
        self.assertEqual(listener.stop(), 4)

    def test_killed_while_it_assesses(self):
        good, bad = self.pair.files
        listener = self.listen("killed", fault=f"hang:{bad}")
        self.send(listener, self.pair.files.values())
        for _ in range(300):
            if list(listener.out.glob(f"studies/*/{good}.json")):
                break
            time.sleep(0.1)
        self.assertEqual(listener.stop(signal.SIGKILL), -signal.SIGKILL)
        again = self.listen("killed", "--once")
        self.assertEqual(again.process.wait(120), 0, again.text())
        self.assertIn(f"{self.pair.uid}: 2 assessed, 0 skipped, 0 failed", again.text())
        self.assertEqual({row["sop_instance_uid"] for row in again.table("studies.csv")}, {good, bad})
        self.assertEqual([path for path in again.out.rglob("*.part")], [])

    def test_results_of_other_options_are_not_mixed(self):
        listener = self.listen("options", "--once")
        self.send(listener, self.lateral.files.values())
        self.assertEqual(listener.process.wait(120), 0)
        other = (PROGRAM, "listen", "--port", "0", "--out", listener.out, "--format", "json,csv", "--study-idle-s", "1",
                 "--once")
        refused = run(*other)
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn("--format", refused.stderr)
        anew = run(*other, "--fresh")
        self.assertEqual(anew.returncode, 0, anew.stderr)
        self.assertIn(f"{self.lateral.uid}: 1 assessed, 2 skipped, 0 failed", anew.stdout)
        self.assertEqual(len(list((listener.out / "studies" / self.lateral.uid).iterdir())), 2)

    def test_two_associations_at_once(self):
        listener = self.listen("both")
        senders = [subprocess.Popen(["storescu", "-aec", "OPENVFA", "127.0.0.1", str(listener.port),
                                     *map(str, study.files.values())]) for study in self.scouts]
        self.assertEqual([sender.wait(120) for sender in senders], [0, 0])
        self.assert_objects(listener.out / "received", together(*(study.expected() for study in self.scouts)))
        listener.wait_for("0 assessed, 12 skipped", 2)

    def test_strangers_are_refused(self):
        listener = self.listen("strangers", "--allow", "FRIEND,OTHER")
        files = list(self.scouts[0].files.values())[:1]
        self.assertNotEqual(self.send(listener, files).returncode, 0)
        self.assertNotEqual(self.send(listener, files, calling="FRIEND", called="WRONG").returncode, 0)
        self.assertEqual(objects_in(listener.out / "received"), {})
        self.assertEqual(listener.text().count("an association was refused"), 2)
        self.assertEqual(self.send(listener, files, calling="OTHER").returncode, 0)
        self.assertEqual(len(objects_in(listener.out / "received")), 1)

    def test_it_is_not_reached_from_outside(self):
        listener = self.listen("loopback")
        rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{listener.port:04X}")]
        self.assertEqual(listening, [f"0100007F:{listener.port:04X}"])

    def test_a_caller_who_says_nothing_holds_nobody_up(self):
        listener = self.listen("silent")
        with socket.create_connection(("127.0.0.1", listener.port)):
            self.assertEqual(run("echoscu", "-aec", "OPENVFA", "127.0.0.1", listener.port).returncode, 0)

    def test_a_caller_who_talks_nonsense_or_dies(self):
        listener = self.listen("nonsense")
        for nonsense in (b"GET / HTTP/1.1\r\n\r\n", b"\x01\x00\xff\xff\xff\xff", bytes(1000)):
            with socket.create_connection(("127.0.0.1", listener.port)) as caller:
                caller.sendall(nonsense)
        self.assertNotEqual(run("echoscu", "--abort", "-aec", "OPENVFA", "127.0.0.1", listener.port).returncode, 1)
        for pause in (0, 0.02, 0.05, 0.1):
            sender = subprocess.Popen(["storescu", "-aec", "OPENVFA", "127.0.0.1", str(listener.port),
                                       *map(str, self.scouts[0].files.values())])
            time.sleep(pause)
            sender.kill()
            sender.wait()
        self.assertEqual(self.send(listener, self.scouts[0].files.values()).returncode, 0)
        self.assert_objects(listener.out / "received", self.scouts[0].expected())

    def test_disk_limit(self):
        files = list(self.scouts[0].files.values())
        listener = self.listen("limit", "--limit-gb", f"{3.5 * files[0].stat().st_size / 1e9:.9f}")
        done = run("storescu", "-v", "-nh", "-aec", "OPENVFA", "127.0.0.1", listener.port, *files)
        self.assertEqual((done.stdout + done.stderr).count("Refused: OutOfResources"), len(files) - 3)
        self.assertEqual(len(objects_in(listener.out / "received")), 3)
        self.assertEqual(listener.text().count("the limit of"), 1)

    def test_the_archive_sends(self):
        archive = Archive(self.folder / "archive")
        self.addCleanup(archive.stop)
        listener = self.listen("archive", "--allow", TITLE)
        archive.ask("/modalities/us", json.dumps(["OPENVFA", "127.0.0.1", listener.port]).encode(), "PUT")
        names = archive.upload(self.scouts[1].files.values())
        archive.ask("/modalities/us/store", json.dumps(names).encode())
        self.assert_objects(listener.out / "received", self.scouts[1].expected())

    def test_tls(self):
        server_key, server = make_certificate(self.folder, "server")
        key, client = make_certificate(self.folder, "client")
        listener = self.listen("tls", "--tls", "--tls-certificate", server, "--tls-key", server_key, "--tls-ca", client)
        path = next(iter(self.scouts[0].files.values()))
        where = ("--to", f"OPENVFA@127.0.0.1:{listener.port}", "--timeout-s", "5")
        done = run(PROGRAM, "send", path, *where, "--tls", "--tls-ca", server)
        self.assertNotEqual(done.returncode, 0)  # nobody vouches for the sender
        self.assertNotEqual(run(PROGRAM, "send", path, *where).returncode, 0)
        self.assertEqual(objects_in(listener.out / "received"), {})
        done = run(PROGRAM, "send", path, *where, "--tls", "--tls-ca", server, "--tls-certificate", client, "--tls-key", key)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(objects_in(listener.out / "received")), 1)

    def test_wrong_use(self):
        def code(*arguments):
            done = run(PROGRAM, "listen", "--out", self.folder / "wrong", *arguments)
            self.assertEqual(len(done.stderr.splitlines()), 1 if "help" not in done.stderr else 2, done.stderr)
            return done.returncode

        self.assertEqual(code("--tls", "--tls-no-verify"), 2)
        self.assertEqual(code("--port", "0", "--bind", "somewhere"), 2)
        taken = self.listen("taken")
        self.assertEqual(code("--port", str(taken.port)), 3)


if __name__ == "__main__":
    unittest.main()
