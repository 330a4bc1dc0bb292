#include "daemon/cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace shiptally::cli {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

}  // namespace

void stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int number) { g_interrupted = number; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
}

int interrupted() { return g_interrupted; }

}  // namespace shiptally::cli
