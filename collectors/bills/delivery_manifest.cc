#include "collectors/bills/delivery_manifest.h"

#include <algorithm>
#include <deque>

#include "collectors/bills/bill_time.h"
#include "collectors/decode/json.h"

namespace shiptally::collectors {
namespace {

constexpr std::string_view kPartition = "BILLING_PERIOD=";
constexpr std::string_view kFileEnd = "Manifest.json";

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The members of the manifest that are read, each by any of its names.
class Manifest {
 public:
  explicit Manifest(std::string text) : text_(std::move(text)), json_(keep_) { padded(text_); }

  Result<void> read() {
    std::string error;
    if (json_.members(text_, members_, error)) return {};
    return Error{Code::invalid, error};
  }

  const Value* find(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names)
      for (const Member& member : members_)
        if (member.key == name && member.value.type != Type::null) return &member.value;
    return nullptr;
  }

  Result<std::string> text(std::string_view field, const Value& value) {
    std::string_view out;
    std::string error = "must be a string";
    if (value.type == Type::string && json_.text(value, out, error)) return std::string(out);
    return Error{Code::invalid, std::string(field) + ": " + error};
  }

  Result<std::vector<std::string>> texts(std::string_view field, const Value& value) {
    std::vector<Value> elements;
    std::string error = "must be an array";
    if (value.type != Type::array || !json_.elements(value.raw, elements, error))
      return Error{Code::invalid, std::string(field) + ": " + error};
    std::vector<std::string> out;
    for (const Value& element : elements) {
      auto key = text(field, element);
      if (key.has_error()) return key.error();
      out.push_back(std::move(*key));
    }
    return out;
  }

  /// The start of `billingPeriod`; none where there is no such member.
  Result<std::optional<std::string>> period_start() {
    const Value* const period = find({"billingPeriod"});
    if (period == nullptr) return std::optional<std::string>();
    std::vector<Member> parts;
    std::string error;
    if (period->type == Type::object && !json_.members(period->raw, parts, error))
      return Error{Code::invalid, "billingPeriod: " + error};
    const Value* start = period->type == Type::string ? period : nullptr;
    for (const Member& part : parts)
      if (part.key == "start") start = &part.value;
    if (start == nullptr) return Error{Code::invalid, "billingPeriod.start: missing"};
    auto out = text("billingPeriod.start", *start);
    if (out.has_error()) return out.error();
    return std::optional(std::move(*out));
  }

 private:
  std::string text_;
  std::deque<std::string> keep_;
  Json json_;
  std::vector<Member> members_;
};

/// "2026-10" of "…/BILLING_PERIOD=2026-10/…".
std::optional<std::string> partition_of(std::string_view path) {
  const auto at = path.find(kPartition);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = path.substr(at + kPartition.size());
  return std::string(rest.substr(0, rest.find('/')));
}

Result<std::string> period_of(Manifest& manifest, std::string_view path,
                              const std::vector<std::string>& keys) {
  auto told = manifest.period_start();
  if (told.has_error()) return told.error();
  if (!*told) *told = partition_of(path);
  if (!*told) *told = partition_of(keys.front());
  if (!*told)
    return Error{Code::invalid, "billingPeriod: missing, and no BILLING_PERIOD=YYYY-MM in the paths"};
  auto month = billing_month(**told);
  if (month.has_error()) return Error{Code::invalid, "billingPeriod: " + month.error().message};
  return month;
}

Result<std::vector<std::string>> base_names(const std::vector<std::string>& keys) {
  std::vector<std::string> out;
  for (const std::string& key : keys) {
    out.emplace_back(base_name(key));
    if (out.back().empty()) return Error{Code::invalid, "dataFiles: \"" + key + "\" is no file"};
    if (std::count(out.begin(), out.end(), out.back()) > 1)
      return Error{Code::invalid, "dataFiles: " + out.back() + " is there twice"};
  }
  return out;
}

/// "shop" of "…/shop-Manifest.json" and of "…/shop/metadata/BILLING_PERIOD=2026-10/Manifest.json".
std::string report_of(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name.size() > kFileEnd.size() + 1 && name.ends_with(kFileEnd))
    return std::string(name.substr(0, name.size() - kFileEnd.size() - 1));
  const auto metadata = path.rfind("/metadata/");
  return metadata == std::string_view::npos ? "" : std::string(base_name(path.substr(0, metadata)));
}

}  // namespace

Result<std::string> billing_month(std::string_view text) {
  std::string month(text.substr(0, 7));
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (text.size() >= 6 && digits(text.substr(0, 6)))
    month = std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2));
  const bool known = month.size() == 7 && month[4] == '-' && digits(month.substr(0, 4));
  if (!known || parse_bill_time(month + "-01").has_error())
    return Error{Code::invalid, "not a month like 2026-10: \"" + std::string(text) + "\""};
  return month;
}

Result<DeliveryManifest> read_manifest(std::string text, std::string_view path) {
  Manifest manifest(std::move(text));
  if (auto read = manifest.read(); read.has_error()) return read.error();
  DeliveryManifest out;
  const Value* const files = manifest.find({"dataFiles", "reportKeys"});
  if (files == nullptr) return Error{Code::invalid, "dataFiles (or reportKeys): missing"};
  const auto keys = manifest.texts("dataFiles", *files);
  if (keys.has_error()) return keys.error();
  if (keys->empty()) return Error{Code::invalid, "dataFiles: lists no file"};
  auto names = base_names(*keys);
  if (names.has_error()) return names.error();
  out.files = std::move(*names);
  auto period = period_of(manifest, path, *keys);
  if (period.has_error()) return period.error();
  out.billing_period = std::move(*period);
  if (const Value* const told = manifest.find({"createdAt", "deliveryTime"})) {
    const auto time = manifest.text("createdAt", *told);
    const auto at = time.has_error() ? Result<Instant>(time.error()) : parse_bill_time(*time);
    if (at.has_error()) return Error{Code::invalid, "createdAt (or deliveryTime): " + at.error().message};
    out.delivered = *at;
  }
  const Value* const name = manifest.find({"exportName", "reportName"});
  auto report = name == nullptr ? Result<std::string>(report_of(path)) : manifest.text("reportName", *name);
  if (report.has_error()) return report.error();
  out.report = std::move(*report);
  return out;
}

}  // namespace shiptally::collectors
