#include "schema/sketch.h"

namespace shiptally {}
