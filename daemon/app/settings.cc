#include "daemon/app/settings.h"

#include <algorithm>

#include "daemon/api/control.h"
#include "daemon/log/log.h"

namespace shiptally::app {
namespace {

/// Well before those who send events give up (GitHub after 10 s).
constexpr Millis kEventWaitMax = std::chrono::seconds(4);

}  // namespace

// Files wait as long as they must: they stay where they are.
ByUrgency<Millis> wait_max(const config::Limits& limits) {
  return {kEventWaitMax, kEventWaitMax, limits.queue_wait, Millis(0)};
}

store::Options store_options(const config::Config& config, std::function<Instant()> now) {
  store::Options options;
  options.directory = config.data_dir;
  options.queue_rows_max = config.limits.queue_rows;
  options.queue_bytes_max = config.limits.queue_bytes;
  options.wait_max = wait_max(config.limits);
  options.series_max = config.limits.series;
  options.stall = config.limits.write_deadline;
  options.second_mark = config.high_water_file;
  options.on_notice = [](std::string_view text) { spdlog::error("store: {}", text); };
  options.now = std::move(now);
  return options;
}

net::ServerOptions server_options(const config::Config& config) {
  net::ServerOptions options;
  options.address = config.listen.address;
  options.port = config.listen.port;
  options.unix_socket = api::control_socket(config.data_dir).string();
  options.limits.header_bytes = config.limits.header_bytes;
  options.limits.body_bytes = config.limits.body_bytes;
  // Two of the largest bodies at once, or one alone could never come in.
  options.limits.open_body_bytes = std::max(options.limits.open_body_bytes, 2 * config.limits.body_bytes);
  options.limits.unproven_body_bytes = config.limits.unproven_body_bytes;
  // A small share of the whole, but never less than one of them.
  options.limits.open_unproven_bytes =
      std::max(options.limits.open_body_bytes / 8, config.limits.unproven_body_bytes);
  options.limits.answer_bytes = config.limits.answer_bytes;
  options.limits.connections = config.limits.connections;
  options.limits.connections_per_address = config.limits.connections_per_address;
  options.limits.header_deadline = config.limits.header_deadline;
  options.limits.read_deadline = config.limits.read_deadline;
  options.limits.idle_deadline = config.limits.idle_deadline;
  return options;
}

}  // namespace shiptally::app
