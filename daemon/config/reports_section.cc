#include "daemon/config/reports_section.h"

#include <algorithm>

namespace shiptally::config {
namespace {

/// Whether the mapping has the keys; one that is none has been complained of.
bool has_keys(const Value& value, std::initializer_list<const char*> keys) {
  if (!value.node.IsMap()) return false;
  bool all = true;
  for (const char* key : keys) {
    if (value.problems->line_of(value.key + "." + key)) continue;
    value.fail(std::string(key) + " is missing");
    all = false;
  }
  return all;
}

/// A name goes into headers of mails and webhooks.
Reader into_report_name(std::string& out) {
  return [&out](const Value& value) {
    into_text(out)(value);
    if (std::any_of(out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
      value.fail("must not have control characters");
  };
}

/// Deliveries to it are kept under this: a mail's recipients, a webhook's URL.
bool same_receiver(const ReportTarget& a, const ReportTarget& b) {
  if (a.index() != b.index()) return false;
  if (const auto* mail = std::get_if<ReportMail>(&a)) return mail->to == std::get<ReportMail>(b).to;
  if (const auto* hook = std::get_if<ReportWebhook>(&a)) return hook->url == std::get<ReportWebhook>(b).url;
  return a == b;
}

Reader into_formats(std::vector<ReportFormat>& out) {
  return [&out](const Value& value) {
    read_list(value, [&out](const Value& element) {
      const auto text = element.scalar("a format");
      if (!text) return;
      const auto known = std::find(kReportFormats.begin(), kReportFormats.end(), *text);
      if (known == kReportFormats.end())
        return element.fail("\"" + *text + "\" is not one of html, xlsx, csv, json, focus");
      const auto format = static_cast<ReportFormat>(known - kReportFormats.begin());
      if (std::find(out.begin(), out.end(), format) != out.end()) return element.fail("is there twice");
      out.push_back(format);
    });
    if (value.node.IsSequence() && value.node.size() == 0) value.fail("must not be empty");
  };
}

bool is_address(const std::string& text) {
  const std::size_t at = text.find('@');
  return at != std::string::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; }) &&
         text.find_first_of("<>()[]\\,;:\"") == std::string::npos;
}

ReportMail read_mail(const Value& value, std::string_view credentials) {
  ReportMail mail;
  read_mapping(value, {{"to", into_texts(mail.to)},
                       {"from", into_text(mail.from)},
                       {"server", into_text(mail.server)},
                       {"user", into_text(mail.user)},
                       {"password_file", into_path(mail.password_file, credentials)},
                       {"password", refuse_secret("a secret", "password_file")},
                       {"ca_file", into_path(mail.ca_file, credentials)},
                       {"require_tls", into_flag(mail.require_tls)}});
  if (!has_keys(value, {"to", "from", "server"})) return mail;
  if (mail.to.empty()) value.fail("to must not be empty");
  std::vector<std::string> addresses = mail.to;
  addresses.push_back(mail.from);
  for (const std::string& address : addresses)
    if (!address.empty() && !is_address(address))
      value.fail("\"" + address + "\" is no bare address like somebody@example.com");
  const bool tls = mail.server.starts_with("smtps://");
  if (!tls && !mail.server.starts_with("smtp://")) value.fail("server must be smtp:// or smtps://");
  if (mail.server.find('@') != std::string::npos) value.fail("server must not carry a user; there is user");
  if (mail.user.empty() != mail.password_file.empty()) value.fail("user and password_file go together");
  if (!mail.user.empty() && !mail.require_tls && !tls) value.fail("a password takes require_tls");
  return mail;
}

ReportWebhook read_webhook(const Value& value, std::string_view credentials) {
  ReportWebhook hook;
  read_mapping(value, {{"url", into_text(hook.url)},
                       {"secret_file", into_path(hook.secret_file, credentials)},
                       {"secret", refuse_secret("a secret", "secret_file")},
                       {"private_addresses", into_flag(hook.private_addresses)}});
  if (!has_keys(value, {"url", "secret_file"})) return hook;
  // Only the part of the host: what follows may be a secret.
  const std::string host = hook.url.substr(0, hook.url.find('/', std::min(hook.url.size(), std::size_t{8})));
  if (!host.starts_with("https://") && !(hook.private_addresses && host.starts_with("http://")))
    value.fail("url must be https://, or http:// with private_addresses");
  if (host.find('@') != std::string::npos) value.fail("url must not carry a user");
  return hook;
}

void read_target(const Value& value, std::string_view credentials, std::vector<ReportTarget>& out) {
  std::vector<ReportTarget> found;
  ReportDirectory directory;
  read_mapping(
      value,
      {{"directory",
        [&](const Value& entry) {
          into_path(directory.path, {})(entry);
          found.emplace_back(directory);
        }},
       {"mail", [&](const Value& entry) { found.emplace_back(read_mail(entry, credentials)); }},
       {"webhook", [&](const Value& entry) { found.emplace_back(read_webhook(entry, credentials)); }}});
  if (!value.node.IsMap()) return;
  if (found.size() != 1) return value.fail("must be one of directory, mail, webhook");
  const auto same = [&](const ReportTarget& other) { return same_receiver(other, found.front()); };
  if (std::any_of(out.begin(), out.end(), same))
    return value.fail("has the receiver of another target of this report; a receiver gets a report once");
  out.push_back(std::move(found.front()));
}

void read_report(const Value& value, std::string_view credentials, std::vector<ReportRule>& out) {
  ReportRule rule;
  std::size_t day = static_cast<std::size_t>(rule.day), hour = static_cast<std::size_t>(rule.hour);
  read_mapping(
      value, {{"name", into_report_name(rule.name)},
              {"report",
               [](const Value& entry) {
                 if (const auto text = entry.scalar("cost"); text && *text != "cost")
                   entry.fail("\"" + *text + "\" is not one of cost");
               }},
              {"formats", into_formats(rule.formats)},
              {"day", into_count(day, 1, 31)},
              {"hour", into_count(hour, 0, 23)},
              {"deliver", [&](const Value& list) {
                 read_list(list, [&](const Value& entry) { read_target(entry, credentials, rule.deliver); });
                 if (list.node.IsSequence() && list.node.size() == 0) list.fail("must not be empty");
               }}});
  if (!has_keys(value, {"name", "report", "formats", "deliver"})) return;
  rule.day = static_cast<int>(day);
  rule.hour = static_cast<int>(hour);
  const auto same = [&](const ReportRule& other) { return other.name == rule.name; };
  if (std::any_of(out.begin(), out.end(), same)) value.fail("a second report of that name");
  out.push_back(std::move(rule));
}

}  // namespace

Reader reports_section(std::vector<ReportRule>& reports, std::string_view credentials_directory) {
  return [&reports, credentials_directory](const Value& value) {
    read_list(value, [&](const Value& entry) { read_report(entry, credentials_directory, reports); });
  };
}

}  // namespace shiptally::config
