#include "run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace openvfa::testing {
namespace {

namespace fs = std::filesystem;

// posix_spawn with stdout and stderr to files and `folder` as the working folder.
int Spawn(const fs::path& folder, std::vector<std::string> arguments, const fs::path& out,
          const fs::path& err) {
  arguments.insert(arguments.begin(), OPENVFA_PROGRAM);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, OPENVFA_PROGRAM, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

std::string FileBytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void ProgramTest::SetUp() {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  folder_ = fs::path(::testing::TempDir()) /
            (std::string(info->test_suite_name()) + "." + info->name() + "." + std::to_string(::getpid()));
  fs::create_directories(folder_);
}

void ProgramTest::TearDown() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Outcome ProgramTest::Run(const std::vector<std::string>& arguments) const {
  // Beside the test's folder, not in it: tests count the files there.
  const fs::path out = folder_.string() + ".stdout", err = folder_.string() + ".stderr";
  Outcome outcome;
  outcome.exit_code = Spawn(folder_, arguments, out, err);
  outcome.out = FileBytes(out);
  outcome.err = FileBytes(err);
  fs::remove(out);
  fs::remove(err);
  return outcome;
}

void ProgramTest::Write(const std::string& name, const std::string& bytes) const {
  fs::create_directories(Path(name).parent_path());
  std::ofstream(Path(name), std::ios::binary) << bytes;
}

std::vector<std::string> ProgramTest::Names(const std::string& folder) const {
  std::vector<std::string> names;
  if (!fs::exists(Path(folder))) return names;
  for (const auto& entry : fs::directory_iterator(Path(folder))) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace openvfa::testing
