#include "daemon/normalise/model_name.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "daemon/normalise/price_fields.h"
#include "daemon/normalise/text.h"
#include "schema/base/letter_case.h"

namespace shiptally::normalise {
namespace {

using Synonym = std::pair<std::string_view, std::string_view>;

/// Lower-case names of LiteLLM, OpenTelemetry, cloud bills (FOCUS ProviderName) and client libraries.
constexpr Synonym kProviders[] = {
    {"anthropic", "anthropic"},
    {"claude", "anthropic"},
    {"openai", "openai"},
    {"text-completion-openai", "openai"},
    {"azure", "azure"},
    {"azure.ai.openai", "azure"},
    {"az.ai.openai", "azure"},
    {"azure.ai.inference", "azure"},
    {"az.ai.inference", "azure"},
    {"azure_ai", "azure"},
    {"azure_openai", "azure"},
    {"azure-openai", "azure"},
    {"azure_text", "azure"},
    {"microsoft", "azure"},
    {"microsoft azure", "azure"},
    {"google", "google"},
    {"gemini", "google"},
    {"gcp", "google"},
    {"gcp.gemini", "google"},
    {"gcp.gen_ai", "google"},
    {"gcp.vertex_ai", "google"},
    {"vertex", "google"},
    {"vertexai", "google"},
    {"vertex_ai", "google"},
    {"vertex-ai", "google"},
    {"vertex_ai_beta", "google"},
    {"vertex_ai-anthropic_models", "google"},
    {"google_genai", "google"},
    {"google-vertex", "google"},
    {"google cloud", "google"},
    {"google cloud platform", "google"},
    {"amazon", "amazon"},
    {"aws", "amazon"},
    {"bedrock", "amazon"},
    {"aws.bedrock", "amazon"},
    {"aws_bedrock", "amazon"},
    {"amazon_bedrock", "amazon"},
    {"amazon-bedrock", "amazon"},
    {"amazon bedrock", "amazon"},
    {"amazon web services", "amazon"},
    {"bedrock_converse", "amazon"},
    {"mistral", "mistral"},
    {"mistralai", "mistral"},
    {"mistral_ai", "mistral"},
    {"mistral ai", "mistral"},
    {"self-hosted", "self-hosted"},
    {"self_hosted", "self-hosted"},
    {"vllm", "self-hosted"},
    {"hosted_vllm", "self-hosted"},
    {"ollama", "self-hosted"},
    {"ollama_chat", "self-hosted"},
};

/// Whoever serves a name when nobody says who does: makers before hosts.
constexpr std::array<std::string_view, 5> kMakers = {"anthropic", "openai", "google", "mistral", "amazon"};

/// Senders that name the protocol or themselves, not who serves the model.
constexpr std::array<std::string_view, 4> kProtocols = {"openai", "litellm", "litellm_proxy", "openai_like"};

constexpr std::array<std::string_view, 12> kBedrockScopes = {"global", "us", "us-gov", "eu", "apac", "jp",
                                                             "au",     "ca", "sa",     "me", "af",   "in"};
constexpr std::array<std::string_view, 12> kBedrockVendors = {"anthropic", "amazon", "meta",     "mistral",
                                                              "cohere",    "ai21",   "deepseek", "openai",
                                                              "qwen",      "writer", "google",   "stability"};

template <class List>
bool has(const List& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::optional<std::string_view> known_provider(std::string_view lower_case) {
  for (const auto& [synonym, provider] : kProviders)
    if (synonym == lower_case) return provider;
  return std::nullopt;
}

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int two(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

bool is_date(std::string_view compact) {  // "20250929"
  return compact.size() == 8 && digits(compact) && compact.substr(0, 2) == "20" &&
         two(compact.substr(4)) >= 1 && two(compact.substr(4)) <= 12 && two(compact.substr(6)) >= 1 &&
         two(compact.substr(6)) <= 31;
}

/// "-20250929", "@20250929" and "-2025-09-29" come off; a version number never does.
std::string_view without_date(std::string_view name) {
  if (name.size() > 11) {
    const std::string_view tail = name.substr(name.size() - 11);
    if (tail[0] == '-' && tail[5] == '-' && tail[8] == '-') {
      const std::string compact =
          std::string(tail.substr(1, 4)) + std::string(tail.substr(6, 2)) + std::string(tail.substr(9));
      if (is_date(compact)) return name.substr(0, name.size() - 11);
    }
  }
  if (name.size() > 9 && (name[name.size() - 9] == '-' || name[name.size() - 9] == '@') &&
      is_date(name.substr(name.size() - 8)))
    return name.substr(0, name.size() - 9);
  return name;
}

/// A name out of its dress, and what the dress said about who serves it.
struct Undressed {
  std::string_view name;
  std::string provider;
  bool regional = false;
};

/// "us.anthropic.claude-x-v1:0" → "claude-x".
void undress_bedrock(Undressed& u) {
  std::string_view rest = u.name;
  const std::size_t first = rest.find('.');
  if (first == std::string_view::npos) return;
  std::string_view scope = rest.substr(0, first);
  if (has(kBedrockScopes, scope)) {
    rest.remove_prefix(first + 1);
  } else {
    scope = {};
  }
  const std::size_t dot = rest.find('.');
  if (dot == std::string_view::npos || !has(kBedrockVendors, rest.substr(0, dot))) return;
  rest.remove_prefix(dot + 1);
  // The revision "-v1:0", with a context length behind it on provisioned models ("-v1:0:200k").
  const std::size_t revision = rest.rfind("-v");
  if (revision != std::string_view::npos && revision + 2 < rest.size() &&
      rest.find_first_not_of("0123456789:k", revision + 2) == std::string_view::npos)
    rest = rest.substr(0, revision);
  u = {rest, "amazon", scope != "global"};
}

Undressed undress(std::string_view name) {
  Undressed u{name, {}, false};
  if (u.name.ends_with(']') && u.name.find('[') != std::string_view::npos)
    u.name = u.name.substr(0, u.name.find('['));
  if (u.name.starts_with("arn:aws")) u.provider = "amazon";
  if (const std::size_t slash = u.name.find('/'); slash != std::string_view::npos && u.provider.empty()) {
    if (const auto provider = known_provider(u.name.substr(0, slash))) {
      u.provider = *provider;
      u.name.remove_prefix(slash + 1);
    }
  }
  const std::string_view last = u.name.substr(u.name.rfind('/') + 1);  // npos + 1 is 0
  const bool path = u.name.starts_with("models/") || u.name.find("/models/") != std::string_view::npos;
  if (path || u.provider == "amazon") u.name = last;
  undress_bedrock(u);
  for (const std::string_view suffix : {"@latest", "@default"})
    if (u.name.ends_with(suffix)) u.name.remove_suffix(suffix.size());
  return u;
}

/// "us.anthropic.…": an id of one geography, or of all, whose price need not be that of the others.
bool names_endpoint(std::string_view lower_case) {
  return has(kBedrockScopes, lower_case.substr(0, lower_case.find('.')));
}

}  // namespace

std::string provider_name(std::string_view reported) {
  std::string name = lower(trimmed(reported));
  if (const auto known = known_provider(name)) return std::string(*known);
  return name;
}

void add_plain_names(PriceBook& book) {
  using Name = std::pair<std::string, std::string>;  // provider and name
  std::map<Name, std::vector<std::string>> said;     // what the prices of each model say
  for (const Price& price : book.prices) {
    std::vector<std::string>& all = said[{price.provider, price.model}];
    all.push_back(format_instant(price.from));
    for (const auto& [field, value] : price_fields(price)) all.push_back(field + " " + value);
  }
  std::set<Name> taken;
  for (const ModelAlias& a : book.aliases) taken.emplace(a.provider, lower(a.alias));
  for (const auto& [model, prices] : said) taken.emplace(model.first, lower(model.second));
  std::map<Name, std::string> claims;  // → model; empty: models of different prices
  std::set<Name> of_any_endpoint;      // claimed by an id that names no endpoint
  for (const auto& [model, prices] : said) {
    const auto& [provider, name] = model;
    const std::string lowered = lower(name);
    const Name plain(provider, undress(lowered).name);
    if (plain.second.empty() || taken.contains(plain)) continue;
    if (!names_endpoint(lowered)) of_any_endpoint.insert(plain);
    const auto [claim, first] = claims.emplace(plain, name);
    if (!first && (claim->second.empty() || said[{provider, claim->second}] != prices)) claim->second.clear();
  }
  for (const auto& [name, model] : claims)
    if (!model.empty() && of_any_endpoint.contains(name))
      book.aliases.push_back({name.first, name.second, model});
}

struct ModelNames::Known {
  struct Meaning {
    std::string model;
    std::optional<Instant> from, to;
  };
  /// (provider, lower-case name) → models, which stand for it one after the other
  std::map<std::pair<std::string, std::string>, std::vector<Meaning>> models;
  std::map<std::string, std::vector<std::string>> sellers;  ///< lower-case name → providers
  std::vector<Instant> boundaries;

  /// A model goes before an alias of its name.
  void add(const std::string& provider, const std::string& name, Meaning meaning) {
    std::vector<Meaning>& known = models[std::pair(provider, lower(name))];
    if (known.empty()) sellers[lower(name)].push_back(provider);
    for (const auto& end : {meaning.from, meaning.to})
      if (end) boundaries.push_back(*end);
    known.push_back(std::move(meaning));
  }

  const std::string* find(const std::string& provider, std::string_view name, Instant at) const {
    const auto found = models.find(std::pair(provider, std::string(name)));
    if (found == models.end()) return nullptr;
    for (const Meaning& meaning : found->second)
      if ((!meaning.from || *meaning.from <= at) && (!meaning.to || at < *meaning.to)) return &meaning.model;
    return nullptr;
  }

  std::string maker(std::string_view name) const {
    const auto found = sellers.find(std::string(name));
    if (found == sellers.end()) return {};
    for (const std::string_view candidate : kMakers)
      if (has(found->second, candidate)) return std::string(candidate);
    return *std::min_element(found->second.begin(), found->second.end());
  }
};

ModelNames::ModelNames(const PriceBook& book) {
  auto known = std::make_unique<Known>();
  for (const Price& p : book.prices) known->add(p.provider, p.model, {p.model, {}, {}});
  for (const ModelAlias& a : book.aliases) known->add(a.provider, a.alias, {a.model, a.from, a.to});
  auto& ends = known->boundaries;
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  known_ = std::move(known);
}

ModelNames::~ModelNames() = default;

const std::vector<Instant>& ModelNames::boundaries() const { return known_->boundaries; }

ModelName ModelNames::resolve(std::string_view provider, std::string_view model, Instant at) const {
  const std::string stated = provider_name(provider);
  const std::string_view as_sent = trimmed(model);
  const std::string name = lower(as_sent);
  const Undressed u = undress(name);
  const std::string_view forms[] = {name, u.name, without_date(u.name)};

  // The sender is believed, unless it named nobody or only the protocol it speaks.
  std::vector<std::string> servers;
  if (!stated.empty()) servers.push_back(stated);
  if (stated.empty() || has(kProtocols, stated)) {
    if (!u.provider.empty()) servers.push_back(u.provider);
    if (stated.empty() && u.provider.empty())
      for (const std::string_view form : forms) servers.push_back(known_->maker(form));
  }
  for (const std::string& server : servers)
    for (const std::string_view form : forms)
      if (const std::string* found = known_->find(server, form, at))
        return {server, *found, u.regional && server == "amazon"};
  return {stated.empty() ? u.provider : stated, std::string(as_sent), false};
}

}  // namespace shiptally::normalise
