#include "daemon/net/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>

namespace shiptally::net {
namespace {

class Gunzip final : public Decompressor {
 public:
  ~Gunzip() override { inflateEnd(&stream_); }

  bool open() {
    constexpr int kGzipOnly = 15 + 16;
    return inflateInit2(&stream_, kGzipOnly) == Z_OK;
  }

  Result<Step> step(std::string_view in, std::span<char> out) override {
    if (ended_ && in.empty()) return Step{};
    if (ended_) inflateReset(&stream_);  // another member follows
    constexpr std::size_t kAtOnce = 1U << 30;
    const auto available = static_cast<uInt>(std::min(in.size(), kAtOnce));
    const auto room = static_cast<uInt>(std::min(out.size(), kAtOnce));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = available;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    ended_ = status == Z_STREAM_END;
    // Z_BUF_ERROR: nothing to read, or no room; more of either helps.
    if (!ended_ && status != Z_OK && status != Z_BUF_ERROR)
      return Error{Code::unreadable,
                   std::string("damaged gzip data: ") + (stream_.msg ? stream_.msg : "unknown")};
    return Step{available - stream_.avail_in, room - stream_.avail_out};
  }

  bool complete() const override { return ended_; }

 private:
  z_stream stream_{};
  bool ended_ = false;  ///< a member has ended and no other has begun
};

struct FreeDctx {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class Unzstd final : public Decompressor {
 public:
  bool open(int window_log_max) {
    context_.reset(ZSTD_createDCtx());
    if (!context_) return false;
    // A frame may ask for gigabytes otherwise.
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, window_log_max);
    return true;
  }

  Result<Step> step(std::string_view in, std::span<char> out) override {
    if (ended_ && in.empty()) return Step{};
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &to, &from);
    if (ZSTD_isError(left))
      return Error{Code::unreadable, std::string("damaged zstd data: ") + ZSTD_getErrorName(left)};
    ended_ = left == 0;
    return Step{from.pos, to.pos};
  }

  bool complete() const override { return ended_; }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeDctx> context_;
  bool ended_ = false;  ///< a frame has ended and no other has begun
};

}  // namespace

Compression compression_of(std::string_view first_bytes) {
  using namespace std::string_view_literals;
  if (first_bytes.starts_with("\x1F\x8B"sv)) return Compression::gzip;
  if (first_bytes.starts_with("\x28\xB5\x2F\xFD"sv)) return Compression::zstd;
  // A skippable frame (RFC 8878, 3.1.2), which parallel compressors write first.
  if (first_bytes.size() >= 4 && (first_bytes[0] & 0xF0) == 0x50 &&
      first_bytes.substr(1, 3) == "\x2A\x4D\x18"sv)
    return Compression::zstd;
  return Compression::none;
}

Result<std::unique_ptr<Decompressor>> make_decompressor(Compression compression, int window_log_max) {
  if (compression == Compression::gzip) {
    auto gunzip = std::make_unique<Gunzip>();
    if (gunzip->open()) return std::unique_ptr<Decompressor>(std::move(gunzip));
  } else {
    auto unzstd = std::make_unique<Unzstd>();
    if (unzstd->open(window_log_max)) return std::unique_ptr<Decompressor>(std::move(unzstd));
  }
  return Error{Code::unavailable, "no memory to decompress with"};
}

}  // namespace shiptally::net
