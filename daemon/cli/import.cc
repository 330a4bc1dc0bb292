// Files of our own events, one JSON object a line.

#include <fstream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/ndjson_sender.h"

namespace shiptally::cli {
namespace {

/// Equal lines of a bill are told apart by counting them within their body, so a bill travels in one piece.
/// Other rows are told apart by themselves.
std::size_t delivery_bytes(std::string_view kind) {
  return kind == "charges" ? std::string::npos : NdjsonSender::kDeliveryBytes;
}

Result<void> send_file(const std::string& file, NdjsonSender& sender) {
  std::ifstream in(file);
  if (!in) return Error{Code::not_found, file + ": cannot open"};
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    if (auto sent = sender.add(line); sent.has_error()) return sent;
  }
  if (in.bad()) return Error{Code::unavailable, file + ": cannot read"};
  return sender.flush();
}

}  // namespace

int import_files(const ImportFlags& flags) {
  const auto door = open_fact_door(flags.data_dir, flags.config_file);
  if (door.has_error()) return fail(door.error());
  NdjsonSender sender(**door, "/v1/" + flags.kind, delivery_bytes(flags.kind));
  for (const std::string& file : flags.files)
    if (const auto sent = send_file(file, sender); sent.has_error()) return fail(sent.error());
  return sender.report();
}

}  // namespace shiptally::cli
