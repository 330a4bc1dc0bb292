#include "daemon/cli/daemon_door.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "collectors/own/answer.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/delivery_queue.h"
#include "daemon/cli/patience.h"

namespace shiptally::cli {
namespace {

constexpr int kConnections = 2;
constexpr Millis kRestartPatience = std::chrono::seconds(30);  ///< with one that does not answer

/// 200, or 422 where every row was rejected: both list what became of the rows.
bool tells_rows(int status) { return status == 200 || status == 422; }

Result<ingest::Outcome> read_answer(const net::ClientAnswer& answer) {
  if (answer.status == 400) return Error{Code::unreadable, refusal(answer).message};
  if (!tells_rows(answer.status)) return refusal(answer);
  auto rows = collectors::read_write_answer(answer.body);
  if (rows.has_error()) return rows.error();
  return ingest::Outcome{rows->receipt, std::move(rows->rejected), rows->ignored};
}

class DaemonDoor final : public FactDoor {
 public:
  DaemonDoor(std::string data_dir, std::function<void(Millis)> wait)
      : data_dir_(std::move(data_dir)), wait_(std::move(wait)) {
    for (int i = 0; i < kConnections; ++i)
      senders_.emplace_back([this] {
        while (auto delivery = queue_.take()) delivery->done(send(*delivery));
      });
  }
  ~DaemonDoor() override {
    queue_.close();
    for (std::thread& sender : senders_) sender.join();
  }

  void deliver(std::string_view path, std::string ndjson, std::optional<Cursor> cursor, Done done) override {
    queue_.push({std::string(path), std::move(ndjson), std::move(cursor), std::move(done)});
  }
  bool keeps_order() const override { return false; }

  Result<std::optional<std::string>> position(const std::string& cursor) override {
    const auto answer = ask_daemon(data_dir_, "GET", "/-/cursor?name=" + percent_encoded(cursor));
    if (answer.has_error()) return answer.error();
    if (answer->status != 200) return refusal(*answer);
    if (answer->body.empty()) return std::optional<std::string>();
    return std::optional(answer->body);
  }

 private:
  Result<ingest::Outcome> send(const Delivery& delivery) const {
    net::Fields headers;
    if (delivery.cursor)
      headers = {{std::string(ingest::kCursorHeader), delivery.cursor->name},
                 {std::string(ingest::kPositionHeader), delivery.cursor->position}};
    for (Millis waited{};;) {
      const auto answer = ask_daemon(data_dir_, "POST", delivery.path, delivery.text, headers);
      const bool away = answer.has_error() &&
                        (answer.error().code == Code::unavailable || answer.error().code == Code::not_found);
      const bool later = answer.has_value() && (answer->status == 429 || answer->status == 503);
      const bool again = (away && waited < kRestartPatience) || (later && waited < kPatience);
      if (!again) return answer.has_error() ? Result<ingest::Outcome>(answer.error()) : read_answer(*answer);
      const Millis pause = later ? std::max(kPause, answer->retry_after) : kPause;
      wait_(pause);
      waited += pause;
    }
  }

  const std::string data_dir_;
  const std::function<void(Millis)> wait_;
  DeliveryQueue queue_{kWaitingMax};
  std::vector<std::thread> senders_;  ///< last: they use all of the above
};

}  // namespace

std::unique_ptr<FactDoor> open_daemon_door(const std::string& data_dir, std::function<void(Millis)> wait) {
  return std::make_unique<DaemonDoor>(data_dir, std::move(wait));
}

}  // namespace shiptally::cli
