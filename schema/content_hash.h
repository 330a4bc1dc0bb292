#pragma once
// What makes a fact the same fact, and the same version of it.

#include <string_view>

#include "schema/facts.h"
#include "schema/provider_usage.h"
#include "schema/request.h"

namespace shiptally {

/// Identity of a request: (source, event id).
RequestId request_id(std::string_view source, std::string_view event_id);

/// Hash of everything a fact says (its key and `updated` included): breaks ties between versions and
/// tells a duplicate from a new version.
Hash128 content_hash(const Deployment&);
Hash128 content_hash(const Commit&);
Hash128 content_hash(const Change&);
Hash128 content_hash(const Review&);
Hash128 content_hash(const Incident&);
Hash128 content_hash(const Charge&);
Hash128 content_hash(const ProviderUsage&);
/// Everything but the computed cost and the user, whose seal differs from host to host: which version is
/// current must not depend on a key.
Hash128 content_hash(const Request&);

}  // namespace shiptally
