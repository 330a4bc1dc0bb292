#pragma once
// The section `delivery`: what the definitions of delivery figures leave to the configuration.

#include "daemon/config/config.h"
#include "daemon/config/value.h"

namespace shiptally::config {

Reader delivery_section(Delivery& delivery);

}  // namespace shiptally::config
