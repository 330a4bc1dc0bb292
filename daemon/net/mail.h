#pragma once
// Mail by SMTP: one message to one server.

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::net {

struct MailServer {
  std::string url = {};                  ///< smtp://HOST:PORT or smtps://HOST:PORT
  std::string user = {}, password = {};  ///< both empty: none is given.  Never sent without TLS
  /// STARTTLS with a verified certificate, or nothing is sent.  False: no TLS with smtp://, for a relay on
  /// this host.
  bool require_tls = true;
  std::string ca_file = {};  ///< PEM of who signed the certificate; empty: the system's
  Millis deadline = std::chrono::seconds(60);
  std::stop_token stop = {};  ///< gives up within about a second once it is requested
};

struct Attachment {
  std::string name;  ///< printable ASCII without quotes
  std::string content_type;
  std::string bytes;
};

struct Mail {
  std::string from;             ///< bare addresses
  std::vector<std::string> to;  ///< at least one; all of them or none get it
  std::string subject, text;    ///< UTF-8
  std::vector<Attachment> attachments;
  Instant date;
  std::string message_id;  ///< "ID@DOMAIN", the same for each try, so that a receiver may tell repeats
};

/// Whether a mail can go to or come from it: printable ASCII with one '@', nothing that could end a header or
/// a command.
bool is_mail_address(std::string_view address);

/// The message as RFC 5322 and MIME have it, lines ended by CRLF: the same mail, the same bytes.
/// Code::invalid when an address, name or header has what could end it.  Pure.
Result<std::string> mime_message(const Mail& mail);

/// Blocks, so never on the io thread.  Code::unavailable when it may be tried again (no connection, deadline,
/// 4xx), Code::invalid when that would not help (5xx, no TLS where it is required, what mime_message
/// refuses).  After an end without an answer the server may have taken it all the same.  Messages name host
/// and reason, never user or password.  Thread-safe.
Result<void> send_mail(const MailServer& server, const Mail& mail);

}  // namespace shiptally::net
