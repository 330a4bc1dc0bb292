#include "daemon/cli/fact_door.h"

#include <algorithm>
#include <chrono>
#include <future>

#include "collectors/answer.h"
#include "daemon/app/rules.h"
#include "daemon/cli/control_client.h"

namespace shiptally::cli {
namespace {

Result<void> add_answer(std::string_view json, Taken& taken) {
  const auto answer = collectors::read_write_answer(json);
  if (answer.has_error()) return answer.error();
  if (taken.rejected == 0 && answer->rejected > 0)
    taken.first_rejection =
        "row " + std::to_string(taken.rows() + answer->first_rejected_row + 1) + ": " + answer->first_reason;
  taken.accepted += answer->accepted;
  taken.duplicate += answer->duplicate;
  taken.rejected += answer->rejected;
  return {};
}

/// 200, or 422 where every row was rejected: both list what became of the rows.
bool tells_rows(int status) { return status == 200 || status == 422; }

class DaemonDoor final : public FactDoor {
 public:
  explicit DaemonDoor(std::string data_dir) : data_dir_(std::move(data_dir)) {}

  Result<void> post(std::string_view path, std::string ndjson, Taken& taken) override {
    const auto answer = ask_daemon(data_dir_, "POST", std::string(path), std::move(ndjson));
    if (answer.has_error()) return answer.error();
    if (!tells_rows(answer->status)) return refusal(*answer);
    return add_answer(answer->body, taken);
  }

 private:
  std::string data_dir_;
};

/// The same pipeline as the daemon's, without its sockets.
class OfflineDoor final : public FactDoor {
 public:
  static Result<std::unique_ptr<FactDoor>> open(const std::string& data_dir, const config::Config& config) {
    auto rules = app::read_rules(config);
    if (rules.has_error()) return rules.error();
    store::Options options;
    options.directory = data_dir;
    options.now = now;
    auto store = store::Store::open(std::move(options));
    if (store.has_error()) return store.error();
    auto sealer = app::Sealer::open(app::user_key_file(config));
    if (sealer.has_error()) return sealer.error();
    return std::unique_ptr<FactDoor>(new OfflineDoor(std::move(*store), std::move(*sealer), rules->ingest));
  }

  Result<void> post(std::string_view path, std::string ndjson, Taken& taken) override {
    const auto all = collectors::registry();
    const auto collector =
        std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.path == path; });
    if (collector == all.end()) return Error{Code::not_found, "no collector at " + std::string(path)};
    std::promise<net::HttpResponse> answered;
    net::HttpRequest request;
    request.body = std::move(ndjson);
    ingest_.accept(*collector, std::move(request),
                   [&](net::HttpResponse r) { answered.set_value(std::move(r)); });
    const net::HttpResponse response = answered.get_future().get();
    if (!tells_rows(response.status)) return Error{Code::invalid, response.body};
    return add_answer(response.body, taken);
  }

 private:
  OfflineDoor(std::unique_ptr<store::Store> store, app::Sealer sealer, app::IngestRules rules)
      : store_(std::move(store)),
        decoders_(1, 16, 64U << 20),
        ingest_(*store_, decoders_, std::move(sealer), {}, now,
                [](std::string_view, std::string_view, std::size_t) {}) {
    ingest_.set_rules(std::move(rules));
  }
  static Instant now() { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

  std::unique_ptr<store::Store> store_;
  app::WorkerPool decoders_;
  app::Ingest ingest_;
};

}  // namespace

Result<std::unique_ptr<FactDoor>> open_fact_door(const std::string& data_dir,
                                                 const std::string& config_file) {
  if (ask_daemon(data_dir, "GET", "/-/healthy").has_value())
    return std::unique_ptr<FactDoor>(new DaemonDoor(data_dir));
  auto config = app::load_config(config_file);
  if (config.has_error()) return config.error();
  config->data_dir = data_dir;
  return OfflineDoor::open(data_dir, *config);
}

}  // namespace shiptally::cli
