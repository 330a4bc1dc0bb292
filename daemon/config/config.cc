// The one place that knows which sections there are.  Every section is a table of keys and readers.

#include "daemon/config/config.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <functional>

#include "daemon/config/allocation_section.h"
#include "daemon/config/bills_section.h"
#include "daemon/config/budgets_section.h"
#include "daemon/config/cost_centres_section.h"
#include "daemon/config/delivery_section.h"
#include "daemon/config/fx_section.h"
#include "daemon/config/names_section.h"
#include "daemon/config/negotiated.h"
#include "daemon/config/providers_section.h"
#include "daemon/config/reconciliation_section.h"
#include "daemon/config/reports_section.h"
#include "daemon/config/scalar.h"
#include "daemon/config/value.h"
#include "daemon/config/yaml_text.h"

namespace shiptally::config {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::int64_t kKiB = 1LL << 10;
constexpr std::int64_t kMiB = 1LL << 20;
constexpr std::int64_t kGiB = 1LL << 30;

Reader into_endpoint(Endpoint& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("ADDRESS:PORT");
    if (!text) return;
    auto endpoint = parse_endpoint(*text);
    if (!endpoint) return value.fail(endpoint.error().message);
    out = std::move(*endpoint);
  };
}

/// One of some words; `take` gets its index.
template <std::size_t N>
Reader into_word(const std::array<std::string_view, N>& words, std::function<void(std::size_t)> take) {
  return [&words, take = std::move(take)](const Value& value) {
    std::string wanted;
    for (const std::string_view word : words) wanted += (wanted.empty() ? "" : ", ") + std::string(word);
    const auto text = value.scalar("one of " + wanted);
    if (!text) return;
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found == words.end()) return value.fail("\"" + *text + "\" is not one of " + wanted);
    take(static_cast<std::size_t>(found - words.begin()));
  };
}

Reader into_level(LogLevel& out) {
  static constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};
  return into_word(kNames, [&out](std::size_t i) { out = static_cast<LogLevel>(i); });
}

