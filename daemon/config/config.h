#pragma once
// The configuration: one struct, every default on its member.  packaging/shiptally.yaml shows the same
// values with a comment each; a test keeps the two equal.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/result.h"
#include "schema/bill_mapping.h"
#include "schema/money_rules.h"
#include "schema/name_rules.h"
#include "schema/path_rules.h"
#include "schema/price.h"
#include "schema/provider_account.h"
#include "schema/report_rules.h"

namespace shiptally::config {

/// Where to listen.
struct Endpoint {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6, without brackets
  std::uint16_t port = 8255;          ///< 0: any that is free
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// Bounds of everything that could grow or wait.  In the file a bare number has the unit of its key;
/// "16MiB" and "30s" are clearer.
struct Limits {
  std::size_t header_bytes = 16U << 10;         ///< request line and headers of one request
  std::size_t body_bytes = 16U << 20;           ///< one body as sent
  std::size_t unproven_body_bytes = 5U << 20;   ///< the same of hooks, whose signature covers the body
  std::size_t decoded_bytes = 64U << 20;        ///< one body with its Content-Encoding undone
  std::size_t connections = 1024;               ///< TCP, in all
  std::size_t connections_per_address = 256;    ///< TCP, from one address
  std::size_t decode_queue_bytes = 128U << 20;  ///< bodies that wait to be decoded
  std::size_t queue_rows = 500'000;             ///< decoded rows that wait for the writer
  std::size_t queue_bytes = 256U << 20;         ///< the same in bytes
  Millis queue_wait{500};  ///< what would wait longer for the writer is refused (queue_wait_ms)
  std::size_t answer_bytes = 128U << 20;  ///< all answers that are being sent
  std::size_t series = 20'000;            ///< of requests, that are in use at a time
  Millis query_deadline{10'000};          ///< a read of the API is given up after this (query_deadline_ms)
  Millis header_deadline{10'000};         ///< from a message's first byte to its body (header_deadline_ms)
  Millis read_deadline{30'000};           ///< from a message's first byte to its last (read_deadline_ms)
  Millis idle_deadline{60'000};           ///< of a connection between messages (idle_deadline_ms)
  Millis shutdown_deadline{15'000};       ///< to drain after SIGTERM (shutdown_deadline_ms)
  Millis write_deadline{10'000};  ///< of a write to the disk, then it is not ready (write_deadline_ms)
  friend bool operator==(const Limits&, const Limits&) = default;
};

/// What the definitions of delivery figures leave to whoever runs the daemon.
struct Delivery {
  Millis incident_window = std::chrono::hours(24);  ///< a deployment may cause incidents this long after it
  /// Globs (schema/base/glob.h) of branches whose changes repair something.
  std::vector<std::string> hotfix_branches = {"hotfix/**", "hotfix-**"};
  std::vector<std::string> revert_branches = {"revert-**", "revert/**"};
  /// services.NAME.paths: a rule for one repository goes before one for any.
  std::vector<PathRule> paths;
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// Files that another program writes, line by line.
struct TailFile {
  std::string file;       ///< absolute path, with wildcards
  std::string kind;       ///< whose collector reads the lines: "requests", "litellm", …
  bool from_end = false;  ///< "from: end": not what is there when the daemon first sees the file
  friend bool operator==(const TailFile&, const TailFile&) = default;
};

struct Config {
  Endpoint listen;
  std::string data_dir = "/var/lib/shiptally";
  LogLevel log_level = LogLevel::info;  ///< log.level
  bool loopback_read = false;           ///< access.loopback_read: reads from this host need no token
  std::string github_secret_file;       ///< hooks.github.secret_file; empty: the hook answers 401
  std::vector<TailFile> tail;           ///< in the file's order
  std::string user_key_file;            ///< key of the HMAC over `user`; empty: generated into data_dir
  std::string high_water_file;          ///< a second high-water mark; empty: only the one in data_dir
  Limits limits;
  Millis slow_query{1'000};  ///< queries.slow_ms: a read of the API that takes this long is logged
  Delivery delivery;
  Millis keep_requests = std::chrono::days(400);  ///< retention.requests: then only their sums are left
  /// retention.confirm_after: how long a clock that jumped must go steadily until it expires requests
  Millis confirm_clock = std::chrono::days(3);
  NameRules names;
  BillRules bills;
  MoneyRules money;                         ///< of exchange rates those of fx.rates only
  std::vector<std::string> fx_files;        ///< fx.files: the ECB's rates
  std::vector<std::string> price_files;     ///< prices.files: price books read after the one that is built in
  std::vector<NegotiatedPrice> negotiated;  ///< prices.negotiated
  std::vector<ProviderAccount> providers;   ///< in the file's order
  std::vector<Fleet> fleet;                 ///< self-hosted machines, in the file's order
  std::vector<ReportRule> reports;          ///< made each month, in the file's order
};

/// Reads a configuration; what the text does not set keeps its default.  Strict: an unknown or repeated
/// key, a wrong type, a value out of range or two values that cannot both hold are errors.  All of them
/// come at once in the error's message, one a line as "file:line: key: reason", in the order of the lines.
/// `credentials_directory` is what $CREDENTIALS_DIRECTORY at the start of a path stands for (systemd's
/// LoadCredential=); no other variable is expanded.  Pure: touches no file.
Result<Config> read_config(std::string_view text, std::string_view file_name,
                           std::string_view credentials_directory = {});

}  // namespace shiptally::config
