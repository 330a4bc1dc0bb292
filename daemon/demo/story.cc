#include "daemon/demo/story.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "daemon/demo/cast.h"
#include "daemon/demo/random.h"
#include "daemon/demo/shared_history.h"

namespace shiptally::demo {
namespace {

using namespace std::chrono_literals;
using Day = std::chrono::sys_days;

constexpr const char* kSource = "demo";
constexpr auto kQuietStart = std::chrono::days(4);  // changes need up to two days before their deployment
constexpr auto kLongestRepair = 36h;
constexpr const char* kFiles[] = {"src/handler.ts", "src/prompt.ts",    "src/limits.ts",
                                  "src/cache.ts",   "test/all.test.ts", "package.json"};
constexpr int kPipelineFails = 60'000, kGoesWrong = 120'000;  // per million deployments

bool is_working_day(Day day) {
  const std::chrono::weekday weekday(day);
  return weekday != std::chrono::Sunday && weekday != std::chrono::Saturday;
}

Day working_day_from(Day day) {
  while (!is_working_day(day)) day += std::chrono::days(1);
  return day;
}

/// One service through the whole window.
class ServiceStory {
 public:
  ServiceStory(std::size_t service, Window window, std::uint64_t seed, Story& story)
      : service_(service),
        cast_(services()[service]),
        window_(window),
        random_(seed, 100 + service),
        people_(seed, 200 + service),
        story_(story) {}

