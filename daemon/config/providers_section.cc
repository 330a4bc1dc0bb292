#include "daemon/config/providers_section.h"

#include <algorithm>

namespace shiptally::config {
namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::int64_t kRestateDaysMax = 366;

/// A part of the source of facts and of a label.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

Reader into_account_name(std::string& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("a name");
    if (!text) return;
    if (!is_name(*text)) return value.fail("must be letters, digits, \"-\", \"_\" and \".\" only");
    out = *text;
  };
}

Reader into_vendor(Vendor& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("anthropic or openai");
    if (!text) return;
    if (*text != "anthropic" && *text != "openai")
      return value.fail("\"" + *text + "\" is not one of anthropic, openai");
    out = *text == "openai" ? Vendor::openai : Vendor::anthropic;
  };
}

Reader into_url(std::string& out) {
  return [&out](const Value& value) {
    auto text = value.scalar("a URL");
    if (!text) return;
    const bool http = text->starts_with("https://") || text->starts_with("http://");
    if (!http || text->find_first_of("?#@ ") != std::string::npos)
      return value.fail("must begin with https:// or http:// and have no user, query or fragment");
    while (text->ends_with('/')) text->pop_back();
    out = *text;
  };
}

Reader into_reports(ProviderAccount& out) {
  return [&out](const Value& value) {
    out.usage = out.costs = false;
    read_list(value, [&out](const Value& element) {
      const auto text = element.scalar("usage or costs");
      if (!text) return;
      if (*text != "usage" && *text != "costs")
        return element.fail("\"" + *text + "\" is not one of usage, costs");
      (*text == "usage" ? out.usage : out.costs) = true;
    });
    if (value.node.IsSequence() && value.node.size() == 0) value.fail("must name usage or costs");
  };
}

void read_account(const Value& value, std::vector<ProviderAccount>& out, std::string_view credentials) {
  using namespace std::chrono_literals;
  ProviderAccount account;
  std::size_t restate_days = static_cast<std::size_t>(account.restate_days);
  read_mapping(value, {{"name", into_account_name(account.name)},
                       {"kind", into_vendor(account.vendor)},
                       {"key_file", into_path(account.key_file, credentials)},
                       {"key", refuse_secret("a key", "key_file")},
                       {"base_url", into_url(account.base_url)},
                       {"interval", into_duration(account.interval, 60s, 24h, false)},
                       {"deadline", into_duration(account.deadline, 10ms, 10min, false)},
                       {"since", into_instant(account.since)},
                       {"restate_days", into_count(restate_days, 0, kRestateDaysMax)},
                       {"what", into_reports(account)}});
  if (!value.node.IsMap()) return;
  for (const char* key : {"name", "kind", "key_file"})
    if (!value.problems->line_of(value.key + "." + key)) value.fail(std::string(key) + " is missing");
  const auto same = [&](const ProviderAccount& other) { return other.name == account.name; };
  if (!account.name.empty() && std::any_of(out.begin(), out.end(), same))
    value.fail("there is another account named " + account.name);
  account.restate_days = static_cast<int>(restate_days);
  if (account.base_url.empty())
    account.base_url =
        account.vendor == Vendor::openai ? "https://api.openai.com" : "https://api.anthropic.com";
  out.push_back(std::move(account));
}

}  // namespace

Reader into_providers(std::vector<ProviderAccount>& out, std::string_view credentials_directory) {
  return [&out, directory = std::string(credentials_directory)](const Value& value) {
    read_list(value, [&](const Value& element) { read_account(element, out, directory); });
  };
}

}  // namespace shiptally::config
