// What was known at an instant stays answerable after it was restated, retracted or joined by late facts.

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr Millis kDeadline = std::chrono::seconds(60);
const Window kAll = {minute(-1000), minute(1000)};

class AsOfTest : public StoreTest {
 protected:
  /// Output tokens of the visible requests, in order.
  std::vector<std::int64_t> outputs(std::optional<Instant> as_of) {
    const auto reader = this->reader();
    std::vector<std::int64_t> outputs;
    const auto snapshot = reader->begin(kDeadline).value();
    EXPECT_TRUE(
        snapshot->requests(kAll, {}, as_of, [&](const Request& r) { outputs.push_back(r.tokens.output); }));
    return outputs;
  }
  std::string services(std::optional<Instant> as_of) {
    const auto reader = this->reader();
    std::string services;
    for (const auto& d : reader->begin(kDeadline).value()->deployments(as_of).value())
      services += d.service + " ";
    return services;
  }
  static Request with_output(std::string_view name, std::int64_t output, bool final) {
    Request row = request(name, minute(name[0] - 'a'));
    row.tokens.output = output;
    row.final = final;
    return row;
  }
};

using Outputs = std::vector<std::int64_t>;

TEST_F(AsOfTest, RequestsRestatedRetractedAndLate) {
  now_ = minute(10);
  put({with_output("b", 1, false), with_output("d", 7, true)});
  now_ = minute(20);
  put({with_output("b", 2, true)});
  now_ = minute(30);
  put({with_output("a", 5, true)});
  now_ = minute(40);
  retract(Kind::request, {"test", "b"}, minute(1));

  EXPECT_EQ(outputs(minute(9)), Outputs{});
  EXPECT_EQ(outputs(minute(10)), (Outputs{1, 7}));
  EXPECT_EQ(outputs(minute(19)), (Outputs{1, 7}));
  EXPECT_EQ(outputs(minute(20)), (Outputs{2, 7}));
  EXPECT_EQ(outputs(minute(30)), (Outputs{5, 2, 7}));
  EXPECT_EQ(outputs(minute(40)), (Outputs{5, 7}));
  EXPECT_EQ(outputs({}), (Outputs{5, 7}));
}

TEST_F(AsOfTest, ALoserThatComesLateWasNeverCurrent) {
  now_ = minute(10);
  put({with_output("a", 2, true)});
  now_ = minute(20);
  put({with_output("a", 1, false)});
  EXPECT_EQ(outputs(minute(10)), Outputs{2});
  EXPECT_EQ(outputs(minute(20)), Outputs{2});
}

TEST_F(AsOfTest, SeveralVersionsInOneBatchAreOne) {
  now_ = minute(10);
  put({with_output("a", 1, false), with_output("a", 2, true)});
  EXPECT_EQ(outputs(minute(10)), Outputs{2});
  EXPECT_EQ(sql("SELECT sum(rows) FROM request_chunk"), "1");
}

TEST_F(AsOfTest, DeploymentsRestatedRetractedAndLate) {
  Deployment first = deployment("1", minute(1)), second = deployment("1", minute(2)),
             late = deployment("0", minute(0));
  first.service = "first";
  second.service = "second";
  late.service = "late";
  now_ = minute(10);
  put(second);
  now_ = minute(20);
  put(first);  // an older word that came later
  now_ = minute(30);
  put(late);
  now_ = minute(40);
  retract(Kind::deployment, {"api", "1"});

  EXPECT_EQ(services(minute(9)), "");
  EXPECT_EQ(services(minute(10)), "second ");
  EXPECT_EQ(services(minute(20)), "second ");
  EXPECT_EQ(services(minute(30)), "late second ");
  EXPECT_EQ(services(minute(40)), "late ");
  EXPECT_EQ(services({}), "late ");
}

TEST_F(AsOfTest, AVersionSentTwiceIsKnownFromTheFirstTime) {
  now_ = minute(10);
  put(deployment("1"));
  now_ = minute(20);
  EXPECT_EQ(put(deployment("1")).duplicate, 1U);
  EXPECT_EQ(services(minute(10)), "checkout ");
}

}  // namespace
}  // namespace shiptally::store
