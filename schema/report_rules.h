#pragma once
// Which reports are made each month, and who gets them.  Plain structs, filled by daemon/config.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace shiptally {

/// The formats of a report, here only: the API, the configuration and the command line read this list, and
/// daemon/report/formats has a row for each.
enum class ReportFormat : std::uint8_t { html, xlsx, csv, json, focus };
inline constexpr std::array<std::string_view, 5> kReportFormats = {"html", "xlsx", "csv", "json", "focus"};
constexpr std::string_view name(ReportFormat format) {
  return kReportFormats[static_cast<std::size_t>(format)];
}
constexpr std::optional<ReportFormat> report_format(std::string_view name) {
  for (std::size_t i = 0; i < kReportFormats.size(); ++i)
    if (kReportFormats[i] == name) return static_cast<ReportFormat>(i);
  return std::nullopt;
}

/// A file for each format.
struct ReportDirectory {
  std::string path;  ///< absolute; must be there
  friend bool operator==(const ReportDirectory&, const ReportDirectory&) = default;
};

/// One mail with all formats.
struct ReportMail {
  std::vector<std::string> to;
  std::string from;
  std::string server;         ///< smtp://HOST:PORT or smtps://HOST:PORT
  std::string user;           ///< empty: none is given
  std::string password_file;  ///< with a user
  std::string ca_file;        ///< PEM of who signed the server's certificate; empty: the system's
  bool require_tls = true;    ///< false: for a relay on this host, without a user
  friend bool operator==(const ReportMail&, const ReportMail&) = default;
};

/// A signed POST for each format.
struct ReportWebhook {
  std::string url;                 ///< https, or http where private addresses are allowed
  std::string secret_file;         ///< key of the signature
  bool private_addresses = false;  ///< whether it may be on this host or a private network
  friend bool operator==(const ReportWebhook&, const ReportWebhook&) = default;
};

using ReportTarget = std::variant<ReportDirectory, ReportMail, ReportWebhook>;

/// The cost report of each month, made once the month after has come to that day and hour (UTC).
struct ReportRule {
  std::string name;  ///< no two alike
  std::vector<ReportFormat> formats;
  int day = 3;  ///< of the month after, 1 to 31; its last one where it has no such day
  int hour = 6;
  std::vector<ReportTarget> deliver;
  friend bool operator==(const ReportRule&, const ReportRule&) = default;
};

}  // namespace shiptally
