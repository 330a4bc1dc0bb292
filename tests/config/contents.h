#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "source_dir.h"

namespace shiptally::config {

inline const std::filesystem::path kRoot = SHIPTALLY_SOURCE_DIR;

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

}  // namespace shiptally::config
