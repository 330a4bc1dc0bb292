// The log says the same as the tables of revisions, whatever the order of arrival and wherever a reader goes
// on.

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "daemon/store/sqlite/database.h"
#include "schema/content_hash.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr Millis kDeadline = std::chrono::seconds(60);
constexpr int kOrders = 25;
constexpr int kEvents = 100;

std::shared_ptr<const PathRules> path_rules() {
  return std::make_shared<PathRules>(
      std::vector<PathRule>{{"web", "shop/web", {"web/**"}}, {"docs", "", {"**/*.md"}}});
}

std::string name_of(const CompactFacts& facts, const CompactFact& fact) {
  const Place& p = facts.place(fact);
  std::string out;
  for (const NameId part : {p.source, p.service, p.environment, p.team})
    out.append(facts.name(part)).append("|");
  return out;
}

std::string print(const CompactFacts& facts, const CommitNames& commits) {
  std::string out;
  commits.for_each([&](const CommitName& c) {
    out.append(" ").append(facts.name(c.repo)).append("@");
    if (!c.sha.empty()) out += unpack_sha(c.sha);
    if (c.finished_ms != kNoTime) out.append(" ").append(std::to_string(c.finished_ms));
  });
  return out;
}

std::string times(const CompactFact& fact, std::int64_t other_ms) {
  return " " + std::to_string(fact.time_ms) + " " + std::to_string(other_ms) + " " +
         std::to_string(fact.rank.updated_ms) + " " + std::to_string(fact.rank.hash) + " ";
}

void print_changes(const CompactFacts& facts, std::vector<std::string>& out) {
  for (const CompactChange& c : facts.changes()) {
    if (c.retracted()) continue;
    const ChangeTexts t = facts.texts(c);
    out.push_back(name_of(facts, c) + std::string(t.id) + times(c, c.merged_ms) +
                  std::to_string(c.first_review_ms) + " " + std::string(facts.name(c.repo)) + " by " +
                  std::string(facts.name(c.author)) + " " + std::string(t.branch) +
                  (c.closed ? " closed" : "") + print(facts, t.commits));
  }
  for (const CompactReview& r : facts.reviews()) {
    if (r.retracted()) continue;
    const ReviewTexts t = facts.texts(r);
    out.push_back(name_of(facts, r) + std::string(t.id) + times(r, 0) + std::string(t.change) + " by " +
                  std::string(facts.name(r.author)));
  }
}

/// Everything but what was taken back, a fact a line, sorted.
std::vector<std::string> print(const CompactFacts& facts) {
  std::vector<std::string> out;
  for (const CompactDeployment& d : facts.deployments()) {
    if (d.retracted()) continue;
    const DeploymentTexts t = facts.texts(d);
    out.push_back(name_of(facts, d) + std::string(t.id) + times(d, d.started_ms) +
                  std::string(name(d.status)) + " " + std::string(name(d.kind)) + " " +
                  std::string(t.version) + " " + std::string(t.remedies) + print(facts, t.commits));
  }
  for (const CompactIncident& i : facts.incidents()) {
    if (i.retracted()) continue;
    const IncidentTexts t = facts.texts(i);
    out.push_back(name_of(facts, i) + std::string(t.id) + times(i, i.resolved_ms) +
                  std::string(t.deployment) + " " + std::string(facts.name(i.severity)) +
                  (i.external ? " external" : ""));
  }
  for (const CompactCommit& c : facts.commits()) {
    if (c.retracted()) continue;
    const CommitTexts t = facts.texts(c);
    out.push_back(std::string(facts.name(c.place)) + "@" + unpack_sha(t.sha) + times(c, 0) +
                  (c.parents_known ? "parents:" : "no parents") + print(facts, t.parents) +
                  (facts.touches(c.touched, 0) ? " web" : "") + (facts.touches(c.touched, 1) ? " docs" : ""));
  }
  print_changes(facts, out);
  std::sort(out.begin(), out.end());
  return out;
}

