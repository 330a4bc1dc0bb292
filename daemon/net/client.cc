#include "daemon/net/client.h"

#include "daemon/net/curl_handle.h"

namespace shiptally::net {
namespace {

struct Sink {
  std::string body;
  std::size_t bytes_max;
  std::size_t header_bytes = 0;
  bool over = false;
};

std::size_t keep_body(char* data, std::size_t size, std::size_t count, void* user) {
  Sink& sink = *static_cast<Sink*>(user);
  const std::size_t bytes = size * count;
  sink.over = sink.body.size() + bytes > sink.bytes_max;
  if (sink.over) return 0;  // libcurl gives up
  sink.body.append(data, bytes);
  return bytes;
}

/// Nothing of it is kept here, but libcurl keeps it all.
std::size_t count_header(char*, std::size_t size, std::size_t count, void* user) {
  Sink& sink = *static_cast<Sink*>(user);
  sink.header_bytes += size * count;
  sink.over = sink.header_bytes > kAnswerHeaderBytesMax;
  return sink.over ? 0 : size * count;
}

CurlList headers_of(const ClientRequest& request) {
  CurlList headers = append(nullptr, "Expect:");  // bodies are small; waiting for 100 only costs a round trip
  if (!request.bearer.empty())
    headers = append(std::move(headers), "Authorization: Bearer " + request.bearer);
  if (!request.body.empty()) headers = append(std::move(headers), "Content-Type: " + request.content_type);
  for (const auto& [name, value] : request.headers) headers = append(std::move(headers), name + ": " + value);
  return headers;
}

void set_up(CURL* handle, const ClientRequest& request, curl_slist* headers, Sink& sink, char* reason) {
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  if (!request.unix_socket.empty())
    curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  if (!request.body.empty() || request.method == "POST") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  if (request.method == "HEAD") curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, count_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &sink);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
}

Code code_of(CURLcode status) {
  switch (status) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Code::invalid;
    default:
      return Code::unavailable;
  }
}

}  // namespace

Result<ClientAnswer> call(const ClientRequest& request) {
  const CurlHandle handle = new_curl_handle();
  const CurlList headers = headers_of(request);
  Sink sink{.body = {}, .bytes_max = request.answer_bytes_max};
  char reason[CURL_ERROR_SIZE] = "";
  set_up(handle.get(), request, headers.get(), sink, reason);
  const CURLcode status = curl_easy_perform(handle.get());
  const std::string target = request.unix_socket.empty() ? request.url : request.unix_socket;
  if (sink.over)
    return Error{Code::too_large, target + ": the answer is longer than " +
                                      std::to_string(request.answer_bytes_max) + " bytes"};
  if (status != CURLE_OK)
    return Error{code_of(status), target + ": " + (reason[0] != '\0' ? reason : curl_easy_strerror(status))};
  ClientAnswer answer;
  long http_status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &http_status);
  answer.status = static_cast<int>(http_status);
  const char* type = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) answer.content_type = type;
  answer.body = std::move(sink.body);
  curl_off_t retry_after = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RETRY_AFTER, &retry_after);
  answer.retry_after = std::chrono::seconds(retry_after);
  return answer;
}

}  // namespace shiptally::net
