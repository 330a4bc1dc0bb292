// The one list of reports.  OpenAI meters more than these (images, audio, vector stores, code interpreter);
// what is not counted in tokens is in its costs only.

#include "collectors/vendors/report_page.h"

namespace shiptally::collectors {
namespace {

constexpr Report kReports[] = {
    {"anthropic_usage", Vendor::anthropic, false, anthropic_usage_target, decode_anthropic_usage},
    {"anthropic_costs", Vendor::anthropic, true, anthropic_cost_target, decode_anthropic_cost},
    {"openai_completions", Vendor::openai, false, openai_completions_target, decode_openai_usage},
    {"openai_embeddings", Vendor::openai, false, openai_embeddings_target, decode_openai_usage},
    {"openai_moderations", Vendor::openai, false, openai_moderations_target, decode_openai_usage},
    {"openai_costs", Vendor::openai, true, openai_costs_target, decode_openai_costs},
};

}  // namespace

std::span<const Report> reports() { return kReports; }

std::vector<std::pair<std::string, std::string>> report_headers(Vendor vendor, const std::string& key) {
  if (vendor == Vendor::openai) return {{"Authorization", "Bearer " + key}};
  return {{"x-api-key", key}, {"anthropic-version", "2023-06-01"}};
}

}  // namespace shiptally::collectors
