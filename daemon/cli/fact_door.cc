#include "daemon/cli/fact_door.h"

#include <future>
#include <thread>

#include "daemon/app/rules.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/daemon_door.h"
#include "daemon/cli/offline_door.h"

namespace shiptally::cli {

void Taken::add(const ingest::Outcome& outcome) {
  if (rejected == 0 && !outcome.rejected.empty()) {
    const Rejection& first = outcome.rejected.front();
    first_rejection = "row " + std::to_string(rows() + first.index + 1) + ": " + first.error;
  }
  accepted += outcome.receipt.accepted;
  duplicate += outcome.receipt.duplicate;
  rejected += outcome.rejected.size();
  ignored += outcome.ignored;
}

Result<void> post(FactDoor& door, std::string_view path, std::string ndjson, Taken& taken) {
  std::promise<Result<ingest::Outcome>> answered;
  door.deliver(path, std::move(ndjson), {},
               [&](Result<ingest::Outcome> outcome) { answered.set_value(std::move(outcome)); });
  const Result<ingest::Outcome> outcome = answered.get_future().get();
  if (outcome.has_error()) return outcome.error();
  taken.add(*outcome);
  return {};
}

Result<std::unique_ptr<FactDoor>> open_fact_door(const std::string& data_dir,
                                                 const std::string& config_file) {
  if (ask_daemon(data_dir, "GET", "/-/healthy").has_value())
    return open_daemon_door(data_dir, [](Millis pause) { std::this_thread::sleep_for(pause); });
  auto config = app::load_config(config_file);
  if (config.has_error()) return config.error();
  config->data_dir = data_dir;
  return open_offline_door(*config);
}

}  // namespace shiptally::cli
