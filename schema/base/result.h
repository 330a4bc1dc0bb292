#pragma once
// How a function says that it could not: by value.  An Error carries one of a few codes, each tied to
// what the daemon does about it; exceptions of a library stop in the folder that owns the library.

#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace shiptally {

/// What went wrong, in terms of what happens next (the HTTP status in brackets).
enum class Code {
  invalid,       ///< a row or parameter is wrong; the sender must change it (422 or 400)
  unreadable,    ///< the body cannot be read at all (400)
  unauthorised,  ///< no or a wrong credential (401)
  forbidden,     ///< a credential without the scope (403)
  not_found,     ///< nothing at this path (404)
  too_large,     ///< over a configured bound (413)
  unsupported,   ///< a media type or content encoding we do not read (415)
  overloaded,    ///< a bounded queue is full; retry later (429)
  unavailable,   ///< storage trouble or shutdown; retry later (503)
  in_use,        ///< another daemon holds the data (exit code 75)
  internal,      ///< a bug or a broken database (500)
};

struct Error {
  Code code = Code::internal;
  std::string message;  ///< for a person; names the field and the reason
};

inline Error invalid(std::string message) { return {Code::invalid, std::move(message)}; }

/// Called by boost::system::result when value() is asked of an error: a bug in the caller.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace shiptally
