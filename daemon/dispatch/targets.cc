#include "daemon/dispatch/targets.h"

#include <algorithm>

#include "daemon/net/fetch.h"
#include "daemon/net/mail.h"
#include "daemon/net/secret.h"
#include "schema/base/read_file.h"
#include "schema/base/write_file.h"

namespace shiptally::dispatch {
namespace {

constexpr std::size_t kSecretBytesMin = 8;
constexpr std::size_t kAnswerBytesMax = 1U << 20;  // nobody reads it
constexpr Millis kWaitMax = std::chrono::hours(24);

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

Result<std::string> secret_of(const ReportTarget& target) {
  const std::string file = std::visit(Overloaded{[](const ReportDirectory&) { return std::string(); },
                                                 [](const ReportMail& mail) { return mail.password_file; },
                                                 [](const ReportWebhook& hook) { return hook.secret_file; }},
                                      target);
  if (file.empty()) return std::string();
  auto secret = read_secret_file(file);
  if (secret.has_error()) return secret.error();
  if (secret->empty()) return Error{Code::invalid, file + ": is empty"};
  if (std::holds_alternative<ReportWebhook>(target) && secret->size() < kSecretBytesMin)
    return Error{Code::invalid, file + ": a webhook secret needs at least 8 bytes"};
  return secret;
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& text : list) out += (out.empty() ? "" : ",") + text;
  return out;
}

std::string names_of(const std::vector<ReportFormat>& formats) {
  std::vector<std::string> names;
  for (const ReportFormat format : formats) names.emplace_back(name(format));
  return joined(names);
}

/// A mail holds all formats.
std::vector<std::vector<ReportFormat>> streams_of(const ReportRule& rule, const ReportTarget& target) {
  if (std::holds_alternative<ReportMail>(target)) return {rule.formats};
  std::vector<std::vector<ReportFormat>> streams;
  for (const ReportFormat format : rule.formats) streams.push_back({format});
  return streams;
}

/// "https://host:port" of a URL.
std::string host_of(const std::string& url) {
  return url.substr(0, url.find_first_of("/?#", std::min(url.find("//") + 2, url.size())));
}

Result<void> to_directory(const ReportDirectory& directory,
                          const std::vector<report::ReportDocument>& documents) {
  for (const report::ReportDocument& document : documents)
    if (auto written = replace_file(directory.path, document.file_name, document.bytes); written.has_error())
      return written;
  return {};
}

net::Mail mail_of(const ReportMail& target, const ReportDelivery& delivery,
                  const std::vector<report::ReportDocument>& documents) {
  net::Mail mail;
  mail.from = target.from;
  mail.to = target.to;
  mail.subject = "Cost report " + metrics::month_name(delivery.month) + " (" + delivery.stream.report + ")";
  mail.text = "The cost report of " + metrics::month_name(delivery.month) + " is attached.\n\n";
  for (const report::ReportDocument& document : documents) {
    mail.text += document.file_name + "\n  sha256 " + net::hex(net::sha256(document.bytes)) + "\n";
    mail.attachments.push_back({document.file_name, document.content_type, document.bytes});
  }
  mail.date = delivery.begun;
  mail.message_id =
      delivery_id(delivery) + target.from.substr(std::min(target.from.find('@'), target.from.size()));
  return mail;
}

Result<void> to_mail(const ReportPlan& plan, const ReportMail& target, const ReportDelivery& delivery,
                     const std::vector<report::ReportDocument>& documents, std::stop_token stop) {
  net::MailServer server;
  server.url = target.server;
  server.user = target.user;
  server.password = plan.secret;
  server.require_tls = target.require_tls;
  server.ca_file = target.ca_file;
  server.stop = std::move(stop);
  return net::send_mail(server, mail_of(target, delivery, documents));
}

/// Seconds only: a date would have to be held against the receiver's clock.
Millis retry_after(const net::FetchResponse& answer) {
  const std::string_view text = answer.header("retry-after");
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return Millis(0);
  return std::min<Millis>(std::chrono::seconds(std::stoll(std::string(text))), kWaitMax);
}

ReportSent to_webhook(const ReportPlan& plan, const ReportWebhook& target, const ReportDelivery& delivery,
                      const report::ReportDocument& document, std::stop_token stop) {
  net::FetchRequest request;
  request.method = "POST";
  request.url = target.url;
  request.private_addresses = target.private_addresses;
  request.headers = {
      {"Content-Type", document.content_type},
      {"Content-Disposition", "attachment; filename=\"" + document.file_name + "\""},
      {"User-Agent", "shiptally/" SHIPTALLY_VERSION},
      {"X-Shiptally-Signature", "sha256=" + net::hex(net::hmac_sha256(plan.secret, document.bytes))},
      {"X-Shiptally-Report", delivery.stream.report},
      {"X-Shiptally-Month", metrics::month_name(delivery.month)},
      {"Idempotency-Key", delivery_id(delivery)},
  };
  request.body = document.bytes;
  request.deadline = std::chrono::minutes(1);
  request.bytes_max = kAnswerBytesMax;
  request.stop = std::move(stop);
  const auto answer = net::fetch(request);
  if (answer.has_error()) {
    // Too long an answer came all the same, but whether it was a good one is not known.
    const Code code = answer.error().code == Code::too_large ? Code::unavailable : answer.error().code;
    return {Error{code, answer.error().message}};
  }
  const int status = answer->status;
  if (status >= 200 && status < 300) return {{}};
  const bool again = status >= 500 || status == 408 || status == 425 || status == 429;
  return {Error{again ? Code::unavailable : Code::invalid,
                host_of(target.url) + ": answered " + std::to_string(status)},
          retry_after(*answer)};
}

}  // namespace

