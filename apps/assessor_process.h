// A process that assesses what a service hands to it, one study after the other.
#ifndef OPENVFA_APPS_ASSESSOR_PROCESS_H_
#define OPENVFA_APPS_ASSESSOR_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <string>

#include "openvfa/batch/run_batch.h"

namespace openvfa::app {

// The batch code forks, for which a process must have one thread; a service has many. So this process is made
// before the service has its threads, and is asked by messages. It ignores Ctrl-C and SIGTERM, which are the
// service's business, and ends with the service.
class AssessorProcess {
 public:
  // Called in the new process: at once with an empty text, for what an earlier run left, then with what
  // Assess() is given.
  using Work = std::function<BatchSummary(const std::string& study_folder)>;

  explicit AssessorProcess(const Work& work);
  AssessorProcess(const AssessorProcess&) = delete;
  AssessorProcess& operator=(const AssessorProcess&) = delete;
  // What is not finished stays to be done.
  ~AssessorProcess();

  // Throws WriteError where the study's results or what became of them could not be written down, and where
  // the process is gone.
  LedgerCounts Assess(const std::string& study_folder) const;

 private:
  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_ASSESSOR_PROCESS_H_
