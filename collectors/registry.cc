// The one list of collectors.  A new source is one file and one line here; nothing registers itself, because
// a linker drops what nobody names.

#include "collectors/github.h"
#include "collectors/litellm.h"
#include "collectors/own_events.h"

namespace shiptally::collectors {
namespace {

constexpr Collector kCollectors[] = {
    {"deployments", "/v1/deployments", Proof::bearer, decode_deployments},
    {"commits", "/v1/commits", Proof::bearer, decode_commits},
    {"changes", "/v1/changes", Proof::bearer, decode_changes},
    {"reviews", "/v1/reviews", Proof::bearer, decode_reviews},
    {"incidents", "/v1/incidents", Proof::bearer, decode_incidents},
    {"requests", "/v1/requests", Proof::bearer, decode_requests},
    {"charges", "/v1/charges", Proof::bearer, decode_charges},
    {"usage", "/v1/usage", Proof::bearer, decode_usage},
    {"github", "/hooks/github", Proof::github_hmac, decode_github},
    {"litellm", "/hooks/litellm", Proof::bearer, decode_litellm},
};

}  // namespace

std::span<const Collector> registry() { return kCollectors; }

std::string_view Delivery::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

}  // namespace shiptally::collectors
