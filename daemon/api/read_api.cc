#include "daemon/api/read_api.h"

#include <new>
#include <stdexcept>

#include "daemon/api/heap.h"
#include "daemon/api/render.h"
#include "daemon/log/log.h"

namespace shiptally::api {
namespace {

constexpr std::size_t kGaugeRefreshesMax = 2, kSmallMax = 256, kLargeMax = 64;  // waiting
constexpr std::size_t kCachedBytesMax = 16U << 20;
constexpr std::size_t kLargeBody = 4U << 20;  // after which memory is given back
constexpr int kWorkDeadlines = 6;             // work without a client may take so many

/// In the order of ReadLane.  Of two or more threads large questions never have them all.
std::vector<WorkerPool::Lane> lanes(std::size_t threads) {
  const std::size_t rest = std::max<std::size_t>(1, threads - 1);
  return {
      {kGaugeRefreshesMax, kGaugeRefreshesMax, 1}, {kSmallMax, kSmallMax, rest}, {kLargeMax, kLargeMax, 1}};
}

/// A question that cannot be understood, or asks for too much, is a bad request (400): neither an
/// unprocessable row (422) nor too large a body (413).
net::HttpResponse refuse(const Error& error) {
  net::HttpResponse response = net::error_response(error);
  if (error.code == Code::invalid || error.code == Code::too_large) response.status = 400;
  return response;
}

/// Where exceptions of a question end.
template <class T>
T guarded(const std::function<T()>& work, const std::function<T(Error)>& refused) try {
  return work();
} catch (const AnswerEnded& ended) {
  return refused(ended.error());
} catch (const std::bad_alloc&) {
  return refused({Code::unavailable, "not enough memory for this answer"});
} catch (const std::length_error&) {
  return refused({Code::unavailable, "not enough memory for this answer"});
} catch (const std::exception& exception) {
  log::log_exception(exception.what());
  return refused({Code::internal, "the question could not be answered; the log of the daemon tells why"});
}

net::HttpResponse render(Answer answer, ReportFormat format) {
  if (const auto* table = std::get_if<Table>(&answer)) return rows_response(*table, format);
  net::HttpResponse response;
  if (auto* object = std::get_if<JsonText>(&answer)) {
    response.body = std::move(object->text);
    return response;
  }
  auto& file = std::get<report::ReportDocument>(answer);
  response.content_type = std::move(file.content_type);
  response.headers = {{"Content-Disposition", "attachment; filename=\"" + file.file_name + "\""}};
  response.body = std::move(file.bytes);
  return response;
}

}  // namespace

ReadApi::ReadApi(std::vector<std::unique_ptr<store::Reader>> readers, Millis deadline, SlowQueries slow,
                 std::function<Instant()> now)
    : readers_(std::move(readers)),
      deadline_(deadline),
      slow_(slow),
      now_(std::move(now)),
      answers_(kCachedBytesMax),
      workers_(readers_.size(), lanes(readers_.size()), log::log_exception) {}

ReadApi::~ReadApi() { stop(); }

void ReadApi::set_rules(queries::Rules rules) {
  const std::lock_guard lock(mutex_);
  rules.version = rules_.version + 1;
  rules_ = std::move(rules);
}

queries::Rules ReadApi::rules() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

void ReadApi::answer(const Endpoint& endpoint, const net::HttpRequest& request, net::Respond respond) {
  auto parsed = parse_parameters(request.query, endpoint.takes, now_());
  if (parsed.has_error()) return respond(refuse(parsed.error()));
  parsed->query.interruption = interruption(deadline_, request.gone);
  const bool taken = workers_.try_post(
      1,
      [this, &endpoint, parameters = *parsed, asked = request.query, respond](std::size_t worker) {
        respond(make(endpoint, parameters, asked, *readers_[worker]));
      },
      static_cast<std::size_t>(lane_of(endpoint, *parsed)));
  if (!taken) respond(net::error_response({Code::overloaded, "too many queries wait"}));
}

bool ReadApi::try_run(Work work) {
  const auto lane = static_cast<std::size_t>(work.lane);
  const auto run_it = [this, work = std::move(work)](std::size_t worker) {
    const Result<void> done = guarded<Result<void>>([&] { return run(work, *readers_[worker]); },
                                                    [](Error error) -> Result<void> { return error; });
    if (work.lane == ReadLane::gauges) trim_heap();
    if (!done.has_error()) return;
    spdlog::warn("cannot read: {}", done.error().message);
    if (work.failed) work.failed(done.error());
  };
  return workers_.try_post(1, run_it, lane);
}

Result<void> ReadApi::run(const Work& work, store::Reader& reader) {
  Query query;
  query.interruption = interruption(kWorkDeadlines * deadline_, work.gone);
  const std::uint64_t version = analyses_.read_version();
  const auto snapshot = reader.begin(query.interruption);
  if (snapshot.has_error()) return snapshot.error();
  const queries::Rules rules = this->rules();
  work.run({**snapshot, analyses_, version, rules, now_()}, query);
  return {};
}

net::HttpResponse ReadApi::make(const Endpoint& endpoint, const Parameters& parameters,
                                const net::Fields& asked, store::Reader& reader) {
  // It may have waited until nobody waits for it.
  if (const auto why = parameters.query.interruption.why()) return refuse(*why);
  net::HttpResponse response =
      guarded<net::HttpResponse>([&] { return answer_from(reader, endpoint, parameters, asked); }, refuse);
  if (response.body.size() > kLargeBody || response.status != 200) trim_heap();
  return response;
}

net::HttpResponse ReadApi::answer_from(store::Reader& reader, const Endpoint& endpoint,
                                       const Parameters& parameters, const net::Fields& asked) {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t version = analyses_.read_version();
  const queries::Rules rules = this->rules();
  const bool kept = endpoint.depends_on == DependsOn::deliveries;
  const std::string key = kept ? answer_key(endpoint.path, parameters, asked, rules.version) : std::string();
  if (kept)
    if (auto known = answers_.find(key, version)) return std::move(*known);
  const auto snapshot = reader.begin(parameters.query.interruption);
  if (snapshot.has_error()) return refuse(snapshot.error());
  const auto compute = [&]() -> net::HttpResponse {
    auto answer = endpoint.answer({**snapshot, analyses_, version, rules, now_()}, parameters);
    return answer.has_error() ? refuse(answer.error()) : render(std::move(*answer), parameters.format);
  };
  net::HttpResponse response = guarded<net::HttpResponse>(compute, refuse);
  // What was done too late is late as well.
  if (const auto why = parameters.query.interruption.why()) response = refuse(*why);
  const auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
  slow_.finished(endpoint.path, asked, took, **snapshot);
  if (kept && response.status == 200) answers_.keep(key, version, response);
  return response;
}

}  // namespace shiptally::api
