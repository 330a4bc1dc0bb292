#include "daemon/net/private_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <vector>

namespace shiptally::net {
namespace {

std::vector<unsigned char> bytes_of(const char* text) {
  std::vector<unsigned char> out(16);
  if (::inet_pton(AF_INET6, text, out.data()) == 1) return out;
  out.resize(4);
  EXPECT_EQ(::inet_pton(AF_INET, text, out.data()), 1) << text;
  return out;
}

TEST(PrivateAddress, KnowsTheInternetFromTheRest) {
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.7",
                           "224.0.0.1",
                           "239.1.2.3",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::7f00:1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "64:ff9b:1::1",
                           "100::1",
                           "2001:db8::1",
                           "2002:7f00:1::1",
                           "fc00::1",
                           "fdff::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1"})
    EXPECT_TRUE(is_private(bytes_of(text))) << text;
  for (const char* text :
       {"1.1.1.1",         "9.255.255.255",  "11.0.0.1",         "100.63.255.255",       "100.128.0.1",
        "126.255.255.255", "128.0.0.1",      "169.253.1.1",      "172.15.255.255",       "172.32.0.1",
        "192.0.1.1",       "192.167.1.1",    "192.169.1.1",      "198.17.1.1",           "198.20.1.1",
        "223.255.255.255", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2001:4860:4860::8888", "2002:101:101::1",
        "2606:4700::1111", "fb00::1"})
    EXPECT_FALSE(is_private(bytes_of(text))) << text;
  EXPECT_TRUE(is_private({}));
}

}  // namespace
}  // namespace shiptally::net
