// The same work on many things, shared by the two cores that an evaluation may use.
#ifndef OPENVFA_EVALUATION_SRC_PARALLEL_H_
#define OPENVFA_EVALUATION_SRC_PARALLEL_H_

#include <cstddef>
#include <functional>
#include <string>

#include "openvfa/evaluation/evaluate.h"

namespace openvfa {

// work(i) for 0 <= i < count, in no fixed order and on two threads; what one throws is thrown on. `progress`
// is called by one thread at a time.
void ForEach(std::size_t count, const std::function<void(std::size_t)>& work, const std::string& stage,
             const EvaluateProgress& progress);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_PARALLEL_H_
