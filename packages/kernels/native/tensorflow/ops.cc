// The ops, by the names TandemN…: N is the version of what they take and give, so that two versions of this package
// may live in one process.
#include "ops.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <thread>

#include "../thread-pool.h"
#include "op.h"

#define TANDEM_TEXT_OF(x) #x
#define TANDEM_TEXT(x) TANDEM_TEXT_OF(x)
#define TANDEM_OP(x) "Tandem" TANDEM_TEXT(TANDEM_VERSION) x

namespace tandem::tensorflow {

namespace {

std::mutex mutex;
int asked_threads = 0;

// x [batch, height, width, inputs], filter [3, 3, inputs, outputs], bias [outputs] or [0].
struct Conv2D {
  static constexpr const char* name = TANDEM_OP("Conv2D");
  static constexpr Names inputs = {"x: float", "filter: float", "bias: float"}, outputs = {"y: float"},
                         attributes = {"relu: bool"};
  explicit Conv2D(Attributes& given) : relu(given.boolean("relu")) {}
  void run(Call& call) {
    const OwnTensor x = call.input(0), filter = call.input(1), bias = call.input(2);
    Call::expect(x.rank() == 4 && filter.rank() == 4 && filter.dim(0) == 3 && filter.dim(1) == 3 &&
                     filter.dim(2) == x.dim(3),
                 "x [B, H, W, I] and filter [3, 3, I, O]");
    const int64_t channels = filter.dim(3);
    Call::expect(bias.size() == 0 || bias.size() == channels, "bias [O] or [0]");
    const OwnTensor y = call.output(0, {x.dim(0), x.dim(1), x.dim(2), channels});
    kernels().convolve({x.data(), filter.data(), bias.size() == 0 ? nullptr : bias.data(), y.data(), x.dim(0),
                        x.dim(1), x.dim(2), x.dim(3), channels, false, relu},
                       host());
  }
  bool relu;
};

struct Conv2DInputGradient {
  static constexpr const char* name = TANDEM_OP("Conv2DInputGradient");
  static constexpr Names inputs = {"dy: float", "filter: float"}, outputs = {"dx: float"}, attributes = {};
  explicit Conv2DInputGradient(Attributes&) {}
  void run(Call& call) {
    const OwnTensor dy = call.input(0), filter = call.input(1);
    Call::expect(dy.rank() == 4 && filter.rank() == 4 && filter.dim(0) == 3 && filter.dim(1) == 3 &&
                     filter.dim(3) == dy.dim(3),
                 "dy [B, H, W, O] and filter [3, 3, I, O]");
    const OwnTensor dx = call.output(0, {dy.dim(0), dy.dim(1), dy.dim(2), filter.dim(2)});
    kernels().convolve({dy.data(), filter.data(), nullptr, dx.data(), dy.dim(0), dy.dim(1), dy.dim(2), dy.dim(3),
                        filter.dim(2), true, false},
                       host());
  }
};

struct Conv2DFilterGradient {
  static constexpr const char* name = TANDEM_OP("Conv2DFilterGradient");
  static constexpr Names inputs = {"x: float", "dy: float"}, outputs = {"df: float"}, attributes = {};
  explicit Conv2DFilterGradient(Attributes&) {}
  void run(Call& call) {
    const OwnTensor x = call.input(0), dy = call.input(1);
    Call::expect(x.rank() == 4 && dy.rank() == 4 && x.dim(0) == dy.dim(0) && x.dim(1) == dy.dim(1) &&
                     x.dim(2) == dy.dim(2),
                 "x [B, H, W, I] and dy [B, H, W, O]");
    const OwnTensor df = call.output(0, {3, 3, x.dim(3), dy.dim(3)});
    kernels().filter_gradient(
        {x.data(), dy.data(), df.data(), x.dim(0), x.dim(1), x.dim(2), x.dim(3), dy.dim(3)}, host());
  }
};

// What the normalizations share: their sizes, by whether the statistics are of an image or of the batch.
struct Extent {
  Extent(const OwnTensor& x, const OwnTensor& scale, int64_t groups) {
    Call::expect(x.rank() == 4 && scale.rank() == 1 && scale.dim(0) == x.dim(3), "x [B, H, W, C] and scale [C]");
    channels = x.dim(3);
    Call::expect(groups >= 0 && (groups == 0 || channels % groups == 0), "groups that divide C, or 0");
    const int64_t of_image = x.dim(1) * x.dim(2);
    by_batch = groups == 0;
    batch = by_batch ? 1 : x.dim(0);
    cells = by_batch ? x.dim(0) * of_image : of_image;
    this->groups = by_batch ? channels : groups;
  }
  std::vector<int64_t> statistics() const {
    return by_batch ? std::vector<int64_t>{groups} : std::vector<int64_t>{batch, groups};
  }
  bool by_batch;
  int64_t batch, cells, channels, groups;
};

// Group norm, or batch norm where groups is 0. mean, rstd and variance: [B, groups], or [C] of the batch.
struct Norm {
  static constexpr const char* name = TANDEM_OP("Norm");
  static constexpr Names inputs = {"x: float", "scale: float", "offset: float"},
                         outputs = {"y: float", "mean: float", "rstd: float", "variance: float"},
                         attributes = {"groups: int", "epsilon: float", "relu: bool"};
  explicit Norm(Attributes& given)
      : groups(given.integer("groups")), epsilon(given.number("epsilon")), relu(given.boolean("relu")) {}
  void run(Call& call) {
    const OwnTensor x = call.input(0), scale = call.input(1), offset = call.input(2);
    const Extent extent(x, scale, groups);
    Call::expect(offset.size() == scale.size(), "offset [C]");
    const OwnTensor y = call.output(0, x.shape()), mean = call.output(1, extent.statistics()),
                    rstd = call.output(2, extent.statistics()), variance = call.output(3, extent.statistics());
    kernels().normalize({x.data(), scale.data(), offset.data(), y.data(), mean.data(), rstd.data(), variance.data(),
                         extent.batch, extent.cells, extent.channels, extent.groups, epsilon, relu},
                        host());
  }
  int64_t groups;
  float epsilon;
  bool relu;
};

struct NormGradient {
  static constexpr const char* name = TANDEM_OP("NormGradient");
  static constexpr Names inputs = {"x: float",    "dy: float",    "mean: float",
                                   "rstd: float", "scale: float", "offset: float"},
                         outputs = {"dx: float", "dscale: float", "doffset: float"},
                         attributes = {"groups: int", "relu: bool"};
  explicit NormGradient(Attributes& given) : groups(given.integer("groups")), relu(given.boolean("relu")) {}
  void run(Call& call) {
    const OwnTensor x = call.input(0), dy = call.input(1), mean = call.input(2), rstd = call.input(3),
                    scale = call.input(4), offset = call.input(5);
    const Extent extent(x, scale, groups);
    const int64_t count = extent.batch * extent.groups;
    Call::expect(dy.size() == x.size() && offset.size() == scale.size(), "dy as x and offset as scale");
    Call::expect(mean.size() == count && rstd.size() == count, "mean and rstd for each group");
    const OwnTensor dx = call.output(0, x.shape()), dscale = call.output(1, scale.shape()),
                    doffset = call.output(2, scale.shape());
    kernels().normalize_gradient({x.data(), dy.data(), mean.data(), rstd.data(), scale.data(), offset.data(),
                                  dx.data(), dscale.data(), doffset.data(), extent.batch, extent.cells,
                                  extent.channels, extent.groups, relu},
                                 host());
  }
  int64_t groups;
  bool relu;
};

struct PoolAttributes {
  static constexpr Names names = {"size_y: int",   "size_x: int",    "stride_y: int",
                                  "stride_x: int", "padding_y: int", "padding_x: int"};
  explicit PoolAttributes(Attributes& given) {
    pooling.size_y = given.integer("size_y");
    pooling.size_x = given.integer("size_x");
    pooling.stride_y = given.integer("stride_y");
    pooling.stride_x = given.integer("stride_x");
    pooling.padding_y = given.integer("padding_y");
    pooling.padding_x = given.integer("padding_x");
  }
  Pooling of(const OwnTensor& x) const {
    Pooling p = pooling;
    Call::expect(x.rank() == 4, "x [B, H, W, C]");
    Call::expect(p.size_y >= 1 && p.size_x >= 1 && p.size_y * p.size_x <= 256 && p.stride_y >= 1 &&
                     p.stride_x >= 1 && p.padding_y >= 0 && p.padding_x >= 0 && 2 * p.padding_y <= p.size_y &&
                     2 * p.padding_x <= p.size_x,
                 "windows of at most 256 cells, padded by at most half of their size");
    p.batch = x.dim(0);
    p.height = x.dim(1);
    p.width = x.dim(2);
    p.channels = x.dim(3);
    Call::expect(p.height + 2 * p.padding_y >= p.size_y && p.width + 2 * p.padding_x >= p.size_x,
                 "an input no smaller than the window");
    p.output_height = (p.height + 2 * p.padding_y - p.size_y) / p.stride_y + 1;
    p.output_width = (p.width + 2 * p.padding_x - p.size_x) / p.stride_x + 1;
    return p;
  }
  Pooling pooling{};
};

struct MaxPool {
  static constexpr const char* name = TANDEM_OP("MaxPool");
  static constexpr Names inputs = {"x: float"}, outputs = {"y: float"}, attributes = PoolAttributes::names;
  explicit MaxPool(Attributes& given) : given(given) {}
  void run(Call& call) {
    const OwnTensor x = call.input(0);
    const Pooling p = given.of(x);
    const OwnTensor y = call.output(0, {p.batch, p.output_height, p.output_width, p.channels});
    kernels().max_pool(p, x.data(), y.data(), host());
  }
  PoolAttributes given;
};

struct MaxPoolGradient {
  static constexpr const char* name = TANDEM_OP("MaxPoolGradient");
  static constexpr Names inputs = {"x: float", "dy: float"}, outputs = {"dx: float"},
                         attributes = PoolAttributes::names;
  explicit MaxPoolGradient(Attributes& given) : given(given) {}
  void run(Call& call) {
    const OwnTensor x = call.input(0), dy = call.input(1);
    const Pooling p = given.of(x);
    Call::expect(dy.shape() == std::vector<int64_t>{p.batch, p.output_height, p.output_width, p.channels},
                 "dy as the pooled x");
    const OwnTensor dx = call.output(0, x.shape());
    kernels().max_pool_gradient(p, x.data(), dy.data(), dx.data(), host());
  }
  PoolAttributes given;
};

// The losses take dy, of one value for each logit, or of none for the loss itself.
struct LossCall {
  explicit LossCall(Call& call)
      : logits(call.input(0)), targets(call.input(1)), dy(call.input(2)), y(call.output(0, logits.shape())) {
    Call::expect(targets.size() == logits.size(), "targets as logits");
    Call::expect(dy.size() == logits.size() || dy.size() == 0, "dy as logits, or none");
  }
  Loss loss() const {
    return {logits.data(), targets.data(), dy.size() == 0 ? nullptr : dy.data(), y.data(), logits.size()};
  }
  OwnTensor logits, targets, dy, y;
};

struct QualityFocal {
  static constexpr const char* name = TANDEM_OP("QualityFocal");
  static constexpr Names inputs = {"logits: float", "targets: float", "dy: float"}, outputs = {"y: float"},
                         attributes = {"beta: float"};
  explicit QualityFocal(Attributes& given) : beta(given.number("beta")) {}
  void run(Call& call) { kernels().quality_focal(LossCall(call).loss(), beta, host()); }
  float beta;
};

struct SigmoidFocal {
  static constexpr const char* name = TANDEM_OP("SigmoidFocal");
  static constexpr Names inputs = {"logits: float", "targets: float", "dy: float"}, outputs = {"y: float"},
                         attributes = {"alpha: float", "gamma: float"};
  explicit SigmoidFocal(Attributes& given) : alpha(given.number("alpha")), gamma(given.number("gamma")) {}
  void run(Call& call) { kernels().sigmoid_focal(LossCall(call).loss(), alpha, gamma, host()); }
  float alpha, gamma;
};

struct Varifocal {
  static constexpr const char* name = TANDEM_OP("Varifocal");
  static constexpr Names inputs = {"logits: float", "targets: float", "dy: float"}, outputs = {"y: float"},
                         attributes = {"alpha: float", "gamma: float", "target_weighted: bool"};
  explicit Varifocal(Attributes& given)
      : alpha(given.number("alpha")), gamma(given.number("gamma")), weighted(given.boolean("target_weighted")) {}
  void run(Call& call) { kernels().varifocal(LossCall(call).loss(), alpha, gamma, weighted, host()); }
  float alpha, gamma;
  bool weighted;
};

// What changes from step to step is an input: TensorFlow keeps a kernel for each value of an attribute.
struct SgdStepOp {
  static constexpr const char* name = TANDEM_OP("SgdStep");
  static constexpr Names inputs = {"weight: float", "velocity: float", "gradient: float", "factors: float"},
                         outputs = {"new_weight: float", "new_velocity: float"}, attributes = {"nesterov: bool"};
  explicit SgdStepOp(Attributes& given) : nesterov(given.boolean("nesterov")) {}
  void run(Call& call) {
    const OwnTensor weight = call.input(0), velocity = call.input(1), gradient = call.input(2),
                    factors = call.input(3);
    Call::expect(velocity.size() == weight.size() && gradient.size() == weight.size(),
                 "velocity and gradient as weight");
    Call::expect(factors.size() == 3, "learning rate, momentum and weight decay");
    const OwnTensor new_weight = call.output(0, weight.shape()), new_velocity = call.output(1, weight.shape());
    const float* of = factors.data();
    kernels().sgd_step({weight.data(), velocity.data(), gradient.data(), new_weight.data(), new_velocity.data(),
                        weight.size(), of[0], of[1], of[2], nesterov},
                       host());
  }
  bool nesterov;
};

struct AdamwStepOp {
  static constexpr const char* name = TANDEM_OP("AdamwStep");
  static constexpr Names inputs = {"weight: float", "mean: float", "mean_square: float", "gradient: float",
                                   "factors: float"},
                         outputs = {"new_weight: float", "new_mean: float", "new_mean_square: float"},
                         attributes = {};
  explicit AdamwStepOp(Attributes&) {}
  void run(Call& call) {
    const OwnTensor weight = call.input(0), mean = call.input(1), square = call.input(2), gradient = call.input(3),
                    factors = call.input(4);
    Call::expect(mean.size() == weight.size() && square.size() == weight.size() && gradient.size() == weight.size(),
                 "mean, mean square and gradient as weight");
    Call::expect(factors.size() == 8, "8 factors");
    const OwnTensor new_weight = call.output(0, weight.shape()), new_mean = call.output(1, weight.shape()),
                    new_square = call.output(2, weight.shape());
    const float* of = factors.data();
    kernels().adamw_step({weight.data(), mean.data(), square.data(), gradient.data(), new_weight.data(),
                          new_mean.data(), new_square.data(), weight.size(), of[0], of[1], of[2], of[3], of[4],
                          of[5], of[6], of[7]},
                         host());
  }
};

struct GeometricMeanLogitOp {
  static constexpr const char* name = TANDEM_OP("GeometricMeanLogit");
  static constexpr Names inputs = {"a: float", "b: float"}, outputs = {"y: float"}, attributes = {};
  explicit GeometricMeanLogitOp(Attributes&) {}
  void run(Call& call) {
    const OwnTensor a = call.input(0), b = call.input(1);
    const int64_t classes = a.rank() == 0 ? 1 : a.dim(a.rank() - 1);
    Call::expect(b.size() * classes == a.size(), "a [..., K] and b [..., 1]");
    const OwnTensor y = call.output(0, a.shape());
    kernels().geometric_mean_logit({a.data(), b.data(), y.data(), b.size(), classes}, host());
  }
};

struct GeometricMeanLogitGradientOp {
  static constexpr const char* name = TANDEM_OP("GeometricMeanLogitGradient");
  static constexpr Names inputs = {"a: float", "b: float", "dy: float"}, outputs = {"da: float", "db: float"},
                         attributes = {};
  explicit GeometricMeanLogitGradientOp(Attributes&) {}
  void run(Call& call) {
    const OwnTensor a = call.input(0), b = call.input(1), dy = call.input(2);
    const int64_t classes = a.rank() == 0 ? 1 : a.dim(a.rank() - 1);
    Call::expect(b.size() * classes == a.size() && dy.size() == a.size(), "a and dy [..., K] and b [..., 1]");
    const OwnTensor da = call.output(0, a.shape()), db = call.output(1, b.shape());
    kernels().geometric_mean_logit_gradient(
        {a.data(), b.data(), dy.data(), da.data(), db.data(), b.size(), classes}, host());
  }
};

// Whether the list of all ops, a serialized message, holds this name: it stands after its length.
bool is_registered(const Buffer& list, const char* name) {
  const std::string entry = std::string(1, static_cast<char>(std::strlen(name))) + name;
  const char* begin = static_cast<const char*>(list.data);
  const char* end = begin + list.length;
  return std::search(begin, end, entry.begin(), entry.end()) != end;
}

template <class... Ops>
std::string register_missing(const Buffer& list) {
  std::string complaint;
  const auto register_one = [&](const char* name, std::string (*add)()) {
    if (complaint.empty() && !is_registered(list, name)) complaint = add();
  };
  (register_one(Ops::name, register_op<Ops>), ...);
  return complaint;
}

}  // namespace

Host& host() {
  // never destroyed: a worker thread may be in an op while the process ends
  static ThreadPool* const pool = [] {
    const std::lock_guard<std::mutex> lock(mutex);
    return new ThreadPool(asked_threads > 0 ? asked_threads : static_cast<int>(std::thread::hardware_concurrency()));
  }();
  return *pool;
}

const Kernels& kernels() {
  static const Kernels& best = best_kernels();
  return best;
}

void set_threads(int threads) {
  const std::lock_guard<std::mutex> lock(mutex);
  asked_threads = threads;
}

std::string register_ops() {
  const std::lock_guard<std::mutex> lock(mutex);
  Buffer* list = c_api().GetAllOpList();
  const std::string complaint =
      register_missing<Conv2D, Conv2DInputGradient, Conv2DFilterGradient, Norm, NormGradient, MaxPool,
                       MaxPoolGradient, QualityFocal, SigmoidFocal, Varifocal, SgdStepOp, AdamwStepOp,
                       GeometricMeanLogitOp, GeometricMeanLogitGradientOp>(*list);
  c_api().DeleteBuffer(list);
  return complaint;
}

}  // namespace tandem::tensorflow
