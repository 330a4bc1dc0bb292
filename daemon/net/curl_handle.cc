#include "daemon/net/curl_handle.h"

#include <new>

namespace shiptally::net {
namespace {

/// libcurl's own state belongs to the process: made by whoever comes first, and never taken down, because a
/// thread may still use it.  Debian 12's does so by itself too; older ones are not safe without.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::bad_alloc();
}

int cancel_when_stopped(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

}  // namespace

CurlHandle new_curl_handle() {
  start_curl();
  CurlHandle handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  return handle;
}

void limit_time(CURL* handle, Millis deadline, const std::stop_token& stop) {
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
  // A resolver that hangs must not hold up the deadline: its thread is left to end by itself.
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, cancel_when_stopped);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stop);
}

CurlList append(CurlList list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list.release();
  return CurlList(longer);
}

std::string reason_of(CURLcode status, const char* detail) {
  switch (status) {
    case CURLE_ABORTED_BY_CALLBACK:
      return "stopped";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
      if (detail[0] != '\0') return detail;
      [[fallthrough]];
    default:
      return curl_easy_strerror(status);
  }
}

}  // namespace shiptally::net
