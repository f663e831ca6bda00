"""Stores results in a real archive (Orthanc, on loopback), finds them, fetches them back and compares.

Usage: orthanc_test.py OPENVFA [UNITTEST ARGUMENTS]
"""
import json
import shutil
import unittest
import urllib.parse

import pydicom
from pydicom.uid import generate_uid

from pacs_run import PROGRAM, TITLE, Case, dataset_bytes, free_port, make_certificate, make_film, must, run, tls_settings

FORMATS = ["sr", "seg", "pr", "sc"]


def references(dataset):
    """All (class, instance) pairs that a dataset and its sequences refer to."""
    found = set()
    dataset.walk(lambda item, element: found.add((item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID))
                 if element.keyword == "ReferencedSOPInstanceUID" else None)
    return found


class OrthancTest(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        film = make_film(cls.folder, "--framing", "lumbar", "--rows", "1024", "--columns", "704")
        must(PROGRAM, "annotate", film, "--out", "results", "--format", ",".join(["json", *FORMATS]), "--quiet",
             cwd=cls.folder)
        shutil.copy(film, cls.folder / "results/film")  # found by content, not by name
        cls.files = {pydicom.dcmread(path).SOPInstanceUID: path
                     for path in (cls.folder / "results").iterdir() if path.suffix != ".json"}
        cls.film = pydicom.dcmread(film)
        cls.start_archive()
        cls.sent = run(PROGRAM, "send", "results", "--to", cls.archive.peer(), cwd=cls.folder)

    def send(self, *arguments):
        return run(PROGRAM, "send", *arguments, cwd=self.folder)

    def test_all_results_and_the_film_are_sent(self):
        self.assertEqual(len(self.files), len(FORMATS) + 1)
        self.assertEqual(self.sent.returncode, 0, self.sent.stderr)
        self.assertIn(f"{len(self.files)} of {len(self.files)} objects stored", self.sent.stdout)
        for secret in (str(self.film.PatientName), str(self.film.PatientID)):
            self.assertNotIn(secret, self.sent.stderr.replace(str(self.film.PatientID) + ".", ""))

    def test_dimse_finds_them_by_study(self):
        answers = self.folder / "answers"
        answers.mkdir()
        must("findscu", "-S", "-X", "-od", answers, "-aec", TITLE, "-k", "QueryRetrieveLevel=IMAGE", "-k",
             f"StudyInstanceUID={self.film.StudyInstanceUID}", "-k", "SeriesInstanceUID", "-k", "SOPInstanceUID",
             "127.0.0.1", self.archive.dicom)
        found = {pydicom.dcmread(path, force=True).SOPInstanceUID for path in answers.iterdir()}
        self.assertEqual(found, set(self.files))

    def test_dicomweb_finds_them_by_study(self):
        query = urllib.parse.urlencode({"StudyInstanceUID": self.film.StudyInstanceUID})
        found = json.loads(self.archive.ask(f"/dicom-web/instances?{query}"))
        self.assertEqual({item["00080018"]["Value"][0] for item in found}, set(self.files))
        modalities = {item["00080060"]["Value"][0]
                      for item in json.loads(self.archive.ask(f"/dicom-web/series?{query}"))}
        self.assertLessEqual({"CR", "SR", "SEG", "PR", "OT"}, modalities)

    def test_each_comes_back_bit_equal(self):
        stored = self.archive.stored()
        self.assertEqual(set(stored), set(self.files))
        for uid, path in self.files.items():
            self.assertEqual(dataset_bytes(stored[uid]), dataset_bytes(path.read_bytes()), path.name)

    def test_dimse_brings_back_the_same_datasets(self):
        fetched = self.folder / "fetched"
        fetched.mkdir()
        must("getscu", "-S", "-od", fetched, "-aec", TITLE, "-k", "QueryRetrieveLevel=STUDY", "-k",
             f"StudyInstanceUID={self.film.StudyInstanceUID}", "127.0.0.1", self.archive.dicom)
        found = {dataset.SOPInstanceUID: dataset for dataset in map(pydicom.dcmread, fetched.iterdir())}
        self.assertEqual(set(found), set(self.files))
        for uid, path in self.files.items():
            self.assertEqual(found[uid], pydicom.dcmread(path), path.name)

    def test_references_resolve_to_the_stored_film(self):
        stored = {uid: pydicom.dcmread(pydicom.filebase.DicomBytesIO(data))
                  for uid, data in self.archive.stored().items()}
        for uid, dataset in stored.items():
            if uid == self.film.SOPInstanceUID:
                continue
            referred = references(dataset)
            self.assertIn((self.film.SOPClassUID, self.film.SOPInstanceUID), referred, dataset.Modality)
            for sop_class, instance in referred:
                self.assertIn(instance, stored, dataset.Modality)
                self.assertEqual(stored[instance].SOPClassUID, sop_class)
            self.assertEqual(dataset.StudyInstanceUID, self.film.StudyInstanceUID)
            self.assertEqual(dataset.PatientID, self.film.PatientID)

    def test_deidentified_results_refer_to_the_deidentified_film(self):
        must(PROGRAM, "annotate", "films/phantom-2-00000.dcm", "--out", "anonymous", "--format", ",".join(FORMATS),
             "--deidentify", "--quiet", cwd=self.folder)
        done = self.send("anonymous", "--to", self.archive.peer())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{len(FORMATS) + 1} of {len(FORMATS) + 1} objects stored", done.stdout)
        film = pydicom.dcmread(next((self.folder / "anonymous").glob("*.film.dcm")))
        self.assertNotEqual(film.StudyInstanceUID, self.film.StudyInstanceUID)
        query = urllib.parse.urlencode({"StudyInstanceUID": film.StudyInstanceUID})
        found = json.loads(self.archive.ask(f"/dicom-web/instances?{query}"))
        self.assertEqual(len(found), len(FORMATS) + 1)
        for path in (self.folder / "anonymous").glob("*.dcm"):
            dataset = pydicom.dcmread(path)
            self.assertEqual((dataset.PatientName, dataset.PatientID), ("", film.PatientID))
            if dataset.SOPInstanceUID != film.SOPInstanceUID:
                self.assertIn((film.SOPClassUID, film.SOPInstanceUID), references(dataset), path.name)
        for item in found:
            self.archive.delete(item["00080018"]["Value"][0])

    def test_a_connection_that_breaks_leaves_failures(self):
        port = self.start_storescp("--abort-after")
        done = self.send("results", "--to", f"ANY@127.0.0.1:{port}", "--timeout-s", "10")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn(f"0 of {len(self.files)} objects stored", done.stdout)
        rows = [line for line in done.stderr.splitlines() if line.startswith("error")]
        self.assertEqual(len(rows), len(self.files), done.stderr)
        for row in rows:
            self.assertIn("connection broke", row)

    def test_sending_again_changes_nothing(self):
        before = self.archive.stored()
        again = self.send("results", "results/film", "--to", self.archive.peer(), "--quiet")
        self.assertEqual((again.returncode, again.stdout, again.stderr), (0, "", ""))
        self.assertEqual(self.archive.stored(), before)

    def test_what_the_archive_refuses_is_a_row_and_the_rest_is_stored(self):
        folder = self.folder / "mixed"
        folder.mkdir()
        for name, sop_class in (("strange.dcm", generate_uid()), ("usual.dcm", None)):
            dataset = pydicom.dcmread(self.folder / "results/film")
            dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
            dataset.StudyInstanceUID = generate_uid()
            if sop_class:
                dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = sop_class
            dataset.save_as(folder / name)
        (folder / "notes.txt").write_text("no object")
        done = self.send("mixed", "mixed/notes.txt", "--to", self.archive.peer())
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("1 of 3 objects stored", done.stdout)
        rows = [line for line in done.stderr.splitlines() if line.startswith("error")]
        self.assertEqual(len(rows), 2, done.stderr)
        self.assertIn("notes.txt", rows[0])
        self.assertIn("strange.dcm", rows[1])
        query = urllib.parse.urlencode({"StudyInstanceUID": dataset.StudyInstanceUID})
        self.assertEqual(len(json.loads(self.archive.ask(f"/dicom-web/instances?{query}"))), 1)
        self.archive.delete(dataset.SOPInstanceUID)

    def one_error(self, done, *words):
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in (*words, "Nothing was sent"):
            self.assertIn(word, done.stderr)

    def test_a_dead_host_is_one_error(self):
        before = {path: path.read_bytes() for path in self.files.values()}
        self.one_error(self.send("results", "--to", f"{TITLE}@127.0.0.1:{free_port()}"), "cannot be reached")
        self.assertEqual({path: path.read_bytes() for path in before}, before)

    def test_a_refused_association_is_one_error(self):
        self.one_error(self.send("results", "--to", self.archive.peer("SOMEONE")), "refuses the association")

    def test_tls_is_refused_by_an_archive_without_it(self):
        self.one_error(self.send("results", "--to", self.archive.peer(), "--tls", "--tls-no-verify", "--timeout-s",
                                 "10"), "cannot be reached")


class TlsTest(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_film(cls.folder, "--framing", "lumbar")
        cls.server_key, cls.server = make_certificate(cls.folder, "server")
        cls.key, cls.client = make_certificate(cls.folder, "client")
        cls.start_archive(**tls_settings(cls.server, cls.server_key, cls.client))

    def send(self, *arguments):
        return run(PROGRAM, "send", "films", "--to", self.archive.peer(), "--timeout-s", "10", *arguments,
                   cwd=self.folder)

    def test_certificates_of_both_sides(self):
        done = self.send("--tls", "--tls-ca", self.server, "--tls-certificate", self.client, "--tls-key", self.key)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.archive.stored()), 1)

    def test_an_archive_that_nobody_vouches_for(self):
        done = self.send("--tls", "--tls-ca", self.client, "--tls-certificate", self.client, "--tls-key", self.key)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("certificate", done.stderr.lower())

    def test_without_tls(self):
        done = self.send()
        self.assertEqual(done.returncode, 3, done.stderr)

    def test_key_of_another_certificate(self):
        done = self.send("--tls", "--tls-ca", self.server, "--tls-certificate", self.client, "--tls-key",
                         self.server_key)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("does not belong", done.stderr)

    def test_without_anybody_to_trust(self):
        done = self.send("--tls")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("authority", done.stderr)


if __name__ == "__main__":
    unittest.main()
