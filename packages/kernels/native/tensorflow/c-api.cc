#include "c-api.h"

#include <dlfcn.h>

#include <initializer_list>

namespace tandem::tensorflow {

namespace {

CApi api;

// Under the names of the Python wheels and of the C archives. RTLD_NOLOAD: the one that is loaded, or none.
void* look_up(const char* name) {
  for (const char* library : {"libtensorflow_cc.so.2", "libtensorflow.so.2", "libtensorflow_framework.so.2"}) {
    void* handle = dlopen(library, RTLD_NOLOAD | RTLD_LAZY);
    if (!handle) continue;
    void* found = dlsym(handle, name);
    dlclose(handle);
    if (found) return found;
  }
  return nullptr;
}

}  // namespace

const char* find_c_api() {
#define TANDEM_FIND(result, name, parameters)                              \
  api.name = reinterpret_cast<decltype(api.name)>(look_up("TF_" #name)); \
  if (!api.name) return "TF_" #name;
  TANDEM_C_API(TANDEM_FIND)
#undef TANDEM_FIND
  return nullptr;
}

const CApi& c_api() { return api; }

}  // namespace tandem::tensorflow
