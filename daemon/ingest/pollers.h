#pragma once
// The thread that asks providers for their reports of usage and costs.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "daemon/expose/prometheus/exposition.h"
#include "daemon/ingest/ingest.h"
#include "daemon/ingest/poll.h"
#include "daemon/store/snapshot.h"

namespace shiptally::ingest {

/// Where the reading of one report stands.
struct PollerState {
  std::string source;  ///< of its facts: "acme/anthropic_usage"
  Vendor vendor;
  PollPosition position;
  std::optional<PollError> error;
  Instant next;  ///< when it is read again; 1970: at once
};

using Fetch = std::function<Result<net::FetchResponse>(const net::FetchRequest&)>;

/// One page at a time is asked for, stored and waited for; its cursor moves in the transaction of its rows,
/// so that a crash between two pages neither loses nor doubles any.  Thread-safe; what it is made with
/// outlives it.
class Pollers {
 public:
  Pollers(Ingest& ingest, expose::Exposition& exposition, std::filesystem::path data_dir,
          std::function<Instant()> now, Fetch fetch);
  ~Pollers();  ///< gives up what it is asking for, after what it is storing is on the disk

  /// Replaces the accounts.  Reports of those that stay as they were wait as long as they would have; a key
  /// that was refused is tried again at once, but not within a minute.
  void follow(std::vector<ProviderAccount> accounts);
  /// By source.
  std::vector<PollerState> states() const;

 private:
  struct Feed {
    std::string source;
    Poll poll;
    bool placed = false;  ///< whether its position is what the store has
  };

  void run();
  void take_over(std::vector<ProviderAccount> accounts);
  bool place(Feed& feed);
  void read_when_due(Feed& feed);
  void read_report(Feed& feed);
  bool interrupted() const;
  Result<net::FetchResponse> ask(const Feed& feed, const std::string& key) const;
  Result<void> store(const Feed& feed, PollStep& step);
  Result<FactBatch> changes(const Feed& feed, PollStep& step) const;
  void show(const Feed& feed);
  void tell_error(const Feed& feed);
  void show_success();
  double random() const;

  Ingest& ingest_;
  expose::Exposition& exposition_;
  const std::filesystem::path data_dir_;
  const std::function<Instant()> now_;
  const Fetch fetch_;

  mutable std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  std::optional<std::vector<ProviderAccount>> accounts_;  ///< a list that the thread has not taken over
  std::map<std::string, PollerState> states_;             ///< by source
  bool stopping_ = false;

  std::stop_source stop_;
  std::vector<std::unique_ptr<Feed>> feeds_;  ///< the thread's own
  std::thread thread_;                        ///< last: it uses all of the above
};

}  // namespace shiptally::ingest
