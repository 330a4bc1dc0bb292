#include "daemon/net/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "daemon/net/curl_handle.h"
#include "daemon/net/encoding.h"
#include "daemon/net/private_address.h"
#include "schema/base/letter_case.h"

namespace shiptally::net {
namespace {

constexpr std::size_t kRatioMax = 1000;  // deflate itself reaches no more; bytes_max is the bound that counts

struct FetchTarget {
  std::string origin;  ///< "https://host:port", for messages
  bool https = false;
  bool by_name = false;  ///< the host is no address
};

struct Transfer {
  const FetchRequest& request;
  const FetchTarget& target;
  FetchResponse response = {};
  std::size_t header_bytes = 0;
  bool head_complete = false;
  bool over = false;     ///< longer than allowed
  bool refused = false;  ///< an address that is not allowed
};

std::string url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

Result<FetchTarget> target_of(const FetchRequest& request) {
  const CurlUrl url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK)
    return Error{Code::invalid, "not a URL"};
  const std::string scheme = url_part(url.get(), CURLUPART_SCHEME);
  const std::string host = url_part(url.get(), CURLUPART_HOST);
  in_addr v4;
  const bool by_name = !host.starts_with('[') && ::inet_pton(AF_INET, host.c_str(), &v4) != 1;
  FetchTarget target{scheme + "://" + host, scheme == "https", by_name};
  if (const std::string port = url_part(url.get(), CURLUPART_PORT); !port.empty())
    target.origin += ":" + port;
  if (!target.https && scheme != "http") return Error{Code::invalid, target.origin + ": not https"};
  if (!target.https && !request.private_addresses)
    return Error{Code::invalid, target.origin + ": not https, which only private addresses may do without"};
  if (!url_part(url.get(), CURLUPART_USER).empty() || !url_part(url.get(), CURLUPART_PASSWORD).empty())
    return Error{Code::invalid, target.origin + ": the URL carries a user or a password"};
  return target;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

std::size_t receive_body(char* data, std::size_t size, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  transfer.over = bytes > transfer.request.bytes_max - transfer.response.body.size();
  if (transfer.over) return 0;  // libcurl gives up
  transfer.response.body.append(data, bytes);
  return bytes;
}

/// One line at a time.  After "100 Continue" the real answer begins anew; what follows a body (trailers)
/// comes here too, without an empty line at its end.
std::size_t receive_header(char* data, std::size_t size, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  std::string_view line(data, size * count);
  const std::size_t bytes = line.size();
  transfer.header_bytes += bytes;
  transfer.over = transfer.header_bytes > kAnswerHeaderBytesMax;
  if (transfer.over) return 0;
  if (line.starts_with("HTTP/")) {
    transfer.response.headers.clear();
    transfer.head_complete = false;
  } else if (line == "\r\n" || line == "\n") {
    transfer.head_complete = true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return bytes;
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  transfer.response.headers.emplace_back(lower(line.substr(0, colon)), value);
  return bytes;
}

bool leads_to_private(const curl_sockaddr& address) {
  const sockaddr* raw = &address.addr;
  if (address.family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, raw, sizeof(v4));
    return is_private(std::span(reinterpret_cast<const unsigned char*>(&v4.sin_addr), sizeof(v4.sin_addr)));
  }
  if (address.family != AF_INET6) return true;
  sockaddr_in6 v6;
  std::memcpy(&v6, raw, sizeof(v6));
  return is_private(std::span<const unsigned char>(v6.sin6_addr.s6_addr));
}

/// The name is resolved by now, so no answer of a name server can lead where the URL must not.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const bool allowed =
      leads_to_private(*address) ? transfer.request.private_addresses : transfer.target.https;
  if (!allowed) {
    transfer.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CurlList headers_of(const FetchRequest& request) {
  // Waiting for "100 Continue" only costs a round trip; the encoding is undone here, within bounds.
  CurlList list = append(append(nullptr, "Expect:"), "Accept-Encoding: gzip");
  for (const auto& [name, value] : request.headers)
    list = append(std::move(list), value.empty() ? name + ";" : name + ": " + value);
  return list;
}

void set_up(CURL* handle, const FetchRequest& request, curl_slist* headers, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  if (!request.body.empty() || request.method == "POST") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  if (request.method == "HEAD") curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  limit_time(handle, request.deadline, request.stop);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
}

Error failure(const Transfer& transfer, CURLcode status, const char* detail) {
  const std::string& origin = transfer.target.origin;
  if (transfer.over)
    return {Code::too_large,
            origin + ": the answer is longer than " + std::to_string(transfer.request.bytes_max) + " bytes"};
  // What a name resolves to can be another address the next time.
  if (transfer.refused && status == CURLE_COULDNT_CONNECT)
    return {transfer.target.by_name ? Code::unavailable : Code::invalid,
            origin + (transfer.target.https ? ": is at a private address, which is not allowed"
                                            : ": is at a public address, which takes https")};
  return {Code::unavailable, origin + ": " + reason_of(status, detail)};
}

Result<FetchResponse> decoded(Transfer& transfer) {
  FetchResponse& response = transfer.response;
  const std::string_view coding = response.header("content-encoding");
  if (coding.empty() || response.body.empty()) return std::move(response);
  auto body = decode_body(coding, std::move(response.body), transfer.request.bytes_max, kRatioMax);
  if (body.has_error()) {
    const Code code = body.error().code == Code::too_large ? Code::too_large : Code::unavailable;
    return Error{code, transfer.target.origin + ": the answer: " + body.error().message};
  }
  response.body = std::move(*body);
  return std::move(response);
}

}  // namespace

std::string_view FetchResponse::header(std::string_view name) const {
  const auto at =
      std::find_if(headers.begin(), headers.end(), [&](const auto& field) { return field.first == name; });
  return at == headers.end() ? std::string_view() : std::string_view(at->second);
}

Result<FetchResponse> fetch(const FetchRequest& request) {
  const auto target = target_of(request);
  if (target.has_error()) return target.error();
  for (const auto& [name, value] : request.headers)
    if (name.empty() || has_control_character(name) || has_control_character(value))
      return Error{Code::invalid, target->origin + ": a header with a line break or no name"};
  const CurlHandle handle = new_curl_handle();
  const CurlList headers = headers_of(request);
  Transfer transfer{request, *target};
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, detail);
  set_up(handle.get(), request, headers.get(), transfer);
  const CURLcode status = curl_easy_perform(handle.get());
  if (status != CURLE_OK) return failure(transfer, status, detail);
  // To libcurl an end amid the headers is an answer without a body.
  if (!transfer.head_complete)
    return Error{Code::unavailable, target->origin + ": the answer is cut off in its head"};
  long http_status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &http_status);
  transfer.response.status = static_cast<int>(http_status);
  return decoded(transfer);
}

}  // namespace shiptally::net
