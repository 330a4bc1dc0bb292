#include "daemon/net/systemd.h"

#include <gmock/gmock.h>

#include <cstddef>

#include "tests/net/running.h"

namespace shiptally::net {
namespace {

/// What systemd does: a datagram socket with a name.
class Manager {
 public:
  explicit Manager(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), length), 0) << std::strerror(errno);
  }
  ~Manager() { ::close(fd_); }

  std::string receive() {
    char bytes[1024];
    const ssize_t got = ::recv(fd_, bytes, sizeof(bytes), MSG_DONTWAIT);
    return got < 0 ? "nothing" : std::string(bytes, static_cast<std::size_t>(got));
  }

 private:
  int fd_;
};

TEST(Systemd, TellsByPathAndByAbstractName) {
  TempDir dir;
  for (const std::string& name : {dir.file("notify"), "@shiptally-test-" + std::to_string(::getpid())}) {
    Manager manager(name);
    const Systemd systemd(name);
    EXPECT_TRUE(systemd.ready().has_value());
    EXPECT_EQ(manager.receive(), "READY=1\n");
    EXPECT_TRUE(systemd.ready("listening").has_value());
    EXPECT_EQ(manager.receive(), "READY=1\nSTATUS=listening\n");
    EXPECT_TRUE(systemd.reloading().has_value());
    EXPECT_THAT(manager.receive(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*\n"));
    EXPECT_TRUE(systemd.alive().has_value());
    EXPECT_EQ(manager.receive(), "WATCHDOG=1\n");
    EXPECT_TRUE(systemd.stopping().has_value());
    EXPECT_EQ(manager.receive(), "STOPPING=1\n");
  }
}

TEST(Systemd, IsSilentWithoutOneAndSaysWhatFailed) {
  EXPECT_TRUE(Systemd("").ready().has_value());
  EXPECT_THAT(Systemd("/nowhere/notify").ready().error().message, testing::HasSubstr("No such file"));
  EXPECT_THAT(Systemd(std::string(200, 'x')).ready().error().message, testing::HasSubstr("longer"));
}

TEST(Systemd, WatchdogComesFromTheEnvironment) {
  struct Case {
    std::string usec, pid;
    std::optional<Millis> watchdog;
  };
  const std::string own = std::to_string(::getpid());
  const Case cases[] = {{"30000000", "", Millis(30'000)},
                        {"30000000", own, Millis(30'000)},
                        {"30000000", "1", {}},
                        {"", "", {}},
                        {"0", "", {}},
                        {"30s", "", {}}};
  for (const Case& c : cases) {
    ::setenv("WATCHDOG_USEC", c.usec.c_str(), 1);
    ::setenv("WATCHDOG_PID", c.pid.c_str(), 1);
    EXPECT_EQ(Systemd::from_environment().watchdog(), c.watchdog) << c.usec << " " << c.pid;
  }
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
}

}  // namespace
}  // namespace shiptally::net
