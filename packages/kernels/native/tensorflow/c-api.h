// The part of TensorFlow's C API that is used, which has been the same since TensorFlow 2.4. It is declared here and
// looked up in the library that tfjs-node has loaded: nothing is compiled or linked against one TensorFlow.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tandem::tensorflow {

struct Status;
struct Buffer {
  const void* data;
  size_t length;
  void (*data_deallocator)(void* data, size_t length);
};
struct Tensor;
struct OpBuilder;
struct KernelBuilder;
struct Construction;
struct Context;
struct ShapeContext;

// TF_FLOAT of tf_datatype.h; TF_OK, TF_INVALID_ARGUMENT and TF_RESOURCE_EXHAUSTED of tf_status.h.
constexpr int FLOAT = 1, OK = 0, INVALID_ARGUMENT = 3, RESOURCE_EXHAUSTED = 8;

#define TANDEM_C_API(X)                                                                                             \
  X(const char*, Version, (void))                                                                                   \
  X(Status*, NewStatus, (void))                                                                                     \
  X(void, DeleteStatus, (Status*))                                                                                  \
  X(void, SetStatus, (Status*, int code, const char* message))                                                      \
  X(int, GetCode, (const Status*))                                                                                  \
  X(const char*, Message, (const Status*))                                                                          \
  X(Buffer*, GetAllOpList, (void))                                                                                  \
  X(void, DeleteBuffer, (Buffer*))                                                                                  \
  X(OpBuilder*, NewOpDefinitionBuilder, (const char* name))                                                         \
  X(void, OpDefinitionBuilderAddInput, (OpBuilder*, const char* input))                                             \
  X(void, OpDefinitionBuilderAddOutput, (OpBuilder*, const char* output))                                           \
  X(void, OpDefinitionBuilderAddAttr, (OpBuilder*, const char* attribute))                                          \
  X(void, OpDefinitionBuilderSetShapeInferenceFunction, (OpBuilder*, void (*)(ShapeContext*, Status*)))             \
  X(void, ShapeInferenceContextSetUnknownShape, (ShapeContext*, Status*))                                           \
  X(void, RegisterOpDefinition, (OpBuilder*, Status*))                                                              \
  X(KernelBuilder*, NewKernelBuilder,                                                                               \
    (const char* op, const char* device, void* (*create)(Construction*), void (*compute)(void*, Context*),          \
     void (*destroy)(void*)))                                                                                       \
  X(void, RegisterKernelBuilder, (const char* name, KernelBuilder*, Status*))                                       \
  X(void, OpKernelConstruction_GetAttrInt64, (Construction*, const char* name, int64_t*, Status*))                  \
  X(void, OpKernelConstruction_GetAttrFloat, (Construction*, const char* name, float*, Status*))                    \
  X(void, OpKernelConstruction_GetAttrBool, (Construction*, const char* name, unsigned char*, Status*))             \
  X(void, OpKernelConstruction_Failure, (Construction*, Status*))                                                   \
  X(void, GetInput, (Context*, int index, Tensor**, Status*))                                                       \
  X(Tensor*, AllocateOutput, (Context*, int index, int type, const int64_t* dims, int rank, size_t bytes, Status*)) \
  X(void, OpKernelContext_Failure, (Context*, Status*))                                                             \
  X(int, NumDims, (const Tensor*))                                                                                  \
  X(int64_t, Dim, (const Tensor*, int axis))                                                                        \
  X(void*, TensorData, (const Tensor*))                                                                             \
  X(void, DeleteTensor, (Tensor*))

struct CApi {
#define TANDEM_MEMBER(result, name, parameters) result(*name) parameters;
  TANDEM_C_API(TANDEM_MEMBER)
#undef TANDEM_MEMBER
};

// Looks the functions up in the TensorFlow of this process. Returns null, or what is missing.
const char* find_c_api();
// Valid once find_c_api has returned null.
const CApi& c_api();

}  // namespace tandem::tensorflow
