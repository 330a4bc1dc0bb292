#pragma once
// The demo's requests: a daily curve, a weekly pattern, and whatever the story did to them.

#include <functional>

#include "daemon/demo/story.h"
#include "schema/request.h"

namespace shiptally::demo {

struct Call {
  std::size_t service, model;  ///< indices into services() and models()
  Request request;             ///< its views live as long as the cast and the story
  std::int64_t user;           ///< number of the caller's user
};

/// Hands out the requests in order of time.
void traffic(Window window, int requests_per_day, const Story& story, std::uint64_t seed,
             const std::function<void(const Call&)>& take);

}  // namespace shiptally::demo
