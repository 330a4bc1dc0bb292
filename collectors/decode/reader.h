#pragma once
// Strict checks: a JSON value becomes a C++ one, or the reason why not.  Every function returns false and
// leaves the reason in error(); whoever knows the field's name adds it with within().

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/decode/json.h"
#include "schema/base/instant.h"
#include "schema/base/money.h"

namespace shiptally::collectors {

inline constexpr std::size_t kTextMax = 1024;      ///< bytes of a name, an id or another dimension
inline constexpr std::size_t kLongTextMax = 8192;  ///< bytes of a url or a description
inline constexpr std::int64_t kTokensMax = 1'000'000'000'000;
inline constexpr std::int64_t kDurationMsMax = 30LL * 24 * 3600 * 1000;

/// One a decode, not thread-safe.  Views that it hands out live as long as the body and `keep`.
class Reader {
 public:
  /// Event times later than now + 24 h are refused, and times of requests before `requests_from`.
  Reader(std::deque<std::string>& keep, Instant now, Instant requests_from)
      : json_(keep),
        keep_(keep),
        event_times_{kEarliest, now + std::chrono::hours(24)},
        requests_from_(requests_from) {}

  /// Reads faster what lies in this body (Json::prepare); what is read stays the same.
  void prepare(std::string_view body) { json_.prepare(body); }

  bool text(const Value& value, std::string_view& out, std::size_t bytes_max = kTextMax) {
    // Nearly every text: nothing to undo, nothing to refuse.
    if (value.type != Type::string || value.escaped || value.raw.size() - 2 > bytes_max)
      return unusual_text(value, out, bytes_max);
    out = value.raw.substr(1, value.raw.size() - 2);
    return true;
  }
  bool text(const Value&, std::string& out, std::size_t bytes_max = kTextMax);
  bool boolean(const Value&, bool& out);
  bool integer(const Value&, std::int64_t min, std::int64_t max, std::int64_t& out);
  /// Milliseconds, fractions welcome, as microseconds; rounded to the nearest.
  bool millis_as_us(const Value&, std::int64_t& out);
  /// Milliseconds since 1970 or an RFC 3339 text, within [2010-01-01, now + 24 h].
  bool instant(const Value&, Instant& out);
  /// The same for a request, which must not be older than the requests that are kept.
  bool request_time(const Value& value, Instant& out) { return instant(value, out) && request_is_kept(out); }
  bool request_is_kept(Instant ts);
  /// The same for the end of a period, which may lie ahead of now.
  bool instant_ahead(const Value&, Millis ahead_max, Instant& out);
  /// The same for a commit, whose time is whatever its author's clock said: 1970 to 2100.  A commit that is
  /// refused for its time would be a hole in the graph; figures leave negative spans out.
  bool commit_time(const Value&, Instant& out);
  /// Seconds since 1970 with a fraction, exact to the millisecond, or an RFC 3339 text; the same bounds.
  bool epoch_seconds(const Value&, Instant& out);
  /// An amount from the text of a JSON number or from a string: no double in between.
  bool money(const Value&, Money& out);
  /// The text of a decimal, kept as it was written.
  bool decimal(const Value&, std::string& out);

  bool members(std::string_view object, std::vector<Member>& out);
  bool elements(std::string_view array, std::vector<Value>& out);

  /// Keeps a text that had to be built, as long as the batch lives.
  std::string_view keep(std::string text) { return keep_.emplace_back(std::move(text)); }

  /// Fails with "expected a number, got string".
  bool expect(const Value&, Type);
  bool fail(std::string reason);
  /// Puts a field's name, or "[3]", before the path to what was wrong.
  bool within(std::string_view field);
  /// "commits[0].sha: expected a string, got null"
  std::string error() const { return path_.empty() ? reason_ : path_ + ": " + reason_; }

 private:
  struct Times {
    Instant earliest, latest;
  };
  static constexpr Instant kEarliest = std::chrono::sys_days(std::chrono::year(2010) / 1 / 1);

  bool unusual_text(const Value&, std::string_view& out, std::size_t bytes_max);
  bool instant_within(const Value&, const Times&, Instant& out);
  bool in_range(Instant, const Times&, std::string_view written);

  friend class Members;

  Json json_;
  std::vector<std::vector<Member>> spare_;  ///< buffers of objects already read
  std::deque<std::string>& keep_;
  const Times event_times_;
  const Instant requests_from_;
  std::string path_, reason_;  ///< where and why the last check failed
};

/// A buffer for the members of one object, borrowed from the reader: a batch allocates as many as its
/// objects nest, not as many as it has rows.
class Members {
 public:
  explicit Members(Reader& reader) : reader_(reader) {
    if (reader.spare_.empty()) return;
    members_ = std::move(reader.spare_.back());
    reader.spare_.pop_back();
  }
  ~Members() { reader_.spare_.push_back(std::move(members_)); }
  Members(const Members&) = delete;

  std::vector<Member>& operator*() { return members_; }

 private:
  Reader& reader_;
  std::vector<Member> members_;
};

/// Whether the text is a number as JSON writes it ("01", "+1" and ".5" are not).
bool is_json_number(std::string_view text);

}  // namespace shiptally::collectors
