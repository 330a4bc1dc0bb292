#include "daemon/cli/bill_sender.h"

#include <utility>

namespace shiptally::cli {
namespace {

constexpr std::size_t kDeliveryBytes = 4U << 20;
constexpr std::size_t kDeliveryRows = 20'000;

}  // namespace

void BillSender::add(std::string_view charge, std::uint64_t line, std::string_view text) {
  pending_.append(charge).append("\n");
  pending_rows_.push_back({line, std::string(text)});
  if (pending_.size() >= kDeliveryBytes || pending_rows_.size() >= kDeliveryRows) send();
}

void BillSender::reject(std::uint64_t line, std::string_view text, const std::string& reason) {
  ++taken_.rejected;
  rejects_.add_row(file_, line, text, reason);
}

Result<void> BillSender::finish() {
  if (!pending_.empty() && !failure_) send();
  collect(true);
  if (failure_) return *failure_;
  return {};
}

void BillSender::send() {
  Sent* sent = nullptr;
  {
    const std::lock_guard lock(mutex_);
    sent = &sent_.emplace_back();  // a deque: it stays where it is
  }
  sent->rows = std::exchange(pending_rows_, {});
  door_.deliver("/v1/charges", std::exchange(pending_, {}), {}, [this, sent](Result<app::Outcome> outcome) {
    const std::lock_guard lock(mutex_);
    sent->outcome = std::move(outcome);
    answered_.notify_all();
  });
  collect(false);
}

/// Takes the answers that are there, in the order of the file; or waits for all of them.
void BillSender::collect(bool all) {
  std::unique_lock lock(mutex_);
  while (!sent_.empty()) {
    if (all) answered_.wait(lock, [this] { return sent_.front().outcome.has_value(); });
    if (!sent_.front().outcome) return;
    const Sent sent = std::move(sent_.front());
    sent_.pop_front();
    lock.unlock();
    settle(sent);
    lock.lock();
  }
}

void BillSender::settle(const Sent& sent) {
  if (sent.outcome->has_error()) {
    if (!failure_) failure_ = sent.outcome->error();
    return;
  }
  const app::Outcome& outcome = **sent.outcome;
  taken_.add(outcome);
  for (const Rejection& rejection : outcome.rejected) {
    const Origin& row = sent.rows[rejection.index];
    rejects_.add_row(file_, row.line, row.text, rows_.by_column(rejection.error));
  }
}

}  // namespace shiptally::cli
