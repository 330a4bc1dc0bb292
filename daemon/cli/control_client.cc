#include "daemon/cli/control_client.h"

#include <filesystem>
#include <iostream>

#include "daemon/api/control.h"
#include "daemon/cli/commands.h"

namespace shiptally::cli {

Result<net::ClientAnswer> ask_daemon(const std::string& data_dir, const std::string& method,
                                     const std::string& target, std::string_view body, net::Fields headers) {
  net::ClientRequest request;
  request.unix_socket = api::control_socket(data_dir).string();
  request.url = "http://shiptally" + target;
  request.method = method;
  request.body = body;
  request.headers = std::move(headers);
  request.timeout = std::chrono::minutes(5);
  std::error_code error;
  const bool there = std::filesystem::exists(request.unix_socket, error);
  if (error) return Error{Code::unavailable, request.unix_socket + ": " + error.message()};
  if (!there) return Error{Code::not_found, "no daemon runs on " + data_dir};
  return net::call(request);
}

Error refusal(const net::ClientAnswer& answer) {
  return {answer.status == 503 ? Code::unavailable : Code::invalid,
          "the daemon answered " + std::to_string(answer.status) + ": " + answer.body};
}

std::string percent_encoded(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return out;
}

int fail(const Error& error) {
  std::cerr << "shiptally: " << error.message << '\n';
  if (error.code == Code::unsupported) return kBadConfig;
  return error.code == Code::in_use ? kDataInUse : kFailed;
}

}  // namespace shiptally::cli
