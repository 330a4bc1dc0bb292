#pragma once
// Reading a provider's report again and again, as a machine without clock, network or store: it says what to
// ask for and when, and is told what came.
//
// A poll reads days from `restate_days` before the first that was never read to its end, up to and with
// today, page by page.  Whatever goes wrong ends it; the next one begins where days were stored.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/vendors/provider_report.h"
#include "daemon/net/fetch.h"

namespace shiptally::ingest {

/// How far a report was read; its cursor keeps it.
struct PollPosition {
  std::optional<Instant> first;      ///< the day that reading began with
  std::optional<Instant> read_to;    ///< days before were read after their end
  std::optional<Instant> succeeded;  ///< when the last poll began that read up to its present
  friend bool operator==(const PollPosition&, const PollPosition&) = default;
};

/// "2026-10-01T00:00:00Z 2026-11-24T00:00:00Z 2026-11-24T09:00:00Z", "-" for none.
std::string to_text(const PollPosition& position);
/// One that cannot be read is that of a report never read.
PollPosition poll_position(std::string_view text);

/// Why a poll ended early; label of `shiptally_poll_errors_total`.
enum class PollTrouble : std::uint8_t {
  unreachable,   ///< no answer, or none in time
  rate_limited,  ///< 429
  server_error,  ///< 5xx
  unauthorised,  ///< 401, 403, or the key cannot be read
  refused,       ///< any other status
  unreadable,    ///< an answer that is no page of the report
  endless,       ///< pages that lead back, or more of them than can be
  store,         ///< the rows could not be stored
};
std::string_view name(PollTrouble);

struct PollError {
  PollTrouble trouble;
  std::string message;
  Instant at;
};

/// What a page told of days that are whole now: nothing of them follows on the next one.
struct PollStep {
  std::vector<Window> days;
  std::vector<Charge> charges;
  std::vector<ProviderUsage> usage;
  PollPosition position;  ///< once these rows are stored
  bool last = false;
};

/// Not thread-safe.
class Poll {
 public:
  static constexpr std::size_t kPagesMax = 1'000;
  static constexpr Millis kApartMin = std::chrono::minutes(1);  ///< between two polls

  Poll(const collectors::Report& report, ProviderAccount account, PollPosition position);

  /// Replaces the position, once one that could not be read before can be.
  void go_on_from(PollPosition position);

  /// When the next poll may begin.
  Instant due() const { return due_; }
  /// Whether that has come, or lies further ahead than any wait: the clock stood in the future and came back.
  bool is_due(Instant now) const;
  bool running() const { return running_; }
  void begin(Instant now);
  /// Path and query of the page to ask for.
  std::string target() const;
  /// Takes the answer; none when the poll has ended with an error.  `random`: 0 up to 1, for the wait.
  std::optional<PollStep> take(const Result<net::FetchResponse>& answer, Instant now, double random);
  /// The step's rows are stored: on with the next page, or the end of this poll.
  void stored(const PollStep& step);
  void fail(PollTrouble trouble, std::string message, Instant now, double random,
            std::optional<Millis> retry_after = {});
  /// Not before that, whatever due() was.
  void hold_until(Instant t) { due_ = std::max(due_, t); }

  const PollPosition& position() const { return position_; }
  /// Since the last poll that succeeded.
  const std::optional<PollError>& error() const { return error_; }
  Instant begun() const { return begun_; }
  const collectors::Report& report() const { return report_; }
  const ProviderAccount& account() const { return account_; }

 private:
  std::optional<PollStep> take_page(collectors::ReportPage page, Instant now, double random);
  void end();

  const collectors::Report& report_;
  const ProviderAccount account_;
  PollPosition position_;
  Instant due_, begun_;
  std::optional<PollError> error_;
  int failures_ = 0;  ///< in a row

  // Of the running poll.
  bool running_ = false;
  Window days_{};                ///< that it reads
  std::string page_;             ///< to ask for; empty: the first
  std::set<std::string> pages_;  ///< asked for
  std::optional<Window> open_;   ///< a day that may go on on the next page, and its rows so far
  std::vector<Charge> open_charges_;
  std::vector<ProviderUsage> open_usage_;
};

}  // namespace shiptally::ingest
