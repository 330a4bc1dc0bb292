#pragma once
// How long a question is worked on, and the one way out of the middle of that work.

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "schema/base/result.h"

namespace shiptally {

/// Ends the work on an answer from deep inside it: the deadline has passed, nobody waits for it any more, or
/// it outgrew its bounds.  Whoever began the work catches it and answers with the error.
class AnswerEnded : public std::runtime_error {
 public:
  explicit AnswerEnded(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

/// Tells work that takes long whether it should go on.  It asks whoever made it, who knows the clock and the
/// client: the layers that work have neither.  Cheap to copy; as thread-safe as what it asks.
class Interruption {
 public:
  /// Why the work should end; none while it should go on.
  using Ask = std::function<std::optional<Error>()>;

  Interruption() = default;  ///< never interrupts
  explicit Interruption(Ask ask) : ask_(std::make_shared<const Ask>(std::move(ask))) {}

  std::optional<Error> why() const { return ask_ ? (*ask_)() : std::nullopt; }
  /// Throws AnswerEnded when the work should end.  Costs a look at the clock: once a row of an answer, or
  /// once some thousand steps of less.
  void check() const {
    if (auto reason = why()) throw AnswerEnded(std::move(*reason));
  }

 private:
  std::shared_ptr<const Ask> ask_;
};

}  // namespace shiptally
