#include "daemon/store/job_rules.h"

#include <array>
#include <utility>

namespace shiptally::store {
namespace {

constexpr std::int64_t kCountEnd = std::int64_t{1} << 40;
constexpr int kStatusMax = 999;

Error out_of_range(std::string_view field) {
  return {Code::invalid, "requests: " + std::string(field) + " is out of range"};
}

Result<void> check(const Request& r) {
  const Tokens& t = r.tokens;
  // All at once, because every row passes here: a negative or too large one sets a bit of the rest.
  const std::int64_t bits =
      t.input | t.cache_read | t.cache_write_5m | t.cache_write_1h | t.output | t.reasoning | t.web_searches;
  if (bits < 0 || bits >= kCountEnd) {
    const std::array<std::pair<std::string_view, std::int64_t>, 7> counts = {
        {{"input_tokens", t.input},
         {"cache_read_tokens", t.cache_read},
         {"cache_write_5m_tokens", t.cache_write_5m},
         {"cache_write_1h_tokens", t.cache_write_1h},
         {"output_tokens", t.output},
         {"reasoning_tokens", t.reasoning},
         {"web_searches", t.web_searches}}};
    for (const auto& [field, count] : counts)
      if (count < 0 || count >= kCountEnd) return out_of_range(field);
  }
  if (r.latency_us < 0) return out_of_range("latency_ms");
  if (r.ttft_us.value_or(0) < 0) return out_of_range("ttft_ms");
  if (r.status < 0 || r.status > kStatusMax) return out_of_range("status");
  return {};
}

}  // namespace

Result<void> check(const Job& job) {
  for (const Retraction& retraction : job.batch.retractions)
    if (retraction.kind == Kind::request && !retraction.ts)
      return Error{Code::invalid, "ts: a request is taken back by its ts and id"};
  for (const Request& row : job.batch.requests.rows)
    if (auto checked = check(row); !checked) return checked;
  return {};
}

}  // namespace shiptally::store
