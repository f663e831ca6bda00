#include "worker_process.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

#include "openvfa/image/error.h"

namespace openvfa::batch {
namespace {

FilmResult Assess(const WorkerSetUp& set_up, const FilmJob& job, int socket) {
  std::string stage = "read";
  try {
    return set_up.assess(job, [&](std::string_view name) {
      stage = name;
      SendFrame(socket, {FrameKind::kStage, stage});
    });
  } catch (const std::bad_alloc&) {
    return {.stage = stage, .cause = "it needs more memory than a worker may have", .try_again = true};
  } catch (const WriteError& error) {
    return {.stage = "write", .cause = Explain(error), .try_again = true};
  } catch (const std::exception& error) {
    // A file that is gone may come back.
    std::error_code ignored;
    return {
        .stage = stage, .cause = Explain(error), .try_again = !std::filesystem::exists(job.path, ignored)};
  }
}

std::vector<Routed> Route(const WorkerSetUp& set_up, const std::vector<std::filesystem::path>& paths) {
  std::vector<Routed> routed;
  for (const auto& path : paths) routed.push_back(RouteFile(path, set_up.selection, set_up.read));
  return routed;
}

[[noreturn]] void Serve(const WorkerSetUp& set_up, int socket) {
  while (const auto request = ReceiveFrame(socket)) {
    Frame answer;
    if (request->kind == FrameKind::kRoute) {
      answer = {FrameKind::kRouted, ToText(Route(set_up, PathsFrom(request->text)))};
    } else {
      answer = {FrameKind::kResult, ToText(Assess(set_up, JobFrom(request->text), socket))};
    }
    if (!SendFrame(socket, answer)) break;
  }
  ::_exit(0);  // nothing of the parent's (its ledger, its buffers) may be ended here
}

void LimitMemory(std::uint64_t bytes) {
  // The sanitizers reserve terabytes that they never touch.
#if !defined(__SANITIZE_ADDRESS__)
  if (bytes == 0) return;
  const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
  ::setrlimit(RLIMIT_DATA, &limit);
#else
  (void)bytes;
#endif
}

[[noreturn]] void RunChild(const WorkerSetUp& set_up, int socket, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it died before the line above
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);  // a scheduler may send it to every process of a job
  LimitMemory(set_up.memory_bytes);
  try {
    Serve(set_up, socket);
  } catch (...) {
    ::_exit(1);
  }
}

}  // namespace

WorkerProcess::WorkerProcess(const WorkerSetUp& set_up) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Error("No worker can be started: " + std::generic_category().message(errno) + ".");
  }
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    RunChild(set_up, ends[1], parent);
  }
  const int cause = errno;  // close() may change it
  ::close(ends[1]);
  socket_ = ends[0];
  if (pid_ > 0) return;
  ::close(socket_);
  throw Error("No worker can be started: " + std::generic_category().message(cause) + ".");
}

WorkerProcess::~WorkerProcess() {
  Kill();
  if (pid_ > 0) Ending();
  ::close(socket_);
}

void WorkerProcess::Kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

std::string WorkerProcess::Ending() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (!WIFSIGNALED(status)) return "the process ended by itself with " + std::to_string(WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  return "the process was killed by signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
}

}  // namespace openvfa::batch
