#pragma once
// A provider on loopback that answers reports in the documented shapes, page by page, and as badly as it is
// told to.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/net/server.h"
#include "schema/base/instant.h"

namespace shiptally::tests {

/// Thread-safe.
class ProviderStandIn {
 public:
  ProviderStandIn();
  ~ProviderStandIn();
  ProviderStandIn(const ProviderStandIn&) = delete;
  ProviderStandIn& operator=(const ProviderStandIn&) = delete;

  std::string url() const;

  /// What a report says of the day: JSON objects.  Of other days it has none, but for those of every day.
  void set(const std::string& path, Instant day, std::vector<std::string> rows);
  void set_every_day(const std::string& path, std::vector<std::string> rows);
  /// At most so many rows a page; a day may go on on the next.
  void rows_a_page(std::size_t rows);
  /// Answers the next requests for that path with these, one each.
  void answer_next(const std::string& path, std::vector<net::HttpResponse> answers);
  /// Answers pages from number `page` (0: the first) on with nothing at all.
  void silent_from(const std::string& path, std::size_t page);

  /// Requests for that path so far.
  std::vector<net::HttpRequest> requests(const std::string& path) const;
  /// Waits until there were so many.
  void wait_for_requests(const std::string& path, std::size_t count) const;

 private:
  net::HttpResponse answer(const net::HttpRequest& request) const;
  std::vector<std::string> rows_of(const std::string& path, Instant day) const;
  void take(net::HttpRequest request, net::Respond respond);

  net::Io io_;
  net::Server server_;
  mutable std::mutex mutex_;  // protects what follows
  mutable std::condition_variable came_;
  std::map<std::string, std::map<Instant, std::vector<std::string>>> days_;
  std::map<std::string, std::vector<std::string>> every_day_;
  std::map<std::string, std::deque<net::HttpResponse>> next_;
  std::map<std::string, std::size_t> silent_from_;
  std::map<std::string, std::vector<net::HttpRequest>> requests_;
  std::vector<net::Respond> unanswered_;
  std::size_t rows_a_page_ = 1'000;
  std::thread thread_;
};

inline const std::string kAnthropicUsage = "/v1/organizations/usage_report/messages";
inline const std::string kAnthropicCosts = "/v1/organizations/cost_report";
inline const std::string kOpenAiCompletions = "/v1/organization/usage/completions";
inline const std::string kOpenAiEmbeddings = "/v1/organization/usage/embeddings";
inline const std::string kOpenAiModerations = "/v1/organization/usage/moderations";
inline const std::string kOpenAiCosts = "/v1/organization/costs";

}  // namespace shiptally::tests
