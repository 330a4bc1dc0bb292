#pragma once
// LiteLLM's generic_api logger: an array of StandardLoggingPayload, or one of them.
// Reference: docs.litellm.ai/docs/proxy/logging_spec.

#include "collectors/collector.h"

namespace shiptally::collectors {

/// Each payload is a request.
/// - Its id is the provider's and not unique: the identity is the id and the start time.
/// - prompt_tokens includes the cached ones, for Anthropic's models, too; the split is only in
///   metadata.usage_object.
/// - service: request tag "service:x", else the virtual key's alias; team: the alias of the key's team;
///   environment: tag "env:x", else production; route: tag "route:x".
/// - Time to first token is known for streams only; elsewhere completionStartTime is the end.
/// - An answer from LiteLLM's own cache counts as a request with no tokens, since nobody bills it; it
///   carries the tag {"cache_hit":true}.
Result<Decoded> decode_litellm(Delivery delivery);

}  // namespace shiptally::collectors
