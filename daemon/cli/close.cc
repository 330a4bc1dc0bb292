// Closing months.  The daemon closes; what was closed is read and checked beside it.

#include "daemon/metrics/money/close.h"

#include <algorithm>
#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/net/secret.h"
#include "daemon/store/snapshot.h"

namespace shiptally::cli {
namespace {

Result<std::vector<ClosedMonth>> stored(const std::string& data_dir) {
  const auto reader = store::Reader::open(data_dir);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(std::chrono::minutes(5));
  if (snapshot.has_error()) return snapshot.error();
  return (*snapshot)->closed_months();
}

void print(const metrics::Close& close) {
  const auto& lines = close.lines;
  const auto corrections = std::count_if(lines.begin(), lines.end(), [&](const metrics::StatementLine& line) {
    return line.period != close.closed.month;
  });
  std::cout << metrics::month_name(close.closed.month) << "  computed "
            << metrics::total(lines, metrics::CostSide::computed).amount.str() << " USD, billed "
            << metrics::total(lines, metrics::CostSide::billed).amount.str() << " USD, " << lines.size()
            << " lines, " << corrections << " of them corrections\n"
            << "         closed " << format_instant(close.closed.closed) << ", " << close.closed.rules << "\n"
            << "         " << close.closed.hash << "\n";
}

}  // namespace

int close_month(const CloseFlags& flags) {
  const auto answer = ask_daemon(flags.data_dir, "POST",
                                 "/-/close?month=" + percent_encoded(flags.month) +
                                     (flags.leave_out_unconverted ? "&without_rate=left_out" : ""));
  if (answer.has_error()) return fail(answer.error());
  if (answer->status != 200) return fail(refusal(*answer));
  auto closed = stored(flags.data_dir);
  if (closed.has_error()) return fail(closed.error());
  const auto closes = metrics::read_closes(std::move(*closed));
  if (closes.has_error()) return fail(closes.error());
  for (const metrics::Close& close : *closes)
    if (metrics::month_name(close.closed.month) == flags.month) print(close);
  return kDone;
}

int close_list(const CloseFlags& flags) {
  auto closed = stored(flags.data_dir);
  if (closed.has_error()) return fail(closed.error());
  const auto closes = metrics::read_closes(std::move(*closed));
  if (closes.has_error()) return fail(closes.error());
  for (const metrics::Close& close : *closes) print(close);
  return kDone;
}

int close_verify(const CloseFlags& flags) {
  const auto closed = stored(flags.data_dir);
  if (closed.has_error()) return fail(closed.error());
  const auto faults =
      metrics::verify(*closed, [](std::string_view text) { return net::hex(net::sha256(text)); });
  for (const ClosedMonth& month : *closed) {
    const auto name = metrics::month_name(month.month);
    bool sound = true;
    for (const metrics::CloseFault& fault : faults) {
      if (fault.month != month.month) continue;
      sound = false;
      std::cout << name << "  CHANGED: " << fault.why << "\n";
    }
    if (sound) std::cout << name << "  unchanged  " << month.hash << "\n";
  }
  const bool known = flags.expected_hash.empty() ||
                     std::any_of(closed->begin(), closed->end(),
                                 [&](const ClosedMonth& month) { return month.hash == flags.expected_hash; });
  if (!known) std::cout << "no closed month has the hash " << flags.expected_hash << "\n";
  return faults.empty() && known ? kDone : kFailed;
}

}  // namespace shiptally::cli
