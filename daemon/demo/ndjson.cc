#include "daemon/demo/ndjson.h"

namespace shiptally::demo {
namespace {

constexpr std::size_t kChunkBytes = 512 * 1024;  // about 1,500 requests: well within any body limit

}  // namespace

Object& Object::raw(std::string_view name, std::string_view json) {
  if (text_.size() > 1) text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
  text_ += json;
  return *this;
}

Object& Object::add(std::string_view name, std::string_view text) {
  if (text.empty()) return *this;
  raw(name, "\"");
  text_ += text;
  text_ += '"';
  return *this;
}

void Chunks::add(const Object& event) {
  if (failed()) return;
  lines_ += event.str();
  lines_ += '\n';
  ++events_;
  if (lines_.size() >= kChunkBytes) flush();
}

void Chunks::flush() {
  if (lines_.empty() || failed()) return;
  result_ = post_(path_, lines_);
  lines_.clear();
}

Result<void> Chunks::finish() {
  flush();
  return result_;
}

}  // namespace shiptally::demo
