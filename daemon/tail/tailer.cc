#include "daemon/tail/tailer.h"

#include <glob.h>

#include <algorithm>
#include <utility>

namespace shiptally::tail {
namespace {

std::vector<std::string> matches(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> out;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
    out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  return out;
}

std::string cursor_name(const std::string& kind, const FileId& id) {
  return "tail/" + kind + "/" + id.text();
}

}  // namespace

void Tailer::follow(std::vector<Entry> entries) {
  const auto same_files = [](const Entry& a, const Entry& b) {
    return a.pattern == b.pattern && a.kind == b.kind;
  };
  std::vector<Watched> fresh;
  for (Entry& entry : entries) {
    const bool looked = std::any_of(watched_.begin(), watched_.end(), [&](const Watched& old) {
      return old.looked && same_files(old.entry, entry);
    });
    fresh.push_back({std::move(entry), looked});
  }
  watched_ = std::move(fresh);
  std::erase_if(files_, [&](const auto& followed) {
    return std::none_of(watched_.begin(), watched_.end(), [&](const Watched& watched) {
      return same_files(watched.entry, followed.second.entry);
    });
  });
  looked_.reset();
  troubled_.clear();
}

bool Tailer::poll(Instant now) {
  if (!looked_ || now < *looked_ || now - *looked_ >= kLook) look(now);
  bool more = false;
  for (auto at = files_.begin(); at != files_.end();) {
    Followed& followed = at->second;
    const Step step = read(followed, now);
    if (step == Step::refused) return false;  // the others would be refused too
    more = more || step == Step::more;
    at = step == Step::nothing && retired(followed, now) ? files_.erase(at) : std::next(at);
  }
  return more;
}

void Tailer::look(Instant now) {
  looked_ = now;
  for (auto& [id, followed] : files_) followed.found = false;
  for (Watched& watched : watched_) {
    bool all_begun = true;
    for (const std::string& path : matches(watched.entry.pattern))
      all_begun = look_at(path, watched, now) && all_begun;
    watched.looked = watched.looked || all_begun;
  }
}

/// False when the database had no answer for the file: it is still one that was there from the start.
bool Tailer::look_at(const std::string& path, const Watched& watched, Instant now) {
  const auto id = file_id_of(path);
  const auto known = id ? files_.find(*id) : files_.end();
  if (known != files_.end()) {
    known->second.found = true;
    known->second.path = path;
    return true;
  }
  if (files_.size() >= kFilesMax) {
    complain("", {Code::overloaded, path + ": more than " + std::to_string(kFilesMax) + " files to follow"});
    return true;
  }
  auto file = FollowedFile::open(path);
  if (file.has_error()) {
    if (file.error().code != Code::not_found) complain(path, file.error());
    return true;
  }
  Followed followed{std::move(*file), watched.entry, path, true, now};
  if (const auto begun = begin(followed, watched); begun.has_error())
    return complain(path, begun.error()), false;
  troubled_.erase(path);
  const FileId opened = followed.file.id();
  files_.emplace(opened, std::move(followed));
  return true;
}

Result<void> Tailer::begin(Followed& followed, const Watched& watched) {
  const auto position = sink_.position(cursor_name(watched.entry.kind, followed.file.id()));
  if (position.has_error()) return position.error();
  if (position->has_value()) return followed.file.resume(**position);
  if (watched.looked || !watched.entry.from_end) return {};
  auto end = followed.file.end();
  if (end.has_error()) return end.error();
  // Stored at once: what is appended while the daemon is down is to be read.
  return store(followed, std::move(*end));
}

Tailer::Step Tailer::read(Followed& followed, Instant now) {
  auto chunk = followed.file.read();
  if (chunk.has_error()) {
    complain(followed.path, chunk.error());
    return Step::nothing;
  }
  if (!chunk->has_value()) return Step::nothing;
  const bool full = (*chunk)->full;
  if (store(followed, std::move(**chunk)).has_error()) return Step::refused;
  followed.grew = now;
  last_read_ = now;
  return full ? Step::more : Step::read;
}

Result<void> Tailer::store(Followed& followed, Chunk chunk) const {
  Cursor cursor{cursor_name(followed.entry.kind, followed.file.id()), chunk.position()};
  auto stored = sink_.store(
      {followed.path, followed.entry.kind, std::exchange(chunk.text, {}), chunk.too_long, std::move(cursor)});
  if (!stored.has_error()) followed.file.advance(chunk);
  return stored;
}

/// Whether a file that no pattern finds any more was read to its end for good.
bool Tailer::retired(Followed& followed, Instant now) {
  if (followed.found || now - followed.grew < kRetire) return false;
  auto rest = followed.file.read_rest();
  return rest.has_error() || !rest->has_value() || !store(followed, std::move(**rest)).has_error();
}

void Tailer::complain(const std::string& path, const Error& error) {
  if (troubled_.insert(path).second) sink_.trouble(error);
}

Standing Tailer::standing() const {
  Standing out{files_.size(), 0, last_read_};
  for (const auto& [id, followed] : files_) out.behind_bytes += followed.file.behind();
  return out;
}

}  // namespace shiptally::tail
