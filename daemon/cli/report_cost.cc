// The cost report of a month, read beside the running daemon.

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "daemon/app/rules.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/clock/clock.h"
#include "daemon/metrics/money/statement.h"
#include "daemon/net/secret.h"
#include "daemon/report/model/cost_report.h"
#include "schema/base/write_file.h"

namespace shiptally::cli {
namespace {

constexpr Millis kDeadline = std::chrono::minutes(10);

Result<ReportFormat> parse_format(const std::string& text) {
  if (const auto known = report_format(text)) return *known;
  std::string names;
  for (const std::string_view each : kReportFormats) names.append(names.empty() ? "" : ", ").append(each);
  return Error{Code::invalid, "--format: unknown \"" + text + "\"; known: " + names};
}

Result<report::ReportDocument> make(const ReportCostFlags& flags, ReportFormat format) {
  const auto month = metrics::parse_month(flags.month);
  if (month.has_error()) return Error{Code::invalid, "--month: " + month.error().message};
  const auto config = app::load_config(flags.config_file);
  if (config.has_error()) return config.error();
  const auto prices = app::read_prices(*config);
  if (prices.has_error()) return prices.error();
  queries::Rules rules;
  rules.sha256_hex = net::sha256_hex;
  rules.prices = *prices;
  rules.money = std::make_shared<const MoneyRules>(config->money);
  const auto reader = store::Reader::open(flags.data_dir.empty() ? config->data_dir : flags.data_dir);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(kDeadline);
  if (snapshot.has_error()) return snapshot.error();
  queries::AnalysisCache analyses;
  const Instant now = clock::system_time();
  return report::make_cost_report({**snapshot, analyses, 0, rules, now}, {}, *month, format);
}

Result<void> write_report(const std::filesystem::path& file, std::string_view bytes) {
  const std::filesystem::path directory = file.has_parent_path() ? file.parent_path() : ".";
  return replace_file(directory, file.filename(), bytes);
}

}  // namespace

int report_cost(const ReportCostFlags& flags) {
  const auto format = parse_format(flags.format);
  if (format.has_error()) return fail(format.error());
  const bool to_screen = flags.output_file.empty() && ::isatty(STDOUT_FILENO) == 1;
  if (to_screen && *format == ReportFormat::xlsx)
    return fail({Code::invalid, "a spreadsheet is nothing for a terminal: give --output FILE"});
  const auto document = make(flags, *format);
  if (document.has_error()) return fail(document.error());
  if (flags.output_file.empty()) {
    std::cout << document->bytes;
    std::cout.flush();
    if (!std::cout) return fail({Code::unavailable, "standard output cannot be written"});
  } else if (const auto written = write_report(flags.output_file, document->bytes); written.has_error()) {
    return fail(written.error());
  }
  std::cerr << "sha256 " << net::hex(net::sha256(document->bytes)) << '\n';
  return kDone;
}

}  // namespace shiptally::cli
