// A message is made here and not by libcurl, so that it is the same at each try.

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "daemon/net/mail.h"
#include "daemon/net/secret.h"

namespace shiptally::net {
namespace {

constexpr std::string_view kLine = "\r\n";
constexpr std::size_t kBytesPerLine = 57;         // 76 characters of base64, RFC 2045's limit
constexpr std::size_t kBytesPerEncodedWord = 39;  // 64 characters; RFC 2047 allows 76 a line, name included
constexpr std::size_t kPlainSubjectMax = 60;

bool is_printable(char c) { return c > 0x20 && c < 0x7F; }

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || is_printable(c); });
}

Error refused(std::string_view what) { return {Code::invalid, "mail: " + std::string(what)}; }

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and the NUL that OpenSSL writes
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

void append_base64_lines(std::string& out, std::string_view bytes) {
  out.reserve(out.size() + bytes.size() / 3 * 4 + bytes.size() / kBytesPerLine * kLine.size() + 8);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kBytesPerLine)))
    out.append(base64(bytes.substr(0, kBytesPerLine))).append(kLine);
}

/// RFC 2047 where the text is not plain ASCII: encoded words of whole characters, one a line.
std::string header_text(std::string_view text) {
  if (is_plain(text) && text.size() <= kPlainSubjectMax && text.find("=?") == std::string_view::npos)
    return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), kBytesPerEncodedWord);
    while (size < text.size() && size > 1 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    if (!out.empty()) out.append(kLine).append(" ");
    out += "=?UTF-8?B?" + base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

/// "Tue, 03 Nov 2026 06:00:00 +0000"
std::string mail_date(Instant t) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(t - day));
  char out[64];
  std::snprintf(out, sizeof(out), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return out;
}

Result<void> check(const Mail& mail) {
  if (!is_mail_address(mail.from)) return refused("from is no address");
  if (mail.to.empty()) return refused("to nobody");
  for (const std::string& address : mail.to)
    if (!is_mail_address(address)) return refused("to is no address");
  if (!is_mail_address(mail.message_id)) return refused("message id is not ID@DOMAIN");
  const auto breaks = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
  if (std::any_of(mail.subject.begin(), mail.subject.end(), breaks))
    return refused("subject with a line break");
  for (const Attachment& attachment : mail.attachments) {
    for (const std::string* text : {&attachment.name, &attachment.content_type})
      if (text->empty() || !is_plain(*text)) return refused("attachment without a plain name and type");
    if (attachment.name.find_first_of("\"\\/") != std::string::npos)
      return refused("attachment with quotes or a path in its name");
  }
  return {};
}

void append_part(std::string& out, std::string_view boundary, std::string_view headers,
                 std::string_view bytes) {
  out.append("--").append(boundary).append(kLine).append(headers);
  out.append("Content-Transfer-Encoding: base64").append(kLine).append(kLine);
  append_base64_lines(out, bytes);
}

}  // namespace

bool is_mail_address(std::string_view address) {
  const std::size_t at = address.find('@');
  return at != 0 && at < address.size() - 1 && address.find('@', at + 1) == std::string_view::npos &&
         address.size() <= 254 && std::all_of(address.begin(), address.end(), is_printable) &&
         address.find_first_of("<>()[]\\,;:\"") == std::string_view::npos;
}

Result<std::string> mime_message(const Mail& mail) {
  if (const auto checked = check(mail); checked.has_error()) return checked.error();
  // No line of base64 begins like it.
  const std::string boundary = "=_" + hex(sha256(mail.message_id)).substr(0, 32);
  std::string to;
  for (const std::string& address : mail.to) to += (to.empty() ? "" : ",\r\n ") + address;
  std::string out = "Date: " + mail_date(mail.date) + "\r\nFrom: " + mail.from + "\r\nTo: " + to +
                    "\r\nSubject: " + header_text(mail.subject) + "\r\nMessage-ID: <" + mail.message_id +
                    ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n" +
                    "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n";
  append_part(out, boundary, "Content-Type: text/plain; charset=utf-8\r\n", mail.text);
  for (const Attachment& attachment : mail.attachments)
    append_part(out, boundary,
                "Content-Type: " + attachment.content_type +
                    "\r\nContent-Disposition: attachment; filename=\"" + attachment.name + "\"\r\n",
                attachment.bytes);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace shiptally::net
