#pragma once
// Follows files of lines that other programs write, through every way in which logs are rotated.
//
//   renamed      the old file is drained under its new name or none, then closed; the new one is read from
//                its beginning
//   truncated    found by length or by the first bytes; read from its beginning again
//   compressed   left alone: what was compressed had been read
//   gone, back   looked for again and again, by pattern
//
// How far a file was read is a cursor, named by the file's device, inode and birth time, that moves in the
// transaction of the rows.  So nothing is lost or read twice when the daemon dies, and a file that was
// renamed meanwhile is known again if its new name matches a pattern too.

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "daemon/tail/followed_file.h"
#include "schema/base/instant.h"
#include "schema/batch.h"

namespace shiptally::tail {

struct Entry {
  std::string pattern;    ///< absolute path, with wildcards as in the shell
  std::string kind;       ///< the collector
  bool from_end = false;  ///< of files that are there already and were never read
  friend bool operator==(const Entry&, const Entry&) = default;
};

/// Lines of one file, on their way.
struct Delivery {
  const std::string& file;  ///< its path, for messages
  const std::string& kind;
  std::string text;
  std::size_t too_long = 0;  ///< lines that are rejected unseen
  Cursor cursor;
};

/// Where the lines go.  Called by poll() on its thread.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<std::optional<std::string>> position(const std::string& cursor) = 0;
  /// Returns once the rows and the cursor are on the disk.  An error means that nothing was kept: it is
  /// offered again by a later poll().
  virtual Result<void> store(Delivery delivery) = 0;
  /// Told once, until that path is well again.
  virtual void trouble(const Error& error) = 0;
};

struct Standing {
  std::size_t files = 0;
  std::uint64_t behind_bytes = 0;
  std::optional<Instant> last_read;  ///< when lines were stored last
};

/// Not thread-safe; `sink` outlives it.
class Tailer {
 public:
  static constexpr Millis kLook{1'000};     ///< between two looks for files
  static constexpr Millis kRetire{30'000};  ///< without growth, once no pattern finds the file any more
  static constexpr std::size_t kFilesMax = 1'000;  ///< open at a time

  explicit Tailer(Sink& sink) : sink_(sink) {}

  /// Replaces the list.  Files of entries that are in the new one too are followed on.
  void follow(std::vector<Entry> entries);

  /// Reads at most one chunk of each file.  Whether there is more to read at once.
  bool poll(Instant now);

  Standing standing() const;

 private:
  struct Watched {
    Entry entry;
    bool looked = false;  ///< files found from now on are new
  };
  struct Followed {
    FollowedFile file;
    Entry entry;  ///< that found it
    std::string path;
    bool found = true;  ///< by the last look
    Instant grew;
  };
  enum class Step { nothing, read, more, refused };

  void look(Instant now);
  bool look_at(const std::string& path, const Watched& watched, Instant now);
  Result<void> begin(Followed& followed, const Watched& watched);
  Step read(Followed& followed, Instant now);
  Result<void> store(Followed& followed, Chunk chunk) const;
  bool retired(Followed& followed, Instant now);
  void complain(const std::string& path, const Error& error);

  Sink& sink_;
  std::vector<Watched> watched_;
  std::map<FileId, Followed> files_;
  std::set<std::string> troubled_;  ///< paths that were complained of
  std::optional<Instant> looked_;
  std::optional<Instant> last_read_;
};

}  // namespace shiptally::tail
