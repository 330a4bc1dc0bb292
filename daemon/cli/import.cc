// Files of our own events, one JSON object a line; plain, gzip or zstd.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/file_import.h"
#include "daemon/cli/import_report.h"
#include "daemon/cli/interrupt.h"
#include "daemon/cli/progress.h"

namespace shiptally::cli {
namespace {

constexpr std::size_t kWholeBytesMax = 1U << 30;

/// What all files of one command share.
class Import {
 public:
  Import(const ImportFlags& flags, FactDoor& door, Rejects rejects)
      : flags_(flags), door_(door), rejects_(std::move(rejects)) {}

  Result<void> run() {
    if (auto measured = measure(); measured.has_error()) return measured;
    for (const std::string& name : flags_.files) {
      auto file = InputFile::open(name);
      if (file.has_error()) return file.error();
      const std::uint64_t before = before_, size = file->size();
      if (auto sent = send(std::move(*file)); sent.has_error()) return sent;
      before_ = before + size;
      if (interrupted() != 0) break;
    }
    return {};
  }

  int report(const Result<void>& result) {
    bar_.clear();
    return report_import(taken_, rejects_, bar_.elapsed(), result);
  }

 private:
  /// Equal lines of a bill are told apart by counting them within their body, so a bill travels in one piece.
  /// Other rows are told apart by themselves.
  bool in_one_piece() const { return flags_.kind == "charges"; }

  /// How long all files are together, where that can be known; and whether they are there, before the first
  /// is read.  Opens none: there may be more than descriptors, and a pipe can be opened once only.
  Result<void> measure() {
    std::uint64_t total = 0;
    bool known = true;
    for (const std::string& name : flags_.files) {
      std::error_code error;
      if (name != "-" && !std::filesystem::exists(name, error))
        return Error{Code::not_found,
                     name + ": cannot open: " + std::strerror(error ? error.value() : ENOENT)};
      const bool regular = std::filesystem::is_regular_file(name, error);
      total += regular ? std::filesystem::file_size(name, error) : 0;
      known = known && regular && !error;
    }
    if (known) advance_.total_bytes = total;
    return {};
  }

  Result<void> send(InputFile file) {
    std::string cursor;
    if (file.regular()) {
      auto identity = content_identity(file);
      if (identity.has_error()) return identity.error();
      cursor = "import/" + flags_.kind + "/" + *identity;
    }
    BlockLimits limits;
    if (in_one_piece()) limits = {kWholeBytesMax, std::string::npos};
    auto reader = LineReader::open(std::move(file), limits);
    if (reader.has_error()) return reader.error();
    if (!cursor.empty() && !flags_.again) {
      auto position = earlier(cursor);
      if (position.has_error()) return position.error();
      if (position->end) return say_known(*reader, position->place);
      if (auto skipped = skip_to(*reader, position->place); skipped.has_error()) return skipped;
    }
    FileImport import({door_, "/v1/" + flags_.kind, in_one_piece()}, std::move(*reader), cursor, rejects_,
                      taken_);
    return import.run([] { return interrupted() != 0; }, [this](const LineReader& at) { show(at); });
  }

  Result<ImportPosition> earlier(const std::string& cursor) {
    const auto stored = door_.position(cursor);
    if (stored.has_error()) return stored.error();
    if (!stored->has_value()) return ImportPosition{};
    return parse_position(**stored);
  }

  Result<void> say_known(const LineReader& reader, const Place& end) {
    bar_.clear();
    std::cout << reader.file().name() << ": already imported, " << end.lines
              << " lines; --again reads it again\n";
    advance_.skipped_bytes += reader.file().size();
    return {};
  }

  Result<void> skip_to(LineReader& reader, const Place& place) {
    if (place.bytes == 0) return {};
    auto skipped = reader.skip_to(place);
    advance_.skipped_bytes += reader.file().offset();
    return skipped;
  }

  void show(const LineReader& reader) {
    advance_.done_bytes = before_ + reader.file().offset();
    advance_.rows = taken_.rows();
    bar_.show(advance_);
  }

  const ImportFlags& flags_;
  FactDoor& door_;
  Rejects rejects_;
  Taken taken_;
  ProgressBar bar_;
  Advance advance_;
  std::uint64_t before_ = 0;  ///< bytes of the files before
};

}  // namespace

int import_files(const ImportFlags& flags) {
  auto rejects = Rejects::open(flags.rejects_file);
  if (rejects.has_error()) return fail(rejects.error());
  const auto door = open_fact_door(flags.data_dir, flags.config_file);
  if (door.has_error()) return fail(door.error());
  stop_on_signals();
  Import import(flags, **door, std::move(*rejects));
  return import.report(import.run());
}

}  // namespace shiptally::cli