Reader limits_section(Limits& limits) {
  const Millis hour = std::chrono::hours(1);
  const auto deadline = [&](Millis& out) { return into_duration(out, Millis(10), hour, true); };
  return section({
      {"header_bytes", into_size(limits.header_bytes, kKiB, kMiB)},
      {"body_bytes", into_size(limits.body_bytes, kKiB, kGiB)},
      {"unproven_body_bytes", into_size(limits.unproven_body_bytes, kKiB, kGiB)},
      {"decoded_bytes", into_size(limits.decoded_bytes, kKiB, 4 * kGiB)},
      {"connections", into_count(limits.connections, 1, 100'000)},
      {"connections_per_address", into_count(limits.connections_per_address, 1, 100'000)},
      {"decode_queue_bytes", into_size(limits.decode_queue_bytes, kKiB, 64 * kGiB)},
      {"queue_rows", into_count(limits.queue_rows, 1'000, 100'000'000)},
      {"queue_bytes", into_size(limits.queue_bytes, kMiB, 64 * kGiB)},
      {"queue_wait_ms", deadline(limits.queue_wait)},
      {"answer_bytes", into_size(limits.answer_bytes, kMiB, 64 * kGiB)},
      {"series", into_count(limits.series, 100, 1'000'000)},
      {"query_deadline_ms", deadline(limits.query_deadline)},
      {"header_deadline_ms", deadline(limits.header_deadline)},
      {"read_deadline_ms", deadline(limits.read_deadline)},
      {"idle_deadline_ms", deadline(limits.idle_deadline)},
      {"shutdown_deadline_ms", deadline(limits.shutdown_deadline)},
      {"write_deadline_ms", deadline(limits.write_deadline)},
  });
}

void read_fleet_entry(const Value& value, std::vector<Fleet>& out) {
  Fleet fleet;
  std::size_t machines = 0;
  std::optional<Instant> from;
  read_mapping(value, {{"provider", into_text(fleet.provider)},
                       {"model", into_text(fleet.model)},
                       {"machines", into_count(machines, 1, 1'000'000)},
                       {"from", into_instant(from)},
                       {"to", into_instant(fleet.to)}});
  if (!value.node.IsMap()) return;
  for (const char* key : {"provider", "model", "machines", "from"})
    if (!value.problems->line_of(value.key + "." + key)) value.fail(std::string(key) + " is missing");
  if (from && fleet.to && *fleet.to <= *from) value.fail("to must be after from");
  fleet.machines = static_cast<int>(machines);
  fleet.from = from.value_or(Instant());
  out.push_back(std::move(fleet));
}

Reader into_fleet(std::vector<Fleet>& out) {
  return [&out](const Value& value) {
    read_list(value, [&out](const Value& element) { read_fleet_entry(element, out); });
  };
}

void read_tail_entry(const Value& value, std::vector<TailFile>& out) {
  // Not charges: a bill must come in one piece.
  static constexpr std::array<std::string_view, 7> kKinds = {"requests", "litellm", "deployments", "commits",
                                                             "changes",  "reviews", "incidents"};
  static constexpr std::array<std::string_view, 2> kFrom = {"start", "end"};
  TailFile tail;
  read_mapping(value, {{"file", into_path(tail.file, {})},
                       {"kind", into_word(kKinds, [&](std::size_t i) { tail.kind = kKinds[i]; })},
                       {"from", into_word(kFrom, [&](std::size_t i) { tail.from_end = i == 1; })}});
  if (!value.node.IsMap()) return;
  for (const char* key : {"file", "kind"})
    if (!value.problems->line_of(value.key + "." + key)) value.fail(std::string(key) + " is missing");
  out.push_back(std::move(tail));
}

Reader into_tail(std::vector<TailFile>& out) {
  return [&out](const Value& value) {
    read_list(value, [&out](const Value& element) { read_tail_entry(element, out); });
  };
}

Reader into_paths(std::vector<std::string>& out, std::string_view credentials_directory) {
  return [&out, directory = std::string(credentials_directory)](const Value& value) {
    read_list(value, [&](const Value& element) { into_path(out.emplace_back(), directory)(element); });
  };
}

void read_root(const Value& root, Config& config, std::string_view credentials) {
  read_mapping(
      root,
      {
          {"listen", into_endpoint(config.listen)},
          {"data_dir", into_path(config.data_dir, {})},
          {"log", section({{"level", into_level(config.log_level)}})},
          {"access", section({{"loopback_read", into_flag(config.loopback_read)}})},
          {"hooks",
           section({{"github", section({{"secret_file", into_path(config.github_secret_file, credentials)},
                                        {"secret", refuse_secret("a secret", "secret_file")}})}})},
          {"tail", into_tail(config.tail)},
          {"user_key_file", into_path(config.user_key_file, credentials)},
          {"high_water_file", into_path(config.high_water_file, {})},
          {"limits", limits_section(config.limits)},
          {"queries", section({{"slow_ms", into_duration(config.slow_query, Millis(0), minutes(60), true)}})},
          {"delivery", delivery_section(config.delivery)},
          {"retention",
           section({{"requests", into_duration(config.keep_requests, days(1), days(36'500), false)},
                    {"confirm_after",
                     into_duration(config.confirm_clock, std::chrono::hours(1), days(365), false)}})},
          {"names", names_section(config.names)},
          {"bills", bills_section(config.bills)},
          {"fx", fx_section(config.money.fx, config.fx_files, credentials)},
          {"allocation", allocation_section(config.money.allocation)},
          {"budgets", budgets_section(config.money.budgets)},
          {"cost_centres", cost_centres_section(config.money.cost_centres)},
          {"reconciliation", reconciliation_section(config.money)},
          {"prices", section({{"files", into_paths(config.price_files, credentials)},
                              {"negotiated", into_negotiated(config.negotiated)}})},
          {"providers", into_providers(config.providers, credentials)},
          {"fleet", into_fleet(config.fleet)},
          {"reports", reports_section(config.reports, credentials)},
      });
}

/// Values that are fine alone and cannot both hold.  Defaults that the file's own value breaks count too.
void check_together(const Limits& limits, Problems& problems) {
  struct Pair {
    const char *less, *more;
    std::size_t less_value, more_value;
  };
  const Pair pairs[] = {
      {"limits.connections_per_address", "limits.connections", limits.connections_per_address,
       limits.connections},
      {"limits.body_bytes", "limits.decoded_bytes", limits.body_bytes, limits.decoded_bytes},
      {"limits.body_bytes", "limits.decode_queue_bytes", limits.body_bytes, limits.decode_queue_bytes},
      {"limits.decoded_bytes", "limits.queue_bytes", limits.decoded_bytes, limits.queue_bytes},
  };
  for (const Pair& pair : pairs) {
    if (pair.less_value <= pair.more_value) continue;
    const auto less_line = problems.line_of(pair.less);
    const int line = less_line ? *less_line : problems.line_of(pair.more).value_or(1);
    problems.add(line, pair.less,
                 std::to_string(pair.less_value) + " is more than " + pair.more + ", which is " +
                     std::to_string(pair.more_value));
  }
}

}  // namespace

Result<Config> read_config(std::string_view text, std::string_view file_name,
                           std::string_view credentials_directory) {
  Problems problems(file_name, without_byte_order_mark(text));
  Config config;
  try {
    for (const YamlDocument& document : read_yaml(text, {})) {
      problems.begin_document(document.lines_before);
      if (!document.empty)
        read_root({document.root, {}, problems.line(document.root.Mark()), &problems}, config,
                  credentials_directory);
    }
    if (problems.empty()) check_together(config.limits, problems);
  } catch (const YAML::Exception& error) {
    problems.add(problems.line(error.mark), {}, error.msg);
  }
  if (!problems.empty()) return Error{Code::invalid, problems.message()};
  return config;
}

}  // namespace shiptally::config
