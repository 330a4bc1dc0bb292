#pragma once
// One file through the door, in blocks, so that an import that was interrupted goes on where it stopped.
//
// The file's cursor holds the place between two lines up to which every row is stored, and moves in the
// transaction of such rows.  Through a door that keeps order each delivery moves it to its own end, so
// nothing is ever read twice.  Through the others it lags behind by what is under way: rows of those few
// deliveries are read again after an interruption, and known by their keys.

#include <functional>

#include "daemon/cli/answers_in_order.h"
#include "daemon/cli/line_reader.h"
#include "daemon/cli/rejects.h"

namespace shiptally::cli {

/// A file's cursor in words: "<bytes> <lines>", and " end" once all of it is stored.
struct ImportPosition {
  Place place;
  bool end = false;
};
std::string format_position(const ImportPosition& position);
Result<ImportPosition> parse_position(std::string_view text);

struct ImportRoute {
  FactDoor& door;
  std::string path;           ///< "/v1/requests"
  bool in_one_piece = false;  ///< the whole file is one delivery
};

/// Sends one file; used once, by one thread.
class FileImport {
 public:
  /// `cursor` is the name of the file's cursor; empty: it has none.
  FileImport(ImportRoute route, LineReader reader, std::string cursor, Rejects& rejects, Taken& taken);

  /// Up to the end, or until `stop` says so; in either case what was sent is on the disk afterwards.
  /// `advanced` is called now and then.
  Result<void> run(const std::function<bool()>& stop, const std::function<void(const LineReader&)>& advanced);

 private:
  struct Sent {
    Place begin, end;
    std::string copy;  ///< of the text, where the file cannot be read again
  };

  Result<void> send_all(const std::function<bool()>& stop,
                        const std::function<void(const LineReader&)>& advanced);
  Result<void> send_whole();
  void send(Block block, std::optional<Cursor> cursor);
  std::optional<Cursor> cursor_with(const Block& block);
  Result<void> move_cursor(const ImportPosition& position);
  void collect(bool all);
  void settle(const Sent& sent, const Result<ingest::Outcome>& answer);
  std::string text_of(const Sent& sent) const;

  ImportRoute route_;
  LineReader reader_;
  const std::string cursor_;
  Rejects& rejects_;
  Taken& taken_;
  Place stored_;                  ///< up to here every delivery was acknowledged
  Place told_;                    ///< where the cursor stands
  bool ended_ = false;            ///< the whole file was sent
  std::optional<Error> failure_;  ///< the first delivery that failed
  AnswersInOrder<Sent> answers_;
};

}  // namespace shiptally::cli
