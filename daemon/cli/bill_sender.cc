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
  auto answer = answers_.expect(std::exchange(pending_rows_, {}));
  door_.deliver("/v1/charges", std::exchange(pending_, {}), {}, std::move(answer));
  collect(false);
}

void BillSender::collect(bool all) {
  answers_.collect(all, [this](const Rows& rows, const auto& answer) { settle(rows, answer); });
}

void BillSender::settle(const Rows& rows, const Result<ingest::Outcome>& answer) {
  if (answer.has_error()) {
    if (!failure_) failure_ = answer.error();
    return;
  }
  const ingest::Outcome& outcome = *answer;
  taken_.add(outcome);
  for (const Rejection& rejection : outcome.rejected) {
    const Origin& row = rows[rejection.index];
    rejects_.add_row(file_, row.line, row.text, rows_.by_column(rejection.error));
  }
}

}  // namespace shiptally::cli
