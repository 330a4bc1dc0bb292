// The one list of collectors.  A new source is one file and one line here; nothing registers itself, because
// a linker drops what nobody names.

#include "collectors/own/own_events.h"
#include "collectors/vendors/github.h"
#include "collectors/vendors/litellm.h"

namespace shiptally::collectors {
namespace {

constexpr Collector kCollectors[] = {
    {"deployments", "/v1/deployments", Proof::bearer, Urgency::event, decode_deployments},
    {"commits", "/v1/commits", Proof::bearer, Urgency::event, decode_commits},
    {"changes", "/v1/changes", Proof::bearer, Urgency::event, decode_changes},
    {"reviews", "/v1/reviews", Proof::bearer, Urgency::event, decode_reviews},
    {"incidents", "/v1/incidents", Proof::bearer, Urgency::event, decode_incidents},
    {"requests", "/v1/requests", Proof::bearer, Urgency::log, decode_requests},
    {"charges", "/v1/charges", Proof::bearer, Urgency::bill, decode_charges},
    {"usage", "/v1/usage", Proof::bearer, Urgency::bill, decode_usage},
    {"github", "/hooks/github", Proof::github_hmac, Urgency::event, decode_github},
    {"litellm", "/hooks/litellm", Proof::bearer, Urgency::log, decode_litellm},
};

}  // namespace

std::span<const Collector> registry() { return kCollectors; }

std::string_view Delivery::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

}  // namespace shiptally::collectors
