#include "tests/e2e/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace shiptally::e2e {
namespace {

constexpr int kPatienceSeconds = 60;

std::size_t content_length(std::string head) {
  std::transform(head.begin(), head.end(), head.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  const auto at = head.find("content-length:");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 15));
}

}  // namespace

HttpClient::HttpClient(int port, std::string token) : token_(std::move(token)) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatienceSeconds, 0};
  const int on = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

HttpClient::~HttpClient() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<HttpAnswer> HttpClient::send(std::string_view method, std::string_view target,
                                           std::string_view body, std::string_view more_headers) {
  std::string out;
  out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  if (!token_.empty()) out.append("Authorization: Bearer ").append(token_).append("\r\n");
  out.append(more_headers).append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  out.append(body);
  std::string_view rest = out;
  while (!rest.empty()) {
    const ssize_t n = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    // A server that refuses a large body answers before it has read it all: look for that answer.
    if (n <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return receive();
}

bool HttpClient::fill() {
  char chunk[65536];
  const ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
  if (n > 0) buffer_.append(chunk, static_cast<std::size_t>(n));
  return n > 0;
}

std::optional<HttpAnswer> HttpClient::receive() {
  std::size_t head_end = 0;
  while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return std::nullopt;
  HttpAnswer answer;
  answer.head = buffer_.substr(0, head_end + 4);
  if (answer.head.size() < 12) return std::nullopt;
  answer.status = std::stoi(answer.head.substr(9, 3));
  const std::size_t total = head_end + 4 + content_length(answer.head);
  while (buffer_.size() < total)
    if (!fill()) return std::nullopt;
  answer.body = buffer_.substr(head_end + 4, total - head_end - 4);
  buffer_.erase(0, total);
  return answer;
}

}  // namespace shiptally::e2e
