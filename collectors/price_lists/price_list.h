#pragma once
// Other projects' lists of prices, read from their JSON into prices of our own form.  What our form cannot
// say is told by name with the reason; a price is never guessed, rounded or taken for zero.
//
//   genai-prices  data.json: an array of providers; USD per million tokens, start dates, one context tier
//   LiteLLM       model_prices_and_context_window.json: an object of models; USD per token, no dates

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/price.h"

namespace shiptally::collectors {

struct PriceListOrigin {
  std::string source;   ///< kept with every price
  std::string read_on;  ///< "2026-11-23", kept with every price
  Instant from;         ///< of prices to which the list gives no start
  /// What the list's provider is called here; two providers of one name share their models.
  std::function<std::string(std::string_view)> provider_name;
};

/// A model or a field that was left out.
struct NotTaken {
  std::string what;  ///< "openai/gpt-4o-audio", "openai/gpt-4o: input_audio_mtok"
  std::string reason;
};

struct PriceList {
  PriceBook book;                   ///< prices and aliases, without a version
  std::size_t models = 0;           ///< with a price
  std::size_t models_left_out = 0;  ///< without any price
  std::vector<NotTaken> not_taken;
};

/// Code::unreadable when the file is no such list at all.
Result<PriceList> read_genai_prices(std::string body, const PriceListOrigin& origin);
Result<PriceList> read_litellm_prices(std::string body, const PriceListOrigin& origin);

}  // namespace shiptally::collectors
