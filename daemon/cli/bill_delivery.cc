#include "daemon/cli/bill_delivery.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "collectors/bills/bill_time.h"
#include "collectors/bills/delivery_manifest.h"
#include "schema/base/read_file.h"

namespace shiptally::cli {
namespace {

namespace fs = std::filesystem;

Result<Instant> modified(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    return Error{Code::not_found, file + ": cannot open: " + std::strerror(errno)};
  return std::chrono::floor<Millis>(std::chrono::sys_time<std::chrono::nanoseconds>(
      std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec)));
}

/// --delivered-at, else what the manifest tells, else when the last of `files` was written.
Result<void> date(const ImportFlags& flags, std::optional<Instant> told,
                  const std::vector<std::string>& files, BillDelivery& out) {
  if (!flags.delivered_at.empty()) {
    const auto at = collectors::parse_bill_time(flags.delivered_at);
    if (at.has_error()) return Error{Code::invalid, "--delivered-at: " + at.error().message};
    out.delivered = *at;
    out.delivered_by = "--delivered-at";
    return {};
  }
  if (told) {
    out.delivered = *told;
    out.delivered_by = "as the manifest tells";
    return {};
  }
  for (const std::string& file : files) {
    const auto at = modified(file);
    if (at.has_error()) return at.error();
    out.delivered = std::max(out.delivered, *at);
  }
  out.delivered_by = flags.manifest_file.empty() ? "modification time of the newest file"
                                                 : "modification time of the manifest";
  return {};
}

/// Where the data file `name` of a manifest lies: beside it, in one of the folders, or one of the files.
Result<std::string> find_file(const std::string& name, const ImportFlags& flags) {
  if (name.ends_with(".parquet"))
    return Error{Code::invalid, flags.manifest_file + ": " + name + " is Parquet; export it as CSV"};
  std::vector<fs::path> places = {fs::path(flags.manifest_file).parent_path() / name};
  for (const std::string& given : flags.files) {
    std::error_code ignored;
    if (fs::is_directory(given, ignored))
      places.push_back(fs::path(given) / name);
    else if (fs::path(given).filename() == name)
      places.emplace_back(given);
  }
  std::error_code ignored;
  for (const fs::path& place : places)
    if (fs::is_regular_file(place, ignored)) return place.string();
  return Error{Code::not_found, flags.manifest_file + ": " + name +
                                    " is neither beside the manifest nor in a folder that was named"};
}

Result<BillDelivery> from_manifest(const ImportFlags& flags) {
  auto text = read_file(flags.manifest_file);
  if (text.has_error()) return text.error();
  std::error_code ignored;
  const auto manifest =
      collectors::read_manifest(std::move(*text), fs::absolute(flags.manifest_file, ignored).string());
  if (manifest.has_error())
    return Error{manifest.error().code, flags.manifest_file + ": " + manifest.error().message};
  BillDelivery out;
  out.report = flags.replace.empty() ? manifest->report : flags.replace;
  if (out.report.empty())
    return Error{Code::invalid, flags.manifest_file + ": reportName: missing; name it with --replace"};
  out.billing_period = manifest->billing_period;
  for (const std::string& name : manifest->files) {
    auto found = find_file(name, flags);
    if (found.has_error()) return found.error();
    out.files.push_back(std::move(*found));
  }
  if (const auto dated = date(flags, manifest->delivered, {flags.manifest_file}, out); dated.has_error())
    return dated.error();
  return out;
}

}  // namespace

Result<BillDelivery> find_delivery(const ImportFlags& flags) {
  if (!flags.manifest_file.empty()) return from_manifest(flags);
  BillDelivery out;
  out.report = flags.replace;
  auto month = collectors::billing_month(flags.billing_period);
  if (month.has_error()) return Error{Code::invalid, "--billing-period: " + month.error().message};
  out.billing_period = std::move(*month);
  out.files = flags.files;
  if (const auto dated = date(flags, {}, flags.files, out); dated.has_error()) return dated.error();
  return out;
}

}  // namespace shiptally::cli
