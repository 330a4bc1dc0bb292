#include "daemon/app/store_watch.h"

#include "daemon/log/log.h"

namespace shiptally::app {
namespace {

using Kind = store::Trouble::Kind;

void tell(const store::Trouble& trouble) {
  switch (trouble.kind) {
    case Kind::refusing:
      return spdlog::error("not ready: the database cannot be written: {}", trouble.reason);
    case Kind::stalled:
      return spdlog::critical("not ready: {}", trouble.reason);
    case Kind::damaged:
      return spdlog::critical("not ready: the database is damaged: {}; restore a backup", trouble.reason);
    case Kind::unsure:
      return spdlog::critical("{}; stopping, so that a restart reads what is on the disk", trouble.reason);
    case Kind::gone:
      return spdlog::critical("{}: nothing more can be stored; stopping", trouble.reason);
  }
}

}  // namespace

void StoreWatch::look(const std::optional<store::Trouble>& trouble, const net::Systemd& systemd) {
  const std::optional<Kind> kind = trouble ? std::optional(trouble->kind) : std::nullopt;
  if (kind == told_) return;
  told_ = kind;
  (void)systemd.status(trouble ? "not ready: " + trouble->reason : "ready");
  if (trouble) return tell(*trouble);
  spdlog::info("ready again: the database is written");
}

bool StoreWatch::is_alive(const std::optional<store::Trouble>& trouble) {
  return !trouble || trouble->kind == Kind::refusing || trouble->kind == Kind::damaged;
}

}  // namespace shiptally::app
