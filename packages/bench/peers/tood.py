"""TOOD with a ResNet of group norms in PyTorch: the peer that `pnpm bench` times beside Tandem.

The same architecture, shapes, losses and assignment as the `tood` preset (anchor-free T-Head,
task-aligned assignment from the first step), eager, channels-last, SGD with momentum. Reads its
options as JSON from the first argument, with `bf16` for autocast to bfloat16; prints one JSON object with
the milliseconds of every run.
"""

import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def group_norm(channels):
    groups = 32
    while channels % groups or channels // groups < 1:
        groups //= 2
    return nn.GroupNorm(groups, channels)


class Block(nn.Module):
    def __init__(self, inputs, width, stride, bottleneck):
        super().__init__()
        outputs = width * 4 if bottleneck else width
        shapes = (
            [(inputs, width, 1, 1), (width, width, 3, stride), (width, outputs, 1, 1)]
            if bottleneck
            else [(inputs, width, 3, stride), (width, width, 3, 1)]
        )
        layers = []
        for index, (i, o, k, s) in enumerate(shapes):
            layers += [nn.Conv2d(i, o, k, s, k // 2, bias=False), group_norm(o)]
            if index < len(shapes) - 1:
                layers.append(nn.ReLU(inplace=True))
        self.body = nn.Sequential(*layers)
        self.down = None
        if stride != 1 or inputs != outputs:
            self.down = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), group_norm(outputs))

    def forward(self, x):
        return F.relu(self.body(x) + (x if self.down is None else self.down(x)))


class ResNet(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        counts = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}[depth]
        bottleneck = depth >= 50
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 7, 2, 3, bias=False), group_norm(width), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        )
        stages, inputs = [], width
        for stage, count in enumerate(counts):
            blocks = []
            for index in range(count):
                blocks.append(Block(inputs, width << stage, 2 if stage and index == 0 else 1, bottleneck))
                inputs = (width << stage) * (4 if bottleneck else 1)
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        expansion = 4 if bottleneck else 1
        self.channels = [(width << stage) * expansion for stage in (1, 2, 3)]

    def forward(self, x):
        x = self.stem(x)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features[1:]


class Fpn(nn.Module):
    def __init__(self, inputs, channels):
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(i, channels, 1) for i in inputs)
        self.output = nn.ModuleList(nn.Conv2d(channels, channels, 3, 1, 1) for _ in inputs)
        self.extra = nn.ModuleList(nn.Conv2d(channels, channels, 3, 2, 1) for _ in range(2))

    def forward(self, features):
        maps = [layer(x) for layer, x in zip(self.lateral, features)]
        for level in (1, 0):
            maps[level] = maps[level] + F.interpolate(maps[level + 1], size=maps[level].shape[-2:], mode="nearest")
        outputs = [layer(x) for layer, x in zip(self.output, maps)]
        for layer in self.extra:
            outputs.append(layer(outputs[-1]))
        return outputs


class Attention(nn.Module):
    def __init__(self, channels, layers):
        super().__init__()
        self.layers, self.channels = layers, channels
        hidden = channels // 8
        self.first, self.second = nn.Conv2d(channels * layers, hidden, 1), nn.Conv2d(hidden, layers, 1)
        self.reduction = nn.Conv2d(channels * layers, channels, 1, bias=False)
        self.norm = group_norm(channels)

    def forward(self, x, pooled):
        b, _, h, w = x.shape
        weight = torch.sigmoid(self.second(F.relu(self.first(pooled))))
        filters = weight.reshape(b, 1, self.layers, 1) * self.reduction.weight.reshape(
            1, self.channels, self.layers, self.channels
        )
        y = torch.bmm(filters.reshape(b, self.channels, -1), x.reshape(b, -1, h * w)).reshape(b, -1, h, w)
        return F.relu(self.norm(y))


class MeanLogit(torch.autograd.Function):
    """logit of sqrt(sigmoid(a) sigmoid(b)) with its analytic gradient."""

    @staticmethod
    def forward(ctx, a, b):
        q = 0.5 * (F.softplus(-a) + F.softplus(-b))
        ctx.save_for_backward(a, b, q)
        return -torch.log(torch.expm1(q))

    @staticmethod
    def backward(ctx, dy):
        a, b, q = ctx.saved_tensors
        common = 0.5 * dy / -torch.expm1(-q)
        return common * torch.sigmoid(-a), (common * torch.sigmoid(-b)).sum(1, keepdim=True)


