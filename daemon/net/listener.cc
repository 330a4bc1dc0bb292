#include "daemon/net/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include "daemon/net/response_head.h"

namespace shiptally::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr Millis kPauseFirst{10};
constexpr Millis kPauseMax{1'000};

Error unavailable(const std::string& name, const error_code& error) {
  return {Code::unavailable, "listen on " + name + ": " + error.message()};
}

/// The address of a TCP peer; an IPv4 address in IPv6 clothes is an IPv4 address.
Peer tcp_peer(const Stream::endpoint& endpoint) {
  asio::ip::tcp::endpoint tcp;
  if (endpoint.size() <= tcp.capacity()) {
    std::copy_n(reinterpret_cast<const char*>(endpoint.data()), endpoint.size(),
                reinterpret_cast<char*>(tcp.data()));
    tcp.resize(endpoint.size());
  }
  asio::ip::address address = tcp.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return {.address = address.to_string(), .loopback = address.is_loopback()};
}

Peer local_peer(int fd) {
  ucred credentials{};
  socklen_t length = sizeof(credentials);
  const bool known = ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0;
  const bool ours = known && (credentials.uid == ::geteuid() || credentials.uid == 0);
  return {.address = "unix", .loopback = true, .local = true, .control = ours};
}

/// Says 503 without waiting for anything: a flood must not cost us a session each.
void turn_away(Stream::socket& socket) {
  const HttpResponse response = error_response({Code::unavailable, "too many connections"});
  const std::string bytes = response_head(response, false, Instant()) + response.body;
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.send(asio::buffer(bytes), 0, ignored);
  socket.shutdown(asio::socket_base::shutdown_both, ignored);
  socket.close(ignored);
}

bool out_of_resources(const error_code& error) {
  const int value = error.value();
  return value == EMFILE || value == ENFILE || value == ENOBUFS || value == ENOMEM;
}

/// A socket file that nobody listens on any more, left by a daemon that was killed.
bool is_abandoned(asio::io_context& context, const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  asio::local::stream_protocol::socket probe(context);
  error_code error;
  probe.connect(path, error);
  return error == asio::error::connection_refused;
}

}  // namespace

SpareDescriptor::SpareDescriptor() : fd_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

SpareDescriptor::~SpareDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

void SpareDescriptor::refuse_one(int listening) {
  if (fd_ >= 0) ::close(fd_);
  const int refused = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (refused >= 0) ::close(refused);
  fd_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

Listener::Listener(asio::io_context& context, std::shared_ptr<Hall> hall)
    : hall_(std::move(hall)), acceptor_(context), pause_(context) {}

Listener::~Listener() { close(); }

Result<std::shared_ptr<Listener>> Listener::tcp(asio::io_context& context, std::shared_ptr<Hall> hall,
                                                const std::string& address, std::uint16_t port) {
  error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return Error{Code::invalid, "listen: \"" + address + "\" is not an IP address"};
  const std::shared_ptr<Listener> listener(new Listener(context, std::move(hall)));
  const asio::ip::tcp::endpoint endpoint(ip, port);
  listener->acceptor_.open(Stream(endpoint.protocol()), error);
  if (!error) listener->acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  const std::string name = (ip.is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(port);
  if (error) return unavailable(name, error);
  if (auto listening = listener->listen(endpoint, name); !listening) return listening.error();
  return listener;
}

Result<std::shared_ptr<Listener>> Listener::local(asio::io_context& context, std::shared_ptr<Hall> hall,
                                                  const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return Error{Code::invalid, "listen: \"" + path + "\" is too long for a unix socket"};
  const std::shared_ptr<Listener> listener(new Listener(context, std::move(hall)));
  const asio::local::stream_protocol::endpoint endpoint(path);
  error_code error;
  listener->acceptor_.open(Stream(endpoint.protocol()), error);
  if (error) return unavailable(path, error);
  if (is_abandoned(context, path)) ::unlink(path.c_str());
  ::fchmod(listener->acceptor_.native_handle(), S_IRUSR | S_IWUSR);  // bind() gives the file this mode
  if (auto listening = listener->listen(endpoint, path); !listening) return listening.error();
  listener->path_ = path;
  return listener;
}

Result<void> Listener::listen(const Stream::endpoint& endpoint, const std::string& name) {
  error_code error;
  ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
  acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return unavailable(name, error);
  return {};
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  if (!path_.empty()) ::unlink(std::exchange(path_, {}).c_str());
}

std::uint16_t Listener::port() const {
  error_code error;
  const Stream::endpoint endpoint = acceptor_.local_endpoint(error);
  asio::ip::tcp::endpoint tcp;
  if (error || endpoint.size() > tcp.capacity()) return 0;
  std::copy_n(reinterpret_cast<const char*>(endpoint.data()), endpoint.size(),
              reinterpret_cast<char*>(tcp.data()));
  return tcp.port();
}

void Listener::accept_next() {
  acceptor_.async_accept([self = shared_from_this()](const error_code& error, Stream::socket socket) {
    self->accepted(error, std::move(socket));
  });
}

void Listener::accepted(const error_code& error, Stream::socket socket) {
  if (!acceptor_.is_open()) return;
  if (out_of_resources(error)) return back_off(error);
  pause_length_ = Millis(0);
  error_code peer_error = error;  // also when the peer has gone already
  Stream::endpoint endpoint;
  if (!error) endpoint = socket.remote_endpoint(peer_error);
  if (!peer_error) {
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
    Peer peer = path_.empty() ? tcp_peer(endpoint) : local_peer(socket.native_handle());
    error_code ignored;
    if (!peer.local) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (hall_->admit(peer)) {
      serve(hall_, std::move(socket), std::move(peer));
    } else {
      turn_away(socket);
    }
  }
  accept_next();
}

/// Without a pause the loop would spin: the connection that could not be accepted is still there.
void Listener::back_off(const error_code& error) {
  if (pause_length_ == Millis(0))
    hall_->error("accept: " + error.message() + "; refusing connections for now");
  spare_.refuse_one(acceptor_.native_handle());
  pause_length_ = std::clamp(pause_length_ * 2, kPauseFirst, kPauseMax);
  pause_.expires_after(pause_length_);
  pause_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled && self->acceptor_.is_open()) self->accept_next();
  });
}

}  // namespace shiptally::net
