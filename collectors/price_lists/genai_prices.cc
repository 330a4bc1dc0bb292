// The data of pydantic's genai-prices: [{"id": provider, "models": [{"id", "match", "prices"}]}], where
// `prices` is one price, or several of which the last whose constraint holds is in force.  A price that is
// {"base", "tiers"} is a cliff, as ours is.

#include <algorithm>
#include <charconv>
#include <chrono>

#include "collectors/price_lists/price_draft.h"

namespace shiptally::collectors {
namespace {

constexpr std::pair<std::string_view, Bucket> kGenaiBuckets[] = {
    {"input_mtok", Bucket::input},
    {"output_mtok", Bucket::output},
    {"cache_read_mtok", Bucket::cache_read},
    {"cache_write_mtok", Bucket::cache_write_5m},
    {"cache_write_1h_mtok", Bucket::cache_write_1h},
};

/// What says nothing about the price.
constexpr std::string_view kRemarks[] = {"id",         "name",           "description", "context_window",
                                         "deprecated", "price_comments", "match",       "prices"};

class GenaiPrices {
 public:
  explicit GenaiPrices(const PriceListOrigin& origin) : builder_(origin), json_(keep_) {}

  Result<PriceList> read(std::string_view body) {
    for (const Value& provider : elements({Type::array, false, body})) read_provider(provider);
    if (!error_.empty()) return Error{Code::unreadable, "not genai-prices' data.json: " + error_};
    if (patterns_ > 0)
      builder_.leave_out("match", "patterns of names of " + std::to_string(patterns_) +
                                      " models; only whole names are taken");
    return builder_.finish();
  }

 private:
  /// Empty, with error_, for what is no array.
  std::vector<Value> elements(const Value& array) {
    std::vector<Value> out;
    if (array.type != Type::array || !json_.elements(array.raw, out, error_)) fail("expected an array");
    return out;
  }

  std::vector<Member> members(const Value& object) {
    std::vector<Member> out;
    if (object.type != Type::object || !json_.members(object.raw, out, error_)) fail("expected an object");
    return out;
  }

  static Value member(const std::vector<Member>& object, std::string_view key) {
    const auto found =
        std::find_if(object.begin(), object.end(), [&](const Member& m) { return m.key == key; });
    return found == object.end() ? Value() : found->value;
  }

  std::string text(const Value& value) {
    std::string_view out;
    if (value.type != Type::string || !json_.text(value, out, error_)) fail("expected a string");
    return std::string(out);
  }

  void fail(std::string_view reason) {
    if (error_.empty()) error_ = reason;
  }

  void read_provider(const Value& node) {
    const std::vector<Member> provider = members(node);
    const std::string id = text(member(provider, "id"));
    for (const Value& model : elements(member(provider, "models"))) read_model(id, members(model));
  }

  void read_model(const std::string& provider, const std::vector<Member>& model) {
    const std::string id = text(member(model, "id")), full = provider + "/" + id;
    for (const Member& m : model)
      if (std::find(std::begin(kRemarks), std::end(kRemarks), m.key) == std::end(kRemarks))
        builder_.leave_out(field_of(full, m.key), "an unknown field");
    const Value node = member(model, "prices");
    std::vector<Price> prices;
    std::string refusal;
    if (node.type == Type::object)
      take(full, node, builder_.origin().from, prices, refusal);
    else
      read_dated(full, elements(node), prices, refusal);
    if (prices.empty()) return builder_.leave_out_model(full, refusal.empty() ? "no price" : refusal);
    if (!refusal.empty()) builder_.leave_out(full + ": a price of it", refusal);
    std::vector<std::string> names;
    bool pattern = false;
    read_names(member(model, "match"), names, pattern);
    patterns_ += pattern ? 1 : 0;
    std::erase(names, id);
    names.push_back(full);
    builder_.add(provider, id, full, std::move(prices), std::move(names));
  }

  /// A price that cannot be said ends the one before it: better none than the old one.
  void take(const std::string& model, const Value& node, Instant from, std::vector<Price>& prices,
            std::string& refusal) {
    PriceDraft draft = read_price(model, members(node));
    if (auto price = builder_.price(model, draft, from)) return prices.push_back(std::move(*price));
    if (!prices.empty() && !prices.back().to) prices.back().to = from;
    refusal = draft.refusal + " (from " + format_instant(from) + ")";
  }

  void read_dated(const std::string& model, const std::vector<Value>& entries, std::vector<Price>& prices,
                  std::string& refusal) {
    std::vector<std::pair<Instant, Value>> dated;
    std::vector<Hours> hours;
    for (const Value& node : entries) {
      const std::vector<Member> entry = members(node);
      const Value when = member(entry, "constraint");
      Instant from = builder_.origin().from;
      if (when.type != Type::null) {
        const std::vector<Member> constraint = members(when);
        const Value start = member(constraint, "start_date");
        if (start.type == Type::null) {
          if (!read_hours(constraint, member(entry, "prices"), dated.size(), hours))
            return refusal = "a constraint that is neither a start date nor hours of the UTC day", void();
          continue;
        }
        const Result<Instant> parsed = parse_instant(text(start));
        if (parsed.has_error()) return refusal = "start_date: " + parsed.error().message, void();
        from = *parsed;
      }
      if (!dated.empty() && dated.back().first >= from)
        return refusal = "start dates that do not ascend", void();
      dated.emplace_back(from, member(entry, "prices"));
    }
    for (std::size_t i = 0; i < dated.size(); ++i) {
      const std::size_t before = prices.size();
      take(model, dated[i].second, dated[i].first, prices, refusal);
      if (prices.size() == before) continue;
      for (const Hours& h : hours)
        if (i < h.after && !add_hours(model, h, prices.back(), refusal)) return prices.clear();
    }
    if (dated.empty()) refusal = "no price outside of some hours";
  }

