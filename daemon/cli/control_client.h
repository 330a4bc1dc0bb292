#pragma once

#include <string>

#include "daemon/net/client.h"

namespace shiptally::cli {

/// Asks the daemon of a data directory over its unix socket.  Code::not_found when none is running,
/// Code::unavailable when it cannot be reached.
Result<net::ClientAnswer> ask_daemon(const std::string& data_dir, const std::string& method,
                                     const std::string& target, std::string_view body = {},
                                     net::Fields headers = {});

/// What an answer with a status other than 200 says, for a person.
Error refusal(const net::ClientAnswer& answer);

/// For a query string: everything but letters, digits and "-._~" as %XX.
std::string percent_encoded(const std::string& text);

/// Prints "shiptally: message" on standard error; gives the exit code that belongs to the error.
int fail(const Error& error);

}  // namespace shiptally::cli
