// Bodies that nobody would write, a thousand to every route that takes facts: the daemon answers each of them
// and lives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "collectors/collector.h"
#include "daemon/net/secret.h"
#include "source_dir.h"
#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::e2e {
namespace {

constexpr int kBodies = 1'000;  // to each route
constexpr const char* kSecret = "0123456789abcdef0123456789abcdef";
const std::filesystem::path kFuzz = SHIPTALLY_SOURCE_DIR "/tests/fuzz";

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The words of the fuzzers' dictionary: name="word", with \" \\ and \xNN.
std::vector<std::string> dictionary() {
  std::vector<std::string> out;
  std::istringstream lines(text_of(kFuzz / "json.dict"));
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find('"');
    if (line.starts_with('#') || begin == std::string::npos) continue;
    std::string& word = out.emplace_back();
    for (std::size_t at = begin + 1; at + 1 < line.size(); ++at) {
      if (line[at] != '\\') {
        word += line[at];
      } else if (line[++at] == 'x') {
        word += static_cast<char>(std::stoi(line.substr(at + 1, 2), nullptr, 16));
        at += 2;
      } else {
        word += line[at];
      }
    }
  }
  return out;
}

/// The same bodies in every run: soup of words, and good bodies with words put in, taken out and doubled.
class Cook {
 public:
  Cook() {
    for (const auto& file : std::filesystem::directory_iterator(kFuzz / "corpus/rows"))
      good_.push_back(text_of(file.path()).substr(2));
    std::sort(good_.begin(), good_.end());
  }

  std::string next() {
    std::string body = below(3) == 0 ? std::string() : good_[below(good_.size())];
    for (std::size_t changes = 1 + below(body.empty() ? 40 : 8); changes > 0; --changes) change(body);
    return body;
  }

  const std::vector<std::string>& words() const { return words_; }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  void change(std::string& body) {
    const std::size_t at = below(body.size() + 1), length = below(12);
    switch (below(4)) {
      case 0:
        body.erase(at, length);
        break;
      case 1:
        body.insert(below(body.size() + 1), body.substr(at, 4 * length));
        break;
      default:
        body.insert(at, words_[below(words_.size())]);
    }
  }

  const std::vector<std::string> words_ = dictionary();
  std::vector<std::string> good_;
  std::mt19937 random_{20261127};
};

std::string headers_for(const collectors::Collector& collector, const std::string& body) {
  if (collector.proof != collectors::Proof::github_hmac) return {};
  return "X-GitHub-Event: push\r\nX-Hub-Signature-256: sha256=" + net::hex(net::hmac_sha256(kSecret, body)) +
         "\r\n";
}

TEST(TokenSoup, EndsNothing) {
  const TempDir dir;
  std::ofstream(dir.file("secret")) << kSecret;
  std::filesystem::permissions(dir.file("secret"), std::filesystem::perms::owner_read);
  std::ofstream(dir.file("shiptally.yaml"))
      << "hooks: {github: {secret_file: " << dir.file("secret") << "}}\n";
  const Finished made = run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "soup", "--scope", "ingest"});
  const std::string token = made.out.substr(0, made.out.find('\n'));
  DaemonProcess daemon(dir.path(), dir.file("shiptally.yaml"));
  Cook cook;
  ASSERT_GE(cook.words().size(), 50U);
  for (const collectors::Collector& collector : collectors::registry()) {
    HttpClient client(daemon.port(), token);
    int rejected = 0;
    for (int i = 0; i < kBodies; ++i) {
      const std::string body = cook.next();
      const auto answer = client.send("POST", collector.path, body, headers_for(collector, body));
      ASSERT_TRUE(answer.has_value()) << "no answer from " << collector.path << " to " << body;
      ASSERT_THAT(answer->status, testing::AnyOf(200, 400, 422)) << answer->body << " to " << body;
      rejected += answer->status != 200;
    }
    EXPECT_GT(rejected, kBodies / 4) << collector.path;
  }
  EXPECT_EQ(HttpClient(daemon.port(), token).send("GET", "/-/ready")->status, 200);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

}  // namespace
}  // namespace shiptally::e2e
