"""A real archive (Orthanc, on loopback) and what is sent to it, for the tests. The program is the first argument of the
test.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import pydicom

PROGRAM = os.path.abspath(sys.argv.pop(1))
PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
TITLE = "ORTHANC"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*arguments, cwd=None):
    return subprocess.run([str(a) for a in arguments], cwd=cwd, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)


def must(*arguments, cwd=None):
    done = run(*arguments, cwd=cwd)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done


class Archive:
    """An Orthanc of its own: configuration, storage and ports belong to this test only."""

    def __init__(self, folder, **settings):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.dicom, self.http = free_port(), free_port()
        configuration = {
            "Name": "test", "StorageDirectory": str(self.folder), "IndexDirectory": str(self.folder),
            "HttpPort": self.http, "DicomPort": self.dicom, "DicomAet": TITLE, "DicomCheckCalledAet": True,
            "DicomAlwaysAllowFind": True, "DicomAlwaysAllowGet": True, "AuthenticationEnabled": False,
            "DicomServerEnabled": True, "UnknownSopClassAccepted": False, "Plugins": [PLUGIN], **settings}
        path = self.folder / "orthanc.json"
        path.write_text(json.dumps(configuration))
        self.log = open(self.folder / "orthanc.log", "w")
        program = shutil.which("Orthanc") or "/usr/sbin/Orthanc"
        self.process = subprocess.Popen([program, str(path)], stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT)
        self.wait()

    def wait(self):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                self.ask("/system")
                return
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise RuntimeError("Orthanc does not start:\n" + (self.folder / "orthanc.log").read_text()[-3000:])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def ask(self, path, data=None, method=None, accept="application/json"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", data, {"Accept": accept}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def upload(self, paths):
        """The names that the archive gives to the objects in these files."""
        return [json.loads(self.ask("/instances", path.read_bytes()))["ID"] for path in paths]

    def stored(self):
        """SOP instance UIDs and the file the archive has of each."""
        found = {}
        for name in json.loads(self.ask("/instances")):
            data = self.ask(f"/instances/{name}/file", accept="*/*")
            found[pydicom.dcmread(pydicom.filebase.DicomBytesIO(data)).SOPInstanceUID] = data
        return found

    def delete(self, uid):
        body = json.dumps({"Level": "Instance", "Query": {"SOPInstanceUID": uid}}).encode()
        for name in json.loads(self.ask("/tools/find", body)):
            self.ask(f"/instances/{name}", method="DELETE")

    def peer(self, title=TITLE):
        return f"{title}@127.0.0.1:{self.dicom}"


def dataset_bytes(data):
    """What follows preamble, prefix and meta header: archives write those themselves."""
    stream = pydicom.filebase.DicomBytesIO(data)
    pydicom.filereader.read_preamble(stream, False)
    pydicom.filereader._read_file_meta_info(stream)
    return data[stream.tell():]


def make_film(folder, *arguments):
    must(PROGRAM, "phantom", "--out", "films", "--seed", "2", "--format", "dicom", "--quiet", *arguments, cwd=folder)
    return folder / "films/phantom-2-00000.dcm"


def make_certificate(folder, name):
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    must("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
         "-keyout", key, "-out", certificate)
    return key, certificate


def tls_settings(server, server_key, client):
    """Of an archive that shows one certificate and asks callers for the other."""
    return {"DicomTlsEnabled": True, "DicomTlsCertificate": str(server), "DicomTlsPrivateKey": str(server_key),
            "DicomTlsTrustedCertificates": str(client)}


def objects_in(folder):
    return {str(path.relative_to(folder)): dataset_bytes(path.read_bytes())
            for path in pathlib.Path(folder).glob("[0-9]*/*")}


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.work.cleanup)
        cls.folder = pathlib.Path(cls.work.name)

    @classmethod
    def start_archive(cls, **settings):
        cls.archive = Archive(cls.folder / "archive", **settings)
        cls.addClassCleanup(cls.archive.stop)

    def start_storescp(self, *options):
        """The port of a storescp that listens."""
        port = free_port()
        service = subprocess.Popen(["storescp", *options, str(port)], cwd=self.folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(service.wait)
        self.addCleanup(service.kill)
        for _ in range(100):
            if run("echoscu", "127.0.0.1", port).returncode == 0:
                return port
            time.sleep(0.1)
        raise RuntimeError("storescp does not listen")

    def assert_objects(self, folder, expected):
        found = objects_in(folder)
        self.assertEqual(sorted(found), sorted(expected))
        for name, data in expected.items():
            self.assertEqual(found[name], data, name)
