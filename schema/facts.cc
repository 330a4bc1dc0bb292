#include "schema/facts.h"

#include "schema/base/enum_names.h"
#include "schema/provider_usage.h"
#include "schema/request.h"
#include "schema/rollup.h"

namespace shiptally {
namespace {

constexpr std::array<std::string_view, 4> kStatuses = {"in_progress", "success", "failure", "cancelled"};
constexpr std::array<std::string_view, 6> kDeploymentKinds = {"deploy", "rollback", "hotfix",
                                                              "revert", "baseline", "model_switch"};
constexpr std::array<std::string_view, 8> kKinds = {"deployment", "commit", "change", "incident",
                                                    "request",    "charge", "review", "usage"};
constexpr std::array<std::string_view, kTokenClasses> kTokenClassNames = {
    "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "other"};
constexpr std::array<std::string_view, kErrorClasses> kErrorClassNames = {
    "none", "client", "rate_limited", "provider", "timeout", "content_filter"};

}  // namespace

std::string_view name(DeploymentStatus v) { return kStatuses[static_cast<std::size_t>(v)]; }
std::string_view name(DeploymentKind v) { return kDeploymentKinds[static_cast<std::size_t>(v)]; }
std::string_view name(Kind v) { return kKinds[static_cast<std::size_t>(v)]; }
std::string_view name(TokenClass v) { return kTokenClassNames[static_cast<std::size_t>(v)]; }
std::string_view name(ErrorClass v) { return kErrorClassNames[static_cast<std::size_t>(v)]; }

std::optional<DeploymentStatus> deployment_status(std::string_view text) {
  return enum_named<DeploymentStatus>(kStatuses, text);
}
std::optional<DeploymentKind> deployment_kind(std::string_view text) {
  return enum_named<DeploymentKind>(kDeploymentKinds, text);
}
std::optional<Kind> kind(std::string_view text) { return enum_named<Kind>(kKinds, text); }
std::optional<ErrorClass> error_class(std::string_view text) {
  return enum_named<ErrorClass>(kErrorClassNames, text);
}

Finality finality(const Deployment& d) {
  return d.status == DeploymentStatus::in_progress ? Finality::in_progress : Finality::final;
}
Finality finality(const Commit& c) { return c.parents ? Finality::final : Finality::in_progress; }
Finality finality(const Change& c) { return c.merged || c.closed ? Finality::final : Finality::in_progress; }
Finality finality(const Review&) { return Finality::final; }
Finality finality(const Incident& i) { return i.resolved ? Finality::final : Finality::in_progress; }
Finality finality(const Charge&) { return Finality::final; }
Finality finality(const ProviderUsage&) { return Finality::final; }

Money total(const CostParts& parts) {
  Money sum;
  for (const Money part : parts) sum += part;
  return sum;
}

}  // namespace shiptally
