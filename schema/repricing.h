#pragma once
// Requests priced again with another price book: what was changed, and the record of it.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "schema/base/window.h"
#include "schema/request.h"

namespace shiptally {

/// New requests are priced by this book from then on.
struct PriceBookSince {
  Instant since;
  std::string version;
  friend bool operator==(const PriceBookSince&, const PriceBookSince&) = default;
};

/// One run of `prices reprice`.
struct Repricing {
  std::int64_t number = 0;  ///< counts from 1
  Instant recorded;         ///< when it began
  Window window;
  std::string price_book;        ///< version
  bool unprices = false;         ///< whether it takes away prices that the book no longer has
  Instant done_to;               ///< how far it came; before window.to: interrupted
  std::int64_t requests = 0;     ///< that it looked at
  std::int64_t left_priced = 0;  ///< of them, kept a price that the book no longer has
  friend bool operator==(const Repricing&, const Repricing&) = default;
};

/// What a run changed on a UTC day, of a model.
struct RepricingChange {
  std::int64_t number = 0;  ///< of the run
  Instant day;
  std::string provider, model;
  std::int64_t requests = 0;        ///< whose cost or price_id changed
  std::int64_t newly_priced = 0;    ///< of them, had no price
  std::int64_t newly_unpriced = 0;  ///< of them, have none any more
  Money old_cost, new_cost;         ///< of these requests; what has no price adds nothing
  friend bool operator==(const RepricingChange&, const RepricingChange&) = default;
};

struct RepricingBook {
  std::vector<PriceBookSince> price_books;  ///< ascending
  std::vector<Repricing> runs;              ///< by number
  std::vector<RepricingChange> changes;     ///< by number, day, provider, model
};

/// A request that is to have another price.
struct RepricedRequest {
  Instant ts;
  RequestId id;
  RequestId content;              ///< content_hash() of the version that was looked at
  std::optional<CostParts> cost;  ///< none: unpriced
  std::string_view price_id;
};

/// A part of a run.
struct RepricingStep {
  std::int64_t number = 0;  ///< of the run
  Instant done_to;          ///< how far the run has come with it
  std::int64_t requests = 0, left_priced = 0;
  std::vector<RepricedRequest> rows;  ///< ascending by (ts, id)
};

/// Adds up changes by UTC day, provider and model.
class RepricingTally {
 public:
  /// `before` is a request with its old price.
  void add(const Request& before, const std::optional<CostParts>& cost);
  std::vector<RepricingChange> changes(std::int64_t number) const;

 private:
  using Key = std::tuple<Instant, std::string, std::string>;
  using KeyView = std::tuple<Instant, std::string_view, std::string_view>;
  struct Before {
    using is_transparent = void;
    bool operator()(const KeyView& a, const KeyView& b) const { return a < b; }
  };
  std::map<Key, RepricingChange, Before> changes_;
};

}  // namespace shiptally
