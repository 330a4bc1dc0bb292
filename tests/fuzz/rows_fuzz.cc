// Bodies of every collector of the registry: the first byte chooses it, the second what GitHub says the
// message is.  Whatever comes, each row is a fact, a rejection or ignored, and what is kept can be written as
// text.

#include "collectors/collector.h"
#include "collectors/decode/rows.h"
#include "schema/base/utf8.h"
#include "tests/fuzz/input.h"

namespace shiptally::collectors {
namespace {

using fuzz::require;

constexpr const char* kGithubEvents[] = {
    "push",          "pull_request", "pull_request_review", "pull_request_review_comment",
    "issue_comment", "deployment",   "deployment_status",   "star"};

bool is_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = utf8_character(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

void check_texts(const RequestBatch& batch) {
  for (const Request& r : batch.rows) {
    const Series& s = r.series;
    for (const std::string_view text : {s.service, s.team, s.environment, s.provider, s.model, s.route,
                                        s.tier, s.region, r.user, r.trace_id, r.version, r.tags})
      require(is_text(text), "a request's texts are UTF-8", text);
  }
}

void run(fuzz::Input input) {
  const Collector& collector = registry()[input.choice(registry().size())];
  Delivery delivery{{}, {}, fuzz::kNow};
  delivery.headers = {{"x-github-event", kGithubEvents[input.choice(std::size(kGithubEvents))]}};
  delivery.body = fuzz::body_of(input.rest());
  const Result<Decoded> decoded = collector.decode(std::move(delivery));
  const Result<std::vector<Row>> split = rows(input.rest());
  if (split.has_error()) return require(decoded.has_error(), "a body without rows is refused");
  if (decoded.has_error()) return;
  const std::size_t known = decoded->rejected.size() + decoded->ignored;
  if (collector.path.starts_with("/v1/"))
    require(decoded->facts.size() + known == split->size(), "every row is in the answer");
  for (const Rejection& r : decoded->rejected) require(r.index < split->size(), "a rejected row is one");
  check_texts(decoded->facts.requests);
}

}  // namespace
}  // namespace shiptally::collectors

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  shiptally::collectors::run({data, size});
  return 0;
}
