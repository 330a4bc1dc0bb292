// A connection is a coroutine that loops over exchange(): wait for a byte, read the header, decide by the
// header alone whether the body is wanted (route, access, size), read it, ask the handler, write.  One
// request at a time: what a client pipelines waits in the buffer, so answers keep their order.  Every wait
// has a deadline on the stream; Beast closes the socket when it passes.

#include "daemon/net/session.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/read.hpp>
#include <optional>

#include "daemon/net/answer_slot.h"
#include "daemon/net/answer_writer.h"
#include "daemon/net/body_reader.h"
#include "daemon/net/message.h"
#include "daemon/net/response_head.h"

namespace shiptally::net {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// nginx's word for a client that did not wait.  Nobody sees it but the figures.
constexpr int kClientGone = 499;
/// A refused sender gets this long, and this much, to notice before the connection is reset under it.
constexpr Millis kLingerDeadline{1'000};
constexpr std::size_t kLingerBytes = 1U << 20;

bool is_proven_by_header(Access access) { return access != Access::open && access != Access::signature; }

class HttpSession final : public Session {
 public:
  HttpSession(std::shared_ptr<Hall> hall, Stream::socket socket, Peer peer)
      : hall_(std::move(hall)),
        peer_(std::move(peer)),
        connection_(std::move(socket), hall_->limits().header_bytes),
        waiting_since_(Clock::now()) {
    hall_->enter(*this, peer_);
  }

  asio::awaitable<void> run() {
    bool more = true;
    while (more) more = co_await exchange();
  }

  /// Not in the destructor: an io context that is torn down takes its sessions with it, and then nobody
  /// may be called back.
  void leave(const std::exception_ptr& failure) {
    connection_.stream.close();
    hall_->leave(*this);
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      hall_->error(std::string("connection: ") + error.what());
    }
  }

  void close_if_idle() override {
    if (idle_) connection_.stream.close();
  }

  void hurry() override {
    if (yields_since()) return cut();
    gone_.request_stop();
  }

  void cut() override {
    waiting_since_.reset();
    connection_.stream.close();
    give_up_answer();
  }

  std::optional<SteadyTime> yields_since() const override { return proven_ ? std::nullopt : waiting_since_; }

 private:
  using Refusal = std::optional<HttpResponse>;

  const ServerLimits& limits() const { return hall_->limits(); }

  asio::awaitable<bool> exchange();
  asio::awaitable<bool> wait_for_byte();
  Refusal refuse_by_header(const HeadParser& head, HttpRequest& request, const Match& match) const;
  std::size_t body_bytes_max(const Route& route) const;
  asio::awaitable<Result<bool>> read_body_of(const HeadParser& head, const Route& route,
                                             HttpRequest& request);
  asio::awaitable<std::optional<HttpResponse>> ask(const Route& route, HttpRequest request);
  void watch_client(const std::weak_ptr<AnswerSlot>& slot);
  bool client_is_there();
  void give_up_answer();
  asio::awaitable<bool> answer(HttpResponse response, bool with_body, bool keep_alive);
  asio::awaitable<void> linger();
  void report(int status) const;

  const std::shared_ptr<Hall> hall_;
  const Peer peer_;
  Connection connection_;
  std::optional<SteadyTime> waiting_since_;  ///< none while a handler works
  bool first_ = true;
  bool idle_ = false;
  bool proven_ = false;               ///< has shown a token or a signature once
  std::string_view route_;            ///< of the request in work, for the report; owned by the router
  Clock::time_point started_;         ///< of the request in work
  std::shared_ptr<AnswerSlot> slot_;  ///< while a handler works
  std::stop_source gone_{std::nostopstate};
};

/// One request and its answer.  False: the connection is done.
asio::awaitable<bool> HttpSession::exchange() {
  if (!co_await wait_for_byte()) co_return false;
  route_ = "other";
  HeadParser head;
  head.header_limit(static_cast<std::uint32_t>(limits().header_bytes));
  head.body_limit(boost::none);  // looked at below, where it can be answered properly
  const auto [header_error, header_bytes] =
      co_await http::async_read_header(connection_.stream, connection_.buffer, head, kAwait);
  if (header_error) {
    auto refusal = refusal_of(header_error, limits().header_bytes);
    if (refusal) co_await answer(std::move(*refusal), true, false);
    co_return false;
  }
  const bool with_body = head.get().method() != http::verb::head;
  const bool keep_alive = head.get().version() == 11 && head.get().keep_alive() && !peer_.reserve;
  if (auto refusal = refuse_framing(head)) co_return co_await answer(std::move(*refusal), with_body, false);
  auto target = parse_target(head.get().target());
  if (!target) {
    auto refusal = error_response(target.error());
    co_return co_await answer(std::move(refusal), with_body, keep_alive && head.is_done());
  }
  HttpRequest request = describe(head, std::move(*target), peer_);
  const Match match = hall_->router().find(request.method, request.path);
  if (match.route != nullptr) route_ = match.route->path;
  if (auto refusal = refuse_by_header(head, request, match))
    co_return co_await answer(std::move(*refusal), with_body, keep_alive && head.is_done());
  if (is_proven_by_header(match.route->access)) proven_ = true;

  const auto body = co_await read_body_of(head, *match.route, request);
  if (body.has_error()) {
    auto refusal = error_response(body.error());
    co_return co_await answer(std::move(refusal), with_body, false);
  }
  if (!*body) co_return false;
  auto response = co_await ask(*match.route, std::move(request));
  if (!response) {
    report(kClientGone);
    co_return false;
  }
  if (match.route->access == Access::signature && response->status < 400) proven_ = true;
  co_return co_await answer(std::move(*response), with_body, keep_alive);
}

/// Between messages a connection is idle: it may be closed without harm to anybody.  Leaves the deadline of
/// the header on the stream: the first one's begins with the connection.
asio::awaitable<bool> HttpSession::wait_for_byte() {
  const Millis header_deadline = std::min(limits().header_deadline, limits().read_deadline);
  auto& [stream, buffer] = connection_;
  stream.expires_after(first_ ? header_deadline : limits().idle_deadline);
  waiting_since_ = Clock::now();
  if (buffer.size() == 0) {
    idle_ = true;
    const auto [error, bytes] = co_await stream.async_read_some(buffer.prepare(4096), kAwait);
    idle_ = false;
    if (error) co_return false;
    buffer.commit(bytes);
  }
  started_ = Clock::now();
  if (!first_) stream.expires_after(header_deadline);
  first_ = false;
  co_return true;
}

/// Everything that can be said before the body is read.  Grants access on the way.
HttpSession::Refusal HttpSession::refuse_by_header(const HeadParser& head, HttpRequest& request,
                                                   const Match& match) const {
  if (match.route == nullptr && match.allow.empty())
    return error_response({Code::not_found, "nothing at " + request.path});
  if (match.route == nullptr) {
    auto response = error_response(405, "method_not_allowed",
                                   request.method + ": " + request.path + " takes " + match.allow);
    response.headers.emplace_back("Allow", match.allow);
    return response;
  }
  if (peer_.reserve && match.route->access != Access::open)
    return error_response({Code::unavailable, "too many connections"});
  auto granted = hall_->authorise(request, match.route->access);
  if (!granted) return error_response(granted.error());
  request.principal = std::move(*granted);
  const std::size_t bytes_max = body_bytes_max(*match.route);
  if (bytes_max == 0 && !head.is_done())
    return error_response({Code::too_large, "body: " + request.path + " takes none"});
  const auto length = head.content_length();
  if (length && *length > bytes_max)
    return error_response({Code::too_large, "body: longer than " + std::to_string(bytes_max) + " bytes"});
  if (!request.header("expect").empty() && !expects_continue(request))
    return error_response(417, "expectation_failed", "Expect: only 100-continue is known");
  return {};
}

std::size_t HttpSession::body_bytes_max(const Route& route) const {
  const std::size_t by_limits = is_proven_by_header(route.access)
                                    ? limits().body_bytes
                                    : std::min(limits().body_bytes, limits().unproven_body_bytes);
  return std::min(route.body_bytes_max, by_limits);
}

asio::awaitable<Result<bool>> HttpSession::read_body_of(const HeadParser& head, const Route& route,
                                                        HttpRequest& request) {
  if (head.is_done()) co_return true;
  BodyPlan plan;
  if (const auto length = head.content_length()) plan.length = *length;
  plan.bytes_max = body_bytes_max(route);
  plan.expects_continue = expects_continue(request);
  Budgets& budgets = hall_->budgets();
  BudgetShare share(is_proven_by_header(route.access) ? budgets.bodies : budgets.unproven_bodies);
  connection_.stream.expires_at(started_ + limits().read_deadline);
  co_return co_await read_body(connection_, plan, share, request.body);
}

/// None when nobody waits for the answer any more.
asio::awaitable<std::optional<HttpResponse>> HttpSession::ask(const Route& route, HttpRequest request) {
  connection_.stream.expires_never();  // the handler has its own deadline
  waiting_since_.reset();
  const auto slot = std::make_shared<AnswerSlot>(connection_.stream.get_executor());
  gone_ = std::stop_source();
  if (hall_->hurrying()) gone_.request_stop();
  request.gone = gone_.get_token();
  std::string failure;
  try {
    auto promise = std::make_shared<Promise>(hall_->gate(), slot);
    route.handler(std::move(request),
                  [promise](HttpResponse response) { promise->deliver(std::move(response)); });
  } catch (const std::exception& error) {
    failure = error.what();
    if (failure.empty()) failure = "an exception without a message";
  } catch (...) {
    failure = "an unknown exception";
  }
  if (!failure.empty()) {
    hall_->error("handler of " + route.path + ": " + failure);
    co_return error_response({Code::internal, "the request failed; the log says why"});
  }
  slot_ = slot;
  watch_client(slot);
  if (!slot->response) co_await slot->wake.async_wait(kAwait);
  slot_.reset();
  gone_ = std::stop_source(std::nostopstate);
  error_code ignored;
  connection_.stream.socket().cancel(ignored);  // the watch
  co_return std::move(slot->response);
}

/// While a handler works nobody else reads.  What a client pipelines meanwhile is no sign that it has gone;
/// it goes into the buffer, and once that is full only a reset is noticed.
void HttpSession::watch_client(const std::weak_ptr<AnswerSlot>& slot) {
  const bool full = connection_.buffer.size() == connection_.buffer.max_size();
  const auto look = [this, slot, full](const error_code& error) {
    if (error || slot.expired()) return;  // answered: the session itself may be gone
    if (!full && client_is_there()) return watch_client(slot);
    give_up_answer();
  };
  using Socket = asio::socket_base;
  connection_.stream.socket().async_wait(full ? Socket::wait_error : Socket::wait_read, look);
}

bool HttpSession::client_is_there() {
  auto& buffer = connection_.buffer;
  const auto room = buffer.prepare(std::min<std::size_t>(4096, buffer.max_size() - buffer.size()));
  const ssize_t got =
      ::recv(connection_.stream.socket().native_handle(), room.data(), room.size(), MSG_DONTWAIT);
  if (got > 0) buffer.commit(static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void HttpSession::give_up_answer() {
  gone_.request_stop();
  if (slot_) slot_->wake.cancel();
}

asio::awaitable<bool> HttpSession::answer(HttpResponse response, bool with_body, bool keep_alive) {
  keep_alive = keep_alive && !hall_->winding_down();
  BudgetShare share(hall_->budgets().answers);
  const bool counted = with_body && response.body.size() > kShortAnswerBytes;
  if (counted && response.body.size() > limits().answer_bytes) {
    response = error_response({Code::invalid, "answer: longer than limits.answer_bytes, " +
                                                  std::to_string(limits().answer_bytes) +
                                                  "; ask for a shorter time or fewer groups"});
  } else if (counted && !share.resize(response.body.size())) {
    response = error_response({Code::unavailable, "answer: too many long answers at once"});
  }
  const Instant now = hall_->options().now ? hall_->options().now() : Instant();
  const std::string head = response_head(response, keep_alive, now);
  const bool bodiless = !with_body || response.status == 204 || response.status == 304;
  const std::string_view body = bodiless ? std::string_view() : std::string_view(response.body);
  const bool written = co_await write_answer(connection_, limits(), head, body, share);
  report(written ? response.status : kClientGone);
  if (!written) co_return false;
  if (!keep_alive) co_await linger();
  co_return keep_alive;
}

/// Closing a socket with unread bytes in it resets the connection, and the reset can overtake the answer.
/// So: say that nothing more comes, and read what is under way for a moment.
asio::awaitable<void> HttpSession::linger() {
  error_code ignored;
  auto& stream = connection_.stream;
  stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
  stream.expires_after(kLingerDeadline);
  idle_ = true;
  if (hall_->winding_down()) co_return;
  std::array<char, 4096> waste;
  for (std::size_t total = 0; total < kLingerBytes;) {
    const auto [error, bytes] = co_await stream.async_read_some(asio::buffer(waste), kAwait);
    if (error) co_return;
    total += bytes;
  }
}

void HttpSession::report(int status) const {
  hall_->report(route_, status,
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_));
}

}  // namespace

void serve(std::shared_ptr<Hall> hall, Stream::socket socket, Peer peer) {
  const auto executor = socket.get_executor();
  auto session = std::make_shared<HttpSession>(hall, std::move(socket), std::move(peer));
  asio::co_spawn(
      executor, [session]() -> asio::awaitable<void> { co_await session->run(); },
      [session](const std::exception_ptr& failure) { session->leave(failure); });
}

}  // namespace shiptally::net
