#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"

namespace shiptally::collectors {
namespace {

constexpr Field<Incident> kIncidentFields[] = {
    {"source", Need::optional, into_source<Incident>},
    {"id", Need::required, into_id<Incident>},
    {"service", Need::required, into<&Incident::service>},
    {"environment", Need::optional, into<&Incident::environment>},
    {"team", Need::optional, into<&Incident::team>},
    {"opened_at", Need::required, into<&Incident::opened>},
    {"resolved_at", Need::optional, into<&Incident::resolved>},
    {"severity", Need::optional, into<&Incident::severity>},
    {"deployment", Need::optional, into<&Incident::deployment>},
    {"external", Need::optional, into<&Incident::external>},
    {"url", Need::optional, into_url<&Incident::url>},
    {"updated_at", Need::optional, into<&Incident::updated>},
};

}  // namespace

Result<Decoded> decode_incidents(Delivery delivery) {
  Incident initial;
  initial.key.source = kOwnSource;
  initial.environment = kProduction;
  return decode_events<Incident>(
      std::move(delivery),
      {Kind::incident, kIncidentFields, initial, [](Reader&, std::string_view, Incident&) { return true; },
       [](FactBatch& to, Incident&& i) { to.incidents.push_back(std::move(i)); }});
}

std::vector<FieldInfo> incident_fields() { return describe<Incident>(kIncidentFields); }

}  // namespace shiptally::collectors
