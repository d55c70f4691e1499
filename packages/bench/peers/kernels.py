"""Task-aligned assignment and NMS in PyTorch: the peers that `pnpm bench kernels` times beside Tandem.

Assignment image by image with whole [A, G] matrices, as the TOOD authors' code does it. NMS is torchvision's
`batched_nms` where torchvision is installed; otherwise the IoU matrix of each class in PyTorch and a greedy pass
over its rows. Reads the problem from the folder of the first argument; prints one JSON object.
"""

import json
import sys
import time

import torch

from tood import assign, overlaps

try:
    from torchvision.ops import batched_nms
    from torchvision import __version__ as torchvision_version
except ImportError:
    batched_nms = None


def class_wise_nms(boxes, scores, classes, threshold):
    kept = []
    for label in classes.unique():
        mine = (classes == label).nonzero().flatten()
        mine = mine[scores[mine].argsort(descending=True, stable=True)]
        exceeds = (overlaps(boxes[mine, None], boxes[mine]) > threshold).triu(1)
        suppressed = torch.zeros(len(mine), dtype=torch.bool)
        for row in range(len(mine)):
            if not suppressed[row]:
                suppressed |= exceeds[row]
        kept.append(mine[~suppressed])
    kept = torch.cat(kept)
    return kept[scores[kept].argsort(descending=True, stable=True)]


def timed(run, runs):
    times, result = [], 0
    for index in range(-2, runs):
        start = time.perf_counter()
        result = run()
        if index >= 0:
            times.append(1000 * (time.perf_counter() - start))
    return {"times": times, "result": result}


def main():
    folder, options = sys.argv[1], json.loads(sys.argv[2])
    torch.set_num_threads(options["threads"])

    def read(name, *shape):
        with open(f"{folder}/{name}.bin", "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(*shape)

    images, objects = options["images"], options["objects"]
    centers = read("centers", -1, 2)
    scores = read("scores", images, len(centers), -1)
    boxes, truth = read("boxes", images, -1, 4), read("truth", images, objects, 4)
    labels = read("labels", images, objects).long()
    nms_boxes, nms_scores, nms_classes = read("nmsBoxes", -1, 4), read("nmsScores", -1), read("nmsClasses", -1).long()

    def assignment():
        results = [assign(scores[i], boxes[i], centers, truth[i], labels[i]) for i in range(images)]
        return sum(int((index >= 0).sum()) for index, _ in results)

    suppress = batched_nms or class_wise_nms
    version = f"PyTorch {torch.__version__.split('+')[0]}"
    version += f", torchvision {torchvision_version}" if batched_nms else ", no torchvision"
    print(
        json.dumps(
            {
                "version": version,
                "assignment": timed(assignment, options["runs"]),
                "nms": timed(lambda: len(suppress(nms_boxes, nms_scores, nms_classes, 0.6)), options["runs"]),
            }
        )
    )


main()
