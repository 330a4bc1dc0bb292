#include "tests/bench/daemon.h"

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace shiptally::bench {

std::string make_token(const e2e::TempDir& dir) {
  const auto made = e2e::run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "bench", "--scope", "ingest,read"});
  return made.out.substr(0, made.out.find('\n'));
}

std::vector<double> post_all(int port, const std::string& token, int connections, const std::string& target,
                             const std::vector<std::string>& all) {
  std::vector<double> took_ms(all.size());
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::vector<std::thread> senders;
  for (int i = 0; i < connections; ++i)
    senders.emplace_back([&] {
      e2e::HttpClient client(port, token);
      for (std::size_t at = 0; (at = next++) < all.size();) {
        const auto start = Clock::now();
        const auto answer = client.send("POST", target, all[at]);
        took_ms[at] = seconds_since(start) * 1e3;
        if (answer && answer->status == 200) continue;
        std::fprintf(stderr, "%s\n", answer ? answer->body.substr(0, 300).c_str() : "no answer");
        failed = true;
      }
    });
  for (std::thread& sender : senders) sender.join();
  if (failed) throw std::runtime_error("a body was refused");
  return took_ms;
}

}  // namespace shiptally::bench
