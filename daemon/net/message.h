#pragma once
// What is said about the head of a message, before its body is read.  Included in daemon/net only.

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>

#include "daemon/net/hall.h"
#include "daemon/net/http.h"
#include "daemon/net/router.h"

namespace shiptally::net {

/// Reads heads only: bodies are ours (body_reader.h), because the parser counts neither chunk extensions nor
/// trailers.
using HeadParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

/// What to say to a head that cannot be read; none when nobody is there to be told.
std::optional<HttpResponse> refusal_of(const boost::system::error_code& error, std::size_t header_bytes);

/// A message whose end a proxy before us might see elsewhere (request smuggling) is not read at all.
std::optional<HttpResponse> refuse_framing(const HeadParser& head);

/// All of the request but its body.
HttpRequest describe(const HeadParser& head, Target target, const Peer& peer);

/// "Expect: 100-continue"; any other expectation is refused.
bool expects_continue(const HttpRequest& request);

}  // namespace shiptally::net
