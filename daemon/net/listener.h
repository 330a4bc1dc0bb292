#pragma once
// Accepts connections on one address.  Io thread only.  Included in daemon/net only.

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "daemon/net/session.h"

namespace shiptally::net {

/// A descriptor kept in reserve.  When the process has none left, a connection that waits cannot even be
/// refused: it is given up for a moment to take that connection and close it.
class SpareDescriptor {
 public:
  SpareDescriptor();
  ~SpareDescriptor();
  SpareDescriptor(const SpareDescriptor&) = delete;
  SpareDescriptor& operator=(const SpareDescriptor&) = delete;

  void refuse_one(int listening);

 private:
  int fd_;
};

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  static Result<std::shared_ptr<Listener>> tcp(boost::asio::io_context& context, std::shared_ptr<Hall> hall,
                                               const std::string& address, std::uint16_t port);
  /// The socket file gets mode 0600 before it can be seen, and is removed by close().
  static Result<std::shared_ptr<Listener>> local(boost::asio::io_context& context, std::shared_ptr<Hall> hall,
                                                 const std::string& path);
  ~Listener();

  void start() { accept_next(); }
  void close();
  std::uint16_t port() const;

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<Stream>;

  Listener(boost::asio::io_context& context, std::shared_ptr<Hall> hall);
  Result<void> listen(const Stream::endpoint& endpoint, const std::string& name);
  void accept_next();
  void accepted(const boost::system::error_code& error, Stream::socket socket);
  void back_off(const boost::system::error_code& error);

  const std::shared_ptr<Hall> hall_;
  Acceptor acceptor_;
  boost::asio::steady_timer pause_;
  Millis pause_length_{0};  ///< 0 while accepting goes well
  SpareDescriptor spare_;
  std::string path_;  ///< of the socket file we made; empty for TCP
};

}  // namespace shiptally::net
