#!/usr/bin/python3
"""scripts/slurm's job array under a real Slurm, on loopback: against a single run, and with tasks that are cancelled.

Usage: slurm_test.py OPENVFA [UNITTEST ARGUMENTS]

Slurm and munge are this test's own: configuration, key, ports and state lie in a temporary folder and belong to whoever
runs the test, so that neither root nor an installed service is needed.
"""
import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from batch_run import PROGRAM, arguments, artefacts, make_export, rows, run, tables

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SHARDS = 4
STUDIES = 8
FORMAT = ("--format", "json,csv")
ENDED = {"BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "TIMEOUT"}
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/bin"])  # the daemons are in sbin

CONFIGURATION = """
ClusterName=openvfa
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=16000 State=UNKNOWN
PartitionName=test Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def program(name):
    found = shutil.which(name, path=PATH)
    if not found:
        raise RuntimeError(f"{name} is not installed; scripts/install-deps --testing installs it")
    return found


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.2)


class Slurm:
    """One controller and one node of two cores, with a munge of their own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)  # munge refuses a socket that others cannot come to
        for name in ("munge", "state", "spool"):
            (self.folder / name).mkdir()
        control, node = free_ports(2)
        configuration = self.folder / "slurm.conf"
        host = socket.gethostname().split(".")[0]
        configuration.write_text(CONFIGURATION.format(
            host=host, user=getpass.getuser(), folder=self.folder, control=control, node=node))
        self.environment = {**os.environ, "PATH": PATH, "SLURM_CONF": str(configuration), "OPENVFA": PROGRAM}
        self.daemons = []
        try:
            self.start_munge()
            self.start("slurmctld", "-D", "-c", "-f", configuration)
            self.start("slurmd", "-D", "-c", "-N", host, "-f", configuration)
            wait_until("the node never became idle", lambda: self.is_up(host))
        except Exception as error:
            said = self.logs()
            self.stop()
            raise RuntimeError(f"Slurm cannot be started here: {error}\n{said}") from error

    def start(self, name, *arguments):
        log = open(self.folder / f"{name}.out", "w")
        self.daemons.append((name, subprocess.Popen(
            [program(name), *map(str, arguments)], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)))
        log.close()

    def start_munge(self):
        folder = self.folder / "munge"
        folder.chmod(0o755)
        key = folder / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        self.start("munged", "--foreground", f"--socket={folder}/socket", f"--key-file={key}", f"--num-threads=2",
                   f"--pid-file={folder}/pid", f"--seed-file={folder}/seed", f"--log-file={folder}/log")
        wait_until("munge's socket", lambda: self.all_alive() and (folder / "socket").exists(), 20)

    def all_alive(self):
        for name, daemon in self.daemons:
            if daemon.poll() is not None:
                raise RuntimeError(f"{name} ended with {daemon.returncode}")
        return True

    def is_up(self, host):
        return self.all_alive() and self.ask("sinfo", "-h", "-o", "%T", "-n", host, check=False).strip() == "idle"

    def logs(self):
        paths = [*self.folder.glob("*.out"), *self.folder.glob("*.log"), self.folder / "munge/log"]
        return "\n".join(f"{path.name}: {path.read_text()[-1500:]}" for path in paths if path.exists())

    def stop(self):
        for _, daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                pass
        for _, daemon in self.daemons:
            try:
                os.killpg(daemon.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            daemon.wait()

    def ask(self, *command, check=True, **environment):
        done = run([program(command[0]), *map(str, command[1:])], env={**self.environment, **environment},
                   stdin=subprocess.DEVNULL, timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def submit(self, *arguments, **environment):
        # The script asks for four cores of one of a site's machines; here there are two in all.
        return self.ask("sbatch", "--parsable", "--cpus-per-task=1", f"--output={self.folder}/job-%j.out", *arguments,
                        **environment).strip()

    def states(self, job):
        """State and exit code by array index ('' for what is no array); tasks not yet split off share a row."""
        found = {}
        for line in self.ask("scontrol", "show", "job", job, "--oneliner").splitlines():
            fields = dict(item.split("=", 1) for item in line.split() if "=" in item)
            found[fields.get("ArrayTaskId", "")] = (fields["JobState"], fields["ExitCode"])
        return found

    def wait(self, job, seconds=120):
        def ended():
            self.all_alive()
            return all(state in ENDED for state, _ in self.states(job).values())
        wait_until(f"the end of job {job}", ended, seconds)
        return self.states(job)


class SlurmTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp(prefix="openvfa-slurm-"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        cls.slurm = Slurm(tempfile.mkdtemp(prefix="slurm-"))
        cls.addClassCleanup(shutil.rmtree, cls.slurm.folder, ignore_errors=True)
        cls.addClassCleanup(cls.slurm.stop)
        cls.export, _, _ = make_export.make(PROGRAM, str(cls.scratch / "e"), STUDIES)
        cls.single = cls.scratch / "single"
        done = run(arguments(cls.export, cls.single, "--quiet"), timeout=120)
        if done.returncode != 4:  # some files of the export are broken
            raise RuntimeError(done.stderr)
        cls.whole = cls.scratch / "whole"
        cls.job = cls.array(cls, cls.whole, f"--array=0-{SHARDS - 1}")

    def array(self, results, *options, **environment):
        return self.slurm.submit(*options, SOURCE / "scripts/slurm/batch-array.sh", self.export, results, *FORMAT,
                                 **environment)

    def merge(self, results, *options):
        """The state of a merge job, and what it said."""
        job = self.slurm.submit(*options, SOURCE / "scripts/slurm/batch-merge.sh", results)
        state = self.slurm.wait(job)[""]
        return state, (self.slurm.folder / f"job-{job}.out").read_text()

    def assert_as_single(self, results):
        self.assertEqual(tables(results / "merged"), tables(self.single))
        self.assertEqual(artefacts(results / "merged"), artefacts(self.single))

    def test_an_array_and_a_merge_are_the_single_run(self):
        state, said = self.merge(self.whole, f"--dependency=afterany:{self.job}")  # waits for all tasks
        self.assertEqual(self.slurm.wait(self.job), {str(i): ("COMPLETED", "0:0") for i in range(SHARDS)})
        self.assertEqual(state, ("COMPLETED", "0:0"), said)
        self.assert_as_single(self.whole)

    def shard_with_films(self):
        """The first shard with something to assess, and the path of one such film."""
        self.slurm.wait(self.job)
        for index in range(SHARDS):
            for row in rows(self.whole / f"shard-{index}", "routing.csv"):
                if row["verdict"] == "assess":
                    return index, row["path"]
        raise AssertionError("no shard has a film")

    def test_cancelled_tasks_are_refused_and_heal(self):
        results = self.scratch / "cancelled"
        hanging, film = self.shard_with_films()
        never = (hanging + 1) % SHARDS
        study = film.split("/")[1]
        job = self.array(results, f"--array=0-{SHARDS - 1}", "--hold", OPENVFA_TEST_FAULT=f"hang:{study}")
        self.slurm.ask("scancel", f"{job}_{never}")
        self.slurm.ask("scontrol", "release", job)
        others = {str(i) for i in range(SHARDS)} - {str(hanging), str(never)}
        wait_until("the tasks beside the hanging one", lambda: all(
            self.slurm.states(job).get(i, ("",))[0] == "COMPLETED" for i in others), 60)
        self.assertEqual(self.slurm.states(job)[str(hanging)][0], "RUNNING")
        self.slurm.ask("scancel", f"{job}_{hanging}")
        states = self.slurm.wait(job)
        self.assertEqual(states[str(hanging)][0], "CANCELLED")
        self.assertFalse((results / f"shard-{never}").exists())

        (state, code), said = self.merge(results)
        self.assertEqual((state, code), ("FAILED", "3:0"), said)
        self.assertIn(f"shard-{hanging}", said)
        self.assertIn("not finished", said)

        self.again(results, hanging)
        (state, code), said = self.merge(results)
        self.assertEqual((state, code), ("FAILED", "3:0"), said)
        self.assertIn(f"missing: {never}.", said)
        self.assertFalse((results / "merged" / "studies.csv").exists())

        self.again(results, never)
        self.assertEqual(self.merge(results)[0], ("COMPLETED", "0:0"))
        self.assert_as_single(results)

    def again(self, results, index):
        """One task of the array by itself."""
        job = self.array(results, f"--array={index}", OPENVFA_SHARDS=str(SHARDS))
        self.assertEqual(self.slurm.wait(job), {str(index): ("COMPLETED", "0:0")})


if __name__ == "__main__":
    unittest.main(verbosity=2)
