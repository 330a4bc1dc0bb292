#include "daemon/metrics/profiles/fact_names.h"

namespace shiptally::metrics {

std::string fact_name(const Analysis& a, Subject subject, std::uint32_t index) {
  switch (subject) {
    case Subject::deployment:
      return fact_name(*a.facts, a.history.fact(index));
    case Subject::rollout:
      return fact_name(*a.facts, a.facts->deployments()[index]);
    case Subject::commit:
      return fact_name(*a.facts, a.graph.nodes[index]);
    case Subject::change:
      return fact_name(*a.facts, a.facts->changes()[index]);
    case Subject::incident:
      return fact_name(*a.facts, *a.incidents[index]);
  }
  return {};
}

}  // namespace shiptally::metrics
