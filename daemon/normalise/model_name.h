#pragma once
// Who serves a model and what it is called, out of the many forms in which senders report it:
//   us.anthropic.claude-sonnet-4-5-20250929-v1:0      Bedrock model id or inference profile
//   arn:aws:bedrock:…:inference-profile/eu.anthropic.claude-…
//   claude-sonnet-4-5@20250929                        Vertex
//   models/gemini-2.5-pro, publishers/google/models/… Gemini, Vertex
//   openai/gpt-5-mini, azure/gpt-4o                   LiteLLM and gateways
//   claude-sonnet-4-5-20250929[1m]                    Claude Code
// A name is only ever matched as a whole, after such dress is taken off; nothing is guessed from a
// prefix, so claude-3-5-… can never be taken for claude-3 nor gpt-4o-mini for gpt-4o.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/price.h"

namespace shiptally::normalise {

struct ModelName {
  std::string provider;  ///< who serves and bills it: "anthropic", "openai", "google", "mistral", "amazon",
                         ///< "azure", …
  std::string model;     ///< as the price book names it; as it came when the book does not know it
  /// A Bedrock id of a geographic or in-region endpoint, which can have its own price (tier "regional").
  bool regional = false;
  friend bool operator==(const ModelName&, const ModelName&) = default;
};

/// "bedrock", "aws.bedrock", "AWS" → "amazon"; "vertex_ai", "gemini" → "google"; an unknown one as it
/// came, in lower case.
std::string provider_name(std::string_view reported);

/// For a book of a host's own ids ("anthropic.claude-haiku-v1:0"): their names out of that dress as aliases,
/// so that other forms of them find the price too.  A name that is taken is left alone, and so is one of
/// several models at different prices or of one endpoint only ("global.…"), whose price can be its own.
void add_plain_names(PriceBook& book);

/// The names of a price book.  Immutable; safe for many threads.  Keeps its own copy of the names.
class ModelNames {
 public:
  explicit ModelNames(const PriceBook& book);
  ~ModelNames();
  /// What the names mean at an instant.
  ModelName resolve(std::string_view provider, std::string_view model, Instant at) const;
  /// When an alias begins or ceases to stand for its model, ascending; empty in the usual case.
  const std::vector<Instant>& boundaries() const;

 private:
  struct Known;
  std::unique_ptr<const Known> known_;
};

}  // namespace shiptally::normalise
