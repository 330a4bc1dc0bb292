#include "daemon/demo/traffic.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "daemon/demo/cast.h"
#include "daemon/demo/random.h"

namespace shiptally::demo {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kTimeoutUs = 60'000'000;
constexpr std::int64_t kUsers = 400;
constexpr int kStagingPerMillion = 25'000;
constexpr int kOutageFailsPerMillion = 880'000;

/// The effects in force for one request, put together.
struct Strain {
  int latency_percent = 100, tokens_percent = 100, errors_per_million = 0;
};

class Traffic {
 public:
  Traffic(const Story& story, std::uint64_t seed) : story_(story), random_(seed, 1) {}

  Call call(std::size_t service, Instant ts) {
    const ServiceCast& cast = services()[service];
    Call out{service, pick_model(cast), {}, random_.below(kUsers)};
    Request& r = out.request;
    r.ts = ts;
    r.series.service = cast.name;
    r.series.team = cast.team;
    r.series.environment = random_.chance(kStagingPerMillion) ? "staging" : "production";
    r.series.provider = models()[out.model].provider;
    r.series.model = models()[out.model].reported;
    r.series.route = cast.routes[random_.chance(180'000) ? 1 : 0];
    const bool night = ts - std::chrono::floor<std::chrono::days>(ts) < 6h;
    if (random_.below(100) < cast.batch_percent * (night ? 2 : 1)) r.series.tier = "batch";
    r.version = version(service, ts);
    const bool live = r.series.environment == "production";
    answer(out, live ? strain(service, ts) : Strain());
    if (live) fail(out, strain(service, ts));
    return out;
  }

  /// A whole number whose mean is `expected`.
  std::int64_t count(double expected) { return static_cast<std::int64_t>(expected + random_.uniform()); }
  Instant moment(Instant from, Millis length) { return from + Millis(random_.below(length.count())); }

 private:
  std::size_t pick_model(const ServiceCast& cast) {
    return random_.below(100) < cast.uses[0].share_percent ? cast.uses[0].model : cast.uses[1].model;
  }

  std::string_view version(std::size_t service, Instant ts) const {
    const auto& live = story_.live[service];
    const auto after =
        std::partition_point(live.begin(), live.end(), [&](const Live& l) { return l.from <= ts; });
    return after == live.begin() ? std::string_view() : std::string_view(std::prev(after)->version);
  }

  Strain strain(std::size_t service, Instant ts) const {
    Strain out;
    for (const Effect& e : story_.effects) {
      if (e.service != service || !e.when.contains(ts)) continue;
      out.latency_percent = out.latency_percent * e.latency_percent / 100;
      out.tokens_percent = out.tokens_percent * e.tokens_percent / 100;
      out.errors_per_million += e.errors_per_million;
    }
    return out;
  }

  std::int64_t tokens(double median, const Strain& strain) {
    return static_cast<std::int64_t>(random_.around(median, 0.45) * strain.tokens_percent / 100);
  }

  /// Tokens and times of a call that succeeds.
  void answer(Call& call, const Strain& strain) {
    const ServiceCast& cast = services()[call.service];
    const ModelCast& model = models()[call.model];
    Request& r = call.request;
    r.status = 200;
    r.tokens.input = tokens(cast.input_tokens, strain);
    r.tokens.output = 1 + tokens(cast.output_tokens, strain);
    if (cast.cached_tokens > 0 && model.caches && r.series.tier.empty()) {
      const std::int64_t prefix = tokens(cast.cached_tokens, strain);
      const bool hit = random_.chance(870'000);
      if (hit)
        r.tokens.cache_read = prefix;
      else if (model.writes_cache)
        r.tokens.cache_write_5m = prefix;
      else
        r.tokens.input += prefix;
    }
    const double scale = strain.latency_percent / 100.0;
    const double first = random_.around(model.overhead_ms, 0.35) * scale;
    const double rest =
        random_.around(model.ms_per_token, 0.20) * scale * static_cast<double>(r.tokens.output);
    r.latency_us = static_cast<std::int64_t>(first * 1000) + static_cast<std::int64_t>(rest * 1000);
    if (!r.series.tier.empty()) r.latency_us += 1000 * random_.between(60'000, 1'200'000);  // a batch waits
    if (cast.streams && r.series.tier.empty()) r.ttft_us = static_cast<std::int64_t>(first * 1000);
  }

  /// Turns some calls into failures: they use no tokens, but a content filter's input is paid.
  void fail(Call& call, const Strain& strain) {
    Request& r = call.request;
    const bool out = r.series.provider == kOutageProvider && story_.outage.contains(r.ts);
    const std::int64_t dice = random_.below(1'000'000);
    const int provider = (out ? kOutageFailsPerMillion : 1'200) + strain.errors_per_million;
    if (dice < provider) return failed(r, ErrorClass::provider, out ? 503 : 500, 900'000);
    if (dice < provider + 4'500) return failed(r, ErrorClass::rate_limited, 429, 60'000);
    if (dice < provider + 6'000) return failed(r, ErrorClass::timeout, 504, kTimeoutUs);
    if (dice < provider + 7'200) return failed(r, ErrorClass::client, 400, 45'000);
    if (dice < provider + 8'200) {
      r.error = ErrorClass::content_filter;
      r.tokens.output = 0;
    }
  }

  void failed(Request& r, ErrorClass error, int status, std::int64_t latency_us) {
    r.error = error;
    r.status = status;
    r.tokens = {};
    r.ttft_us.reset();
    r.latency_us = latency_us + 1000 * random_.between(0, 80);
  }

  const Story& story_;
  Random random_;
};

/// A service's share of the requests of the hour that begins at `hour`.
double expected(const ServiceCast& service, Instant hour, int requests_per_day, double day_weight) {
  const auto day = std::chrono::floor<std::chrono::days>(hour);
  const int of_day = static_cast<int>((hour - day) / 1h);
  const auto weekday = std::chrono::weekday(day).c_encoding();
  return requests_per_day * (service.share_percent / 100.0) * (hour_weight(of_day) / day_weight) *
         (weekday_weight(static_cast<int>(weekday)) / 1000.0);
}

}  // namespace

void traffic(Window window, int requests_per_day, const Story& story, std::uint64_t seed,
             const std::function<void(const Call&)>& take) {
  double day_weight = 0;
  for (int hour = 0; hour < 24; ++hour) day_weight += hour_weight(hour);
  Traffic source(story, seed);
  std::vector<std::pair<Instant, std::size_t>> moments;  // of one hour, with the service
  for (Instant hour = std::chrono::floor<std::chrono::hours>(window.from); hour < window.to; hour += 1h) {
    moments.clear();
    for (std::size_t s = 0; s < services().size(); ++s)
      for (auto n = source.count(expected(services()[s], hour, requests_per_day, day_weight)); n > 0; --n)
        moments.emplace_back(source.moment(hour, 1h), s);
    std::sort(moments.begin(), moments.end());
    for (const auto& [ts, service] : moments)
      if (window.contains(ts)) take(source.call(service, ts));
  }
}

}  // namespace shiptally::demo
