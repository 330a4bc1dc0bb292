#include "daemon/demo/organisation.h"

#include "daemon/demo/bills.h"
#include "daemon/demo/cast.h"
#include "daemon/demo/events.h"
#include "daemon/demo/story.h"
#include "daemon/demo/traffic.h"

namespace shiptally::demo {
namespace {

constexpr int kDaysMin = 14, kDaysMax = 400, kRequestsPerDayMax = 1'000'000;

Object request_event(const Call& call, std::size_t serial) {
  const Request& r = call.request;
  const Tokens& t = r.tokens;
  const auto if_any = [](std::int64_t n) { return n > 0 ? std::optional(n) : std::nullopt; };
  Object o;
  o.add("source", "demo").add("id", "demo-request-" + std::to_string(serial)).add("ts", to_ms(r.ts));
  o.add("service", r.series.service).add("team", r.series.team).add("environment", r.series.environment);
  o.add("provider", r.series.provider).add("model", r.series.model).add("route", r.series.route);
  o.add("status", r.status);
  if (r.error != ErrorClass::none) o.add("error", name(r.error));
  o.add("latency_ms", r.latency_us / 1000);
  if (r.ttft_us) o.add("ttft_ms", *r.ttft_us / 1000);
  o.add("input_tokens", t.input)
      .add("output_tokens", t.output)
      .add("cache_read_tokens", if_any(t.cache_read));
  o.add("cache_write_5m_tokens", if_any(t.cache_write_5m)).add("tier", r.series.tier);
  o.add("user", "demo-user-" + std::to_string(call.user)).add("version", r.version);
  return o;
}

template <class T>
Result<std::size_t> post_all(std::string_view path, const std::vector<T>& facts, const Post& post) {
  Chunks chunks(path, post);
  for (const T& fact : facts) chunks.add(event_of(fact));
  if (const auto posted = chunks.finish(); !posted) return posted.error();
  return chunks.events();
}

Result<std::size_t> post_requests(const DemoOptions& options, Window window, const Story& story, Meter& meter,
                                  const Post& post) {
  Chunks chunks("/v1/requests", post);
  traffic(window, options.requests_per_day, story, options.seed, [&](const Call& call) {
    if (chunks.failed()) return;
    chunks.add(request_event(call, chunks.events() + 1));
    meter.count(call.model, call.request);
  });
  if (const auto posted = chunks.finish(); !posted) return posted.error();
  return chunks.events();
}

}  // namespace

Result<DemoSummary> write_demo(const DemoOptions& options, const PriceBook& prices, const Post& post) {
  if (options.days < kDaysMin || options.days > kDaysMax)
    return Error{Code::invalid,
                 "days: expected " + std::to_string(kDaysMin) + " to " + std::to_string(kDaysMax)};
  if (options.requests_per_day < 1 || options.requests_per_day > kRequestsPerDayMax)
    return Error{Code::invalid, "requests_per_day: expected 1 to " + std::to_string(kRequestsPerDayMax)};
  const Window window{options.end - std::chrono::days(options.days), options.end};
  const Story story = tell(window, options.seed);
  Meter meter(prices);
  DemoSummary summary;
  const auto count = [](std::size_t& into, const Result<std::size_t>& posted) {
    into = posted.has_value() ? *posted : 0;
    return posted.has_value() ? std::optional<Error>() : posted.error();
  };
  if (auto e = count(summary.commits, post_all("/v1/commits", story.commits, post))) return *e;
  if (auto e = count(summary.changes, post_all("/v1/changes", story.changes, post))) return *e;
  if (auto e = count(summary.reviews, post_all("/v1/reviews", story.reviews, post))) return *e;
  if (auto e = count(summary.deployments, post_all("/v1/deployments", story.deployments, post))) return *e;
  if (auto e = count(summary.incidents, post_all("/v1/incidents", story.incidents, post))) return *e;
  if (auto e = count(summary.requests, post_requests(options, window, story, meter, post))) return *e;
  if (auto e = count(summary.charges, post_all("/v1/charges", meter.bills(window, options.seed), post)))
    return *e;
  if (auto e = count(summary.usage, post_all("/v1/usage", meter.usage(window, options.seed), post)))
    return *e;
  return summary;
}

}  // namespace shiptally::demo