class DeliveryLogTest : public StoreTest {
 protected:
  /// One of few facts, in one of few versions, or its retraction.
  FactBatch event(std::mt19937& random) {
    const auto pick = [&](unsigned below) { return static_cast<int>(random() % below); };
    const std::string id = std::to_string(pick(6));
    const std::optional<Instant> updated = pick(3) == 0 ? std::nullopt : std::optional(minute(pick(4)));
    FactBatch batch;
    Deployment d = deployment(id, updated);
    d.service = "service " + std::to_string(pick(3));
    d.status = pick(2) == 0 ? DeploymentStatus::in_progress : DeploymentStatus::success;
    if (d.status == DeploymentStatus::in_progress) d.finished.reset();
    if (pick(2) == 0) d.remedies = "P" + id;
    Incident i = incident(id);
    i.updated = updated;
    i.external = pick(2) == 0;
    if (pick(2) == 0) i.deployment = "api/" + id;
    Commit c = commit(std::string(39, 'a') + id);
    if (pick(2) == 0) c.parents = {std::string(40, '0' + static_cast<char>(pick(3))), "no-hash"};
    if (pick(3) == 0) c.paths.reset();
    if (pick(3) == 0) c.paths = {{"web/read.md", "web/a.ts", "lib/x"}};
    if (pick(4) == 0) c.paths.emplace();
    if (pick(2) == 0) d.commits[0].finished.reset();
    Change change = store::change(id);
    change.updated = updated;
    if (pick(2) == 0) change.merge_sha = std::string(40, 'b');
    if (pick(2) == 0) change.first_review.reset();
    if (pick(2) == 0) change.branch = "hotfix/" + id;
    if (pick(3) == 0) change.closed = false, change.merged.reset();
    Review review = store::review(id);
    review.updated = updated;
    if (pick(2) == 0) review.author = "alan";
    const int kind = pick(18);
    if (kind < 5) batch.deployments = {d, d};
    if (kind == 4 || kind == 5 || kind == 6) batch.incidents = {i};
    if (kind > 5 && kind < 10) batch.commits = {c};
    if (kind == 10) batch.retractions.push_back({Kind::deployment, d.key, {}, updated});
    if (kind == 11) batch.retractions.push_back({Kind::commit, {c.key.repo, c.key.sha}, {}, {}});
    if (kind > 11 && kind < 15) batch.changes = {change};
    if (kind > 13 && kind < 17) batch.reviews = {review};
    if (kind == 16) batch.retractions.push_back({Kind::change, change.key, {}, updated});
    if (kind == 17) batch.retractions.push_back({Kind::review, review.key, {}, {}});
    return batch;
  }

  CompactFacts from_log(Snapshot::AsOf as_of = {}, std::shared_ptr<const PathRules> rules = {}) {
    const auto reader = this->reader();
    CompactFacts facts(std::move(rules));
    EXPECT_TRUE(reader->begin(kDeadline).value()->delivery(0, as_of, facts).has_value());
    facts.seal();
    return facts;
  }

  CompactFacts from_tables(Snapshot::AsOf as_of = {}) {
    const auto reader = this->reader();
    const auto snapshot = reader->begin(kDeadline).value();
    CompactFacts facts;
    RevisionMaker revisions(facts.names());
    const auto add = [&](const auto& list) {
      for (const auto& fact : list) facts.add(revisions.of(fact, content_hash(fact)));
    };
    add(snapshot->deployments(as_of).value());
    add(snapshot->commits(as_of).value());
    add(snapshot->incidents(as_of).value());
    add(snapshot->changes(as_of).value());
    add(snapshot->reviews(as_of).value());
    facts.seal();
    return facts;
  }
};

