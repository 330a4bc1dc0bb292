#include "tests/bench/questions.h"

#include <stdexcept>

#include "tests/bench/figures.h"
#include "tests/bench/traffic.h"

namespace shiptally::bench {
namespace {

struct Question {
  const char* name;
  const char* target;
  bool over_a_month = true;
};

constexpr Question kQuestions[] = {
    {"dora_by_service", "/api/v1/dora?group_by=service&bucket=day"},
    {"cost_by_model_day", "/api/v1/cost?group_by=model&bucket=day"},
    {"latency_by_model_5m", "/api/v1/latency?group_by=model&bucket=5m",
     false},  // 8,640 points: no panel draws them
    {"latency_by_model_hour", "/api/v1/latency?group_by=model&bucket=hour"},
    {"errors_by_model_hour", "/api/v1/errors?group_by=model&bucket=hour"},
};

struct Span {
  const char* name;
  Millis length;
};

// The month's window begins a little after its first row, so that it can move.
constexpr Span kSpans[] = {{"24h", std::chrono::hours(24)}, {"30d", std::chrono::days(30)}};
constexpr Millis kStep(1'037);

std::string window(Millis length, int step) {
  const Instant to = kHistory.to - kStep * step;
  return "&from=" + std::to_string(to_ms(to - length)) + "&to=" + std::to_string(to_ms(to));
}

Asked ask(e2e::HttpClient& client, pid_t daemon, const Question& question, const Span& span, int times) {
  std::vector<double> took, healthy;
  const double cpu = cpu_seconds(daemon);
  for (int i = 0; i < times; ++i) {
    auto start = Clock::now();
    client.send("GET", "/-/healthy");
    healthy.push_back(seconds_since(start) * 1e3);
    const std::string target = question.target + window(span.length, i);
    start = Clock::now();
    const auto answer = client.send("GET", target);
    took.push_back(seconds_since(start) * 1e3);
    if (!answer || answer->status != 200 || answer->body == "[]") throw std::runtime_error(target);
  }
  return {std::string(question.name) + "_" + span.name, percentile(took, 0.5), percentile(took, 0.99),
          percentile(healthy, 0.99), (cpu_seconds(daemon) - cpu) / times * 1e3};
}

}  // namespace

std::vector<Asked> ask_dashboard(e2e::HttpClient& client, pid_t daemon, int times) {
  std::vector<Asked> out;
  for (const Question& question : kQuestions)
    for (const Span& span : kSpans)
      if (question.over_a_month || span.length <= std::chrono::hours(24))
        out.push_back(ask(client, daemon, question, span, times));
  return out;
}

}  // namespace shiptally::bench
