"""Assignment in PyTorch as the reference codes do it, image by image with whole [A, G] matrices.

Each function reads the values it needs with `problem(name, *shape)` and returns what is timed, all images once, and
what gives the number of positives.
"""

import torch

from tood import assign, overlaps

STRIDES = (8, 16, 32)


def timed(of_image, images):
    run = lambda: [of_image(i) for i in range(images)]
    return run, lambda: sum(int((index >= 0).sum()) for index in run())


def assign_task_aligned(problem, images, objects, levelCounts):
    centers = problem("centers", -1, 2)
    scores = problem("scores", images, len(centers), -1)
    boxes, truth = problem("boxes", images, -1, 4), problem("truth", images, objects, 4)
    labels = problem("labels", images, objects).long()
    return timed(lambda i: assign(scores[i], boxes[i], centers, truth[i], labels[i])[0], images)


def prior_boxes(centers, counts):
    half = 4.0 * torch.repeat_interleave(torch.tensor(STRIDES), torch.tensor(counts))[:, None]
    return torch.cat((centers - half, centers + half), 1)


def assign_atss(problem, images, objects, levelCounts):
    centers, truth = problem("centers", -1, 2), problem("truth", images, objects, 4)
    priors = prior_boxes(centers, levelCounts)

    @torch.no_grad()
    def of_image(i):
        boxes = truth[i]
        u = overlaps(priors[:, None], boxes[None])
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        distances = (centers[:, None] - middles[None]).pow(2).sum(-1).sqrt()
        chosen, start = [], 0
        for count in levelCounts:
            chosen.append(distances[start : start + count].topk(9, 0, largest=False).indices + start)
            start += count
        chosen = torch.cat(chosen)
        own = u.gather(0, chosen)
        x, y = centers[chosen].unbind(-1)
        inside = torch.stack((x - boxes[:, 0], y - boxes[:, 1], boxes[:, 2] - x, boxes[:, 3] - y)).amin(0) > 0.01
        positive = (own >= own.mean(0) + own.std(0)) & inside
        table = torch.full_like(u, -1).scatter_(0, chosen, torch.where(positive, own, -1.0))
        best, index = table.max(1)
        return torch.where(best >= 0, index, -1)

    return timed(of_image, images)


def assign_max_iou(problem, images, objects, levelCounts):
    centers, truth = problem("centers", -1, 2), problem("truth", images, objects, 4)
    priors = prior_boxes(centers, levelCounts)

    @torch.no_grad()
    def of_image(i):
        u = overlaps(priors[:, None], truth[i][None])
        best, index = u.max(1)
        index[best < 0.5] = -2
        index[best < 0.4] = -1
        for g, largest in enumerate(u.max(0).values):
            index[u[:, g] == largest] = g
        return index

    return timed(of_image, images)
