#include "daemon/cli/check_door.h"

#include <algorithm>

#include "collectors/collector.h"

namespace shiptally::cli {
namespace {

class CheckDoor final : public FactDoor {
 public:
  explicit CheckDoor(Instant now) : now_(now) {}

  void deliver(std::string_view path, std::string ndjson, std::optional<Cursor>, Done done) override {
    const auto all = collectors::registry();
    const auto collector =
        std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.path == path; });
    if (collector == all.end()) return done(Error{Code::not_found, "no collector at " + std::string(path)});
    auto decoded = collector->decode({std::move(ndjson), {}, now_});
    if (decoded.has_error()) return done(decoded.error());
    done(ingest::Outcome{{}, std::move(decoded->rejected), decoded->ignored});
  }
  bool keeps_order() const override { return true; }
  Result<std::optional<std::string>> position(const std::string&) override {
    return std::optional<std::string>();
  }

 private:
  const Instant now_;
};

}  // namespace

std::unique_ptr<FactDoor> open_check_door(Instant now) { return std::make_unique<CheckDoor>(now); }

}  // namespace shiptally::cli
