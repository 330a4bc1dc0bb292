#include "daemon/app/read_api.h"

#include <spdlog/spdlog.h>

#include "daemon/app/log.h"
#include "daemon/expose/csv.h"
#include "daemon/expose/json.h"

namespace shiptally::app {
namespace {

constexpr std::size_t kQueriesMax = 256;
constexpr std::size_t kAnswerBytesMax = 16U << 20;

net::HttpResponse render(const Table& table, expose::Format format) {
  net::HttpResponse response;
  if (format == expose::Format::csv) {
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.body = expose::to_csv(table);
  } else {
    response.body = expose::to_json(table);
  }
  return response;
}

/// A parameter that cannot be understood makes a bad request (400), not an unprocessable row (422).
net::HttpResponse refuse(const Error& error) {
  net::HttpResponse response = net::error_response(error);
  if (error.code == Code::invalid) response.status = 400;
  return response;
}

net::HttpResponse render(Result<ReportDocument> file) {
  if (file.has_error()) return refuse(file.error());
  net::HttpResponse response;
  response.content_type = std::move(file->content_type);
  response.headers = {{"Content-Disposition", "attachment; filename=\"" + file->file_name + "\""}};
  response.body = std::move(file->bytes);
  return response;
}

net::HttpResponse compute(const ReadEndpoint& endpoint, const ReadContext& context) {
  if (endpoint.table != nullptr) {
    const auto table = endpoint.table(context);
    return table.has_error() ? refuse(table.error()) : render(*table, context.request.format);
  }
  if (endpoint.file != nullptr) return render(endpoint.file(context));
  auto document = endpoint.document(context);
  if (document.has_error()) return refuse(document.error());
  net::HttpResponse response;
  response.body = std::move(*document);
  return response;
}

}  // namespace

ReadApi::ReadApi(std::vector<std::unique_ptr<store::Reader>> readers, Millis deadline, SlowQueries slow,
                 std::function<Instant()> now)
    : readers_(std::move(readers)),
      deadline_(deadline),
      slow_(slow),
      now_(std::move(now)),
      answers_(kAnswerBytesMax),
      workers_(readers_.size(), {{kQueriesMax, kQueriesMax, readers_.size()}}, log_exception) {}

ReadApi::~ReadApi() = default;

void ReadApi::set_rules(ReadRules rules) {
  const std::lock_guard lock(mutex_);
  rules.version = rules_.version + 1;
  rules_ = std::move(rules);
}

ReadRules ReadApi::rules() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

void ReadApi::answer(const ReadEndpoint& endpoint, const net::HttpRequest& request, net::Respond respond) {
  auto parsed = expose::parse_query(request.query, now_());
  if (parsed.has_error()) return respond(refuse(parsed.error()));
  if (parsed->by_cost_centre && !endpoint.by_cost_centre)
    return respond(refuse({Code::invalid, "group_by: cost_centre divides allocated cost only"}));
  if (const auto rows = expose::refuse_report_formats(parsed->format);
      endpoint.file == nullptr && rows.has_error())
    return respond(refuse(rows.error()));
  const bool taken = workers_.try_post(
      1, [this, &endpoint, query = *parsed, parameters = request.query, respond](std::size_t worker) {
        respond(make(endpoint, query, parameters, *readers_[worker]));
      });
  if (!taken) respond(net::error_response({Code::overloaded, "too many queries wait"}));
}

bool ReadApi::try_run(std::function<void(const ReadContext&)> work,
                      std::function<void(const Error&)> unread) {
  return workers_.try_post(1, [this, work = std::move(work), unread = std::move(unread)](std::size_t worker) {
    const std::uint64_t version = analyses_.read_version();
    auto snapshot = readers_[worker]->begin(deadline_);
    if (snapshot.has_error()) {
      spdlog::warn("cannot read: {}", snapshot.error().message);
      if (unread) unread(snapshot.error());
      return;
    }
    const ReadRules rules = this->rules();
    const expose::ReadQuery whole;
    work({**snapshot, analyses_, version, rules, whole, now_()});
  });
}

net::HttpResponse ReadApi::make(const ReadEndpoint& endpoint, const expose::ReadQuery& request,
                                const net::Fields& parameters, store::Reader& reader) {
  const auto start = std::chrono::steady_clock::now();
  const auto took = [&] {
    return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
  };
  const std::uint64_t version = analyses_.read_version();
  const ReadRules rules = this->rules();
  const std::string key = answer_key(endpoint.path, request, rules.version);
  if (endpoint.of_delivery)
    if (auto known = answers_.find(key, version)) return std::move(*known);
  const auto snapshot = reader.begin(deadline_);
  if (snapshot.has_error()) return refuse(snapshot.error());
  net::HttpResponse response = compute(endpoint, {**snapshot, analyses_, version, rules, request, now_()});
  // SQLite ends its part itself; what was computed after it is late as well.
  if (took() >= deadline_) response = refuse({Code::unavailable, "query deadline exceeded"});
  slow_.finished(endpoint.path, parameters, took(), **snapshot);
  if (endpoint.of_delivery && response.status == 200) answers_.keep(key, version, response);
  return response;
}

}  // namespace shiptally::app
