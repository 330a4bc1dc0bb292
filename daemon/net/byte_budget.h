#pragma once
// How much memory all users of a kind may hold together, and the share of one of them.  Not thread-safe.

#include <cstddef>

namespace shiptally::net {

/// A sum with a bound.  What is taken from a budget with a parent counts there too.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes_max, ByteBudget* parent = nullptr)
      : bytes_max_(bytes_max), parent_(parent) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  std::size_t bytes_max() const { return bytes_max_; }
  std::size_t used() const { return used_; }

  /// False, and nothing taken, when it does not fit here or in the parent.
  bool take(std::size_t bytes) {
    if (bytes > bytes_max_ - used_) return false;
    if (parent_ != nullptr && !parent_->take(bytes)) return false;
    used_ += bytes;
    return true;
  }
  void give_back(std::size_t bytes) {
    used_ -= bytes;
    if (parent_ != nullptr) parent_->give_back(bytes);
  }

 private:
  const std::size_t bytes_max_;
  ByteBudget* const parent_;
  std::size_t used_ = 0;
};

/// What one user holds of a budget, given back at its end.
class BudgetShare {
 public:
  explicit BudgetShare(ByteBudget& budget) : budget_(budget) {}
  ~BudgetShare() { budget_.give_back(bytes_); }
  BudgetShare(const BudgetShare&) = delete;
  BudgetShare& operator=(const BudgetShare&) = delete;

  /// False, and nothing changed, when there is no room for the growth.  Shrinking always succeeds.
  bool resize(std::size_t bytes) {
    if (bytes > bytes_ && !budget_.take(bytes - bytes_)) return false;
    if (bytes < bytes_) budget_.give_back(bytes_ - bytes);
    bytes_ = bytes;
    return true;
  }

 private:
  ByteBudget& budget_;
  std::size_t bytes_ = 0;
};

}  // namespace shiptally::net
