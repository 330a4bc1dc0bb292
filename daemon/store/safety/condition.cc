#include "daemon/store/safety/condition.h"

namespace shiptally::store {

void Condition::wrote() {
  if (refuses_) refuses_ = false;
}

void Condition::refused(std::string reason) {
  const std::lock_guard lock(mutex_);
  refusal_ = std::move(reason);
  refuses_ = true;
}

void Condition::fail(Trouble trouble) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(trouble);
  failed_ = true;
}

bool Condition::stalled(Time now) const {
  const std::int64_t since = busy_since_;
  return since != kIdle && now - Time(Time::duration(since)) > stall_;
}

std::optional<Trouble> Condition::failure() const {
  if (!failed_) return {};
  const std::lock_guard lock(mutex_);
  return failure_;
}

std::optional<Trouble> Condition::trouble(Time now) const {
  if (auto found = failure()) return found;
  if (stalled(now))
    return Trouble{Trouble::Kind::stalled, "the disk has not taken a write for " +
                                               std::to_string(stall_.count() / 1000) + " s or more"};
  if (!refuses_) return {};
  const std::lock_guard lock(mutex_);
  return Trouble{Trouble::Kind::refusing, refusal_};
}

}  // namespace shiptally::store
