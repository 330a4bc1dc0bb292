#include "schema/rollup.h"

namespace shiptally {}
