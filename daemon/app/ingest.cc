#include "daemon/app/ingest.h"

#include <spdlog/spdlog.h>

#include "schema/json.h"
#include "daemon/net/encoding.h"
#include "daemon/net/secret.h"

namespace shiptally::app {
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

}  // namespace

Ingest::Ingest(store::Store& store, WorkerPool& decoders, Sealer sealer, IngestLimits limits,
               std::function<Instant()> now, CountRows count)
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

void Ingest::accept(const collectors::Collector& collector, net::HttpRequest request, net::Respond respond) {
  const std::size_t bytes = request.body.size();
  // std::function wants to copy its target, so what must not be copied travels in a shared_ptr.
  auto shared = std::make_shared<net::HttpRequest>(std::move(request));
  const bool taken = decoders_.try_post(bytes, [this, &collector, shared, respond](std::size_t) {
    process(collector, std::move(*shared), respond);
  });
  if (!taken) respond(net::error_response({Code::overloaded, "too many deliveries wait to be decoded"}));
}

Result<collectors::Decoded> Ingest::decode(const collectors::Collector& collector, net::HttpRequest request,
                                           const IngestRules& rules) {
  if (auto proof = check_proof(collector, request, *rules.secrets); proof.has_error()) return proof.error();
  auto body = net::decode_body(request.header("content-encoding"), std::move(request.body),
                               limits_.decoded_bytes, limits_.ratio_max);
  if (body.has_error()) return body.error();
  return collector.decode({std::move(*body), std::move(request.headers), now_()});
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
void Ingest::count_outcomes(const collectors::Collector& collector, const collectors::Decoded& decoded,
                            const Receipt& receipt) const {
  count_(collector.name, "accepted", receipt.accepted);
  count_(collector.name, "duplicate", receipt.duplicate);
  count_(collector.name, "rejected", decoded.rejected.size());
  count_(collector.name, "ignored", decoded.ignored);
}

void Ingest::process(const collectors::Collector& collector, net::HttpRequest request, net::Respond respond) {
  const IngestRules rules = this->rules();
  auto result = decode(collector, std::move(request), rules);
  if (result.has_error()) {
    count_(collector.name, "refused", 1);
    return respond(net::error_response(result.error()));
  }
  auto decoded = std::make_shared<collectors::Decoded>(std::move(*result));
  if (decoded->facts.size() == 0) {
    count_outcomes(collector, *decoded, {});
    net::HttpResponse response;
    response.status = decoded->rejected.empty() ? 200 : 422;
    response.body = write_answer({}, *decoded);
    return respond(std::move(response));
  }
  decoded->facts.source = collector.name;
  rules.normaliser->apply(decoded->facts);
  sealer_.seal(decoded->facts.requests);
  auto answer = [this, &collector, decoded, respond](const Result<Receipt>& receipt) {
    note_store(receipt);
    if (receipt.has_error()) return respond(net::error_response(receipt.error()));
    count_outcomes(collector, *decoded, *receipt);
    net::HttpResponse response;
    response.body = write_answer(*receipt, *decoded);
    respond(std::move(response));
  };
  const auto queued = store_.submit(std::move(decoded->facts), std::move(answer));
  if (queued.has_error()) respond(net::error_response(queued.error()));
}

std::string write_answer(const Receipt& receipt, const collectors::Decoded& decoded) {
  std::string out = "{\"accepted\":" + std::to_string(receipt.accepted) +
                    ",\"duplicate\":" + std::to_string(receipt.duplicate);
  if (decoded.ignored > 0) out += ",\"ignored\":" + std::to_string(decoded.ignored);
  out += ",\"rejected\":[";
  for (const Rejection& row : decoded.rejected) {
    if (out.back() == '}') out += ',';
    out += "{\"index\":" + std::to_string(row.index) + ",\"error\":";
    append_json_string(out, row.error);
    out += '}';
  }
  return out + "]}";
}

}  // namespace shiptally::app
