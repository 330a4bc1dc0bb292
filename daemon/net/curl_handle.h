#pragma once
// What every use of libcurl begins with.  For daemon/net alone.

#include <curl/curl.h>

#include <memory>
#include <stop_token>
#include <string>

#include "schema/base/instant.h"

namespace shiptally::net {

/// Of an answer, its trailers and what came before it (100 Continue) included.
inline constexpr std::size_t kAnswerHeaderBytesMax = 64U << 10;

struct FreeCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;
using CurlList = std::unique_ptr<curl_slist, FreeCurl>;
using CurlUrl = std::unique_ptr<CURLU, FreeCurl>;

/// A handle that raises no signals, uses no proxy (neither of the environment: what is sent goes to the host
/// that was named and nowhere else) and follows no redirect.  Throws std::bad_alloc.  Any thread.
CurlHandle new_curl_handle();

/// Whole exchange within `deadline`, and until `stop` is requested: that ends it within about a second.
/// `stop` outlives the transfer.
void limit_time(CURL* handle, Millis deadline, const std::stop_token& stop);

/// The list with one more line.
CurlList append(CurlList list, const std::string& line);

/// What went wrong, in words that no sender chose: libcurl's own detail only where it names no more than
/// hosts, ports and certificates.
std::string reason_of(CURLcode status, const char* detail);

}  // namespace shiptally::net
