#include "daemon/net/encoding.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace shiptally::net {
namespace {

Error unreadable(std::string message) { return Error{Code::unreadable, std::move(message)}; }

/// Where a decoder writes: grows by doubling and refuses to pass the bounds, so that a bomb costs at
/// most twice the limit.
class Output {
 public:
  Output(std::size_t body_bytes, std::size_t limit_bytes, std::size_t ratio_max)
      : limit_bytes_(limit_bytes),
        ratio_bytes_(std::max(kRatioFreeBytes, body_bytes * ratio_max)),
        ratio_max_(ratio_max) {
    grow(std::max<std::size_t>(4096, body_bytes * 4));
  }

  char* room() { return text_.data() + used_; }
  std::size_t room_bytes() const { return text_.size() - used_; }

  /// Takes `bytes` written into room(), and makes new room when that is full.  False once over a bound.
  bool take(std::size_t bytes) {
    used_ += bytes;
    if (used_ > std::min(limit_bytes_, ratio_bytes_)) return false;
    if (room_bytes() == 0) grow(text_.size() * 2);
    return true;
  }

  Error over() const {
    if (used_ > limit_bytes_)
      return {Code::too_large, "body: expands to more than " + std::to_string(limit_bytes_) + " bytes"};
    return {Code::too_large, "body: expands to more than " + std::to_string(ratio_max_) + " times its size"};
  }

  std::string finish() && {
    text_.resize(used_);
    text_.reserve(used_ + kReadAheadBytes);
    return std::move(text_);
  }

 private:
  /// One byte beyond the bound is enough to notice that it was passed.
  void grow(std::size_t bytes) {
    const std::size_t size = std::min(bytes, std::min(limit_bytes_, ratio_bytes_) + 1);
    text_.reserve(size + kReadAheadBytes);
    text_.resize(size);
  }

  const std::size_t limit_bytes_;
  const std::size_t ratio_bytes_;
  const std::size_t ratio_max_;
  std::string text_;
  std::size_t used_ = 0;
};

struct EndInflate {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};

struct FreeDctx {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

Result<std::string> gunzip(std::string_view body, Output out) {
  std::unique_ptr<z_stream, EndInflate> stream(new z_stream{});
  constexpr int kGzipOnly = 15 + 16;
  if (inflateInit2(stream.get(), kGzipOnly) != Z_OK)
    return Error{Code::unavailable, "body: no memory for gzip"};
  stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream->avail_in = static_cast<uInt>(body.size());
  for (;;) {
    const auto room = static_cast<uInt>(std::min<std::size_t>(out.room_bytes(), 1U << 30));
    stream->next_out = reinterpret_cast<Bytef*>(out.room());
    stream->avail_out = room;
    const int status = inflate(stream.get(), Z_NO_FLUSH);
    if (!out.take(room - stream->avail_out)) return out.over();
    if (status == Z_STREAM_END) {
      if (stream->avail_in == 0) return std::move(out).finish();
      inflateReset(stream.get());  // another member follows
    } else if (status == Z_BUF_ERROR || (status == Z_OK && stream->avail_in == 0 && stream->avail_out > 0)) {
      return unreadable("body: gzip data is cut off");
    } else if (status != Z_OK) {
      return unreadable(std::string("body: damaged gzip data: ") + (stream->msg ? stream->msg : "unknown"));
    }
  }
}

Result<std::string> unzstd(std::string_view body, Output out) {
  const std::unique_ptr<ZSTD_DCtx, FreeDctx> context(ZSTD_createDCtx());
  if (!context) return Error{Code::unavailable, "body: no memory for zstd"};
  // RFC 9659: a window of at most 8 MiB over HTTP.  A frame may ask for gigabytes otherwise.
  constexpr int kWindowLogMax = 23;
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kWindowLogMax);
  ZSTD_inBuffer in{body.data(), body.size(), 0};
  for (;;) {
    ZSTD_outBuffer room{out.room(), out.room_bytes(), 0};
    const std::size_t left = ZSTD_decompressStream(context.get(), &room, &in);
    if (ZSTD_isError(left))
      return unreadable(std::string("body: damaged zstd data: ") + ZSTD_getErrorName(left));
    const bool flushed = room.pos < room.size;
    if (!out.take(room.pos)) return out.over();
    if (in.pos < in.size) continue;  // more to read, or another frame
    if (left == 0) return std::move(out).finish();
    if (flushed) return unreadable("body: zstd data is cut off");
  }
}

std::string lower_trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

Result<std::string> decode_body(std::string_view content_encoding, std::string body, std::size_t limit_bytes,
                                std::size_t ratio_max) {
  const std::string coding = lower_trimmed(content_encoding);
  if (coding.empty() || coding == "identity") {
    if (body.size() > limit_bytes)
      return Error{Code::too_large, "body: more than " + std::to_string(limit_bytes) + " bytes"};
    body.reserve(body.size() + kReadAheadBytes);
    return body;
  }
  if (coding != "gzip" && coding != "x-gzip" && coding != "zstd")
    return Error{Code::unsupported,
                 "Content-Encoding: \"" + coding + "\" is not one of gzip, zstd, identity"};
  if (body.empty()) return unreadable("body: empty, but " + coding + " was announced");
  Output out(body.size(), limit_bytes, ratio_max);
  return coding == "zstd" ? unzstd(body, std::move(out)) : gunzip(body, std::move(out));
}

}  // namespace shiptally::net
