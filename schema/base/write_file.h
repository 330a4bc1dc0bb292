#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally {

/// Puts a file into a directory that is there, whole or not at all, and on the disk when it returns; one of
/// that name is replaced.  Its group may read it, whatever the umask: the directory's owner decides who that
/// is. Code::unavailable, with its path, when it cannot; Code::invalid when the name is not one.
Result<void> replace_file(const std::filesystem::path& directory, const std::string& name,
                          std::string_view bytes);

}  // namespace shiptally
