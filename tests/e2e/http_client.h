#pragma once
// A blocking HTTP/1.1 client on one keep-alive connection: small enough that a test can see every byte.

#include <optional>
#include <string>
#include <string_view>

namespace shiptally::e2e {

struct HttpAnswer {
  int status = 0;
  std::string head;
  std::string body;
};

class HttpClient {
 public:
  HttpClient(int port, std::string token);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// None when the connection broke before the whole answer was there.
  std::optional<HttpAnswer> send(std::string_view method, std::string_view target, std::string_view body = {},
                                 std::string_view more_headers = {});

 private:
  std::optional<HttpAnswer> receive();
  bool fill();

  std::string token_;
  std::string buffer_;
  int fd_ = -1;
};

}  // namespace shiptally::e2e
