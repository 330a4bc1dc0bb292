#include "daemon/net/mail.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>

#include "daemon/net/curl_handle.h"

namespace shiptally::net {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Millis kGoodbyeMax = std::chrono::seconds(2);

struct Upload {
  std::string_view rest;
  CURL* handle;
  const std::stop_token& stop;
  std::optional<Clock::time_point> taken;  ///< seen at
};

std::size_t give(char* out, std::size_t size, std::size_t count, void* user) {
  Upload& upload = *static_cast<Upload*>(user);
  const std::size_t bytes = std::min(size * count, upload.rest.size());
  std::memcpy(out, upload.rest.data(), bytes);
  upload.rest.remove_prefix(bytes);
  return bytes;
}

/// Whether the server answered 250 to the message; nothing after that changes it.
bool is_taken(const Upload& upload) {
  long reply = 0;
  curl_easy_getinfo(upload.handle, CURLINFO_RESPONSE_CODE, &reply);
  return upload.rest.empty() && reply == 250;
}

/// libcurl waits for the answer to QUIT by another clock than the deadline's.
int give_up(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  Upload& upload = *static_cast<Upload*>(user);
  if (upload.stop.stop_requested()) return 1;
  if (!upload.taken && is_taken(upload)) upload.taken = Clock::now();
  return upload.taken && Clock::now() - *upload.taken > kGoodbyeMax ? 1 : 0;
}

Result<void> check(const MailServer& server) {
  const bool tls = server.url.starts_with("smtps://");
  if (!tls && !server.url.starts_with("smtp://"))
    return Error{Code::invalid, "mail: the server is not smtp:// or smtps://"};
  if (server.url.find('@') != std::string::npos)
    return Error{Code::invalid, "mail: the server's URL carries a user"};
  if (!server.user.empty() && !tls && !server.require_tls)
    return Error{Code::invalid, "mail: a password is not sent without TLS"};
  return {};
}

CurlList recipients_of(const Mail& mail) {
  CurlList list;
  for (const std::string& address : mail.to) list = append(std::move(list), "<" + address + ">");
  return list;
}

void set_up(CURL* handle, const MailServer& server, const std::string& from, curl_slist* recipients,
            Upload& upload) {
  curl_easy_setopt(handle, CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(server.require_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!server.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, server.ca_file.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
  limit_time(handle, server.deadline, server.stop);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, give_up);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &upload);
  // QUIT belongs to the transfer, where it can be given up, and not to the end of the handle.
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
  const auto deadline_s = std::chrono::ceil<std::chrono::seconds>(server.deadline).count();
  curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(deadline_s));
}

/// By the server's last reply (RFC 5321, 4.2.1) where that was a refusal.
Error failure(const MailServer& server, CURLcode status, long reply, const char* detail) {
  std::string message = server.url + ": " + reason_of(status, detail);
  if (reply >= 400 && reply < 600) message += ", SMTP reply " + std::to_string(reply);
  const bool for_good = (reply >= 500 && reply < 600) || status == CURLE_USE_SSL_FAILED;
  return {for_good ? Code::invalid : Code::unavailable, std::move(message)};
}

}  // namespace

Result<void> send_mail(const MailServer& server, const Mail& mail) {
  if (const auto checked = check(server); checked.has_error()) return checked;
  const auto message = mime_message(mail);
  if (message.has_error()) return message.error();
  const CurlHandle handle = new_curl_handle();
  const CurlList recipients = recipients_of(mail);
  const std::string from = "<" + mail.from + ">";
  Upload upload{*message, handle.get(), server.stop, {}};
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, detail);
  set_up(handle.get(), server, from, recipients.get(), upload);
  const CURLcode status = curl_easy_perform(handle.get());
  if (status == CURLE_OK || is_taken(upload)) return {};
  long reply = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply);
  return failure(server, status, reply, detail);
}

}  // namespace shiptally::net
