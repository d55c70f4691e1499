"""Images a second of a PyTorch DataLoader: PIL decodes, resizes and mirrors, torch normalises and pads.

torchvision, where it can be imported, would do the same operations with the same libraries; the DataLoader's
workers, its collation and its order are PyTorch's own.
"""

import json
import multiprocessing
import os
import random
import resource
import sys
import time

import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

options = json.loads(sys.argv[1])
WIDTH, HEIGHT = options["width"], options["height"]
MEAN = torch.tensor([123.675, 116.28, 103.53])
DEVIATION = torch.tensor([58.395, 57.12, 57.375])


class Images(Dataset):
    def __len__(self):
        return len(options["files"])

    def __getitem__(self, index):
        image = Image.open(options["files"][index]).convert("RGB")
        scale = min(WIDTH / image.width, HEIGHT / image.height)
        size = round(image.width * scale), round(image.height * scale)
        image = image.resize(size, Image.Resampling.BILINEAR)
        if random.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        data = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
        pixels = (data.view(image.height, image.width, 3).float() - MEAN) / DEVIATION
        canvas = torch.zeros(3, HEIGHT, WIDTH)
        canvas[:, : image.height, : image.width] = pixels.permute(2, 0, 1)
        return canvas


def cpu_seconds():
    """Of this process and its workers, up to now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    ticks = 0
    for worker in multiprocessing.active_children():
        with open(f"/proc/{worker.pid}/stat") as file:
            # After the name, which may have spaces in it: the fields from the third on.
            fields = file.read().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return usage.ru_utime + usage.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    torch.set_num_threads(1)
    loader = DataLoader(
        Images(),
        batch_size=options["batch"],
        shuffle=True,
        num_workers=options["workers"],
        persistent_workers=options["workers"] > 0,
    )
    # The first epoch starts the workers and fills the file cache.
    images = sum(len(batch) for batch in loader)
    before, start = cpu_seconds(), time.perf_counter()
    for _ in range(options["epochs"]):
        for _ in loader:
            pass
    seconds, cpu = time.perf_counter() - start, cpu_seconds() - before
    images *= options["epochs"]
    times = {"imagesPerSecond": images / seconds, "cpuMillisecondsPerImage": 1000 * cpu / images}
    print(json.dumps(times))
