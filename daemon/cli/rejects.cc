#include "daemon/cli/rejects.h"

#include <cerrno>
#include <cstring>
#include <functional>

namespace shiptally::cli {
namespace {

constexpr std::size_t kShownMax = 5;
constexpr std::string_view kBlank = " \t\r";

/// Lines that are not blank, with their number from 0 among all lines; stops when `visit` says so.
void each_line(std::string_view text,
               const std::function<bool(std::uint64_t number, std::string_view)>& visit) {
  for (std::uint64_t number = 0; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(kBlank) != std::string_view::npos && !visit(number, line)) return;
  }
}

/// An array's elements and an object over several lines are rows, but not lines.
bool rows_are_lines(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] != '[';
}

}  // namespace

Result<Rejects> Rejects::open(const std::string& file) {
  Rejects rejects;
  rejects.file_name_ = file;
  if (file.empty()) return rejects;
  rejects.file_.reset(std::fopen(file.c_str(), "ae"));
  if (!rejects.file_) return Error{Code::unavailable, file + ": cannot open: " + std::strerror(errno)};
  return rejects;
}

void Rejects::add(const std::string& name, const Place& begin, std::string_view text,
                  std::span<const Rejection> rejections) {
  if (rejections.empty()) return;
  if (!rows_are_lines(text)) {
    const std::string before = text.empty() ? name + ":" + std::to_string(begin.lines + 1) : name + ": row ";
    for (const Rejection& rejection : rejections)
      note(text.empty() ? before : before + std::to_string(rejection.index + 1), rejection.error, {});
    return;
  }
  std::size_t row = 0;
  each_line(text, [&](std::uint64_t number, std::string_view line) {
    if (row++ != rejections.front().index) return true;
    note(name + ":" + std::to_string(begin.lines + number + 1), rejections.front().error, line);
    rejections = rejections.subspan(1);
    return !rejections.empty();
  });
}

void Rejects::add_row(const std::string& name, std::uint64_t line, std::string_view record,
                      const std::string& error) {
  if (record.ends_with('\n')) record.remove_suffix(1);
  note(name + ":" + std::to_string(line), error, record);
}

void Rejects::note(const std::string& where, const std::string& error, std::string_view line) {
  if (count_++ < kShownMax) first_ += where + ": " + error + '\n';
  if (!file_ || line.empty()) return;
  std::fwrite(line.data(), 1, line.size(), file_.get());
  std::fputc('\n', file_.get());
}

std::string Rejects::report() const {
  if (count_ <= kShownMax) return first_;
  return first_ + "and " + std::to_string(count_ - kShownMax) + " more\n";
}

Result<void> Rejects::finish() {
  if (!file_) return {};
  const bool written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  if (!written) return Error{Code::unavailable, file_name_ + ": cannot write: " + std::strerror(errno)};
  return {};
}

}  // namespace shiptally::cli
