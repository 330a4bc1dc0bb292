#include "daemon/store/facts/report_rows.h"

#include "daemon/store/sqlite/column_io.h"

namespace shiptally::store {
namespace {

constexpr std::string_view kReportColumns =
    "report, target, format, month_ms, edition, attempts, begun_ms, next_try_ms, last_error, failed, "
    "delivered_ms, sha256";

std::vector<ReportStart> read_starts(const SQLite::Database& database) {
  Statement select(database,
                   "SELECT report, target, format, first_month_ms FROM report_start ORDER BY 1, 2, 3");
  std::vector<ReportStart> starts;
  while (select.step()) {
    auto& [stream, month] = starts.emplace_back();
    ColumnReader(select, 0) >> stream.report >> stream.target >> stream.format >> month;
  }
  return starts;
}

}  // namespace

void write_report_deliveries(const SQLite::Database& database, std::span<const ReportDelivery> deliveries) {
  if (deliveries.empty()) return;  // nearly every commit
  Statement replace(database, "REPLACE INTO report_delivery (" + std::string(kReportColumns) +
                                  ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
  for (const ReportDelivery& d : deliveries) {
    ColumnWriter(replace, 1) << d.stream.report << d.stream.target << d.stream.format << d.month << d.edition
                             << d.attempts << d.begun << d.next_try << d.last_error << d.failed << d.delivered
                             << d.sha256;
    replace.run();
  }
}

void write_report_starts(const SQLite::Database& database, std::span<const ReportStart> starts) {
  Statement(database, "DELETE FROM report_start").run();
  Statement insert(
      database, "INSERT INTO report_start (report, target, format, first_month_ms) VALUES (?1, ?2, ?3, ?4)");
  for (const auto& [stream, month] : starts) {
    ColumnWriter(insert, 1) << stream.report << stream.target << stream.format << month;
    insert.run();
  }
}

Result<ReportBook> read_reports(const SQLite::Database& database) {
  ReportBook book{read_starts(database), {}};
  Statement select(database,
                   "SELECT " + std::string(kReportColumns) + " FROM report_delivery ORDER BY 1, 2, 3, 4");
  while (select.step()) {
    ReportDelivery& d = book.deliveries.emplace_back();
    ColumnReader(select, 0) >> d.stream.report >> d.stream.target >> d.stream.format >> d.month >>
        d.edition >> d.attempts >> d.begun >> d.next_try >> d.last_error >> d.failed >> d.delivered >>
        d.sha256;
  }
  return book;
}

}  // namespace shiptally::store
