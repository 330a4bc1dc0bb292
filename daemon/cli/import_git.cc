// The commit graph of a local repository, sent as any other source's commits are.

#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/ndjson_sender.h"
#include "daemon/mirror/git_log.h"
#include "schema/base/json.h"

namespace shiptally::cli {
namespace {

std::string commit_json(const Commit& commit) {
  std::string out = "{\"repo\":";
  append_json_string(out, commit.key.repo);
  out += ",\"sha\":\"" + commit.key.sha + "\",\"parents\":[";
  const std::vector<std::string> parents = commit.parents.value_or(std::vector<std::string>());
  for (std::size_t i = 0; i < parents.size(); ++i) out += (i == 0 ? "\"" : ",\"") + parents[i] + "\"";
  out += "],\"authored_at\":" + std::to_string(to_ms(commit.authored));
  if (commit.paths) {
    out += ",\"paths\":[";
    for (const std::string& path : *commit.paths) {
      if (out.back() != '[') out += ',';
      append_json_string(out, path);
    }
    out += ']';
  }
  if (commit.committed) out += ",\"committed_at\":" + std::to_string(to_ms(*commit.committed));
  return out + "}";
}

}  // namespace

int import_git(const ImportGitFlags& flags) {
  auto log = mirror::GitLog::start({.path = flags.directory, .repo = flags.repo, .paths = flags.paths});
  if (log.has_error()) return fail(log.error());
  const auto door = open_fact_door(flags.data_dir, flags.config_file);
  if (door.has_error()) return fail(door.error());
  NdjsonSender sender(**door, "/v1/commits");
  const auto read = log->read([&](std::vector<Commit> commits) {
    for (const Commit& commit : commits)
      if (auto sent = sender.add(commit_json(commit)); sent.has_error()) return sent;
    return Result<void>();
  });
  if (read.has_error()) return fail(read.error());
  if (const auto sent = sender.flush(); sent.has_error()) return fail(sent.error());
  std::cout << read->repo << ": " << read->commits << " commits, ";
  return sender.report();
}

}  // namespace shiptally::cli
