#include "daemon/ingest/decode_backlog.h"

#include <gtest/gtest.h>

#include "daemon/ingest/ingest.h"

namespace shiptally::ingest {
namespace {

using Message = DecodeBacklog::Message;

constexpr std::size_t kMiB = 1 << 20;

/// One that has learnt that a message costs 1 ms, and a MiB of it 10 ms.
class BacklogTest : public testing::Test {
 protected:
  BacklogTest() {
    for (std::size_t i = 0; i < 300; ++i) {
      const std::size_t mib = i % 8;
      backlog_.learn(mib * kMiB, std::chrono::milliseconds(1 + 10 * mib));
    }
  }
  DecodeBacklog backlog_;
};

TEST_F(BacklogTest, TellsHowLongWhatIsAheadTakes) {
  EXPECT_EQ(backlog_.expected_wait(Urgency::log), Millis(0));
  const Message first(backlog_, Urgency::log, 50 * kMiB);
  EXPECT_EQ(backlog_.expected_wait(Urgency::log), Millis(0)) << "the first of all is decoded at once";
  {
    const Message second(backlog_, Urgency::log, 50 * kMiB);
    EXPECT_NEAR(static_cast<double>(backlog_.expected_wait(Urgency::log).count()), 1002, 2);
  }
  EXPECT_EQ(backlog_.expected_wait(Urgency::log), Millis(0));
}

TEST_F(BacklogTest, OnlyWhatIsAsUrgentIsAhead) {
  const Message a(backlog_, Urgency::log, 50 * kMiB), b(backlog_, Urgency::log, 50 * kMiB);
  EXPECT_EQ(backlog_.expected_wait(Urgency::event), Millis(0));
  EXPECT_EQ(backlog_.expected_wait(Urgency::bill), Millis(0));
  EXPECT_GT(backlog_.expected_wait(Urgency::log), Millis(500));
  EXPECT_GT(backlog_.expected_wait(Urgency::file), Millis(500));
}

TEST_F(BacklogTest, LearnsFromWhatIsDecodedAndNotFromWhatIsRefused) {
  const Message a(backlog_, Urgency::log, 50 * kMiB), b(backlog_, Urgency::log, 50 * kMiB);
  const Millis before = backlog_.expected_wait(Urgency::log);
  for (int i = 0; i < 20; ++i) const Message refused(backlog_, Urgency::log, 50 * kMiB);
  EXPECT_EQ(backlog_.expected_wait(Urgency::log), before);
  for (int i = 0; i < 20; ++i) Message(backlog_, Urgency::log, 50 * kMiB).begin();  // in no time
  EXPECT_LT(backlog_.expected_wait(Urgency::log), before);
}

TEST(DecodeLanes, OneForEachUrgencyWithinTheBound) {
  const auto lanes = decode_lanes(128 * kMiB);
  ASSERT_EQ(lanes.size(), kUrgencies);
  std::size_t bytes = 0;
  for (const WorkerPool::Lane& lane : lanes) bytes += lane.bytes_max;
  EXPECT_EQ(bytes, 128 * kMiB);
  EXPECT_LT(lanes[index(Urgency::log)].threads_max, kDecodeThreads) << "a log leaves a thread for events";
}

TEST(Collectors, HooksOfDeliveriesGoBeforeBillsAndThoseBeforeLogs) {
  const auto urgency_of = [](std::string_view name) {
    for (const collectors::Collector& collector : collectors::registry())
      if (collector.name == name) return collector.urgency;
    return Urgency::file;
  };
  for (const char* name : {"github", "deployments", "commits", "changes", "reviews", "incidents"})
    EXPECT_EQ(urgency_of(name), Urgency::event) << name;
  for (const char* name : {"charges", "usage"}) EXPECT_EQ(urgency_of(name), Urgency::bill) << name;
  for (const char* name : {"requests", "litellm"}) EXPECT_EQ(urgency_of(name), Urgency::log) << name;
}

}  // namespace
}  // namespace shiptally::ingest
