#include "tests/bench/request_lines.h"

#include <algorithm>
#include <cstdio>

namespace shiptally::bench {

std::string request_line(std::size_t serial, std::size_t services) {
  char text[1024];
  const int length = std::snprintf(
      text, sizeof text,
      R"({"id":"req_01JD%016zu","ts":%zu,"service":"service-%zu","team":"team-%zu","environment":"production",)"
      R"("provider":"%s","model":"%s","route":"/v1/assist/answer","status":%d,"latency_ms":%zu,"ttft_ms":%zu,)"
      R"("input_tokens":%zu,"output_tokens":%zu,"cache_read_tokens":%zu,"cache_write_5m_tokens":%zu,)"
      R"("cache_write_1h_tokens":0,"reasoning_tokens":%zu,"tier":"standard","region":"eu-central-1",)"
      R"("user":"user-%zu@example.org","trace_id":"4bf92f3577b34da6a3ce929d%08zx","version":"2026.11.%zu",)"
      R"("tags":{"feature":"answer","experiment":"control","tenant":"tenant-%zu"}})"
      "\n",
      serial, std::size_t{1'793'491'200'000} + serial * 137 % 86'400'000, serial % services, serial % 3,
      serial % 2 ? "anthropic" : "openai", serial % 2 ? "claude-sonnet-4-5" : "gpt-4o-mini",
      serial % 50 ? 200 : 429, 300 + serial % 4000, 100 + serial % 500, 200 + serial % 3000,
      20 + serial % 700, serial % 3 ? serial % 5000 : 0, serial % 11 ? 0 : serial % 2000, serial % 20,
      serial % 200, serial, serial % 28, serial % 40);
  return std::string(text, static_cast<std::size_t>(length));
}

std::vector<std::string> bodies(std::size_t rows, std::size_t rows_per_body, std::size_t services) {
  std::vector<std::string> out;
  for (std::size_t row = 0; row < rows; row += rows_per_body) {
    std::string& body = out.emplace_back();
    for (std::size_t i = row; i < std::min(rows, row + rows_per_body); ++i) body += request_line(i, services);
  }
  return out;
}

}  // namespace shiptally::bench
