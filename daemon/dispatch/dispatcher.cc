#include "daemon/dispatch/dispatcher.h"

#include <algorithm>
#include <array>
#include <optional>

#include "daemon/dispatch/targets.h"
#include "daemon/log/log.h"
#include "daemon/net/secret.h"

namespace shiptally::dispatch {
namespace {

std::string hashes_of(const std::vector<report::ReportDocument>& documents) {
  std::string out;
  for (const report::ReportDocument& document : documents)
    out += (out.empty() ? "" : ",") + net::hex(net::sha256(document.bytes));
  return out;
}

std::string described(const ReportDelivery& delivery) {
  return "report " + delivery.stream.report + " of " + metrics::month_name(delivery.month) + " (" +
         delivery.stream.format + ") to " + delivery.stream.target;
}

std::string_view tell(const ReportDelivery& delivery) {
  if (delivery.delivered) {
    spdlog::info("{}: delivered", described(delivery));
    return "delivered";
  }
  if (delivery.failed) {
    spdlog::error("{}: failed for good: {}; shiptally report deliver sends it anew", described(delivery),
                  delivery.last_error);
    return "failed";
  }
  spdlog::warn("{}: {}; tried again at {}", described(delivery), delivery.last_error,
               format_instant(delivery.next_try.value_or(Instant())));
  return "retried";
}

}  // namespace

Dispatcher::Dispatcher(DispatcherParts parts, ReportBook book)
    : parts_(std::move(parts)), book_(std::move(book)) {
  for (const std::string_view outcome : {"delivered", "retried", "failed"})
    parts_.exposition.counter("shiptally_report_deliveries_total", std::array{outcome});
}

void Dispatcher::follow(std::vector<ReportPlan> plans) {
  plans_ = std::move(plans);
  std::vector<ReportStart> starts = report_starts(plans_, book_.starts, parts_.now());
  if (starts == book_.starts) return;
  book_.starts = starts;
  unsaved_.starts = std::move(starts);
}

Result<std::size_t> Dispatcher::send_anew(const std::string& report, Instant month) {
  const Instant now = parts_.now();
  if (metrics::next_month(month) > now) return Error{Code::invalid, "month: is not over yet"};
  std::size_t count = 0;
  for (const ReportPlan& plan : plans_) {
    if (plan.stream.report != report) continue;
    ReportDelivery delivery;
    delivery.stream = plan.stream;
    delivery.month = month;
    const ReportDelivery* known = find_delivery(book_, plan.stream, month);
    record(anew(known ? *known : std::move(delivery), now));
    ++count;
  }
  if (count == 0) return Error{Code::not_found, "name: no report \"" + report + "\" is configured"};
  if (!save()) return Error{Code::unavailable, "cannot be written down now"};
  return count;
}

void Dispatcher::deliver_due(const std::stop_token& stop) {
  // A start that is not on the disk yet could be another one after a crash, and a month be left out.
  if (save())
    while (!stop.stop_requested() && deliver_each(due_reports(plans_, book_, parts_.now()).now, stop)) {
    }
  if (!stop.stop_requested()) show();
}

/// False when there was nothing to do, or no way to write it down.
bool Dispatcher::deliver_each(const std::vector<DueReport>& due, const std::stop_token& stop) {
  Documents made;
  for (const DueReport& report : due) {
    ReportDelivery tried = attempt(report, made, stop);
    // Cut short by the end of the daemon: nobody knows whether it arrived, so it counts as not tried.
    if (stop.stop_requested() && !tried.delivered) return false;
    parts_.exposition.counter("shiptally_report_deliveries_total", std::array{tell(tried)}).add();
    record(std::move(tried));
    if (!save()) return false;
  }
  return !due.empty();
}

ReportDelivery Dispatcher::attempt(const DueReport& due, Documents& made, const std::stop_token& stop) {
  ReportDelivery delivery = due.delivery;
  if (delivery.attempts++ == 0) delivery.begun = parts_.now();
  const auto documents = this->documents(due, made);
  ReportSent sent{documents.has_error() ? Result<void>(documents.error()) : Result<void>()};
  if (documents.has_value()) sent = send_report(*due.plan, delivery, *documents, stop);
  if (sent.result.has_error())
    return after_failure(std::move(delivery), sent.result.error(), parts_.now(), parts_.random(), sent.wait);
  return after_success(std::move(delivery), hashes_of(*documents), parts_.now());
}

/// Each is made once for all who get it.
Result<std::vector<report::ReportDocument>> Dispatcher::documents(const DueReport& due, Documents& made) {
  std::vector<report::ReportDocument> out;
  for (const ReportFormat format : due.plan->formats) {
    const std::pair key(due.delivery.month, format);
    auto known = made.find(key);
    if (known == made.end()) known = made.emplace(key, parts_.make(key.first, format)).first;
    if (known->second.has_error()) return known->second.error();
    out.push_back(*known->second);
  }
  return out;
}

void Dispatcher::record(ReportDelivery delivery) {
  std::erase_if(unsaved_.deliveries, [&](const ReportDelivery& older) {
    return older.stream == delivery.stream && older.month == delivery.month;
  });
  unsaved_.deliveries.push_back(delivery);
  keep(book_, std::move(delivery));
}

bool Dispatcher::save() {
  if (unsaved_.size() == 0) return true;
  const auto saved = parts_.store.put_reports(unsaved_);
  if (saved.has_error()) {
    if (!std::exchange(save_failed_, true))
      spdlog::error("deliveries of reports could not be written down: {}", saved.error().message);
    return false;
  }
  save_failed_ = false;
  unsaved_ = {};
  return true;
}

void Dispatcher::show() {
  const DueReports due = due_reports(plans_, book_, parts_.now());
  parts_.exposition.set_gauge("shiptally_report_deliveries_pending", static_cast<double>(due.pending));
  std::optional<Instant> last;
  for (const ReportDelivery& delivery : book_.deliveries)
    if (delivery.delivered) last = std::max(last.value_or(Instant()), *delivery.delivered);
  if (last)
    parts_.exposition.set_gauge("shiptally_report_delivered_timestamp_seconds",
                                seconds(last->time_since_epoch()));
}

}  // namespace shiptally::dispatch
