#include "daemon/ingest/repricing.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "daemon/normalise/pricing.h"
#include "daemon/store/snapshot.h"
#include "schema/content_hash.h"

namespace shiptally::ingest {
namespace {

constexpr std::int64_t kPartRequests = 200'000;  // a second of work, or less
constexpr std::size_t kStepRows = 4'000;         // some milliseconds, for which a commit may have to wait

struct OpenSnapshot {
  std::unique_ptr<store::Reader> reader;
  std::unique_ptr<store::Snapshot> snapshot;
};

Result<OpenSnapshot> open_snapshot(const RepricingParts& parts) {
  auto reader = store::Reader::open(parts.data_dir);
  if (reader.has_error()) return reader.error();
  auto snapshot = (*reader)->begin(parts.interruption);
  if (snapshot.has_error()) return snapshot.error();
  return OpenSnapshot{std::move(*reader), std::move(*snapshot)};
}

Result<void> check(store::Snapshot& snapshot, const Window& window) {
  if (window.to <= window.from) return Error{Code::invalid, "to: is not after from"};
  const auto kept_from = snapshot.requests_kept_from();
  if (kept_from.has_error()) return kept_from.error();
  if (*kept_from == Instant() || window.from >= *kept_from) return {};
  return Error{Code::invalid, "from: requests before " + format_instant(*kept_from) +
                                  " are kept as sums only and cannot be priced again (retention.requests)"};
}

/// An hour; in one go what lies before all events, and after the last hour with requests.
Instant end_of_piece(Instant from, Instant to, Instant last_hour) {
  if (from < kEarliestEvent) return std::min(kEarliestEvent, to);
  if (from > last_hour) return to;
  return std::min<Instant>(std::chrono::floor<std::chrono::hours>(from) + std::chrono::hours(1), to);
}

/// Takes what changes; hands it on where a step is full, and at the end.
class Walk {
 public:
  using Commit = std::function<Result<void>(RepricingStep)>;

  Walk(const PriceBook& book, bool unprices, Commit commit)
      : prices_(book), unprices_(unprices), commit_(std::move(commit)) {}

  /// Hour by hour, until there was enough to do for a part.
  Result<RepricingPart> run(store::Snapshot& snapshot, Instant from, Instant to) {
    const auto hours = snapshot.request_hours({});
    if (hours.has_error()) return hours.error();
    const Instant last = hours->hours().empty() ? kEarliestEvent : hours->last();
    RepricingPart part;
    part.done_to = step_.done_to = from;
    while (part.done_to < to && part.requests < kPartRequests) {
      const Instant end = end_of_piece(part.done_to, to, last);
      Result<void> committed;
      const auto read = snapshot.requests({part.done_to, end}, {}, {}, [&](const Request& request) {
        if (committed) committed = look_at(request);
      });
      if (read.has_error()) return read.error();
      if (committed.has_error()) return committed.error();
      part.requests += seen_;
      part.left_priced += left_priced_;
      // Requests count once their hour is done: one that is interrupted is looked at again.
      step_.requests += std::exchange(seen_, 0);
      step_.left_priced += std::exchange(left_priced_, 0);
      part.done_to = step_.done_to = end;
    }
    if (const auto committed = commit_(std::exchange(step_, {})); committed.has_error())
      return committed.error();
    part.changes = tally_.changes(0);
    return part;
  }

 private:
  Result<void> look_at(const Request& request) {
    ++seen_;
    const auto priced = normalise::price_request(prices_, request);
    const bool same = priced ? request.cost == priced->parts && request.price_id == priced->price_id
                             : !request.cost && request.price_id.empty();
    if (same) return {};
    if (!priced && !unprices_) return ++left_priced_, Result<void>();
    RepricedRequest changed{request.ts, request.id, content_hash(request), {}, {}};
    if (priced) changed.cost = priced->parts, changed.price_id = priced->price_id;
    tally_.add(request, changed.cost);
    step_.rows.push_back(std::move(changed));
    if (step_.rows.size() < kStepRows) return {};
    const Instant done_to = step_.done_to;
    auto committed = commit_(std::exchange(step_, {}));
    step_.done_to = done_to;
    return committed;
  }

  const normalise::PriceIndex prices_;
  const bool unprices_;
  const Commit commit_;
  RepricingStep step_;
  RepricingTally tally_;
  std::int64_t seen_ = 0, left_priced_ = 0;
};

}  // namespace

Result<RepricingPart> begin_repricing(store::Store& store, const RepricingParts& parts,
                                      const RepricingOrder& order) {
  const auto open = open_snapshot(parts);
  if (open.has_error()) return open.error();
  if (const auto checked = check(*open->snapshot, order.window); checked.has_error()) return checked.error();
  const auto known = open->snapshot->repricings();
  if (known.has_error()) return known.error();
  Repricing run;
  run.number = known->runs.empty() ? 1 : known->runs.back().number + 1;
  run.window = order.window;
  run.price_book = parts.book.version;
  run.unprices = order.unprices;
  run.done_to = order.window.from;
  if (const auto kept = store.put_prices({{}, run, {}}); kept.has_error()) return kept.error();
  RepricingPart part;
  part.number = run.number;
  part.done_to = run.done_to;
  return part;
}

Result<RepricingPart> continue_repricing(store::Store& store, const RepricingParts& parts,
                                         std::int64_t number) {
  const PriceBook& book = parts.book;
  const auto open = open_snapshot(parts);
  if (open.has_error()) return open.error();
  const auto known = open->snapshot->repricings();
  if (known.has_error()) return known.error();
  const auto run = std::find_if(known->runs.begin(), known->runs.end(),
                                [&](const Repricing& r) { return r.number == number; });
  if (run == known->runs.end())
    return Error{Code::invalid, "number: there is no repricing " + std::to_string(number)};
  if (run->price_book != book.version)
    return Error{Code::invalid, "price book " + book.version + " has come into force during repricing " +
                                    std::to_string(number) + " with " + run->price_book + "; run it again"};
  Walk walk(book, run->unprices, [&](RepricingStep step) {
    step.number = number;
    return store.put_prices({{}, {}, std::move(step)});
  });
  auto part = walk.run(*open->snapshot, run->done_to, run->window.to);
  if (part.has_error()) return part.error();
  part->number = number;
  part->changes.clear();  // the store knows better: it saw what changed meanwhile
  return part;
}

Result<RepricingPart> look_at_repricing(const RepricingParts& parts, const RepricingOrder& order,
                                        Instant from) {
  const auto open = open_snapshot(parts);
  if (open.has_error()) return open.error();
  if (const auto checked = check(*open->snapshot, order.window); checked.has_error()) return checked.error();
  Walk walk(parts.book, order.unprices, [](const RepricingStep&) { return Result<void>(); });
  return walk.run(*open->snapshot, std::max(from, order.window.from), order.window.to);
}

}  // namespace shiptally::ingest
