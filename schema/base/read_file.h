#pragma once

#include <filesystem>
#include <string>

#include "schema/base/result.h"

namespace shiptally {

/// The whole of a small file: a configuration, a price book, a secret, a key.  Code::invalid, with
/// its name, when it is not there, is no regular file, cannot be read or is longer than 16 MiB.
Result<std::string> read_file(const std::filesystem::path& file);

/// The same without the newlines at its end, which editors add.
Result<std::string> read_secret_file(const std::filesystem::path& file);

}  // namespace shiptally
