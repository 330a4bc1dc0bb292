#include "schema/base/result.h"

#include <stdexcept>

namespace shiptally {

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(std::string(where.file_name()) + ": value() of an error: " + error.message);
}

}  // namespace shiptally
