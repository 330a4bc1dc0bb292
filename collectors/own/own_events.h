#pragma once
// Our own events, /v1/<name>: strict decoders.  An unknown, missing, doubled or wrong field rejects its row
// with the field's name; nothing is guessed.  JSON Schemas of the same are in schema/events/.

#include <vector>

#include "collectors/collector.h"
#include "collectors/decode/event.h"

namespace shiptally::collectors {

Result<Decoded> decode_deployments(Delivery delivery);
Result<Decoded> decode_commits(Delivery delivery);
Result<Decoded> decode_changes(Delivery delivery);
Result<Decoded> decode_reviews(Delivery delivery);
Result<Decoded> decode_incidents(Delivery delivery);
Result<Decoded> decode_requests(Delivery delivery);
Result<Decoded> decode_charges(Delivery delivery);
Result<Decoded> decode_usage(Delivery delivery);

/// The fields of an event, in the order of its table.
std::vector<FieldInfo> deployment_fields();
std::vector<FieldInfo> commit_fields();
std::vector<FieldInfo> change_fields();
std::vector<FieldInfo> review_fields();
std::vector<FieldInfo> incident_fields();
std::vector<FieldInfo> request_fields();
/// The generic form; a charge in FOCUS columns is read by the names of that standard.
std::vector<FieldInfo> charge_fields();
std::vector<FieldInfo> usage_fields();

}  // namespace shiptally::collectors
