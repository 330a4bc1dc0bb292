#include "daemon/api/question.h"

namespace shiptally::api {
namespace {

/// As many as a panel is wide in pixels, and a few more.
constexpr std::int64_t kSmallBuckets = 2'500;

/// About; none: no bucket, one row.
std::chrono::minutes length_of(Bucket bucket) {
  using namespace std::chrono;
  switch (bucket) {
    case Bucket::none:
      break;
    case Bucket::minute:
      return minutes(1);
    case Bucket::five_minutes:
      return minutes(5);
    case Bucket::hour:
      return hours(1);
    case Bucket::day:
      return days(1);
    case Bucket::week:
      return days(7);
    case Bucket::month:
      return days(28);
    case Bucket::quarter:
      return days(90);
  }
  return minutes(0);
}

std::int64_t about_buckets(const Query& query) {
  const auto length = length_of(query.bucket);
  return length == length.zero() ? 1 : query.window.length() / length + 1;
}

}  // namespace

Interruption interruption_at(Deadline deadline, std::stop_token gone, std::stop_token stopping) {
  return Interruption(
      [deadline, gone = std::move(gone), stopping = std::move(stopping)]() -> std::optional<Error> {
        if (stopping.stop_requested()) return Error{Code::unavailable, "shutting down"};
        if (gone.stop_requested()) return Error{Code::unavailable, "nobody waits for the answer any more"};
        if (std::chrono::steady_clock::now() >= deadline)
          return Error{Code::unavailable, "query deadline exceeded"};
        return std::nullopt;
      });
}

ReadLane lane_of(const Endpoint& endpoint, const Parameters& parameters) {
  // The past is read from raw requests and from every revision of a fact.
  const Query& query = parameters.query;
  const bool large =
      endpoint.reads == Reads::everything || query.as_of || about_buckets(query) > kSmallBuckets;
  return large ? ReadLane::large : ReadLane::small;
}

}  // namespace shiptally::api
