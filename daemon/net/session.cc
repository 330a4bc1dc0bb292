// The one file with Beast in it: its templates take seconds to compile.
//
// A connection is a coroutine that loops over exchange(): wait for a byte, read the header, decide by the
// header alone whether the body is wanted (route, access, size), read it, ask the handler, write.  One
// request at a time: what a client pipelines waits in the buffer, so answers keep their order.  Every wait
// has a deadline on the stream; Beast closes the socket when it passes.

#include "daemon/net/session.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "daemon/net/answer_slot.h"
#include "daemon/net/encoding.h"
#include "daemon/net/response_head.h"

namespace shiptally::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Parser = http::request_parser<http::string_body>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kWriteSliceBytes = 256U << 10;
constexpr std::size_t kReadSliceBytes = 256U << 10;
/// A refused sender gets this long, and this much, to notice before the connection is reset under it.
constexpr Millis kLingerDeadline{1'000};
constexpr std::size_t kLingerBytes = 1U << 20;

/// What to say to a message that cannot be read; none when nobody is there to be told.
std::optional<HttpResponse> refusal_of(const error_code& error, const ServerLimits& limits) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return error_response(431, "header_too_large",
                          "header: longer than " + std::to_string(limits.header_bytes) + " bytes");
  if (error == http::error::body_limit)
    return error_response(
        {Code::too_large, "body: longer than " + std::to_string(limits.body_bytes) + " bytes"});
  if (error == asio::error::no_buffer_space)
    return error_response({Code::unavailable, "body: too many large requests at once"});
  if (error == http::error::end_of_stream || error == http::error::partial_message) return {};
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return error_response({Code::unreadable, "message: " + error.message()});
  return {};
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// A message whose end a proxy before us might see elsewhere (request smuggling) is not read at all.
std::optional<HttpResponse> refuse_framing(const Parser& parser) {
  const auto& message = parser.get();
  const auto coding = message.find(http::field::transfer_encoding);
  if (coding != message.end() && lower(coding->value()) != "chunked")
    return error_response({Code::unreadable, "Transfer-Encoding: only chunked is read"});
  if (message.version() == 11 && message.count(http::field::host) != 1)
    return error_response({Code::unreadable, "Host: must be there once"});
  return {};
}

HttpRequest describe(const Parser::value_type& message, Target target, const Peer& peer) {
  HttpRequest request;
  request.method = message.method_string();
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  for (const auto& field : message) request.headers.emplace_back(lower(field.name_string()), field.value());
  request.peer = peer.address;
  request.loopback = peer.loopback;
  request.control = peer.control;
  return request;
}

class HttpSession final : public Session {
 public:
  HttpSession(std::shared_ptr<Hall> hall, Stream::socket socket, Peer peer)
      : hall_(std::move(hall)), peer_(std::move(peer)), stream_(std::move(socket)) {
    hall_->enter(*this, peer_);
  }

  asio::awaitable<void> run() {
    bool more = true;
    while (more) more = co_await exchange();
  }

  /// Not in the destructor: an io context that is torn down takes its sessions with it, and then nobody
  /// may be called back.
  void leave(const std::exception_ptr& failure) {
    stream_.close();
    hall_->leave(*this, peer_);
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      hall_->error(std::string("connection: ") + error.what());
    }
  }

  void close_if_idle() override {
    if (idle_) stream_.close();
  }

  void cut() override {
    stream_.close();
    if (slot_) slot_->wake.cancel();
  }

 private:
  using Refusal = std::optional<HttpResponse>;

  const ServerLimits& limits() const { return hall_->limits(); }

  asio::awaitable<bool> exchange();
  asio::awaitable<bool> wait_for_byte();
  Refusal refuse_by_header(const Parser& parser, HttpRequest& request, const Match& match) const;
  asio::awaitable<error_code> read_body(Parser& parser);
  asio::awaitable<error_code> read_stated(std::string& body, std::size_t length);
  asio::awaitable<error_code> read_chunked(Parser& parser);
  asio::awaitable<HttpResponse> ask(const Route& route, HttpRequest request);
  asio::awaitable<bool> answer(HttpResponse response, bool with_body, bool keep_alive);
  asio::awaitable<void> linger();

  const std::shared_ptr<Hall> hall_;
  const Peer peer_;
  beast::basic_stream<Stream> stream_;
  beast::flat_buffer buffer_;
  bool first_ = true;
  bool idle_ = false;
  std::string_view route_;  ///< of the request in work, for the report; owned by the router
  Clock::time_point started_;
  std::shared_ptr<AnswerSlot> slot_;  ///< while a handler works
};

