#include "tests/app/provider_stand_in.h"

#include <stdexcept>

namespace shiptally::tests {
namespace {

using std::chrono::days;

std::string parameter(const net::HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.query)
    if (key == name) return value;
  return {};
}

bool is_anthropic(const std::string& path) { return path.starts_with("/v1/organizations/"); }

Instant time_of(const net::HttpRequest& request, const char* anthropic, const char* openai) {
  return is_anthropic(request.path) ? parse_instant(parameter(request, anthropic)).value()
                                    : instant_from_ms(std::stoll(parameter(request, openai)) * 1000);
}

std::string day_head(bool anthropic, Instant day) {
  if (anthropic)
    return R"({"starting_at":")" + format_instant(day) + R"(","ending_at":")" +
           format_instant(day + days(1)) + R"(","results":[)";
  return R"({"object":"bucket","start_time":)" + std::to_string(to_ms(day) / 1000) + R"(,"end_time":)" +
         std::to_string(to_ms(day + days(1)) / 1000) + R"(,"results":[)";
}

}  // namespace

ProviderStandIn::ProviderStandIn() {
  net::ServerOptions options;
  options.port = 0;
  options.now = [] { return Instant(); };
  std::vector<net::Route> routes;
  for (const std::string& path : {kAnthropicUsage, kAnthropicCosts, kOpenAiCompletions, kOpenAiEmbeddings,
                                  kOpenAiModerations, kOpenAiCosts})
    routes.push_back({"GET", path, net::Access::open, [this](net::HttpRequest request, net::Respond respond) {
                        take(std::move(request), std::move(respond));
                      }});
  if (server_.start(io_, std::move(options), std::move(routes)).has_error())
    throw std::runtime_error("no loopback port");
  thread_ = std::thread([this] { io_.run(); });
}

ProviderStandIn::~ProviderStandIn() {
  io_.stop();
  thread_.join();
}

std::string ProviderStandIn::url() const {
  return "http://127.0.0.1:" + std::to_string(server_.local_port());
}

void ProviderStandIn::set(const std::string& path, Instant day, std::vector<std::string> rows) {
  const std::lock_guard lock(mutex_);
  days_[path][day] = std::move(rows);
}

void ProviderStandIn::set_every_day(const std::string& path, std::vector<std::string> rows) {
  const std::lock_guard lock(mutex_);
  every_day_[path] = std::move(rows);
}

std::vector<std::string> ProviderStandIn::rows_of(const std::string& path, Instant day) const {
  const auto report = days_.find(path);
  if (report != days_.end() && report->second.contains(day)) return report->second.at(day);
  const auto always = every_day_.find(path);
  return always == every_day_.end() ? std::vector<std::string>() : always->second;
}

void ProviderStandIn::rows_a_page(std::size_t rows) {
  const std::lock_guard lock(mutex_);
  rows_a_page_ = rows;
}

void ProviderStandIn::answer_next(const std::string& path, std::vector<net::HttpResponse> answers) {
  const std::lock_guard lock(mutex_);
  for (net::HttpResponse& answer : answers) next_[path].push_back(std::move(answer));
}

void ProviderStandIn::silent_from(const std::string& path, std::size_t page) {
  const std::lock_guard lock(mutex_);
  silent_from_[path] = page;
}

std::vector<net::HttpRequest> ProviderStandIn::requests(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = requests_.find(path);
  return found == requests_.end() ? std::vector<net::HttpRequest>() : found->second;
}

void ProviderStandIn::wait_for_requests(const std::string& path, std::size_t count) const {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [&] {
    const auto found = requests_.find(path);
    return found != requests_.end() && found->second.size() >= count;
  });
}

void ProviderStandIn::take(net::HttpRequest request, net::Respond respond) {
  const std::lock_guard lock(mutex_);
  requests_[request.path].push_back(request);
  came_.notify_all();
  const std::string page = parameter(request, "page");
  const std::size_t number = page.empty() ? 0 : std::stoul(page.substr(page.find('_') + 1));
  const auto silent = silent_from_.find(request.path);
  if (silent != silent_from_.end() && number >= silent->second)
    return unanswered_.push_back(std::move(respond));
  auto& scripted = next_[request.path];
  if (scripted.empty()) return respond(answer(request));
  net::HttpResponse next = std::move(scripted.front());
  scripted.pop_front();
  respond(std::move(next));
}

/// Pages of whole requests: the same token leads to the same page as long as the rows stay.
net::HttpResponse ProviderStandIn::answer(const net::HttpRequest& request) const {
  const bool anthropic = is_anthropic(request.path);
  std::vector<std::string> pages(1);
  std::size_t rows = 0;
  for (Instant day = time_of(request, "starting_at", "start_time"),
               end = time_of(request, "ending_at", "end_time");
       day < end; day += days(1)) {
    const auto begin = [&] { pages.back() += (pages.back().empty() ? "" : ",") + day_head(anthropic, day); };
    begin();
    for (const std::string& row : rows_of(request.path, day)) {
      if (rows == rows_a_page_) {
        pages.back() += "]}";
        pages.emplace_back();
        rows = 0;
        begin();
      }
      if (pages.back().back() == '}') pages.back() += ',';
      pages.back() += row;
      ++rows;
    }
    pages.back() += "]}";
  }
  const std::string token = parameter(request, "page");
  const std::size_t number = token.empty() ? 0 : std::stoul(token.substr(token.find('_') + 1));
  const bool more = number + 1 < pages.size();
  net::HttpResponse response;
  response.body = R"({"object":"page","data":[)" + pages.at(number) + R"(],"has_more":)" +
                  (more ? R"(true,"next_page":"page_)" + std::to_string(number + 1) + "\""
                        : std::string(R"(false,"next_page":null)")) +
                  "}";
  return response;
}

}  // namespace shiptally::tests