Result<std::vector<ReportPlan>> report_plans(const std::vector<ReportRule>& rules) {
  std::vector<ReportPlan> plans;
  for (const ReportRule& rule : rules)
    for (const ReportTarget& target : rule.deliver) {
      auto secret = secret_of(target);
      if (secret.has_error()) return secret.error();
      for (std::vector<ReportFormat>& formats : streams_of(rule, target)) {
        const ReportStream stream{rule.name, target_name(target), names_of(formats)};
        plans.push_back({stream, rule.day, rule.hour, std::move(formats), target, *secret});
      }
    }
  return plans;
}

std::string target_name(const ReportTarget& target) {
  return std::visit(Overloaded{[](const ReportDirectory& directory) { return "directory " + directory.path; },
                               [](const ReportMail& mail) { return "mail " + joined(mail.to); },
                               [](const ReportWebhook& hook) {
                                 return "webhook " + host_of(hook.url) + " #" +
                                        net::hex(net::sha256(hook.url)).substr(0, 8);
                               }},
                    target);
}

std::string delivery_id(const ReportDelivery& delivery) {
  std::string text = "report";
  for (const std::string& part : {delivery.stream.report, delivery.stream.target, delivery.stream.format,
                                  metrics::month_name(delivery.month), std::to_string(delivery.edition)})
    text += '\n' + part;
  return net::hex(net::sha256(text)).substr(0, 32);
}

ReportSent send_report(const ReportPlan& plan, const ReportDelivery& delivery,
                       const std::vector<report::ReportDocument>& documents, std::stop_token stop) {
  return std::visit(Overloaded{[&](const ReportDirectory& target) -> ReportSent {
                                 return {to_directory(target, documents)};
                               },
                               [&](const ReportMail& target) -> ReportSent {
                                 return {to_mail(plan, target, delivery, documents, stop)};
                               },
                               [&](const ReportWebhook& target) {
                                 return to_webhook(plan, target, delivery, documents.front(), stop);
                               }},
                    plan.target);
}

}  // namespace shiptally::dispatch