TEST_F(DeliveryLogTest, SaysWhatTheTablesSayWhereverAReaderGoesOn) {
  for (unsigned seed = 0; seed < kOrders; ++seed) {
    std::mt19937 random(seed);
    close();
    std::filesystem::remove_all(dir_.path());
    open();
    const auto reader = this->reader();
    CompactFacts growing(path_rules());
    std::int64_t next = 0;
    for (int i = 0; i < kEvents; ++i) {
      now_ = minute(i);
      put(event(random));
      if (random() % 3 != 0) continue;
      next = reader->begin(kDeadline).value()->delivery(next, {}, growing).value();
      growing.seal();
    }
    next = reader->begin(kDeadline).value()->delivery(next, {}, growing).value();
    growing.seal();
    const std::vector<std::string> expected = print(from_tables());
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(print(growing), print(from_log({}, path_rules()))) << "seed " << seed;
    ASSERT_EQ(print(from_log()), expected) << "seed " << seed;
    const Instant past = minute(static_cast<std::int64_t>(random() % kEvents));
    ASSERT_EQ(print(from_log(past)), print(from_tables(past))) << "seed " << seed;
  }
}

TEST_F(DeliveryLogTest, IsMadeFromTheTablesWhereItIsMissing) {
  std::mt19937 random(7);
  for (int i = 0; i < kEvents; ++i) {
    now_ = minute(i);
    put(event(random));
  }
  const std::vector<std::string> before = print(from_log({}, path_rules())),
                                 past = print(from_log(minute(40), path_rules()));
  close();
  open_writer(dir_.path() / kDatabaseName).exec("DELETE FROM delivery_log");
  EXPECT_TRUE(print(from_log()).empty());
  open();
  EXPECT_EQ(print(from_log({}, path_rules())), before);
  EXPECT_EQ(print(from_log(minute(40), path_rules())), past);
}

TEST_F(DeliveryLogTest, KnowsWhatACommitTouches) {
  Commit told = commit("aa"), untold = commit("bb"), nothing = commit("cc");
  untold.paths.reset();
  nothing.paths->clear();
  FactBatch batch;
  batch.commits = {told, untold, nothing};
  put(std::move(batch));
  const CompactFacts facts = from_log({}, path_rules());
  std::string out;
  for (const CompactCommit& c : facts.commits())
    for (const std::uint32_t rule : {0U, 1U}) out += facts.touches(c.touched, rule) ? 'x' : '-';
  EXPECT_EQ(out, "x-xx--");
}

TEST_F(DeliveryLogTest, MergesSmallChunks) {
  constexpr int kMany = 600;
  for (int i = 0; i < kMany; ++i) put(deployment(std::to_string(i)));
  EXPECT_EQ(sql("SELECT sum(revisions) FROM delivery_log"), std::to_string(kMany));
  EXPECT_LE(std::stoi(sql("SELECT count(*) FROM delivery_log")), 2 + 15 + 15);
  EXPECT_EQ(from_log().deployments().size(), std::size_t{kMany});
}

TEST_F(DeliveryLogTest, ADamagedChunkIsAnErrorAndNeverACrash) {
  FactBatch batch;
  batch.deployments = {deployment("1")};
  batch.commits = {commit("aa")};
  batch.incidents = {incident("P1")};
  batch.changes = {change("7")};
  batch.reviews = {review("r1")};
  put(std::move(batch));
  close();
  const auto reader = this->reader();
  SQLite::Database database = open_writer(dir_.path() / kDatabaseName);
  int refused = 0;
  const int bytes = std::stoi(sql("SELECT length(body) FROM delivery_log WHERE first = 0"));
  for (int cut = bytes - 1; cut > 0; --cut) {
    database.exec("UPDATE delivery_log SET body = substr(body, 1, " + std::to_string(cut) +
                  ") WHERE first = 0");
    CompactFacts facts;
    refused += reader->begin(kDeadline).value()->delivery(0, {}, facts).has_error();
  }
  EXPECT_EQ(refused, bytes - 1);
}

}  // namespace
}  // namespace shiptally::store