/// One request and its answer.  False: the connection is done.
asio::awaitable<bool> HttpSession::exchange() {
  if (!co_await wait_for_byte()) co_return false;
  route_ = "other";
  started_ = Clock::now();
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits().header_bytes));
  parser.body_limit(boost::none);  // looked at below, where it can be answered properly
  stream_.expires_after(limits().read_deadline);
  const auto [header_error, header_bytes] =
      co_await http::async_read_header(stream_, buffer_, parser, kAwait);
  if (header_error) {
    auto refusal = refusal_of(header_error, limits());
    if (refusal) co_await answer(std::move(*refusal), true, false);
    co_return false;
  }
  const bool with_body = parser.get().method() != http::verb::head;
  const bool keep_alive = parser.get().version() == 11 && parser.get().keep_alive();
  if (auto refusal = refuse_framing(parser)) co_return co_await answer(std::move(*refusal), with_body, false);
  auto target = parse_target(parser.get().target());
  if (!target) {
    auto refusal = error_response(target.error());
    co_return co_await answer(std::move(refusal), with_body, keep_alive && parser.is_done());
  }
  HttpRequest request = describe(parser.get(), std::move(*target), peer_);
  const Match match = hall_->router().find(request.method, request.path);
  if (match.route != nullptr) route_ = match.route->path;
  if (auto refusal = refuse_by_header(parser, request, match))
    co_return co_await answer(std::move(*refusal), with_body, keep_alive && parser.is_done());

  if (const error_code body_error = co_await read_body(parser)) {
    auto refusal = refusal_of(body_error, limits());
    if (refusal) co_await answer(std::move(*refusal), with_body, false);
    co_return false;
  }
  request.body = std::move(parser.get().body());
  auto response = co_await ask(*match.route, std::move(request));
  co_return co_await answer(std::move(response), with_body, keep_alive);
}

/// Between messages a connection is idle: it may be closed without harm to anybody.
asio::awaitable<bool> HttpSession::wait_for_byte() {
  if (buffer_.size() > 0) co_return true;
  stream_.expires_after(first_ ? limits().read_deadline : limits().idle_deadline);
  first_ = false;
  idle_ = true;
  const auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(4096), kAwait);
  idle_ = false;
  buffer_.commit(bytes);
  co_return !error;
}

/// Everything that can be said before the body is read.  Grants access on the way.
HttpSession::Refusal HttpSession::refuse_by_header(const Parser& parser, HttpRequest& request,
                                                   const Match& match) const {
  if (match.route == nullptr && match.allow.empty())
    return error_response({Code::not_found, "nothing at " + request.path});
  if (match.route == nullptr) {
    auto response = error_response(405, "method_not_allowed",
                                   request.method + ": " + request.path + " takes " + match.allow);
    response.headers.emplace_back("Allow", match.allow);
    return response;
  }
  auto granted = hall_->authorise(request, match.route->access);
  if (!granted) return error_response(granted.error());
  request.principal = std::move(*granted);
  const auto length = parser.content_length();
  if (length && *length > limits().body_bytes) return refusal_of(http::error::body_limit, limits());
  const std::string_view expected = request.header("expect");
  if (!expected.empty() && lower(expected) != "100-continue")
    return error_response(417, "expectation_failed", "Expect: only 100-continue is known");
  return {};
}

