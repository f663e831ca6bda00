#!/usr/bin/python3
"""A PACS export for tests and measurements: folders, copies, foreign modalities, broken files; or a disc with DICOMDIR.

make_export.py [--headers | --disc] PROGRAM FOLDER STUDIES

PROGRAM is openvfa, which simulates a few films; every study is one of them with UIDs of its own. The same arguments give
the same bytes, but for the simulated films' own. Needs pydicom, and dcmmkdir (DCMTK) for --disc. Prints what to read.
"""
import argparse
import os
import pathlib
import subprocess

import pydicom

KINDS = 4  # different simulated films


def simulate(program, folder):
    subprocess.run([program, "phantom", "--quiet", "--out", folder, "--count", str(KINDS), "--seed", "5", "--format",
                    "dicom", "--framing", "dxa"], check=True)
    return sorted(pathlib.Path(folder).glob("*.dcm"))


def save(film, path, study, instance, **changes):
    copy = pydicom.dcmread(film)
    copy.StudyInstanceUID = f"2.25.900.{study}"
    copy.SeriesInstanceUID = f"2.25.901.{study}"
    copy.SOPInstanceUID = copy.file_meta.MediaStorageSOPInstanceUID = f"2.25.902.{study}.{instance}"
    for name, value in changes.items():
        setattr(copy, name, value)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    copy.save_as(path, write_like_original=False)


def add_foreign(films, root):
    """What is skipped, and what fails. Returns how many of each."""
    save(films[0], f"{root}/foreign/ct", 1, 50, Modality="CT", SOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    save(films[0], f"{root}/foreign/femur.dcm", 1, 51, ProtocolName="Left Femur",
         PerformedProcedureStepDescription="Left Femur")
    save(films[0], f"{root}/foreign/ap.dcm", 1, 52, ProtocolName="AP Spine",
         PerformedProcedureStepDescription="AP Spine")
    report = pydicom.dcmread(films[0])
    for name in ("PixelData", "Rows", "Columns"):
        delattr(report, name)
    report.SOPClassUID = report.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.88.33"
    report.save_as(f"{root}/foreign/report.dcm", write_like_original=False)
    pathlib.Path(root, "foreign/readme.txt").write_text("no film\n")
    data = pathlib.Path(films[0]).read_bytes()
    pathlib.Path(root, "foreign/cut.dcm").write_bytes(data[: len(data) // 3])
    pathlib.Path(root, "foreign/empty.dcm").write_bytes(b"")
    return 5, 2


def make(program, folder, studies):
    """Films, and how many files are skipped and how many fail."""
    films = simulate(program, f"{folder}.films")
    root = os.path.join(folder, "export")
    for study in range(studies):
        save(films[study % KINDS], f"{root}/{study % 7}/study {study:05d}/IM1", study, 1)
    skipped, failed = add_foreign(films, root)
    save(films[0], f"{root}/zz copy/of the first.dcm", 0, 1)
    return root, skipped + 1, failed


def make_disc(program, folder, studies):
    """As on a CD: films named by a DICOMDIR, and one that is not. Returns the DICOMDIR."""
    films = simulate(program, f"{folder}.films")
    root = os.path.join(folder, "disc")
    names = [f"IMAGES/IM{study + 1}" for study in range(studies)]
    for study, name in enumerate(names):
        save(films[study % KINDS], f"{root}/{name}", study, 1)
    save(films[0], f"{root}/IMAGES/EXTRA", studies, 1)
    subprocess.run(["dcmmkdir", "+I", "-Nxc", "+D", "DICOMDIR", *names], cwd=root, check=True, stdout=subprocess.DEVNULL)
    return os.path.join(root, "DICOMDIR")


def make_headers(program, folder, files):
    """Small CT images: all header, as most of an export is."""
    film = pydicom.dcmread(simulate(program, f"{folder}.films")[0])
    film.Rows = film.Columns = 16
    film.PixelData = bytes(256)
    film.Modality = "CT"
    film.SOPClassUID = film.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    root = os.path.join(folder, "export")
    for i in range(files):
        film.StudyInstanceUID = f"2.25.900.{i}"
        film.SOPInstanceUID = film.file_meta.MediaStorageSOPInstanceUID = f"2.25.902.{i}"
        os.makedirs(f"{root}/{i % 100}", exist_ok=True)
        film.save_as(f"{root}/{i % 100}/{i:06d}", write_like_original=False)
    return root


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("studies", type=int)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--headers", action="store_true", help="small CT images instead of films")
    kind.add_argument("--disc", action="store_true", help="films on a disc, named by a DICOMDIR")
    arguments = parser.parse_args()
    if arguments.headers:
        print(make_headers(arguments.program, arguments.folder, arguments.studies))
    elif arguments.disc:
        print(make_disc(arguments.program, arguments.folder, arguments.studies))
    else:
        print(make(arguments.program, arguments.folder, arguments.studies)[0])
