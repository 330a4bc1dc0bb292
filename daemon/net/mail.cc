#include "daemon/net/mail.h"

#include <algorithm>
#include <cstring>

#include "daemon/net/curl_handle.h"

namespace shiptally::net {
namespace {

struct Upload {
  std::string_view rest;
};

std::size_t give(char* out, std::size_t size, std::size_t count, void* user) {
  Upload& upload = *static_cast<Upload*>(user);
  const std::size_t bytes = std::min(size * count, upload.rest.size());
  std::memcpy(out, upload.rest.data(), bytes);
  upload.rest.remove_prefix(bytes);
  return bytes;
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
  Upload upload{*message};
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, detail);
  set_up(handle.get(), server, from, recipients.get(), upload);
  const CURLcode status = curl_easy_perform(handle.get());
  if (status == CURLE_OK) return {};
  long reply = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply);
  return failure(server, status, reply, detail);
}

}  // namespace shiptally::net
