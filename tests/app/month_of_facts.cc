#include "tests/app/month_of_facts.h"

#include <cstdint>

namespace shiptally::tests {
namespace {

constexpr std::int64_t kMonthStartMs = 1'793'491'200'000;  // 2026-11-01T00:00:00Z
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr const char* kServices[] = {"checkout", "search", "assistant"};
constexpr const char* kTeams[] = {"payments", "discovery", "assist"};
constexpr const char* kModels[] = {"claude-sonnet-4-5", "gpt-4o-mini", "nobody-prices-this"};
constexpr const char* kProviders[] = {"anthropic", "openai", "acme"};

std::string in_quotes(const std::string& key, const std::string& value) {
  return "\"" + key + "\":\"" + value + "\"";
}
std::string number(const std::string& key, std::int64_t value) {
  return "\"" + key + "\":" + std::to_string(value);
}

/// Writes the month line by line; the generator's state is the story so far.
class Month {
 public:
  explicit Month(unsigned seed) : random_(seed) {}

  std::vector<Line> write() {
    for (int day = 0; day < 30; ++day) {
      for (int service = 0; service < 3; ++service) deploy(day, service);
      if (day % 5 == 2) open_incident(day, day / 5 % 3);
      requests(day);
      charges(day);
    }
    retract("/v1/deployments", "{\"retract\":{" + in_quotes("id", "checkout-7") + "}}");
    retract("/v1/incidents", "{\"retract\":{" + in_quotes("id", "inc-12") + "}}");
    return std::move(lines_);
  }

 private:
  std::int64_t pick(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  static std::string sha(int service, int n) {
    std::string hex = std::to_string(service + 1) + std::to_string(n);
    return std::string(40 - hex.size(), 'a') + hex;
  }
  void add(const char* path, const std::string& json) { lines_.push_back({path, json}); }
  void retract(const char* path, const std::string& json) { add(path, json); }

  void commit(int service, int n, std::int64_t authored_ms) {
    const std::string parents = n == 0 ? "[]" : "[\"" + sha(service, n - 1) + "\"]";
    add("/v1/commits", "{" + in_quotes("repo", kServices[service]) + "," + in_quotes("sha", sha(service, n)) +
                           ",\"parents\":" + parents + "," + number("authored_at", authored_ms) + "}");
    add("/v1/changes",
        "{" + in_quotes("id", std::string(kServices[service]) + "#" + std::to_string(n)) + "," +
            in_quotes("repo", kServices[service]) + "," + number("opened_at", authored_ms + kMinuteMs) + "," +
            number("merged_at", authored_ms + kHourMs) + "," + in_quotes("merge_sha", sha(service, n)) + "}");
  }

  void deploy(int day, int service) {
    const std::int64_t at =
        kMonthStartMs + day * kDayMs + 9 * kHourMs + service * kHourMs + pick(0, 59) * kMinuteMs;
    commit(service, day, at - pick(1, 40) * kHourMs);
    // Every ninth day the version before comes back: a rollback.
    const bool rollback = day % 9 == 8;
    const int version = rollback ? day - 2 : day;
    const std::string id = std::string(kServices[service]) + "-" + std::to_string(day);
    const std::string common = "{" + in_quotes("id", id) + "," + in_quotes("service", kServices[service]) +
                               "," + in_quotes("team", kTeams[service]) + "," +
                               in_quotes("version", "v" + std::to_string(version)) + ",\"commits\":[{" +
                               in_quotes("repo", kServices[service]) + "," +
                               in_quotes("sha", sha(service, version)) + "}],";
    add("/v1/deployments", common + in_quotes("status", "in_progress") + "," +
                               number("started_at", at - 5 * kMinuteMs) + "," +
                               number("updated_at", at - 5 * kMinuteMs) + "}");
    const bool failed = day % 11 == 10;
    add("/v1/deployments", common + in_quotes("status", failed ? "failure" : "success") + "," +
                               (day % 7 == 6 ? in_quotes("kind", "hotfix") + "," : std::string()) +
                               number("started_at", at - 5 * kMinuteMs) + "," + number("finished_at", at) +
                               "," + number("updated_at", at) + "}");
  }

  void open_incident(int day, int service) {
    const std::int64_t at = kMonthStartMs + day * kDayMs + 14 * kHourMs + pick(0, 200) * kMinuteMs;
    const std::string id = "inc-" + std::to_string(day);
    std::string common = "{" + in_quotes("id", id) + "," + in_quotes("service", kServices[service]) + "," +
                         in_quotes("environment", "prod") + "," + number("opened_at", at);
    if (day % 2 == 0)
      common += "," + in_quotes("deployment", std::string(kServices[service]) + "-" + std::to_string(day));
    add("/v1/incidents", common + "," + number("updated_at", at) + "}");
    if (day < 27) {
      const std::int64_t end = at + pick(10, 300) * kMinuteMs;
      add("/v1/incidents", common + "," + number("resolved_at", end) + "," + number("updated_at", end) + "}");
    }
  }

  void request(int day, int n, bool restated) {
    const int service = n % 3, model = n % 7 == 6 ? 2 : n % 2;
    const std::int64_t at = kMonthStartMs + day * kDayMs + n * 1'900'000 + 137 * (n + day);
    const int status = n % 10 == 9 ? 429 : n % 17 == 16 ? 500 : 200;
    std::string json = "{" + in_quotes("id", "r-" + std::to_string(day) + "-" + std::to_string(n)) + "," +
                       number("ts", at) + "," + in_quotes("service", kServices[service]) + "," +
                       in_quotes("team", kTeams[service]) + "," + in_quotes("provider", kProviders[model]) +
                       "," + in_quotes("model", kModels[model]) + "," + number("status", status) + ",";
    json += number("latency_ms", 100 + (n * 7919 + day * 104'729) % 5000) + "," + number("ttft_ms", 50 + n) +
            "," + number("input_tokens", 100 * n + (restated ? 11 : 0)) + "," +
            number("output_tokens", 40 + n) + "," + number("cache_read_tokens", model == 0 ? 1000 : 0) + "," +
            in_quotes("user", "u" + std::to_string(n % 5)) + "}";
    add("/v1/requests", json);
  }

  void requests(int day) {
    for (int n = 0; n < 44; ++n) {
      request(day, n, false);
      if (n % 13 == 5) request(day, n, true);
    }
  }

  void charges(int day) {
    const std::int64_t from = kMonthStartMs + day * kDayMs;
    add("/v1/charges", "{" + in_quotes("id", "bill-" + std::to_string(day)) + "," +
                           in_quotes("provider", "anthropic") + "," + number("from", from) + "," +
                           number("to", from + kDayMs) + "," +
                           in_quotes("billed_cost", "1." + std::to_string(100 + day)) + "}");
  }

  std::mt19937_64 random_;
  std::vector<Line> lines_;
};

}  // namespace

std::vector<Line> month_of_facts(unsigned seed) { return Month(seed).write(); }

}  // namespace shiptally::tests
