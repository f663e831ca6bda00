#!/usr/bin/python3
"""openvfa batch on a disk that is full, in a folder that becomes read-only, on files that vanish: what can be written is,
what cannot is said, and the next run heals it.

The test gives itself a mount namespace (unshare) and uses small file systems in it. Where that is not permitted, a limit
on the size of files stands for the full disk, and taken-away rights for the read-only folder.

OPENVFA_NO_MOUNT=1: as where mounting is not permitted.
"""
import contextlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest


def enter_namespace():
    """Starts this test again in a mount namespace, where one can be had."""
    if os.environ.get("OPENVFA_NO_MOUNT"):
        return False
    if os.environ.get("OPENVFA_OWN_MOUNTS"):
        return True
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    try:
        probe = subprocess.run([*unshare, "mount", "-t", "tmpfs", "tmpfs", tempfile.gettempdir()], capture_output=True)
    except FileNotFoundError:
        return False
    if probe.returncode == 0:
        os.environ["OPENVFA_OWN_MOUNTS"] = "1"
        os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])
    return False


MOUNTS = enter_namespace()
from batch_run import PROGRAM, arguments, artefacts, make_export, rows, run, tables, wait_for_results

NOBODY = 65534


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def size_of(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


class FaultTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix="openvfa-faults-")
        os.chmod(cls.scratch, 0o755)
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        cls.export, _, _ = make_export.make(PROGRAM, f"{cls.scratch}/e", 8)
        cls.whole = pathlib.Path(cls.scratch, "whole")
        run(arguments(cls.export, cls.whole))

    def setUp(self):
        self.out = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        self.out.chmod(0o755)

    def command(self):
        return arguments(self.export, self.out)

    def assert_healed(self):
        self.assertEqual(run(self.command()).returncode, 4)  # the export's own broken files
        self.assertEqual(tables(self.out), tables(self.whole))
        self.assertEqual(artefacts(self.out), artefacts(self.whole))

    @contextlib.contextmanager
    def small_disk(self, size):
        """Results lie on a file system of so many bytes; gives a function that makes it large enough."""
        mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.out)
        try:
            yield lambda: mount("-o", "remount,size=64m", self.out)
        finally:
            subprocess.run(["umount", "--lazy", str(self.out)], check=True)

    def test_a_disk_that_becomes_full(self):
        if not MOUNTS:
            return self.files_that_may_not_grow(60000)
        with self.small_disk(size_of(self.whole) // 2) as enlarge:
            outcome = run(self.command())
            self.assertIn(outcome.returncode, (1, 4), outcome.stderr)
            self.assertLess(len(artefacts(self.out)), len(artefacts(self.whole)))  # and none is torn
            said = outcome.stderr
            if (self.out / "failures.csv").exists():
                said += (self.out / "failures.csv").read_text()
            self.assertRegex(said, "disk is full|no space is left|No space left")
            enlarge()
            self.assert_healed()

    def test_a_disk_that_is_full_from_the_beginning(self):
        if not MOUNTS:
            return self.files_that_may_not_grow(1000)
        with self.small_disk(256 * 1024) as enlarge:
            ballast = os.open(self.out / "ballast", os.O_WRONLY | os.O_CREAT)
            with contextlib.suppress(OSError):
                while True:
                    os.write(ballast, bytes(4096))
            os.close(ballast)
            outcome = run(self.command())
            self.assertIn(outcome.returncode, (1, 2, 4), outcome.stderr)
            self.assertRegex(outcome.stderr, "disk is full|no space is left|No space left")
            enlarge()
            self.assert_healed()

    def files_that_may_not_grow(self, size):
        outcome = run(self.command(), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                                            (size, resource.RLIM_INFINITY)))
        self.assertIn(outcome.returncode, (1, 2, 4), outcome.stderr)
        self.assertTrue(outcome.stderr)
        if (self.out / "studies").exists():
            artefacts(self.out)  # nothing torn
        self.assert_healed()

    def begin(self, command, user=None):
        """A run that has a first result and stands still, so that it cannot end before the fault is there."""
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, user=user,
                                   start_new_session=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(self.end, process)
        wait_for_results(process, self.out)
        os.killpg(process.pid, signal.SIGSTOP)
        self.assertIsNone(process.poll(), "the run ended at its first result: it needs more films")
        return process

    @staticmethod
    def end(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @staticmethod
    def go_on(process):
        os.killpg(process.pid, signal.SIGCONT)
        return process.communicate(timeout=120)[1]

    def begin_refusable(self):
        """The same as a user who can be refused: root is refused nothing but by a read-only mount."""
        if MOUNTS or os.geteuid() != 0:
            return self.begin(self.command())
        os.chown(self.out, NOBODY, NOBODY)
        return self.begin(self.command(), NOBODY)

    @contextlib.contextmanager
    def read_only(self, folder):
        if MOUNTS:
            aside = tempfile.mkdtemp(dir=self.scratch)  # in its place, a file open for writing would be in the way
            mount("--bind", folder, aside)
            mount("-o", "remount,bind,ro", aside)
            mount("--move", aside, folder)
        else:
            folder.chmod(0o555)
        try:
            yield
        finally:
            if MOUNTS:
                subprocess.run(["umount", "--lazy", str(folder)], check=True)
            else:
                folder.chmod(0o755)

    def test_the_folder_of_the_results_becomes_read_only(self):
        process = self.begin_refusable()
        with self.read_only(self.out / "studies"):  # ledger and tables can still be written
            self.go_on(process)
        self.assertEqual(process.returncode, 4)
        lost = [row for row in rows(self.out, "failures.csv") if row["stage"] == "write"]
        self.assertTrue(lost)
        for row in lost:
            self.assertRegex(row["cause"], "Read-only file system|Permission denied")
        self.assertEqual(len(rows(self.out, "studies.csv")), 8 - len(lost), rows(self.out, "failures.csv"))
        artefacts(self.out, halves=True)  # what was begun could not be taken away: the next run does
        self.assert_healed()

    def test_the_whole_folder_becomes_read_only(self):
        process = self.begin_refusable()
        with self.read_only(self.out):
            said = self.go_on(process)
        self.assertIn(process.returncode, (1, 4), said)
        self.assertRegex(said, "error: .*(Read-only file system|Permission denied)")
        self.assertFalse((self.out / "studies.csv").exists())
        self.assert_healed()

    def test_a_film_that_vanishes_before_its_pixels_are_read(self):
        shutil.copytree(self.export, f"{self.out}.export")
        film = pathlib.Path(f"{self.out}.export", "6/study 00006/IM1")
        command = arguments(f"{self.out}.export", self.out)
        # In the order of the paths the film comes last but one of eight; headers are all read long before.
        process = self.begin(command)
        film.rename(f"{self.out}.away")
        self.go_on(process)
        self.assertEqual(process.returncode, 4)
        gone = [row for row in rows(self.out, "failures.csv") if row["path"] == "6/study 00006/IM1"]
        self.assertEqual([row["stage"] for row in gone], ["read"])
        self.assertEqual(len(rows(self.out, "studies.csv")), 7)
        os.rename(f"{self.out}.away", film)
        self.assertEqual(run(command).returncode, 4)
        self.assertEqual(len(rows(self.out, "studies.csv")), 8)


if __name__ == "__main__":
    unittest.main(verbosity=2)
