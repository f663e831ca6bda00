#include "assessor_process.h"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "openvfa/image/error.h"

namespace openvfa::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestMessage = 1 << 16;  // a path, or a sentence that names one

// Nothing where the other side is gone. Messages keep their ends (SOCK_SEQPACKET).
std::optional<std::string> Receive(int socket) {
  std::string text(kLongestMessage, '\0');
  ssize_t received = 0;
  do {
    received = ::recv(socket, text.data(), text.size(), 0);
  } while (received < 0 && errno == EINTR);
  if (received <= 0) return std::nullopt;
  text.resize(static_cast<std::size_t>(received));
  return text;
}

bool Send(int socket, const std::string& text) {
  return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

// What came of a study, or why it could not be written down.
Json Answer(const AssessorProcess::Work& work, const std::string& study_folder) {
  try {
    const BatchSummary summary = work(study_folder);
    if (summary.unrecorded > 0 || !summary.tables_written) {
      return {{"error", "The results or their tables cannot be written."}};
    }
    return {{"assessed", summary.counts.assessed},
            {"skipped", summary.counts.skipped},
            {"failed", summary.counts.failed}};
  } catch (const std::exception& error) {
    return {{"error", Explain(error)}};
  }
}

[[noreturn]] void Serve(const AssessorProcess::Work& work, int socket, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it died before the line above
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &stops, nullptr);
  const Json left_over = Answer(work, "");
  if (left_over.contains("error")) spdlog::error("{}", left_over["error"].get<std::string>());
  while (const auto study_folder = Receive(socket)) {
    const auto text = Answer(work, *study_folder).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!Send(socket, text)) break;
  }
  ::_exit(0);  // nothing of the parent's may be ended here
}

}  // namespace

AssessorProcess::AssessorProcess(const Work& work) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw Error("The process that assesses cannot be started: " + std::generic_category().message(errno) +
                ".");
  }
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    Serve(work, ends[1], parent);
  }
  const int cause = errno;
  ::close(ends[1]);
  socket_ = ends[0];
  if (pid_ > 0) return;
  ::close(socket_);
  throw Error("The process that assesses cannot be started: " + std::generic_category().message(cause) + ".");
}

AssessorProcess::~AssessorProcess() {
  ::kill(pid_, SIGKILL);  // its workers end with it, and its ledger can bear it
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  ::close(socket_);
}

LedgerCounts AssessorProcess::Assess(const std::string& study_folder) const {
  const auto answer = Send(socket_, study_folder) ? Receive(socket_) : std::nullopt;
  if (!answer) throw WriteError("The process that assesses has ended.");
  const Json json = Json::parse(*answer);
  if (json.contains("error")) throw WriteError(json["error"].get<std::string>());
  return {.skipped = json.at("skipped").get<std::uint64_t>(),
          .failed = json.at("failed").get<std::uint64_t>(),
          .assessed = json.at("assessed").get<std::uint64_t>()};
}

}  // namespace openvfa::app
