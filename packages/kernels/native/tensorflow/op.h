// An op of TensorFlow: what it is given, what it allocates, and how it is registered.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <new>
#include <string>
#include <vector>

#include "../flush-denormals.h"
#include "../kernels.h"
#include "c-api.h"

namespace tandem::tensorflow {

class OwnStatus {
 public:
  OwnStatus() : status_(c_api().NewStatus()) {}
  ~OwnStatus() { c_api().DeleteStatus(status_); }
  OwnStatus(const OwnStatus&) = delete;
  OwnStatus& operator=(const OwnStatus&) = delete;
  operator Status*() const { return status_; }
  bool ok() const { return c_api().GetCode(status_) == OK; }
  void set(int code, const char* message) { c_api().SetStatus(status_, code, message); }

 private:
  Status* status_;
};

// Reads an op's attributes; the first that fails decides on the status.
class Attributes {
 public:
  Attributes(Construction* construction, Status* status) : construction_(construction), status_(status) {}
  int64_t integer(const char* name) {
    int64_t value = 0;
    if (c_api().GetCode(status_) == OK) {
      c_api().OpKernelConstruction_GetAttrInt64(construction_, name, &value, status_);
    }
    return value;
  }
  float number(const char* name) {
    float value = 0;
    if (c_api().GetCode(status_) == OK) {
      c_api().OpKernelConstruction_GetAttrFloat(construction_, name, &value, status_);
    }
    return value;
  }
  bool boolean(const char* name) {
    unsigned char value = 0;
    if (c_api().GetCode(status_) == OK) {
      c_api().OpKernelConstruction_GetAttrBool(construction_, name, &value, status_);
    }
    return value != 0;
  }

 private:
  Construction* construction_;
  Status* status_;
};

// A float32 tensor, let go of at the end of the block.
class OwnTensor {
 public:
  explicit OwnTensor(Tensor* tensor) : tensor_(tensor) {}
  ~OwnTensor() {
    if (tensor_) c_api().DeleteTensor(tensor_);
  }
  OwnTensor(OwnTensor&& other) : tensor_(other.tensor_) { other.tensor_ = nullptr; }
  OwnTensor(const OwnTensor&) = delete;
  OwnTensor& operator=(const OwnTensor&) = delete;
  int rank() const { return c_api().NumDims(tensor_); }
  int64_t dim(int axis) const { return c_api().Dim(tensor_, axis); }
  std::vector<int64_t> shape() const {
    std::vector<int64_t> dims(static_cast<size_t>(rank()));
    for (int axis = 0; axis < rank(); axis++) dims[static_cast<size_t>(axis)] = dim(axis);
    return dims;
  }
  int64_t size() const {
    int64_t product = 1;
    for (int axis = 0; axis < rank(); axis++) product *= dim(axis);
    return product;
  }
  float* data() const { return static_cast<float*>(c_api().TensorData(tensor_)); }

 private:
  Tensor* tensor_;
};

// Thrown by what an op does, and caught where TensorFlow called it.
struct Failure {
  int code;
  std::string message;
};

// One run of an op.
class Call {
 public:
  explicit Call(Context* context) : context_(context) {}
  OwnTensor input(int index) {
    Tensor* tensor = nullptr;
    c_api().GetInput(context_, index, &tensor, status_);
    check();
    return OwnTensor(tensor);
  }
  OwnTensor output(int index, const std::vector<int64_t>& shape) {
    size_t bytes = sizeof(float);
    for (int64_t dim : shape) bytes *= static_cast<size_t>(dim);
    Tensor* tensor = c_api().AllocateOutput(context_, index, FLOAT, shape.data(), static_cast<int>(shape.size()),
                                            bytes, status_);
    check();
    return OwnTensor(tensor);
  }
  static void expect(bool condition, const char* what) {
    if (!condition) throw Failure{INVALID_ARGUMENT, std::string("expected ") + what};
  }

 private:
  void check() {
    if (!status_.ok()) throw Failure{c_api().GetCode(status_), c_api().Message(status_)};
  }
  Context* context_;
  OwnStatus status_;
};

// The threads and memory of this process's ops, and the kernels that they run.
Host& host();
const Kernels& kernels();

template <class Op>
void* create(Construction* construction) {
  OwnStatus status;
  Attributes attributes(construction, status);
  Op* op = new Op(attributes);
  if (!status.ok()) c_api().OpKernelConstruction_Failure(construction, status);
  return op;
}

template <class Op>
void compute(void* op, Context* context) {
  OwnStatus status;
  try {
    const FlushDenormals flush;
    Call call(context);
    static_cast<Op*>(op)->run(call);
    return;
  } catch (const Failure& failure) {
    status.set(failure.code, (std::string(Op::name) + ": " + failure.message).c_str());
  } catch (const std::bad_alloc&) {
    status.set(RESOURCE_EXHAUSTED, (std::string(Op::name) + ": out of memory").c_str());
  }
  c_api().OpKernelContext_Failure(context, status);
}

template <class Op>
void destroy(void* op) {
  delete static_cast<Op*>(op);
}

// Registers an op and its kernel for the CPU; returns what TensorFlow complains of, or nothing. A name that is
// registered a second time would end the process: the caller has looked.
template <class Op>
std::string register_op() {
  OwnStatus status;
  OpBuilder* builder = c_api().NewOpDefinitionBuilder(Op::name);
  for (const char* input : Op::inputs) c_api().OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : Op::outputs) c_api().OpDefinitionBuilderAddOutput(builder, output);
  for (const char* attribute : Op::attributes) c_api().OpDefinitionBuilderAddAttr(builder, attribute);
  c_api().OpDefinitionBuilderSetShapeInferenceFunction(builder, [](ShapeContext* context, Status* of_shape) {
    c_api().ShapeInferenceContextSetUnknownShape(context, of_shape);
  });
  c_api().RegisterOpDefinition(builder, status);
  if (status.ok()) {
    KernelBuilder* kernel =
        c_api().NewKernelBuilder(Op::name, "CPU", create<Op>, compute<Op>, destroy<Op>);
    c_api().RegisterKernelBuilder(Op::name, kernel, status);
  }
  return status.ok() ? "" : std::string(Op::name) + ": " + c_api().Message(status);
}

using Names = std::initializer_list<const char*>;

}  // namespace tandem::tensorflow
