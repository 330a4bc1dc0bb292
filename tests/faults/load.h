#pragma once
// Streams of requests against one daemon, sent when they are due whether or not the ones before were
// answered.  Bounded in connections and in time.

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "tests/faults/connection.h"

namespace shiptally::faults {

using Clock = std::chrono::steady_clock;

/// What came of the requests of a stream.
struct Tally {
  std::size_t accepted = 0, refused = 0, failed = 0;  ///< 2xx; 429 and 503; any other answer
  std::size_t unanswered = 0;                         ///< sent, and the connection broke
  std::size_t not_sent = 0;                           ///< due when every connection was busy
  std::vector<double> accepted_ms;                    ///< how long each of them took
};

/// One kind of request.
struct Stream {
  std::string method, target;
  std::function<std::string(std::size_t n)> body;  ///< of the n-th one
  std::size_t connections;
  double per_second;  ///< 0: as fast as they are answered
  Tally tally = {};
};

/// Not thread-safe.
class Load {
 public:
  /// `streams` outlive it.
  Load(int port, std::string token, std::vector<Stream*> streams);

  /// Sends for so long, or until `stop` says so.  What is under way then goes on with the next call.
  void run(std::chrono::duration<double> span, const std::function<bool()>& stop = {});
  /// Sends nothing more; waits for the answers to what is under way, at most so long.
  void finish(std::chrono::duration<double> patience);

 private:
  struct Sender {
    Connection connection;
    Clock::time_point began;
  };
  struct Running {
    Stream* stream;
    std::vector<Sender> senders;
    std::size_t number = 0;  ///< of the next body
    double owed = 0;         ///< requests that are due
  };
  void send_due(Running& running, double seconds);
  bool send_one(Running& running);
  void receive(std::chrono::milliseconds patience);
  void count(Running& running, Sender& sender, int status);
  bool busy() const;

  const int port_;
  const std::string token_;
  std::vector<Running> running_;
};

/// The value that the share `q` of them does not exceed; 0 of none.
double quantile(std::vector<double> values, double q);

}  // namespace shiptally::faults
