#pragma once
// libgit2's resources, freed when they go, its names of objects and its errors.

#include <git2.h>

#include <memory>
#include <string>

#include "schema/base/result.h"

namespace shiptally::mirror {

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* resource) const { Free(resource); }
};
template <class T, void (*Free)(T*)>
using Handle = std::unique_ptr<T, Freed<T, Free>>;

using CommitObject = Handle<git_commit, git_commit_free>;

/// What libgit2 says of its last failure, behind what it was asked for.
inline Error failed(Code code, const std::string& what) {
  const git_error* last = git_error_last();
  return {code, what + (last && last->message ? ": " + std::string(last->message) : std::string())};
}

inline std::string hex(const git_oid& id) {
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, &id);
}

}  // namespace shiptally::mirror
