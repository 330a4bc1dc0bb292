#pragma once

#include <string>
#include <string_view>

namespace shiptally::normalise {

/// The route without what differs from call to call: "/orders/4711?page=2" is "/orders/{id}".  Query and
/// fragment go; "{id}" takes the place of a segment that is a number, a date, a UUID, a ULID, an e-mail
/// address, 12 or more hex digits or a random-looking token, and of such a token behind a prefix
/// ("msg_{id}").  Words, versions ("v1", "2.0") and models' names stay.  Blanks around it go, too.
std::string route_name(std::string_view sent);

}  // namespace shiptally::normalise
