#pragma once
// Requests for tests: what is not said is ordinary.

#include <string_view>

#include "schema/request.h"

namespace shiptally::metrics {

struct Call {
  std::string_view service = "api";
  std::string_view team = "core";
  std::string_view model = "small";
  std::int64_t at_ms = 0;
  ErrorClass error = ErrorClass::none;
  std::int64_t latency_ms = 100;
  std::int64_t ttft_ms = 0;  ///< 0: not told
  Tokens tokens = {};
  std::string_view input_usd = "0.25";  ///< empty: unpriced
  std::string_view output_usd = "0.75";
};

inline Request request(const Call& call) {
  Request row;
  row.ts = instant_from_ms(call.at_ms);
  row.series = {call.service, call.team, "production", "acme", call.model, "/chat", "", ""};
  row.status = 200;
  row.error = call.error;
  row.latency_us = call.latency_ms * 1000;
  if (call.ttft_ms > 0) row.ttft_us = call.ttft_ms * 1000;
  row.tokens = call.tokens;
  if (!call.input_usd.empty()) {
    row.cost.emplace();
    (*row.cost)[static_cast<std::size_t>(TokenClass::input)] = Money::parse(call.input_usd).value();
    (*row.cost)[static_cast<std::size_t>(TokenClass::output)] = Money::parse(call.output_usd).value();
  }
  return row;
}

}  // namespace shiptally::metrics
