#include "daemon/net/answer_writer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/write.hpp>
#include <cstdint>

namespace shiptally::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kSliceBytes = 256U << 10;
/// Below this the calls cost more than the memory is worth.
constexpr std::size_t kReleaseFromBytes = 1U << 20;
constexpr std::size_t kPageBytesMax = 64U << 10;

/// Gives the pages that lie wholly in `written` back to the system.  The memory stays ours and reads as
/// zeros, so the string that owns it need not know.
void release_pages(std::string_view written) {
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(written.data());
  const std::uintptr_t begin = (address + page - 1) / page * page;
  const std::uintptr_t end = (address + written.size()) / page * page;
  if (begin < end) (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

}  // namespace

asio::awaitable<bool> write_answer(Connection& connection, const ServerLimits& limits, std::string_view head,
                                   std::string_view body, BudgetShare& share) {
  const auto at_slowest_rate = Millis(body.size() * 1000 / limits.answer_bytes_per_s);
  const SteadyTime whole_deadline =
      std::chrono::steady_clock::now() + limits.write_deadline + at_slowest_rate;
  const bool release = body.size() >= kReleaseFromBytes;
  std::size_t written = 0;
  std::size_t released = 0;
  do {
    const std::string_view slice = body.substr(written, kSliceBytes);
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head), asio::buffer(slice)};
    connection.stream.expires_at(
        std::min(std::chrono::steady_clock::now() + limits.write_deadline, whole_deadline));
    const auto [error, bytes] = co_await asio::async_write(connection.stream, buffers, kAwait);
    if (error) co_return false;
    head = {};
    written += slice.size();
    if (!release) continue;
    release_pages(body.substr(released, written - released));
    released = written - std::min(written, kPageBytesMax);  // the next call gets the page begun here whole
    share.resize(body.size() - written);
  } while (written < body.size());
  co_return true;
}

}  // namespace shiptally::net
