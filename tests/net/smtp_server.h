#pragma once
// A real mail server on loopback, as a child process (smtp_server.py).

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "source_dir.h"
#include "tests/temp_dir.h"

extern char** environ;

namespace shiptally::tests {

class SmtpServer {
 public:
  explicit SmtpServer(std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"/usr/bin/python3", SHIPTALLY_SOURCE_DIR "/tests/net/smtp_server.py",
                                      mail_.path().string()};
    words.insert(words.end(), options.begin(), options.end());
    start(words);
    if (std::fscanf(out_, "%d", &port_) != 1)
      throw std::runtime_error("no mail server: install python3-aiosmtpd");
  }
  ~SmtpServer() {
    ::close(in_);
    ::waitpid(child_, nullptr, 0);
    std::fclose(out_);
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  std::string url() const { return "smtp://localhost:" + std::to_string(port_); }

  /// The nth message that it took, from 1; empty when there is none.
  std::string message(int n) const {
    std::ifstream in(mail_.path() / (std::to_string(n) + ".eml"), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  void start(std::vector<std::string>& words) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int failed = ::posix_spawn(&child_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    in_ = in[1];
    out_ = ::fdopen(out[0], "r");
    if (failed != 0) throw std::runtime_error("no python3");
  }

  TempDir mail_;
  pid_t child_ = -1;
  int in_ = -1;
  std::FILE* out_ = nullptr;
  int port_ = 0;
};

}  // namespace shiptally::tests
