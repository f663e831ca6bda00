#!/usr/bin/python3
"""scripts/kubernetes/batch-job.yaml against the API of Kubernetes, as its Python client (generated from the API's own
description, Debian: python3-kubernetes) knows it: names of fields, types, required fields. No cluster is needed.
"""
import copy
import pathlib
import re
import subprocess
import unittest

import yaml
from kubernetes.client import models

MANIFEST = pathlib.Path(__file__).resolve().parents[2] / "scripts/kubernetes/batch-job.yaml"
PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float), "object": object}


def check(value, kind, where="job"):
    """Throws where `value` is no `kind` ("V1Job", "list[str]", "dict(str, str)", "str", ...)."""
    if match := re.fullmatch(r"list\[(.*)\]", kind):
        require(isinstance(value, list), f"{where} is no list")
        for i, item in enumerate(value):
            check(item, match[1], f"{where}[{i}]")
    elif match := re.fullmatch(r"dict\(str, (.*)\)", kind):
        require(isinstance(value, dict), f"{where} is no map")
        for name, item in value.items():
            check(item, match[1], f"{where}.{name}")
    elif kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and not (isinstance(value, bool) and kind == "int")
        require(fits, f"{where} is no {kind}")
    else:
        check_model(value, getattr(models, kind), where)


def check_model(value, model, where):
    require(isinstance(value, dict), f"{where} is no {model.__name__}")
    names = {name: attribute for attribute, name in model.attribute_map.items()}
    for name, item in value.items():
        require(name in names, f"{where} has an unknown field {name}")
        check(item, model.openapi_types[names[name]], f"{where}.{name}")
    model(**{names[name]: item for name, item in value.items()})  # the client refuses what lacks a required field


def require(condition, text):
    if not condition:
        raise ValueError(text)


class KubernetesTest(unittest.TestCase):
    def setUp(self):
        self.job = yaml.safe_load(MANIFEST.read_text())
        self.container = self.job["spec"]["template"]["spec"]["containers"][0]

    def test_the_manifest_is_an_indexed_job(self):
        self.assertEqual((self.job["apiVersion"], self.job["kind"]), ("batch/v1", "Job"))
        check(self.job, "V1Job")
        self.assertEqual(self.job["spec"]["completionMode"], "Indexed")
        self.assertIn(self.job["spec"]["template"]["spec"]["restartPolicy"], ("Never", "OnFailure"))  # a Job's

    def test_what_is_no_job_is_refused(self):
        def refused(change):
            job = copy.deepcopy(self.job)
            change(job["spec"])
            with self.assertRaises(ValueError):
                check(job, "V1Job")

        refused(lambda spec: spec.update(completionsMode="Indexed"))
        refused(lambda spec: spec.update(completions="16"))
        refused(lambda spec: spec.pop("template"))
        refused(lambda spec: spec["template"]["spec"]["containers"][0].pop("name"))
        refused(lambda spec: spec["template"]["spec"]["containers"][0]["env"][0].update(value=16))

    def test_every_mount_has_its_volume_and_every_shard_its_number(self):
        pod = self.job["spec"]["template"]["spec"]
        self.assertEqual({mount["name"] for mount in self.container["volumeMounts"]},
                         {volume["name"] for volume in pod["volumes"]})
        environment = {entry["name"]: entry["value"] for entry in self.container["env"]}
        self.assertEqual(environment["JOB_COMPLETIONS"], str(self.job["spec"]["completions"]))

    def test_the_script_is_a_shell_script(self):
        self.assertEqual(self.container["command"][:2], ["/bin/sh", "-c"])
        done = subprocess.run(["sh", "-n"], input=self.container["command"][2], text=True, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
