#include "daemon/net/message.h"

#include <boost/asio/error.hpp>

#include "schema/base/letter_case.h"

namespace shiptally::net {
namespace {

namespace http = boost::beast::http;

HttpResponse unreadable_response(std::string_view message) {
  return error_response({Code::unreadable, std::string(message)});
}

}  // namespace

std::optional<HttpResponse> refusal_of(const boost::system::error_code& error, std::size_t header_bytes) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return error_response(431, "header_too_large",
                          "header: longer than " + std::to_string(header_bytes) + " bytes");
  if (error == http::error::end_of_stream || error == http::error::partial_message) return {};
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return unreadable_response("message: " + error.message());
  return {};
}

std::optional<HttpResponse> refuse_framing(const HeadParser& head) {
  const auto& message = head.get();
  const auto coding = message.find(http::field::transfer_encoding);
  if (coding != message.end() && lower(coding->value()) != "chunked")
    return unreadable_response("Transfer-Encoding: only chunked is read");
  if (coding != message.end() && message.version() != 11)
    return unreadable_response("Transfer-Encoding: HTTP/1.1 only");
  const auto length = message.find(http::field::content_length);
  if (length != message.end() && (message.count(http::field::content_length) != 1 ||
                                  length->value().find(',') != boost::string_view::npos))
    return unreadable_response("Content-Length: must be there once");
  if (message.version() == 11 && message.count(http::field::host) != 1)
    return unreadable_response("Host: must be there once");
  return {};
}

HttpRequest describe(const HeadParser& head, Target target, const Peer& peer) {
  const auto& message = head.get();
  HttpRequest request;
  request.method = message.method_string();
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  for (const auto& field : message) request.headers.emplace_back(lower(field.name_string()), field.value());
  request.peer = peer.address;
  request.loopback = peer.loopback;
  request.control = peer.control;
  return request;
}

bool expects_continue(const HttpRequest& request) {
  return lower(request.header("expect")) == "100-continue";
}

}  // namespace shiptally::net
