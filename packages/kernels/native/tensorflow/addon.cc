// What process.dlopen loads once tfjs-node has loaded TensorFlow. Exports the version, the instruction set that was
// chosen, TensorFlow's version, and setThreads(count), which has an effect before the first op runs. Throws where
// TensorFlow is not there or refuses an op. May be loaded by any number of worker threads.
#include <node_api.h>

#include "c-api.h"
#include "op.h"
#include "ops.h"

namespace {

using namespace tandem::tensorflow;

void set_text(napi_env env, napi_value object, const char* name, const char* text) {
  napi_value value;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok) {
    napi_set_named_property(env, object, name, value);
  }
}

napi_value set_threads_of(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t threads = 0;
  if (napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr) != napi_ok || count < 1 ||
      napi_get_value_int32(env, argument, &threads) != napi_ok || threads < 1) {
    napi_throw_type_error(env, nullptr, "setThreads: expected a whole number of at least 1");
    return nullptr;
  }
  set_threads(threads);
  return nullptr;
}

napi_value initialize(napi_env env, napi_value exports) {
  if (const char* missing = find_c_api()) {
    napi_throw_error(env, nullptr, (std::string("no TensorFlow that has ") + missing).c_str());
    return nullptr;
  }
  const std::string complaint = register_ops();
  if (!complaint.empty()) {
    napi_throw_error(env, nullptr, complaint.c_str());
    return nullptr;
  }
  napi_value version, function;
  if (napi_create_int32(env, TANDEM_VERSION, &version) == napi_ok) {
    napi_set_named_property(env, exports, "version", version);
  }
  if (napi_create_function(env, "setThreads", NAPI_AUTO_LENGTH, set_threads_of, nullptr, &function) == napi_ok) {
    napi_set_named_property(env, exports, "setThreads", function);
  }
  set_text(env, exports, "instructionSet", kernels().name);
  set_text(env, exports, "tensorflow", c_api().Version());
  return exports;
}

}  // namespace

NAPI_MODULE_INIT() { return initialize(env, exports); }
