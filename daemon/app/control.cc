#include "daemon/app/control.h"

#include <algorithm>

namespace shiptally::app {
namespace {

constexpr std::size_t kSha256Bytes = 32;
constexpr std::size_t kNameLengthMax = 128;

std::string parameter(const net::HttpRequest& request, std::string_view name) {
  const auto at = std::find_if(request.query.begin(), request.query.end(),
                               [&](const auto& field) { return field.first == name; });
  return at == request.query.end() ? std::string() : at->second;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// Raw bytes of lower-case hex; empty when it is none.
std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

bool plain_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameLengthMax &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

Result<store::TokenRow> read_token(const net::HttpRequest& request, Instant now) {
  store::TokenRow row;
  row.name = parameter(request, "name");
  row.created = now;
  if (!plain_name(row.name))
    return Error{Code::invalid, "name: 1 to 128 characters without spaces or control characters"};
  const auto scopes = net::parse_scopes(parameter(request, "scope"));
  if (scopes.has_error()) return scopes.error();
  std::string list = net::format_scopes(*scopes);
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    row.scopes.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  row.sha256 = from_hex(parameter(request, "sha256"));
  if (row.sha256.size() != kSha256Bytes) return Error{Code::invalid, "sha256: expected 64 hex digits"};
  return row;
}

net::HttpResponse done_or(const Result<void>& result) {
  return result.has_error() ? net::error_response(result.error())
                            : net::HttpResponse{200, "application/json", "{}", {}};
}

std::string list_tokens(const TokenBook& tokens) {
  std::string out;
  for (const store::TokenRow& row : tokens.rows()) {
    out += row.name + '\t' + net::format_scopes(to_token(row).scopes) + '\t' + format_instant(row.created);
    out += row.revoked ? "\trevoked\n" : "\n";
  }
  return out;
}

}  // namespace

std::filesystem::path control_socket(const std::filesystem::path& data_dir) {
  return data_dir / "control.sock";
}

std::vector<net::Route> token_routes(TokenBook* tokens, WorkerPool* workers, std::function<Instant()> now) {
  // A change waits for its commit, which the io thread must not.
  const auto run = [workers](net::Respond respond, std::function<net::HttpResponse()> work) {
    const bool taken = workers->try_post(1, [respond, work](std::size_t) { respond(work()); });
    if (!taken) respond(net::error_response({Code::overloaded, "too much work waits"}));
  };
  return {
      {"POST", "/-/tokens", net::Access::admin,
       [tokens, run, now](net::HttpRequest request, net::Respond respond) {
         auto row = read_token(request, now());
         if (row.has_error()) return respond(net::error_response(row.error()));
         run(std::move(respond), [tokens, row = *row] { return done_or(tokens->put(row)); });
       }},
      {"DELETE", "/-/tokens", net::Access::admin,
       [tokens, run](net::HttpRequest request, net::Respond respond) {
         run(std::move(respond),
             [tokens, name = parameter(request, "name")] { return done_or(tokens->revoke(name)); });
       }},
      {"GET", "/-/tokens", net::Access::admin,
       [tokens](net::HttpRequest, net::Respond respond) {
         respond({200, "text/plain; charset=utf-8", list_tokens(*tokens), {}});
       }},
  };
}

}  // namespace shiptally::app
