#include "daemon/dispatch/schedule.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <tuple>
#include <utility>

namespace shiptally::dispatch {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr Millis kFirstWait = std::chrono::minutes(1);
constexpr Millis kLongestWait = std::chrono::hours(6);
constexpr Millis kGiveUp = days(7);

year_month calendar_month(Instant t) {
  const year_month_day date(floor<days>(t));
  return date.year() / date.month();
}

bool before(const ReportDelivery& a, const ReportStream& stream, Instant month) {
  return std::tie(a.stream, a.month) < std::tie(stream, month);
}

bool is_temporary(Code code) { return code == Code::unavailable || code == Code::overloaded; }

bool is_open(const ReportDelivery* delivery) {
  return delivery == nullptr || (!delivery->delivered && !delivery->failed);
}

/// Months of the stream that fell due and are open, ascending.
std::set<Instant> open_months(const ReportPlan& plan, const ReportBook& book, Instant now) {
  std::set<Instant> months;
  // Also those before its start, which somebody asked for by hand.
  for (const ReportDelivery& delivery : book.deliveries)
    if (delivery.stream == plan.stream && is_open(&delivery)) months.insert(delivery.month);
  const auto start = std::find_if(book.starts.begin(), book.starts.end(),
                                  [&](const ReportStart& known) { return known.stream == plan.stream; });
  if (start == book.starts.end()) return months;
  for (Instant month = start->first_month; due_at(month, plan.day, plan.hour) <= now;
       month = metrics::next_month(month))
    if (is_open(find_delivery(book, plan.stream, month))) months.insert(month);
  return months;
}

}  // namespace

Instant due_at(Instant month, int day, int hour) {
  const year_month after = calendar_month(month) + std::chrono::months(1);
  const auto last = year_month_day(after / std::chrono::last).day();
  const auto wanted = std::min(std::chrono::day(static_cast<unsigned>(day)), last);
  return std::chrono::sys_days(after / wanted) + std::chrono::hours(hour);
}

std::vector<ReportStart> report_starts(std::span<const ReportPlan> plans, std::span<const ReportStart> known,
                                       Instant now) {
  std::vector<ReportStart> starts;
  for (const ReportPlan& plan : plans) {
    const auto of_plan = [&](const ReportStart& start) { return start.stream == plan.stream; };
    if (std::any_of(starts.begin(), starts.end(), of_plan)) continue;  // the store keeps one of each
    const auto found = std::find_if(known.begin(), known.end(), of_plan);
    if (found != known.end()) {
      starts.push_back(*found);
      continue;
    }
    Instant month = metrics::month_of(metrics::month_of(now) - days(1));  // the one before
    while (due_at(month, plan.day, plan.hour) < now) month = metrics::next_month(month);
    starts.push_back({plan.stream, month});
  }
  return starts;
}

DueReports due_reports(std::span<const ReportPlan> plans, const ReportBook& book, Instant now) {
  DueReports due;
  for (const ReportPlan& plan : plans) {
    const std::set<Instant> months = open_months(plan, book, now);
    due.pending += months.size();
    if (months.empty()) continue;
    const ReportDelivery* known = find_delivery(book, plan.stream, *months.begin());
    if (known && known->next_try && *known->next_try > now) continue;
    ReportDelivery delivery;
    delivery.stream = plan.stream;
    delivery.month = *months.begin();
    due.now.push_back({&plan, known ? *known : std::move(delivery)});
  }
  std::stable_sort(due.now.begin(), due.now.end(), [](const DueReport& a, const DueReport& b) {
    return a.delivery.month < b.delivery.month;
  });
  return due;
}

ReportDelivery after_failure(ReportDelivery delivery, const Error& error, Instant now, double random,
                             Millis wait) {
  delivery.last_error = error.message;
  delivery.next_try.reset();
  const int doublings = std::min(delivery.attempts - 1, 20);
  const Millis longest = std::min<Millis>(kLongestWait, kFirstWait * (1LL << std::max(doublings, 0)));
  const auto jitter = static_cast<std::int64_t>(static_cast<double>(longest.count()) / 2 * random);
  const Instant next = now + std::max(wait, longest - Millis(jitter));
  delivery.failed = !is_temporary(error.code) || next - delivery.begun > kGiveUp;
  if (!delivery.failed) delivery.next_try = next;
  return delivery;
}

ReportDelivery after_success(ReportDelivery delivery, std::string sha256, Instant now) {
  delivery.next_try.reset();
  delivery.last_error.clear();
  delivery.failed = false;
  delivery.delivered = now;
  delivery.sha256 = std::move(sha256);
  return delivery;
}

ReportDelivery anew(ReportDelivery delivery, Instant now) {
  ReportDelivery fresh;
  fresh.stream = std::move(delivery.stream);
  fresh.month = delivery.month;
  fresh.begun = now;
  fresh.edition = delivery.edition + (delivery.attempts > 0 ? 1 : 0);
  return fresh;
}

const ReportDelivery* find_delivery(const ReportBook& book, const ReportStream& stream, Instant month) {
  const auto at = std::lower_bound(book.deliveries.begin(), book.deliveries.end(), month,
                                   [&](const ReportDelivery& d, Instant m) { return before(d, stream, m); });
  return at != book.deliveries.end() && at->stream == stream && at->month == month ? &*at : nullptr;
}

void keep(ReportBook& book, ReportDelivery delivery) {
  const auto at =
      std::lower_bound(book.deliveries.begin(), book.deliveries.end(), delivery.month,
                       [&](const ReportDelivery& d, Instant m) { return before(d, delivery.stream, m); });
  if (at != book.deliveries.end() && at->stream == delivery.stream && at->month == delivery.month)
    *at = std::move(delivery);
  else
    book.deliveries.insert(at, std::move(delivery));
}

}  // namespace shiptally::dispatch