asio::awaitable<error_code> HttpSession::read_body(Parser& parser) {
  if (parser.is_done()) co_return error_code();
  if (!parser.get()[http::field::expect].empty() && buffer_.size() == 0) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, bytes] = co_await asio::async_write(stream_, asio::buffer(kContinue), kAwait);
    if (error) co_return error;
  }
  if (const auto length = parser.content_length())
    co_return co_await read_stated(parser.get().body(), static_cast<std::size_t>(*length));
  co_return co_await read_chunked(parser);
}

/// Straight into the body: the parser would take it through the small buffer of the header, with a wait and a
/// copy for every few kB.
asio::awaitable<error_code> HttpSession::read_stated(std::string& body, std::size_t length) {
  body.reserve(length + kReadAheadBytes);
  std::size_t filled = std::min(length, buffer_.size());
  body.assign(static_cast<const char*>(buffer_.data().data()), filled);
  buffer_.consume(filled);
  OpenBodyBytes open(*hall_);
  while (filled < length) {
    if (filled == body.size()) body.resize(std::min(length, filled + kReadSliceBytes));
    const auto room = asio::buffer(body.data() + filled, body.size() - filled);
    const auto [error, bytes] = co_await stream_.async_read_some(room, kAwait);
    if (error) co_return error;
    filled += bytes;
    if (!open.grow_to(filled)) co_return asio::error::no_buffer_space;
  }
  co_return error_code();
}

asio::awaitable<error_code> HttpSession::read_chunked(Parser& parser) {
  parser.body_limit(limits().body_bytes);
  parser.eager(true);
  OpenBodyBytes open(*hall_);
  while (!parser.is_done()) {
    const auto [error, bytes] = co_await http::async_read_some(stream_, buffer_, parser, kAwait);
    if (error) co_return error;
    if (!open.grow_to(parser.get().body().size())) co_return asio::error::no_buffer_space;
  }
  co_return error_code();
}

asio::awaitable<HttpResponse> HttpSession::ask(const Route& route, HttpRequest request) {
  stream_.expires_never();  // the handler has its own deadline
  const auto slot = std::make_shared<AnswerSlot>(stream_.get_executor());
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
  if (!slot->response) co_await slot->wake.async_wait(kAwait);
  slot_.reset();
  if (!slot->response) co_return error_response({Code::unavailable, "shutting down"});
  co_return std::move(*slot->response);
}

/// Writes in slices, each with a deadline of its own: a slow reader of a long report is no attack as long as
/// it reads.
asio::awaitable<bool> HttpSession::answer(HttpResponse response, bool with_body, bool keep_alive) {
  keep_alive = keep_alive && !hall_->winding_down();
  const Instant now = hall_->options().now ? hall_->options().now() : Instant();
  const std::string head = response_head(response, keep_alive, now);
  std::string_view rest = with_body ? std::string_view(response.body) : std::string_view();
  if (response.status == 204 || response.status == 304) rest = {};
  std::string_view start = head;
  do {
    const std::string_view slice = rest.substr(0, kWriteSliceBytes);
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(start), asio::buffer(slice)};
    stream_.expires_after(limits().write_deadline);
    const auto [error, bytes] = co_await asio::async_write(stream_, buffers, kAwait);
    if (error) co_return false;
    start = {};
    rest.remove_prefix(slice.size());
  } while (!rest.empty());
  hall_->report(route_, response.status,
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_));
  if (!keep_alive) co_await linger();
  co_return keep_alive;
}

/// Closing a socket with unread bytes in it resets the connection, and the reset can overtake the answer.
/// So: say that nothing more comes, and read what is under way for a moment.
asio::awaitable<void> HttpSession::linger() {
  error_code ignored;
  stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
  stream_.expires_after(kLingerDeadline);
  idle_ = true;
  if (hall_->winding_down()) co_return;
  std::array<char, 4096> waste;
  for (std::size_t total = 0; total < kLingerBytes;) {
    const auto [error, bytes] = co_await stream_.async_read_some(asio::buffer(waste), kAwait);
    if (error) co_return;
    total += bytes;
  }
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
