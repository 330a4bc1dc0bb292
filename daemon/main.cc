#include "daemon/cli/cli.h"

int main(int argc, char** argv) { return shiptally::cli::run(argc, argv); }
