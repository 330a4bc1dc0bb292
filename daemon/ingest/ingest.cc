#include "daemon/ingest/ingest.h"

#include "daemon/log/guard.h"
#include "daemon/log/log.h"
#include "daemon/net/encoding.h"
#include "daemon/net/secret.h"
#include "schema/base/json.h"

namespace shiptally::ingest {
namespace {

/// The sender's signature over the raw body, before anything is parsed.
Result<void> check_proof(const collectors::Collector& collector, const net::HttpRequest& request,
                         const std::map<std::string, std::string>& secrets) {
  if (collector.proof == collectors::Proof::bearer) return {};  // the listener has checked the token
  const auto secret = secrets.find(std::string(collector.name));
  if (secret == secrets.end())
    return Error{Code::unauthorised,
                 "no secret is configured: hooks." + std::string(collector.name) + ".secret_file"};
  const std::string_view signature = request.header("x-hub-signature-256");
  if (signature.empty()) return Error{Code::unauthorised, "X-Hub-Signature-256: missing"};
  if (!net::verify_github(secret->second, request.body, signature))
    return Error{Code::unauthorised, "X-Hub-Signature-256: does not match the body"};
  return {};
}

/// The command line's word for how far it has read a file; senders elsewhere have none.
std::optional<Cursor> cursor_of(const net::HttpRequest& request) {
  const std::string_view name = request.header(kCursorHeader);
  if (!request.control || name.empty()) return {};
  return Cursor{std::string(name), std::string(request.header(kPositionHeader))};
}

/// The command line sends what it reads from files.
Urgency urgency_of(const collectors::Collector& collector, const net::HttpRequest& request) {
  return request.control ? Urgency::file : collector.urgency;
}

/// 200, or 422 where every row was rejected.
net::HttpResponse answer_of(const Outcome& outcome) {
  net::HttpResponse response;
  const std::size_t taken = outcome.receipt.accepted + outcome.receipt.duplicate;
  response.status = taken == 0 && !outcome.rejected.empty() ? 422 : 200;
  response.body = write_answer(outcome);
  return response;
}

}  // namespace

std::vector<WorkerPool::Lane> decode_lanes(std::size_t bytes) {
  constexpr std::size_t kJobsMax = 4096;
  return {{kJobsMax, bytes / 8, kDecodeThreads},
          {kJobsMax, bytes / 8, 1},
          {kJobsMax, bytes / 2, 1},
          {kJobsMax, bytes / 4, 1}};
}

Ingest::Ingest(store::Store& store, WorkerPool& decoders, Sealer sealer, IngestLimits limits,
               std::function<TimeSpan()> now, CountRows count)
    : store_(store),
      decoders_(decoders),
      sealer_(std::move(sealer)),
      limits_(limits),
      now_(std::move(now)),
      count_(std::move(count)) {}

void Ingest::set_rules(IngestRules rules) {
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

IngestRules Ingest::rules() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

/// By what waits for the decoder and for the writer, which is where it would wait.
Result<void> Ingest::admit(Urgency urgency) const {
  const Millis wait_max = limits_.wait_max[index(urgency)];
  if (wait_max == Millis(0)) return {};
  const Millis wait = backlog_.expected_wait(urgency) + store_.expected_wait(urgency);
  if (wait <= wait_max) return {};
  return Error{Code::overloaded, "busy: this would take " + std::to_string(wait.count()) + " ms"};
}

void Ingest::accept(const collectors::Collector& collector, net::HttpRequest request, net::Respond respond) {
  const Urgency urgency = urgency_of(collector, request);
  if (const auto admitted = admit(urgency); admitted.has_error())
    return respond(net::error_response(admitted.error()));
  const std::size_t bytes = request.body.size();
  // std::function wants to copy its target, so what must not be copied travels in a shared_ptr.
  auto message = std::make_shared<DecodeBacklog::Message>(backlog_, urgency, bytes);
  auto shared = std::make_shared<net::HttpRequest>(std::move(request));
  const auto decode = [this, &collector, message = std::move(message), shared, respond](std::size_t) {
    message->begin();
    process(collector, std::move(*shared), respond);
  };
  if (!decoders_.try_post(bytes, decode, index(urgency)))
    respond(net::error_response({Code::overloaded, "too many deliveries wait to be decoded"}));
}

Result<collectors::Decoded> Ingest::decode(const collectors::Collector& collector, net::HttpRequest request,
                                           const IngestRules& rules) const {
  if (auto proof = check_proof(collector, request, *rules.secrets); proof.has_error()) return proof.error();
  auto body = net::decode_body(request.header("content-encoding"), std::move(request.body),
                               limits_.decoded_bytes, limits_.ratio_max);
  if (body.has_error()) return body.error();
  return collector.decode(delivery_of(std::move(*body), std::move(request.headers), rules));
}

/// Too late or too early is only what is so by all that is known of the time.  What has expired stays
/// expired, also when the config keeps requests longer from now on.
collectors::Delivery Ingest::delivery_of(std::string body, net::Fields headers,
                                         const IngestRules& rules) const {
  const TimeSpan now = now_();
  const Instant requests_from = std::max(now.earliest - rules.keep_requests, store_.requests_kept_from());
  return {std::move(body), std::move(headers), now.latest, requests_from};
}

/// Every sender is told; the log says it once when it begins and once when it is over.
void Ingest::note_store(const Result<Receipt>& receipt) {
  if (receipt.has_value()) {
    if (store_refuses_.exchange(false)) spdlog::info("facts are stored again");
  } else if (!store_refuses_.exchange(true)) {
    spdlog::error("facts cannot be stored, their senders are told to retry: {}", receipt.error().message);
  }
}

/// Counted with the answer: a delivery that is refused for now comes again.
void Ingest::count_outcomes(std::string_view source, const Outcome& outcome) const {
  count_(source, "accepted", outcome.receipt.accepted);
  count_(source, "duplicate", outcome.receipt.duplicate);
  count_(source, "rejected", outcome.rejected.size());
  count_(source, "ignored", outcome.ignored);
}

void Ingest::make_ready(const collectors::Collector& collector, const IngestRules& rules,
                        collectors::Decoded& decoded) const {
  decoded.facts.source = collector.name;
  rules.normaliser->apply(decoded.facts);
  sealer_.seal(decoded.facts.requests);
}

Result<collectors::Decoded> Ingest::read(const collectors::Collector& collector, std::string text) const {
  if (text.empty()) return collectors::Decoded{};
  const IngestRules rules = this->rules();
  auto decoded = collector.decode(delivery_of(std::move(text), {}, rules));
  if (decoded.has_value()) {
    make_ready(collector, rules, *decoded);
    decoded->facts.urgency = Urgency::file;
  }
  return decoded;
}

void Ingest::normalise(FactBatch& facts) const { rules().normaliser->apply(facts); }

Result<void> Ingest::submit(std::string_view source, collectors::Decoded decoded, Stored stored) {
  auto outcome = std::make_shared<Outcome>();
  outcome->rejected = std::move(decoded.rejected);
  outcome->ignored = decoded.ignored;
  return store_.submit(std::move(decoded.facts),
                       [this, source, outcome, stored](const Result<Receipt>& receipt) {
                         // Whatever becomes of the counts, the sender must hear of its facts.
                         log::guarded([&] { note_store(receipt); });
                         if (receipt.has_error()) return stored(receipt.error());
                         outcome->receipt = *receipt;
                         log::guarded([&] { count_outcomes(source, *outcome); });
                         stored(std::move(*outcome));
                       });
}

void Ingest::process(const collectors::Collector& collector, net::HttpRequest request, net::Respond respond) {
  const IngestRules rules = this->rules();
  const Urgency urgency = urgency_of(collector, request);
  auto cursor = cursor_of(request);
  auto decoded =
      cursor && request.body.empty() ? collectors::Decoded{} : decode(collector, std::move(request), rules);
  if (decoded.has_error()) {
    count_(collector.name, "refused", 1);
    return respond(net::error_response(decoded.error()));
  }
  if (decoded->facts.size() == 0 && !cursor) {
    const Outcome outcome{{}, std::move(decoded->rejected), decoded->ignored};
    count_outcomes(collector.name, outcome);
    return respond(answer_of(outcome));
  }
  make_ready(collector, rules, *decoded);
  decoded->facts.urgency = urgency;
  decoded->facts.cursor = std::move(cursor);
  const auto queued = submit(collector.name, std::move(*decoded), [respond](const Result<Outcome>& outcome) {
    respond(outcome.has_error() ? net::error_response(outcome.error()) : answer_of(*outcome));
  });
  if (queued.has_error()) respond(net::error_response(queued.error()));
}

std::string write_answer(const Outcome& outcome) {
  std::string out = "{\"accepted\":" + std::to_string(outcome.receipt.accepted) +
                    ",\"duplicate\":" + std::to_string(outcome.receipt.duplicate);
  if (outcome.ignored > 0) out += ",\"ignored\":" + std::to_string(outcome.ignored);
  out += ",\"rejected\":[";
  for (const Rejection& row : outcome.rejected) {
    if (out.back() == '}') out += ',';
    out += "{\"index\":" + std::to_string(row.index) + ",\"error\":";
    append_json_string(out, row.error);
    out += '}';
  }
  return out + "]}";
}

}  // namespace shiptally::ingest
