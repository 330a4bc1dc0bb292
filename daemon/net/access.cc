#include "daemon/net/access.h"

#include <optional>

#include "daemon/net/secret.h"
#include "schema/base/letter_case.h"

namespace shiptally::net {
namespace {

struct ScopeName {
  std::string_view name;
  bool Scopes::*member;
};

constexpr ScopeName kScopes[] = {
    {"read", &Scopes::read},
    {"ingest", &Scopes::ingest},
    {"admin", &Scopes::admin},
    {"audit", &Scopes::audit},
};

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::optional<std::string> from_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return {};
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFF);
  }
  return out;
}

/// The token that the request presents, from either form of the header.
std::optional<std::string> presented(std::string_view header) {
  const std::size_t space = header.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view scheme = header.substr(0, space);
  std::string_view rest = header.substr(space);
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.empty()) return {};
  if (equal_ignoring_case(scheme, "bearer")) return std::string(rest);
  if (!equal_ignoring_case(scheme, "basic")) return {};
  const auto pair = from_base64(rest);
  if (!pair) return {};
  const std::size_t colon = pair->find(':');
  if (colon == std::string::npos) return {};
  return pair->substr(colon + 1);
}

/// Looks at every token, so that the time taken tells nothing about which one matched.
const Token* find(const std::vector<Token>& tokens, std::string_view presented_token) {
  const std::string hash = sha256(presented_token);
  const Token* found = nullptr;
  for (const Token& token : tokens)
    if (equal_in_constant_time(token.sha256, hash)) found = &token;
  return found;
}

/// The scope that an access asks for; none where no scope is asked.
const ScopeName* wanted(Access access) {
  switch (access) {
    case Access::read:
      return &kScopes[0];
    case Access::ingest:
      return &kScopes[1];
    case Access::admin:
      return &kScopes[2];
    case Access::audit:
      return &kScopes[3];
    case Access::open:
    case Access::signature:
      return nullptr;
  }
  return nullptr;
}

/// The name in a Host header, its port cut off.
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_ipv4_loopback(std::string_view host) {
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Really from this host, and meant for it: a proxy in front makes the whole world look like loopback, and a
/// web page can point its own name at 127.0.0.1.
bool comes_from_here(const HttpRequest& request) {
  if (!request.loopback) return false;
  for (const char* name : {"forwarded", "x-forwarded-for", "x-real-ip", "via"})
    if (!request.header(name).empty()) return false;
  const std::string_view host = host_name(request.header("host"));
  return host.empty() || equal_ignoring_case(host, "localhost") || host == "[::1]" || is_ipv4_loopback(host);
}

}  // namespace

Result<Scopes> parse_scopes(std::string_view list) {
  Scopes scopes;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view name = list.substr(begin, end - begin);
    begin = end + 1;
    const ScopeName* known = nullptr;
    for (const ScopeName& scope : kScopes)
      if (scope.name == name) known = &scope;
    if (known == nullptr)
      return Error{Code::invalid,
                   "scope: \"" + std::string(name) + "\" is not one of read, ingest, admin, audit"};
    if (scopes.*known->member)
      return Error{Code::invalid, "scope: \"" + std::string(name) + "\" comes twice"};
    scopes.*known->member = true;
  }
  return scopes;
}

std::string format_scopes(const Scopes& scopes) {
  std::string out;
  for (const ScopeName& scope : kScopes) {
    if (!(scopes.*scope.member)) continue;
    if (!out.empty()) out += ',';
    out += scope.name;
  }
  return out;
}

void TokenTable::replace(std::vector<Token> tokens) {
  auto next = std::make_shared<const std::vector<Token>>(std::move(tokens));
  const std::lock_guard lock(mutex_);
  tokens_ = std::move(next);
}

TokenTable::Snapshot TokenTable::snapshot() const {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

Result<std::string> authorise(const HttpRequest& request, Access access, const AccessRules& rules) {
  const ScopeName* scope = wanted(access);
  if (scope == nullptr) return std::string();
  if (request.control && access != Access::audit) return std::string("unix");
  const std::string_view header = request.header("authorization");
  if (header.empty()) {
    if (access == Access::read && rules.loopback_read && comes_from_here(request))
      return std::string("loopback");
    return Error{Code::unauthorised, "Authorization: a bearer token is needed"};
  }
  const auto token = presented(header);
  const Token* known = token && rules.tokens ? find(*rules.tokens, *token) : nullptr;
  if (known == nullptr) return Error{Code::unauthorised, "Authorization: no such token"};
  const bool implied = known->scopes.admin && access != Access::audit;
  if (!implied && !(known->scopes.*scope->member))
    return Error{Code::forbidden,
                 "token \"" + known->name + "\" lacks the scope " + std::string(scope->name)};
  return known->name;
}

}  // namespace shiptally::net
