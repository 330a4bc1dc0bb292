// An invented organisation for whoever wants to look before connecting anything.

#include <chrono>
#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/fact_door.h"
#include "daemon/clock/clock.h"
#include "daemon/config/price_book.h"
#include "daemon/demo/organisation.h"

namespace shiptally::cli {

int demo(const DemoFlags& flags) {
  // Through the HTTP door only: what the demo shows is what a sender's events would show.
  if (const auto health = ask_daemon(flags.data_dir, "GET", "/-/healthy"); health.has_error())
    return fail(
        {Code::not_found, health.error().message + "; the demo needs a running daemon: shiptally serve"});
  const auto door = open_fact_door(flags.data_dir, "");
  if (door.has_error()) return fail(door.error());
  const auto prices = config::shipped_price_book();
  if (prices.has_error()) return fail(prices.error());

  demo::DemoOptions options;
  options.end = clock::system_time();
  if (flags.requests_per_day > 0) options.requests_per_day = static_cast<int>(flags.requests_per_day);
  Taken taken;
  const auto summary =
      demo::write_demo(options, *prices, [&](std::string_view path, std::string_view ndjson) {
        return post(**door, path, std::string(ndjson), taken);
      });
  if (summary.has_error()) return fail(summary.error());
  std::cout << "demo data, invented: " << summary->deployments << " deployment events, " << summary->commits
            << " commits, " << summary->changes << " changes, " << summary->reviews << " reviews, "
            << summary->incidents << " incident events, " << summary->requests << " requests, "
            << summary->charges << " charges, " << summary->usage << " rows of usage reports\n";
  if (taken.rejected == 0) return kDone;
  return fail({Code::internal,
               std::to_string(taken.rejected) + " events were rejected, first " + taken.first_rejection});
}

}  // namespace shiptally::cli