def sample(boxes, offsets):
    """Bilinear sample of each box side at its own (dy, dx), zero outside."""
    b, _, h, w = boxes.shape
    y = torch.arange(h).view(1, 1, h, 1) + offsets[:, 0::2]
    x = torch.arange(w).view(1, 1, 1, w) + offsets[:, 1::2]
    y0, x0 = y.detach().floor(), x.detach().floor()
    result = 0
    flat = boxes.reshape(b, 4, h * w)
    for dy in (0, 1):
        for dx in (0, 1):
            yi, xi = y0 + dy, x0 + dx
            inside = (yi >= 0) & (yi < h) & (xi >= 0) & (xi < w)
            index = (yi.clamp(0, h - 1) * w + xi.clamp(0, w - 1)).long().reshape(b, 4, h * w)
            weight = (1 - (y - yi).abs()) * (1 - (x - xi).abs())
            result = result + flat.gather(2, index).reshape(b, 4, h, w) * weight * inside
    return result


class Head(nn.Module):
    def __init__(self, channels, layers, classes, strides):
        super().__init__()
        self.strides = strides
        self.tower = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), group_norm(channels), nn.ReLU(inplace=True))
            for _ in range(layers)
        )
        self.for_class, self.for_box = Attention(channels, layers), Attention(channels, layers)
        self.classes, self.boxes = nn.Conv2d(channels, classes, 3, 1, 1), nn.Conv2d(channels, 4, 3, 1, 1)
        quarter = channels // 4
        self.probability = nn.Sequential(
            nn.Conv2d(channels * layers, quarter, 1), nn.ReLU(inplace=True), nn.Conv2d(quarter, 1, 3, 1, 1)
        )
        self.offset = nn.Sequential(
            nn.Conv2d(channels * layers, quarter, 1), nn.ReLU(inplace=True), nn.Conv2d(quarter, 8, 3, 1, 1)
        )
        self.scales = nn.Parameter(torch.ones(len(strides)))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.normal_(module.weight, 0, 0.01)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.constant_(self.classes.bias, -4.595)
        nn.init.constant_(self.probability[2].bias, -4.595)

    def forward(self, features):
        logits, boxes, centers = [], [], []
        for level, (x, stride) in enumerate(zip(features, self.strides)):
            outputs = []
            for layer in self.tower:
                x = layer(x)
                outputs.append(x)
            stacked = torch.cat(outputs, 1)
            pooled = stacked.mean((2, 3), keepdim=True)
            logit = MeanLogit.apply(self.classes(self.for_class(stacked, pooled)), self.probability(stacked))
            distance = self.scales[level] * torch.exp(self.boxes(self.for_box(stacked, pooled)))
            h, w = logit.shape[-2:]
            ys, xs = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
            grid = torch.stack((xs, ys)).float()
            box = torch.cat((grid - distance[:, :2], grid + distance[:, 2:]), 1)
            box = sample(box, self.offset(stacked)) * stride
            logits.append(logit.flatten(2).transpose(1, 2))
            boxes.append(box.flatten(2).transpose(1, 2))
            centers.append(grid.flatten(1).T * stride)
        return torch.cat(logits, 1), torch.cat(boxes, 1), torch.cat(centers)


def overlaps(a, b, generalized=False):
    lt, rb = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    inter = (rb - lt).clamp(min=0).prod(-1)
    union = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - inter
    iou = inter / union.clamp(min=1e-6)
    if not generalized:
        return iou
    outer = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    outer = outer.clamp(min=1e-6)
    return iou - (outer - union) / outer


@torch.no_grad()
def assign(scores, boxes, centers, truth, labels):
    """Task-aligned assignment of one image: index of the object per prior (-1 background), target."""
    u = overlaps(boxes[:, None], truth[None])
    t = scores[:, labels] * u**6
    top = t.topk(13, 0).indices
    chosen = torch.zeros_like(t, dtype=torch.bool).scatter_(0, top, True) & (t > 0)
    x, y = centers[:, None, 0], centers[:, None, 1]
    inside = torch.stack((x - truth[:, 0], y - truth[:, 1], truth[:, 2] - x, truth[:, 3] - y)).amin(0) > 0.01
    kept = torch.where(chosen & inside, u, -1.0)
    best, index = kept.max(1)
    index = torch.where(best >= 0, index, -1)
    target = torch.zeros(len(boxes))
    for gt in range(len(truth)):
        mine = index == gt
        if mine.any():
            target[mine] = t[mine, gt] / (t[mine, gt].max() + 1e-7) * u[mine, gt].max()
    return index, target


