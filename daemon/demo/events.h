#pragma once
// Facts in the form in which our endpoints take them (schema/events/).

#include "daemon/demo/ndjson.h"
#include "schema/facts.h"
#include "schema/provider_usage.h"

namespace shiptally::demo {

Object event_of(const Commit&);
Object event_of(const Change&);
Object event_of(const Review&);
Object event_of(const Deployment&);
Object event_of(const Incident&);
Object event_of(const Charge&);
Object event_of(const ProviderUsage&);

}  // namespace shiptally::demo
