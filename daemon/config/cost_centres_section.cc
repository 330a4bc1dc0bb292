#include "daemon/config/cost_centres_section.h"

namespace shiptally::config {

Reader cost_centres_section(std::vector<CostCentre>& centres) {
  return [&centres](const Value& value) {
    if (value.node.IsNull()) return;
    read_names(value, [&](const std::string& name, const Value& entry) {
      CostCentre& centre = centres.emplace_back(CostCentre{name, {}, {}});
      read_mapping(entry, {{"teams", into_texts(centre.teams)}, {"services", into_texts(centre.services)}});
      if (entry.node.IsMap() && centre.teams.empty() && centre.services.empty())
        entry.fail("names neither teams nor services");
    });
  };
}

}  // namespace shiptally::config
