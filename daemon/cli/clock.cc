// Whether the running daemon trusts the clock; an operator's word that it can.

#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"

namespace shiptally::cli {
namespace {

int ask(const std::string& data_dir, const char* method) {
  const auto answer = ask_daemon(data_dir, method, "/-/clock");
  if (answer.has_error()) return fail(answer.error());
  if (answer->status != 200) return fail(refusal(*answer));
  std::cout << answer->body;
  return kDone;
}

}  // namespace

int clock_show(const std::string& data_dir) { return ask(data_dir, "GET"); }
int clock_confirm(const std::string& data_dir) { return ask(data_dir, "POST"); }

}  // namespace shiptally::cli
