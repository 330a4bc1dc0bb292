#pragma once
// A vendor's own `usage` object → disjoint buckets of billed tokens.
//
// "Input tokens" has two meanings.  Without the cached ones: Anthropic, Bedrock Converse.  With them: OpenAI
// (chat and responses), LiteLLM, Gemini; there the cached and the written ones are taken out.  Gemini's
// candidates leave the thoughts out, everyone else's output includes the reasoning.  Mistral, OpenRouter and
// DeepSeek speak OpenAI's chat form; of Cohere's two counts the billed one is taken.
//
// Audio and image tokens are counted where the vendor counts them: inside input and output.  Rejected
// prediction tokens are inside OpenAI's completion tokens, and billed.
// Field names: the vendors' API references, as listed in collectors/vendors/usage.cc.

#include <string_view>

#include "collectors/decode/reader.h"
#include "schema/request.h"

namespace shiptally::collectors {

struct Usage {
  Tokens tokens;
  std::string_view tier;  ///< service tier of the response, where the vendor puts it here; "fast" is one
  /// Where it was worked out, where that has a price of its own (Anthropic's inference_geo); else empty.
  std::string_view region;
};

/// Reads the object by its shape.  False with the reason when it is of no known shape or its sums do not
/// agree (more cached than prompt, split ≠ total of cache writes, more reasoning than output, wrong total).
bool read_usage(Reader& reader, const Value& value, Usage& out);

}  // namespace shiptally::collectors
