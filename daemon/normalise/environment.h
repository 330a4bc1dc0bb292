#pragma once
// One name for an environment: teams and tools call production by many names, and figures that keep
// "prod" and "Production" apart are wrong twice.

#include <string>
#include <string_view>

#include "daemon/normalise/names.h"

namespace shiptally::normalise {

/// The environment that a sender's word stands for, in lower case: the config's aliases and
/// globs (in lower case) first, then the built-in ones (prod, stage, dev, qa, …); empty is "production"; any
/// other word stays.
std::string environment_name(std::string_view reported, const Aliases& aliases);

}  // namespace shiptally::normalise
