// A whole HTTP message as the session reads it: head, target, framing, body.  The first byte chooses the size
// of the slices that the chunks come in: what is read must not depend on it.

#include <boost/asio/buffer.hpp>
#include <cstdint>
#include <cstdlib>

#include "daemon/net/chunked.h"
#include "daemon/net/message.h"

namespace {

using namespace shiptally;

constexpr std::size_t kBodyMax = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  std::string body;
  std::size_t used = 0;
  bool complete = false;
  bool refused = false;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read_chunks(std::string_view in, std::size_t slice) {
  net::ChunkedDecoder decoder(kBodyMax);
  Read out;
  while (out.used < in.size() && !decoder.complete()) {
    const auto used = decoder.step(in.substr(out.used, slice), out.body);
    require(out.body.size() <= kBodyMax);
    if (used.has_error()) return {.refused = true};
    require(*used <= slice);
    out.used += *used;
    require(out.used <= 2 * out.body.size() + net::kFramingFreeBytes);
  }
  out.complete = decoder.complete();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t slice = 1 + data[0] % 64;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  net::HeadParser head;
  head.header_limit(1024);
  head.body_limit(boost::none);
  boost::system::error_code error;
  const std::size_t head_bytes = head.put(boost::asio::buffer(text.data(), text.size()), error);
  if (error || !head.is_header_done()) {
    (void)net::refusal_of(error, 1024);
    // Not a message: then all of it is a body.
    require(read_chunks(text, slice) == read_chunks(text, text.size() + 1));
    return 0;
  }
  if (net::refuse_framing(head)) return 0;
  // What was not refused ends in one way only.
  require(!head.content_length() || !head.chunked());
  auto target = net::parse_target(head.get().target());
  if (target.has_error()) return 0;
  const auto request = net::describe(head, std::move(*target), {.address = "192.0.2.1"});
  (void)net::expects_continue(request);
  const std::string_view rest = text.substr(head_bytes);
  if (head.chunked()) require(read_chunks(rest, slice) == read_chunks(rest, rest.size() + 1));
  return 0;
}
