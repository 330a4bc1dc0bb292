#include "daemon/config/delivery_section.h"

#include <algorithm>

#include "schema/base/glob.h"

namespace shiptally::config {
namespace {

using std::chrono::days;
using std::chrono::minutes;

/// An element of a service's list of paths.
void read_path_rule(const Value& value, const std::string& service, std::vector<PathRule>& out) {
  PathRule rule{service, {}, {}};
  read_mapping(value, {{"repo", into_text(rule.repo)}, {"globs", into_texts(rule.globs)}});
  if (!value.node.IsMap()) return;
  if (rule.globs.empty()) return value.fail("globs is missing or empty: no commit would be the service's");
  if (is_glob(rule.repo)) return value.fail("repo must be the name of one repository, not a glob");
  const bool known = std::any_of(out.begin(), out.end(), [&](const PathRule& other) {
    return other.service == service && other.repo == rule.repo;
  });
  if (known && rule.repo.empty())
    return value.fail("a second rule for any repository; put its globs into the first");
  if (known) return value.fail("a second rule for " + rule.repo + "; put its globs into the first");
  out.push_back(std::move(rule));
}

Reader into_services(std::vector<PathRule>& out) {
  return [&out](const Value& value) {
    if (value.node.IsNull()) return;
    read_names(value, [&](const std::string& service, const Value& entry) {
      if (is_glob(service)) return entry.fail("must be the name of one service, not a glob");
      read_mapping(entry, {{"paths", [&](const Value& paths) {
                              read_list(paths,
                                        [&](const Value& element) { read_path_rule(element, service, out); });
                            }}});
    });
    std::stable_partition(out.begin(), out.end(), [](const PathRule& rule) { return !rule.repo.empty(); });
  };
}

}  // namespace

Reader delivery_section(Delivery& delivery) {
  return section({{"incident_window", into_duration(delivery.incident_window, minutes(1), days(30), false)},
                  {"hotfix_branches", into_texts(delivery.hotfix_branches)},
                  {"revert_branches", into_texts(delivery.revert_branches)},
                  {"services", into_services(delivery.paths)}});
}

}  // namespace shiptally::config