  /// A price at some hours of the day.  It goes before those listed ahead of it, as any price of the list.
  struct Hours {
    std::chrono::minutes from, to;
    Value prices;
    std::size_t after;  ///< how many dated prices stand ahead of it
  };

  /// "16:30:00Z"; false for anything finer than a minute or of another zone.
  static bool minute_of_day(std::string_view text, std::chrono::minutes& out) {
    int hours = 0, minutes = 0;
    if (text.size() != 9 || text[2] != ':' || text.substr(5) != ":00Z") return false;
    const char* const begin = text.data();
    if (std::from_chars(begin, begin + 2, hours).ptr != begin + 2 ||
        std::from_chars(begin + 3, begin + 5, minutes).ptr != begin + 5)
      return false;
    out = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
  }

  bool read_hours(const std::vector<Member>& constraint, const Value& prices, std::size_t after,
                  std::vector<Hours>& out) {
    const Value start = member(constraint, "start_time"), end = member(constraint, "end_time");
    Hours hours{{}, {}, prices, after};
    if (start.type != Type::string || end.type != Type::string) return false;
    if (!minute_of_day(text(start), hours.from) || !minute_of_day(text(end), hours.to)) return false;
    out.push_back(hours);
    return hours.from != hours.to;
  }

  /// False, with the reason, when the hours cannot be said.
  bool add_hours(const std::string& model, const Hours& hours, Price& into, std::string& refusal) {
    PriceDraft draft = read_price(model, members(hours.prices));
    const auto price = builder_.price(model, draft, into.from);
    if (price && price->per_1k_web_searches == into.per_1k_web_searches &&
        price->per_1k_requests == into.per_1k_requests) {
      const DailyHours fresh{hours.from, hours.to, *price};
      for (const DailyHours& other : into.hours)
        if (share_time(fresh, other)) return refusal = "hours of the day that overlap", false;
      into.hours.push_back(fresh);
      return true;
    }
    refusal = price ? "units whose price goes by the time of day" : draft.refusal;
    return false;
  }

  PriceDraft read_price(const std::string& model, const std::vector<Member>& price) {
    PriceDraft draft;
    for (const auto& [key, value, number] : price) {
      const auto bucket = std::find_if(std::begin(kGenaiBuckets), std::end(kGenaiBuckets),
                                       [&, k = key](const auto& known) { return known.first == k; });
      std::string reason;
      if (value.type == Type::null) continue;
      if (bucket != std::end(kGenaiBuckets)) {
        read_bucket(bucket->second, value, draft);
      } else if (key == "web_searches_kcount" && value.type == Type::number) {
        draft.per_1k_web_searches = list_price(value, 0, reason);
        if (!draft.per_1k_web_searches) draft.refuse(std::string(key) + ": " + reason);
      } else if (key == "requests_kcount" && value.type == Type::number) {
        draft.per_1k_requests = list_price(value, 0, reason);
        if (!draft.per_1k_requests) draft.refuse(std::string(key) + ": " + reason);
      } else if (is_other_than_text(key)) {
        builder_.leave_out(field_of(model, key), "the price book has no such price");
      } else {
        draft.refuse("the price book has no " + std::string(key));
      }
    }
    return draft;
  }

  void read_bucket(Bucket bucket, const Value& value, PriceDraft& draft) {
    std::string reason;
    const auto into = [&](RatesDraft& rates, const Value& number) {
      if (const auto amount = list_price(number, 0, reason)) return void(rates[bucket] = *amount);
      draft.refuse(reason);
    };
    if (value.type != Type::object) return into(draft.base, value);
    const std::vector<Member> tiered = members(value);
    into(draft.base, member(tiered, "base"));
    const std::vector<Value> tiers = elements(member(tiered, "tiers"));
    for (const Value& node : tiers) {
      const std::vector<Member> tier = members(node);
      const std::string_view start = member(tier, "start").raw;
      std::int64_t tokens = 0;
      const auto [end, wrong] = std::from_chars(start.data(), start.data() + start.size(), tokens);
      if (wrong != std::errc() || end != start.data() + start.size() || tokens < 0)
        return draft.refuse("a threshold that is no whole number");
      into(draft.above(tokens).base, member(tier, "price"));
    }
  }

  void read_names(const Value& match, std::vector<std::string>& names, bool& pattern) {
    if (match.type != Type::object) return;
    for (const auto& [key, value, number] : members(match)) {
      if (key == "equals" && value.type == Type::string)
        names.push_back(text(value));
      else if (key == "or" && value.type == Type::array)
        for (const Value& one : elements(value)) read_names(one, names, pattern);
      else
        pattern = true;
    }
  }

  std::deque<std::string> keep_;
  PriceListBuilder builder_;
  Json json_;
  std::size_t patterns_ = 0;  ///< models that the list knows by more than whole names
  std::string error_;
};

}  // namespace

Result<PriceList> read_genai_prices(std::string body, const PriceListOrigin& origin) {
  padded(body);
  return GenaiPrices(origin).read(body);
}

}  // namespace shiptally::collectors
