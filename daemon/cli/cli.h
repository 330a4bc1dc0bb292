#pragma once

namespace shiptally::cli {

/// Reads the command line, runs the command, returns the exit code.
int run(int argc, char** argv);

}  // namespace shiptally::cli
