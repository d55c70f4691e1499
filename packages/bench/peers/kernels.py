"""The operations of `pnpm bench kernels` in PyTorch, and in torchvision where that is installed.

Reads the values that must be the same for all contenders from the folder of the first argument and the cases from
the second, JSON; prints one JSON object. Shapes are those of Tandem, [B, H, W, C]; convolutions run channels-last.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F

import kernel_assignment

try:
    from torchvision import __version__ as torchvision_version
    from torchvision.ops import batched_nms, deform_conv2d
except ImportError:
    torchvision_version = None


def random(shape, low=-1.0, high=1.0):
    return torch.rand(*shape) * (high - low) + low


def image(shape, low=-1.0, high=1.0):
    batch, height, width, channels = shape
    return random((batch, channels, height, width), low, high).contiguous(memory_format=torch.channels_last)


def filter_of(shape):
    height, width, inputs, outputs = shape
    return random((outputs, inputs, height, width)).contiguous(memory_format=torch.channels_last)


def gradients(y, inputs):
    """The gradient alone: the value is computed once."""
    dy = torch.ones_like(y)
    return lambda: torch.autograd.grad(y, inputs, dy, retain_graph=True)


def with_gradient(f, *inputs):
    for each in inputs:
        each.requires_grad_()

    def run():
        torch.autograd.grad(f(*inputs).sum(), inputs)

    return run


def convolution(x, filter, stride, padding, groups, part):
    pixels, weights = image(x), filter_of(filter)
    if part == "forward":
        return lambda: F.conv2d(pixels, weights, None, stride, padding, 1, groups)
    dy = torch.ones_like(F.conv2d(pixels, weights, None, stride, padding, 1, groups))
    wanted = [part == "input gradient", part == "filter gradient", False]
    rest = ([stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, wanted)
    return lambda: torch.ops.aten.convolution_backward(dy, pixels, weights, None, *rest)


def batched_product(shape):
    batch, rows, inputs, outputs = shape
    a, b = random((batch, rows, inputs)), random((batch, inputs, outputs))
    return lambda: torch.bmm(a, b)


def deformable(x, filter, offsets, mask, part):
    if torchvision_version is None:
        return None
    inputs = [image(x), filter_of(filter), image(offsets, -2, 2), image(mask, 0, 1)]
    inputs = [each.contiguous() for each in inputs]  # torchvision's layout

    def run(pixels, weights, moves, factors):
        return deform_conv2d(pixels, moves, weights, padding=1, mask=factors)

    return (lambda: run(*inputs)) if part == "forward" else with_gradient(run, *inputs)


def normalization(f, shape, part):
    x, scale, offset = image(shape), random(shape[-1:], 0.5, 1.5), random(shape[-1:])
    if part == "forward":
        return lambda: f(x, scale, offset)
    inputs = [each.requires_grad_() for each in (x, scale, offset)]
    return gradients(f(*inputs), inputs)


def batch_norm(shape, groups, part):
    return normalization(lambda x, scale, offset: F.batch_norm(x, None, None, scale, offset, True), shape, part)


def group_norm(shape, groups, part):
    return normalization(lambda x, scale, offset: F.group_norm(x, groups, scale, offset), shape, part)


def resampling(f, shape, part):
    x = image(shape)
    return (lambda: f(x)) if part == "forward" else gradients(f(x.requires_grad_()), [x])


def max_pool(shape, part):
    return resampling(lambda x: F.max_pool2d(x, 3, 2, 1), shape, part)


def upsample(shape, mode, part):
    return resampling(lambda x: F.interpolate(x, scale_factor=2, mode=mode), shape, part)


def boundary_sampling(shape, part):
    batch, height, width, sides = shape
    planes = random((batch * sides, 1, height, width), 0, 640)
    moves = random((batch * sides, height, width, 2), -2, 2)
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    cells = torch.stack((columns, rows), -1)
    size = torch.tensor([width - 1, height - 1])

    def run(planes, moves):
        return F.grid_sample(planes, (cells + moves) * 2 / size - 1, padding_mode="zeros", align_corners=True)

    if part == "forward":
        return lambda: run(planes, moves)
    inputs = [each.requires_grad_() for each in (planes, moves)]
    return gradients(run(*inputs), inputs)


def loss(f, shape):
    targets = (random(shape, 0, 50) - 49).relu()
    return with_gradient(lambda logits: f(logits, targets), random(shape, -6, 2))


def entropy(logits, targets):
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none")


def focal(shape):
    def f(x, y):
        p = x.sigmoid()
        return (0.25 * y + 0.75 * (1 - y)) * (p * (1 - y) + (1 - p) * y) ** 2 * entropy(x, y)

    return loss(f, shape)


def quality_focal(shape):
    return loss(lambda x, y: (y - x.sigmoid()).abs() ** 2 * entropy(x, y), shape)


def varifocal(shape):
    return loss(lambda x, y: torch.where(y > 0, y, 0.75 * x.sigmoid() ** 2) * entropy(x, y), shape)


def distribution_focal(shape):
    targets = random(shape[:1], 0, shape[1] - 1.1)
    low = targets.long()
    part = targets - low

    def f(x):
        lower, upper = (F.cross_entropy(x, bin, reduction="none") for bin in (low, low + 1))
        return lower * (1 - part) + upper * part

    return with_gradient(f, random(shape))


def geometric_mean_logit(shape):
    b = random((shape[0], 1), -6, 2)

    def f(a):
        p = (a.sigmoid() * b.sigmoid()).sqrt()
        return p.log() - torch.log1p(-p)

    return with_gradient(f, random(shape, -6, 2))


def boxes(count):
    corners = random((count, 2), 0, 440)
    return torch.cat((corners, corners + random((count, 2), 10, 200)), 1)


def giou(a, b):
    def area(low, high):
        return (high - low).clamp(min=0).prod(-1)

    a1, a2, b1, b2 = a[..., :2], a[..., 2:], b[..., :2], b[..., 2:]
    shared = area(torch.maximum(a1, b1), torch.minimum(a2, b2))
    union = (area(a1, a2) + area(b1, b2) - shared).clamp(min=1e-6)
    enclosing = area(torch.minimum(a1, b1), torch.maximum(a2, b2)).clamp(min=1e-6)
    return shared / union - (enclosing - union) / enclosing


def pairwise_giou(count, others):
    a, b = boxes(count)[:, None], boxes(others)[None]
    return lambda: giou(a, b)


def aligned_giou(count):
    b = boxes(count)
    return with_gradient(lambda a: giou(a, b), boxes(count))


def optimizer(shape, kind):
    weight = torch.nn.Parameter(random(shape))
    weight.grad = random(shape)
    options = {"lr": 0.01, "weight_decay": 1e-4, **({"momentum": 0.9} if kind == "SGD" else {})}
    return getattr(torch.optim, kind)([weight], **options).step


def nms(problem):
    if torchvision_version is None:
        return None
    kept = problem("nmsBoxes", -1, 4), problem("nmsScores", -1), problem("nmsClasses", -1).long()
    run = lambda: batched_nms(*kept, 0.6)
    return run, lambda: len(run())


def time_of(run):
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def times_of(run, runs):
    """As in timing.ts: 200 ms of warm-up, then up to `runs` runs within a second, but two."""
    spent = 0
    while spent < 200:
        spent += time_of(run)
    times = []
    while len(times) < runs and (len(times) < 2 or sum(times) < 1000):
        times.append(time_of(run))
    return times


def measure_peak():
    a, b = random((1024, 1024)), random((1024, 1024))
    large, other = random((2**23,)), random((2**23,))
    pixels, weights = image((1, 80, 80, 256)), filter_of((3, 3, 256, 256))
    best = lambda run, amount: amount / min(times_of(run, 10)) / 1e6
    return {
        "gigaflops": max(
            best(lambda: a @ b, 2 * 1024**3),
            best(lambda: F.conv2d(pixels, weights, None, 1, 1), 2 * 80 * 80 * 9 * 256 * 256),
        ),
        "gigabytes": best(lambda: other.copy_(large), 2**26),
    }


def main():
    folder, options = sys.argv[1], json.loads(sys.argv[2])
    torch.set_num_threads(options["threads"])
    torch.manual_seed(0)

    def problem(name, *shape):
        with open(f"{folder}/{name}.bin", "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(*shape)

    cases = {}
    peak = measure_peak()
    for case in options["cases"]:
        name = case["name"]
        if name == "nms":
            made = nms(problem)
        elif name.startswith("assign_"):
            made = getattr(kernel_assignment, name)(problem, **case["arguments"])
        else:
            made = globals()[name](**case["arguments"])
        if made is None:
            cases[case["key"]] = {"missing": "needs torchvision"}
        else:
            run, result = made if isinstance(made, tuple) else (made, None)
            cases[case["key"]] = {"times": times_of(run, options["runs"]), **({"result": result()} if result else {})}
    version = f"PyTorch {torch.__version__.split('+')[0]}"
    version += f", torchvision {torchvision_version}" if torchvision_version else ""
    print(json.dumps({"version": version, "peak": peak, "cases": cases}))


main()