class Detector(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.backbone = ResNet(options["depth"], options["width"])
        self.neck = Fpn(self.backbone.channels, options["channels"])
        self.head = Head(options["channels"], options["interactiveLayers"], options["classes"], (8, 16, 32, 64, 128))

    def forward(self, images):
        return self.head(self.neck(self.backbone(images)))

    def loss(self, images, truth, labels):
        logits, boxes, centers = self(images)
        scores = logits.detach().sigmoid()
        target = torch.zeros_like(logits)
        weight, wanted = torch.zeros(boxes.shape[:2]), boxes.detach().clone()
        for image in range(len(images)):
            index, aligned = assign(scores[image], boxes[image].detach(), centers, truth[image], labels[image])
            positive = (index >= 0).nonzero().flatten()
            target[image, positive, labels[image][index[positive]]] = aligned[positive]
            weight[image] = aligned
            wanted[image, positive] = truth[image][index[positive]]
        total = weight.sum().clamp(min=1)
        entropy = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
        quality = ((target - logits.sigmoid()).abs() ** 2 * entropy).sum() / total
        positive = weight > 0
        giou = overlaps(boxes[positive], wanted[positive], generalized=True)
        return quality + 2 * ((1 - giou) * weight[positive]).sum() / total


def nms(boxes, scores, labels, threshold=0.6, limit=100):
    order = scores.argsort(descending=True)
    boxes = (boxes + labels[:, None] * 1e4)[order]
    kept, alive = [], torch.ones(len(boxes), dtype=torch.bool)
    for index in range(len(boxes)):
        if not alive[index]:
            continue
        kept.append(order[index])
        if len(kept) == limit:
            break
        alive[index + 1 :] &= overlaps(boxes[index], boxes[index + 1 :]) <= threshold
    return kept


@torch.no_grad()
def detect(model, images):
    logits, boxes, _ = model(images)
    results = []
    for image in range(len(images)):
        scores, labels = logits[image].sigmoid().max(1)
        keep = scores.topk(min(1000, len(scores))).indices
        keep = keep[scores[keep] > 0.05]
        results.append(nms(boxes[image][keep], scores[keep], labels[keep]))
    return results


def timed(function, warm_up, runs):
    """Milliseconds of each run: on the wall, and of all threads' CPU time."""
    for _ in range(warm_up):
        function()
    times = []
    for _ in range(runs):
        start, cpu = time.perf_counter(), time.process_time()
        function()
        times.append(((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000))
    return times


def main():
    options = json.loads(sys.argv[1])
    torch.manual_seed(0)
    torch.set_num_threads(options["threads"])
    batch, height, width = options["batch"], options["imageHeight"], options["imageWidth"]
    model = Detector(options).to(memory_format=torch.channels_last)
    images = torch.randn(batch, 3, height, width).contiguous(memory_format=torch.channels_last)
    generator = torch.Generator().manual_seed(1)
    size = torch.tensor([width, height, width, height])
    corner = torch.rand(batch, options["objects"], 2, generator=generator) * 0.7
    extent = 0.05 + torch.rand(batch, options["objects"], 2, generator=generator) * 0.25
    truth = torch.cat((corner, corner + extent), 2) * size
    labels = torch.randint(options["classes"], (batch, options["objects"]), generator=generator)
    optimizer = torch.optim.SGD(model.parameters(), 0.001, momentum=0.9, weight_decay=1e-4)

    autocast = torch.autocast("cpu", dtype=torch.bfloat16, enabled=options["bf16"])

    def step():
        optimizer.zero_grad()
        with autocast:
            loss = model.loss(images, truth, labels)
        loss.backward()
        optimizer.step()

    def forward():
        with torch.no_grad(), autocast:
            model(images)

    def detection():
        with autocast:
            detect(model, images)

    times = {
        name: timed(function, options["warmUp"], options["runs"])
        for name, function in (("forward", forward), ("detect", detection), ("step", step))
    }
    print(
        json.dumps(
            {
                "version": torch.__version__,
                "parameters": sum(p.numel() for p in model.parameters()),
                "wall": {name: [wall for wall, _ in each] for name, each in times.items()},
                "cpu": {name: [cpu for _, cpu in each] for name, each in times.items()},
                "peakMemory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
