#include "daemon/net/body_reader.h"

#include <algorithm>
#include <boost/asio/write.hpp>

#include "daemon/net/chunked.h"
#include "daemon/net/encoding.h"

namespace shiptally::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kFirstSliceBytes = 4096;
constexpr std::size_t kSliceBytesMax = 256U << 10;

Error no_room() { return {Code::unavailable, "body: too many large requests at once"}; }

std::string_view text_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

/// Straight into the body: through the buffer it would take a wait and a copy for every few kB.  What is
/// made ready for it grows with what has come, so that announcing much costs us nothing.
asio::awaitable<Result<bool>> read_stated(Connection& connection, std::size_t length, BudgetShare& share,
                                          std::string& body) {
  std::size_t filled = std::min(length, connection.buffer.size());
  if (!share.resize(filled)) co_return no_room();
  body.reserve(length + kReadAheadBytes);
  body.assign(text_of(connection.buffer).substr(0, filled));
  connection.buffer.consume(filled);
  while (filled < length) {
    if (filled == body.size()) {
      const std::size_t slice = std::clamp(filled, kFirstSliceBytes, kSliceBytesMax);
      const std::size_t ready = std::min(length, filled + slice);
      if (!share.resize(ready)) co_return no_room();
      body.resize(ready);
    }
    const auto room = asio::buffer(body.data() + filled, body.size() - filled);
    const auto [error, bytes] = co_await connection.stream.async_read_some(room, kAwait);
    if (error) co_return false;
    filled += bytes;
  }
  co_return true;
}

asio::awaitable<Result<bool>> read_chunked(Connection& connection, std::size_t bytes_max, BudgetShare& share,
                                           std::string& body) {
  ChunkedDecoder decoder(bytes_max);
  auto& buffer = connection.buffer;
  for (;;) {
    const auto used = decoder.step(text_of(buffer), body);
    if (used.has_error()) co_return used.error();
    buffer.consume(*used);
    if (!share.resize(body.size())) co_return no_room();
    if (decoder.complete()) co_return true;
    const auto room = buffer.prepare(buffer.max_size());
    const auto [error, bytes] = co_await connection.stream.async_read_some(room, kAwait);
    if (error) co_return false;
    buffer.commit(bytes);
  }
}

}  // namespace

asio::awaitable<Result<bool>> read_body(Connection& connection, BodyPlan plan, BudgetShare& share,
                                        std::string& body) {
  if (plan.expects_continue && connection.buffer.size() == 0) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, bytes] =
        co_await asio::async_write(connection.stream, asio::buffer(kContinue), kAwait);
    if (error) co_return false;
  }
  if (plan.length)
    co_return co_await read_stated(connection, static_cast<std::size_t>(*plan.length), share, body);
  co_return co_await read_chunked(connection, plan.bytes_max, share, body);
}

}  // namespace shiptally::net
