#include "tests/faults/load.h"

#include <algorithm>

namespace shiptally::faults {
namespace {

constexpr std::chrono::milliseconds kTurn(2);
constexpr double kOwedMax = 50;  // who fell behind does not catch up in one burst

}  // namespace

Load::Load(int port, std::string token, std::vector<Stream*> streams)
    : port_(port), token_(std::move(token)) {
  for (Stream* const stream : streams) {
    Running& running = running_.emplace_back(Running{stream, {}});
    for (std::size_t i = 0; i < stream->connections; ++i)
      running.senders.push_back({Connection(port_, token_), {}});
  }
}

void Load::run(std::chrono::duration<double> span, const std::function<bool()>& stop) {
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(span);
  auto last = Clock::now();
  while (Clock::now() < end && !(stop && stop())) {
    const auto now = Clock::now();
    for (Running& running : running_) send_due(running, std::chrono::duration<double>(now - last).count());
    last = now;
    receive(kTurn);
  }
}

void Load::finish(std::chrono::duration<double> patience) {
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(patience);
  while (busy() && Clock::now() < end) receive(kTurn);
  for (Running& running : running_)
    for (Sender& sender : running.senders)
      if (!sender.connection.idle() && !sender.connection.broken()) ++running.stream->tally.unanswered;
}

void Load::send_due(Running& running, double seconds) {
  if (running.stream->per_second == 0) {
    while (send_one(running)) {
    }
    return;
  }
  running.owed = std::min(kOwedMax, running.owed + running.stream->per_second * seconds);
  for (; running.owed >= 1; running.owed -= 1)
    if (!send_one(running)) ++running.stream->tally.not_sent;
}

bool Load::send_one(Running& running) {
  const auto idle = std::find_if(running.senders.begin(), running.senders.end(),
                                 [](const Sender& sender) { return sender.connection.idle(); });
  if (idle == running.senders.end()) return false;
  const Stream& stream = *running.stream;
  idle->began = Clock::now();
  idle->connection.start(stream.method, stream.target, stream.body ? stream.body(running.number++) : "");
  if (const auto status = idle->connection.progress()) count(running, *idle, *status);
  return true;
}

void Load::receive(std::chrono::milliseconds patience) {
  std::vector<pollfd> wanted;
  std::vector<std::pair<Running*, Sender*>> whose;
  for (Running& running : running_)
    for (Sender& sender : running.senders) {
      if (sender.connection.broken()) continue;
      wanted.push_back(sender.connection.wanted());
      whose.emplace_back(&running, &sender);
    }
  if (::poll(wanted.data(), wanted.size(), static_cast<int>(patience.count())) <= 0) return;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].revents == 0) continue;
    auto& [running, sender] = whose[i];
    if (const auto status = sender->connection.progress()) count(*running, *sender, *status);
  }
}

void Load::count(Running& running, Sender& sender, int status) {
  Tally& tally = running.stream->tally;
  if (status >= 200 && status < 300) {
    ++tally.accepted;
    tally.accepted_ms.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - sender.began).count());
  } else {
    ++(status == -1 ? tally.unanswered : status == 429 || status == 503 ? tally.refused : tally.failed);
  }
}

bool Load::busy() const {
  for (const Running& running : running_)
    for (const Sender& sender : running.senders)
      if (!sender.connection.idle() && !sender.connection.broken()) return true;
  return false;
}

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

}  // namespace shiptally::faults
