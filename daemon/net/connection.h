#pragma once
// What reading and writing share of one connection.  Included in daemon/net only.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>

namespace shiptally::net {

using Stream = boost::asio::generic::stream_protocol;  ///< TCP or unix: one session serves both
using SteadyTime = std::chrono::steady_clock::time_point;

inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);
/// The buffer takes in this much beyond the longest header, or a header of just that length would not fit.
inline constexpr std::size_t kBufferSlackBytes = 4096;

struct Connection {
  Connection(Stream::socket socket, std::size_t header_bytes)
      : stream(std::move(socket)), buffer(header_bytes + kBufferSlackBytes) {}

  boost::beast::basic_stream<Stream> stream;  ///< closes the socket when a deadline passes
  boost::beast::flat_buffer buffer;           ///< received and not used yet; never grows past its bound
};

}  // namespace shiptally::net
