#pragma once
#include <string>

namespace tandem::tensorflow {

// Registers the ops that TensorFlow does not have yet; returns what it complains of, or nothing.
std::string register_ops();
// How many threads the ops may use; has an effect before the first op runs.
void set_threads(int threads);

}  // namespace tandem::tensorflow
