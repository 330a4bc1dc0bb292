#include "daemon/expose/tables/attribution_table.h"

#include <gtest/gtest.h>

#include "daemon/expose/tables/json.h"

namespace shiptally::expose {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

Incident incident(const char* id, const char* opened) {
  Incident i;
  i.key = {"pager", id};
  i.service = "api";
  i.environment = "production";
  i.opened = at(opened);
  return i;
}

metrics::Analysis analysis() {
  Deployment d;
  d.key = {"ci", "1"};
  d.service = "api";
  d.environment = "production";
  d.version = "v1";
  d.finished = at("2026-03-02T08:00:00Z");
  std::vector<Incident> incidents = {incident("7", "2026-03-02T08:30:00Z"),
                                     incident("8", "2026-03-02T09:30:00Z")};
  incidents[1].external = true;
  return metrics::analyse({std::span(&d, 1), {}, incidents});
}

std::string ask(const std::string& id, std::size_t limit = 1000, std::size_t offset = 0) {
  Query q;
  q.window = {at("2026-03-02"), at("2026-03-03")};
  q.limit = limit;
  q.offset = offset;
  return to_json(attribution_table(analysis(), q, id, metrics::kIncidentLimit).value());
}

constexpr const char* kExternal =
    R"([{"time":1772443800000,"incident":"pager/8","service":"api","environment":"production","team":null,)"
    R"("rank":null,"deployment":null,"version":null,"chosen":false,"strength":null,)"
    R"("why":"external incident: its cause is outside","finished":null,"span_seconds":null}])";
constexpr const char* kAttributed =
    R"([{"time":1772440200000,"incident":"pager/7","service":"api","environment":"production","team":null,)"
    R"("rank":1,"deployment":"ci/1","version":"v1","chosen":true,"strength":"incident_after",)"
    R"("why":"it was running when the incident opened","finished":1772438400000,"span_seconds":1800}])";

TEST(AttributionTable, NewestFirstAndPagedByIncident) {
  EXPECT_EQ(ask("", 1, 0), kExternal);
  EXPECT_EQ(ask("", 1, 1), kAttributed);
  EXPECT_EQ(ask("", 10, 2), "[]");
}

TEST(AttributionTable, OneIncident) {
  EXPECT_EQ(ask("pager/7"), kAttributed);
  EXPECT_EQ(ask("pager/9"), "[]");
}

}  // namespace
}  // namespace shiptally::expose
