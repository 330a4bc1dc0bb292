#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"

namespace shiptally::collectors {
namespace {

constexpr Field<Review> kReviewFields[] = {
    {"source", Need::optional, into_source<Review>},
    {"id", Need::required, into_id<Review>},
    {"change", Need::required, into<&Review::change>},
    {"author", Need::optional, into<&Review::author>},
    {"submitted_at", Need::required, into<&Review::submitted>},
    {"updated_at", Need::optional, into<&Review::updated>},
};

}  // namespace

Result<Decoded> decode_reviews(Delivery delivery) {
  Review initial;
  initial.key.source = kOwnSource;
  return decode_events<Review>(
      std::move(delivery),
      {Kind::review, kReviewFields, initial, [](Reader&, std::string_view, Review&) { return true; },
       [](FactBatch& to, Review&& r) { to.reviews.push_back(std::move(r)); }});
}

std::vector<FieldInfo> review_fields() { return describe<Review>(kReviewFields); }

}  // namespace shiptally::collectors
