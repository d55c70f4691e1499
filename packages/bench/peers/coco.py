"""Evaluates COCO files with pycocotools: `coco.py FOLDER...`, each with ground-truth.json and detections.json.

Prints one line of JSON: for each folder the seconds of loading and of evaluating, the twelve numbers and AP,
AP50, AP75, AR100 of each class; the peak of the process's memory in bytes.
"""

import contextlib
import io
import json
import os
import resource
import sys
import time
from importlib.metadata import version

import numpy
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def evaluate(folder):
    start = time.perf_counter()
    truth = COCO(os.path.join(folder, "ground-truth.json"))
    path = os.path.join(folder, "detections.json")
    found = truth.loadRes(path) if os.path.getsize(path) > 2 else COCO()
    if not found.anns:
        found.dataset = {**truth.dataset, "annotations": []}
        found.createIndex()
    loaded = time.perf_counter()
    run = COCOeval(truth, found, "bbox")
    run.evaluate()
    run.accumulate()
    run.summarize()
    done = time.perf_counter()
    precision, recall = run.eval["precision"], run.eval["recall"]

    def mean(values):
        values = values[values > -1]
        return float(numpy.mean(values)) if values.size else -1.0

    classes = []
    for index in range(precision.shape[2]):
        classes += [
            mean(precision[:, :, index, 0, 2]),
            mean(precision[0, :, index, 0, 2]),
            mean(precision[5, :, index, 0, 2]),
            mean(recall[:, index, 0, 2]),
        ]
    return {"load": loaded - start, "evaluate": done - loaded, "numbers": [float(x) for x in run.stats] + classes}


with contextlib.redirect_stdout(io.StringIO()):
    results = [evaluate(folder) for folder in sys.argv[1:]]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"version": "pycocotools " + version("pycocotools"), "peak": peak, "results": results}))