  void tell() {
    begin();
    const Day first = std::chrono::ceil<std::chrono::days>(window_.from) + kQuietStart;
    const Day last = std::chrono::floor<std::chrono::days>(window_.to);
    const auto days = (last - first).count();
    const Day slow = working_day_from(first + std::chrono::days(days / 2));
    const Day dear = working_day_from(first + std::chrono::days(days * 2 / 3));
    for (Day day = first; day <= last; day += std::chrono::days(1)) {
      const bool scripted =
          (service_ == kLatencyRegression && day == slow) || (service_ == kCostRegression && day == dear);
      const bool ships = is_working_day(day) && random_.chance(cast_.deploys_per_week * 200'000);
      const Instant finish = Instant(day) + 9h + 30min + random_.minutes(0, 420);
      if (finish >= window_.to || finish < free_from_ || !(ships || scripted)) continue;
      if (service_ == kLatencyRegression && day == slow) {
        slow_down(finish);
      } else {
        ship(finish, scripted);
        if (scripted) story_.effects.push_back({service_, {finish, window_.to}, 100, 133, 0});
      }
    }
  }

 private:
  struct Shipped {
    std::string id, version, sha;
  };

  std::string sha() {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out(40, '0');
    for (char& c : out) c = kHex[random_.below(16)];
    return out;
  }

  std::string id(const char* what) {
    return "demo-" + std::string(cast_.name) + "-" + what + "-" + std::to_string(++serial_);
  }

  /// Files of the service, now and then one that belongs to none.
  std::vector<std::string> files() {
    std::vector<std::string> out;
    for (std::int64_t left = people_.between(1, 3); left > 0; --left)
      out.push_back(std::string(cast_.directory) + kFiles[people_.below(std::ssize(kFiles))]);
    if (people_.chance(150'000)) out = {"docs/handbook.md"};
    return out;
  }

  /// A merge tells no files.
  std::string commit(std::vector<std::string> parents, Instant authored) {
    Commit c;
    c.key = {std::string(cast_.repo), sha()};
    if (parents.size() < 2) c.paths = files();
    c.parents = std::move(parents);
    c.authored = authored;
    c.committed = authored;
    c.source = kSource;
    story_.commits.push_back(c);
    return c.key.sha;
  }

  /// What was live before anybody looked.
  void begin() {
    head_ = commit({}, window_.from);
    now_live_ = deploy(window_.from + 1min, "production", DeploymentKind::baseline, "v1.0.0", head_);
  }

  Shipped deploy(Instant finish, const char* environment, DeploymentKind kind, const std::string& version,
                 const std::string& commit_sha, DeploymentStatus status = DeploymentStatus::success,
                 const std::string& remedies = {}) {
    Deployment d;
    d.key = {kSource, id("deploy")};
    d.service = cast_.name;
    d.environment = environment;
    d.status = status;
    d.kind = kind;
    d.version = version;
    d.commits = {{std::string(cast_.repo), commit_sha}};
    d.finished = finish;
    d.started = kind == DeploymentKind::baseline ? window_.from : finish - random_.minutes(3, 9);
    d.team = cast_.team;
    d.remedies = remedies;
    if (d.environment == "production" && status == DeploymentStatus::success)
      story_.live[service_].push_back({finish, version});
    story_.deployments.push_back(d);
    return {d.key.id, version, commit_sha};
  }

  /// A pull request of `commits` commits, merged at `merged` onto main.
  void change(Instant merged, std::int64_t commits, const std::string& branch) {
    Change c;
    // Numbered like pull requests: a revert's branch names the number.
    last_change_ = std::to_string(++serial_ * std::ssize(services()) + static_cast<std::int64_t>(service_));
    c.repo = cast_.repo;
    c.key = {kSource, c.repo + "#" + last_change_};
    c.author = people()[people_.below(std::ssize(people()))];
    const bool quick = !branch.starts_with("feature/");
    const Instant reviewed = merged - (quick ? random_.minutes(1, 4) : random_.minutes(10, 180));
    c.opened = reviewed - (quick ? random_.minutes(1, 3) : random_.minutes(10, 720));
    c.merged = merged;
    c.closed = true;
    c.branch = branch;
    std::vector<Instant> written = {c.opened - (quick ? random_.minutes(1, 2) : random_.minutes(5, 60))};
    while (std::ssize(written) < commits) written.push_back(written.back() - random_.minutes(20, 600));
    std::string tip = head_;
    for (auto at = written.rbegin(); at != written.rend(); ++at)
      c.commits.push_back(tip = commit({tip}, *at));
    head_ = c.merge_sha = commit({head_, tip}, merged);
    reviews(c, reviewed);
    story_.changes.push_back(std::move(c));
  }

  /// By somebody else; the author may answer, which is no review.
  void reviews(const Change& c, Instant first) {
    const auto review = [&](Instant when, std::string_view author) {
      story_.reviews.push_back({{kSource, id("review")}, c.key.id, std::string(author), when, {}});
    };
    std::string_view other = c.author;
    while (other == c.author) other = people()[people_.below(std::ssize(people()))];
    review(first, other);
    if (!people_.chance(400'000)) return;
    review(first + (*c.merged - first) / 2, c.author);
    review(*c.merged, other);
  }

  void write_code(Instant before) {
    std::vector<Instant> merges;
    for (std::int64_t left = random_.between(1, 3); left > 0; --left)
      merges.push_back(before - random_.minutes(45, 240));
    std::sort(merges.begin(), merges.end());
    for (const Instant merged : merges)
      change(merged, random_.between(1, 3), "feature/" + std::to_string(serial_));
  }

  void ship(Instant finish, bool must_be_good) {
    write_code(finish);
    const std::string version = "v1." + std::to_string(++minor_) + ".0";
    deploy(finish - random_.minutes(20, 24), "staging", DeploymentKind::deploy, version, head_);
    if (random_.chance(kPipelineFails))
      deploy(finish - random_.minutes(11, 18), "production", DeploymentKind::deploy, version, head_,
             DeploymentStatus::failure);
    const Shipped before = now_live_;
    now_live_ = deploy(finish, "production", DeploymentKind::deploy, version, head_);
    const bool wrong = random_.chance(kGoesWrong) && !must_be_good && finish + kLongestRepair < window_.to;
    if (wrong) go_wrong(before, finish);
  }

  std::string incident(Instant opened, Instant resolved, const char* severity, const std::string& cause) {
    Incident i;
    i.key = {kSource, id("incident")};
    i.service = cast_.name;
    i.environment = "production";
    i.opened = opened;
    i.resolved = resolved;
    i.severity = severity;
    i.deployment = cause;
    story_.incidents.push_back(i);
    return i.key.id;
  }

  /// The last deployment hurts: half are rolled back, half are fixed; a third is known by no incident's
  /// link and has to be found by time, some are undone before anyone opens an incident.
  void go_wrong(const Shipped& before, Instant finish) {
    const Instant repaired = finish + random_.minutes(25, 180);
    const Instant noticed = finish + random_.minutes(3, 20);
    const bool roll_back = random_.chance(500'000);
    const bool silent = roll_back && random_.chance(300'000);
    const bool linked = random_.chance(650'000);
    std::string ticket;
    if (!silent)
      ticket = incident(noticed, repaired + random_.minutes(2, 20), random_.chance(300'000) ? "sev1" : "sev2",
                        linked ? now_live_.id : std::string());
    story_.effects.push_back(
        {service_, {finish, repaired}, 100, 100, static_cast<int>(random_.between(60'000, 220'000))});
    repair(before, repaired, roll_back, ticket);
    free_from_ = repaired + 1h;
  }

  void repair(const Shipped& before, Instant finish, bool roll_back, const std::string& ticket) {
    if (roll_back) {
      now_live_ = deploy(finish, "production", DeploymentKind::rollback, before.version, before.sha,
                         DeploymentStatus::success, ticket);
      return;
    }
    const bool reverts = ++repairs_ % 2 == 0;
    change(finish - 10min, 1,
           reverts ? "revert-" + last_change_ + "-feature" : "hotfix/" + std::to_string(serial_));
    now_live_ = deploy(finish, "production", reverts ? DeploymentKind::revert : DeploymentKind::hotfix,
                       "v1." + std::to_string(minor_) + ".1", head_, DeploymentStatus::success, ticket);
  }

  /// Answers take 60 % longer until a hotfix on the next working day but one.
  void slow_down(Instant finish) {
    ship(finish, true);
    const Day fixed_on =
        working_day_from(std::chrono::floor<std::chrono::days>(finish) + std::chrono::days(2));
    const Instant fixed = std::min<Instant>(Instant(fixed_on) + 13h, window_.to - 2h);
    const std::string ticket = incident(finish + 40min, fixed + 5min, "sev2", now_live_.id);
    story_.effects.push_back({service_, {finish, fixed}, 160, 100, 0});
    repair(now_live_, fixed, false, ticket);
    free_from_ = fixed + 1h;
  }

  std::size_t service_;
  const ServiceCast& cast_;
  Window window_;
  Random random_;
  Random people_;  ///< who, and which files: of its own, so that what happens does not hang on it
  Story& story_;
  std::string head_;
  Shipped now_live_;
  Instant free_from_;        ///< no ordinary deployment before a repair is done
  std::string last_change_;  ///< its number
  int minor_ = 0, serial_ = 0, repairs_ = 0;
};

Incident plain_incident(std::size_t service, Window when, const char* severity, bool external) {
  Incident i;
  i.service = services()[service].name;
  i.key = {kSource, "demo-" + i.service + (external ? "-outage" : "-machine")};
  i.environment = "production";
  i.opened = when.from;
  i.resolved = when.to;
  i.severity = severity;
  i.external = external;
  return i;
}

bool uses(const ServiceCast& service, std::string_view provider) {
  return std::any_of(service.uses.begin(), service.uses.end(), [&](const ModelUse& use) {
    return use.share_percent > 0 && models()[use.model].provider == provider;
  });
}

/// The provider fails every service that calls it; no deployment is to blame.
void outage(Window window, Story& story) {
  const Day day = working_day_from(std::chrono::floor<std::chrono::days>(window.from + window.length() / 3));
  story.outage = {Instant(day) + 14h + 5min, Instant(day) + 15h + 35min};
  for (std::size_t s = 0; s < services().size(); ++s)
    if (uses(services()[s], kOutageProvider))
      story.incidents.push_back(
          plain_incident(s, {story.outage.from + 6min, story.outage.to + 10min}, "sev1", true));
}

/// A machine dies on a Sunday, days after any deployment.
void machine_trouble(Window window, Story& story) {
  Day day = std::chrono::floor<std::chrono::days>(window.from + window.length() * 3 / 4);
  while (std::chrono::weekday(day) != std::chrono::Sunday) day -= std::chrono::days(1);
  const Window when{Instant(day) + 20h, Instant(day) + 21h + 40min};
  story.incidents.push_back(plain_incident(kMachineTrouble, when, "sev2", false));
  story.effects.push_back({kMachineTrouble, when, 100, 100, 400'000});
}

}  // namespace

Story tell(Window window, std::uint64_t seed) {
  Story story;
  story.live.resize(services().size());
  for (std::size_t s = 0; s < services().size(); ++s) ServiceStory(s, window, seed, story).tell();
  share_history(story.commits);
  outage(window, story);
  machine_trouble(window, story);
  return story;
}

}  // namespace shiptally::demo
