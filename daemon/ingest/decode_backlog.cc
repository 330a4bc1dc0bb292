#include "daemon/ingest/decode_backlog.h"

namespace shiptally::ingest {
namespace {

// A first guess, for requests in JSON.
constexpr WorkCost::Seconds kMessage(50e-6), kByte(4e-9);
constexpr double kUsualBytes = 256 << 10;

}  // namespace

DecodeBacklog::DecodeBacklog() : cost_(kMessage, kByte, kUsualBytes) {}

void DecodeBacklog::came(Urgency urgency, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  Waiting& waiting = waiting_[index(urgency)];
  ++waiting.messages;
  waiting.bytes += bytes;
}

void DecodeBacklog::went(Urgency urgency, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  Waiting& waiting = waiting_[index(urgency)];
  --waiting.messages;
  waiting.bytes -= bytes;
}

void DecodeBacklog::learn(std::size_t bytes, std::chrono::nanoseconds took) {
  const std::lock_guard lock(mutex_);
  cost_.learn(static_cast<double>(bytes), took);
}

Millis DecodeBacklog::expected_wait(Urgency urgency) const {
  const std::lock_guard lock(mutex_);
  Waiting ahead;
  for (std::size_t i = 0; i <= index(urgency); ++i) {
    ahead.messages += waiting_[i].messages;
    ahead.bytes += waiting_[i].bytes;
  }
  if (ahead.messages <= 1) return Millis(0);
  const auto messages = static_cast<double>(ahead.messages), bytes = static_cast<double>(ahead.bytes);
  return std::chrono::floor<Millis>(cost_.fixed() * messages + cost_.per_unit() * bytes);
}

DecodeBacklog::Message::Message(DecodeBacklog& backlog, Urgency urgency, std::size_t bytes)
    : backlog_(backlog), urgency_(urgency), bytes_(bytes) {
  backlog_.came(urgency_, bytes_);
}

DecodeBacklog::Message::~Message() {
  backlog_.went(urgency_, bytes_);
  if (began_) backlog_.learn(bytes_, std::chrono::steady_clock::now() - *began_);
}

}  // namespace shiptally::ingest
