#include "daemon/ingest/pollers.h"

#include <algorithm>
#include <cstring>
#include <future>

#include "daemon/ingest/cursors.h"
#include "daemon/ingest/poll_changes.h"
#include "daemon/log/guard.h"
#include "daemon/log/log.h"
#include "daemon/net/secret.h"
#include "schema/base/read_file.h"

namespace shiptally::ingest {
namespace {

constexpr Millis kPollPause{250};  ///< between two looks at the clock
constexpr Millis kReadDeadline = std::chrono::seconds(60);
constexpr std::size_t kProviderKeyBytesMin = 8;

std::string cursor_of(const std::string& source) { return "poll/" + source; }

/// A key that a server repeats must not reach a message.
void hide(std::string& text, const std::string& key) {
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
    text.replace(at, key.size(), "***");
}

Result<std::string> read_key(const std::string& file) {
  auto key = read_secret_file(file);
  if (key.has_error()) return key;
  const bool plain = std::all_of(key->begin(), key->end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (key->size() < kProviderKeyBytesMin || !plain) return Error{Code::invalid, file + ": holds no key"};
  return key;
}

}  // namespace

Pollers::Pollers(Ingest& ingest, expose::Exposition& exposition, std::filesystem::path data_dir,
                 std::function<Instant()> now, Fetch fetch)
    : ingest_(ingest),
      exposition_(exposition),
      data_dir_(std::move(data_dir)),
      now_(std::move(now)),
      fetch_(std::move(fetch)),
      thread_([this] { run(); }) {}

Pollers::~Pollers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.request_stop();
  changed_.notify_all();
  thread_.join();
}

void Pollers::follow(std::vector<ProviderAccount> accounts) {
  {
    const std::lock_guard lock(mutex_);
    accounts_ = std::move(accounts);
  }
  changed_.notify_all();
}

std::vector<PollerState> Pollers::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<PollerState> out;
  for (const auto& [source, state] : states_) out.push_back(state);
  return out;
}

bool Pollers::interrupted() const {
  const std::lock_guard lock(mutex_);
  return stopping_ || accounts_.has_value();
}

void Pollers::run() {
  for (;;) {
    std::optional<std::vector<ProviderAccount>> fresh;
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return stopping_ || accounts_.has_value(); };
      if (feeds_.empty())
        changed_.wait(lock, woken);
      else
        changed_.wait_for(lock, kPollPause, woken);
      if (stopping_) return;
      fresh.swap(accounts_);
    }
    if (fresh) log::guarded([&] { take_over(std::move(*fresh)); });
    for (const auto& feed : feeds_) log::guarded([&] { read_when_due(*feed); });
  }
}

/// What it throws ends this poll, as an error of its own.
void Pollers::read_when_due(Feed& feed) {
  if (!feed.poll.is_due(now_()) || interrupted() || !place(feed) || !feed.poll.is_due(now_())) return;
  try {
    read_report(feed);
  } catch (const std::exception& exception) {
    feed.poll.fail(PollTrouble::store, exception.what(), now_(), random());
    throw;
  }
}

void Pollers::take_over(std::vector<ProviderAccount> accounts) {
  std::map<std::string, std::unique_ptr<Feed>> before;
  for (auto& feed : feeds_) before.emplace(feed->source, std::move(feed));
  feeds_.clear();
  {
    const std::lock_guard lock(mutex_);
    states_.clear();
  }
  for (const ProviderAccount& account : accounts) {
    for (const collectors::Report& report : collectors::reports()) {
      if (report.vendor != account.vendor || !(report.costs ? account.costs : account.usage)) continue;
      std::string source = account.name + "/" + std::string(report.name);
      auto& known = before[source];
      const Instant held_until = known ? known->poll.begun() + Poll::kApartMin : Instant();
      const auto& error = known ? known->poll.error() : std::nullopt;
      const bool key_refused = error && error->trouble == PollTrouble::unauthorised;
      if (!known || known->poll.account() != account || key_refused)
        known = std::make_unique<Feed>(Feed{std::move(source), Poll(report, account, {})});
      place(*known);
      known->poll.hold_until(held_until);
      feeds_.push_back(std::move(known));
      show(*feeds_.back());
    }
  }
  show_success();
}

/// Finds where the report was left.  A position that cannot be read now is no reason to begin anew.
bool Pollers::place(Feed& feed) {
  if (feed.placed) return true;
  const auto text = stored_position(data_dir_, cursor_of(feed.source));
  if (text.has_error()) {
    feed.poll.fail(PollTrouble::store, text.error().message, now_(), random());
    show(feed);
    tell_error(feed);
    return false;
  }
  if (*text) feed.poll.go_on_from(poll_position(**text));
  feed.placed = true;
  return true;
}

/// One poll, all of its pages; ends early when the daemon stops or the accounts change.
void Pollers::read_report(Feed& feed) {
  Poll& poll = feed.poll;
  const bool failed_before = poll.error().has_value();
  poll.begin(now_());
  const auto key = read_key(poll.account().key_file);
  if (key.has_error()) poll.fail(PollTrouble::unauthorised, key.error().message, now_(), random());
  while (poll.running() && !interrupted()) {
    const auto answer = ask(feed, *key);
    if (interrupted()) return;
    auto step = poll.take(answer, now_(), random());
    if (!step) break;
    if (const auto done = store(feed, *step); done.has_error())
      poll.fail(PollTrouble::store, done.error().message, now_(), random());
    else
      poll.stored(*step);
    show(feed);
  }
  show(feed);
  if (poll.error() && !poll.running()) {
    tell_error(feed);
  } else if (!poll.running()) {
    if (failed_before) spdlog::info("{}: is read again", feed.source);
    show_success();
  }
}

void Pollers::tell_error(const Feed& feed) {
  const PollError& error = *feed.poll.error();
  const std::string_view labels[] = {feed.source, name(error.trouble)};
  exposition_.counter("shiptally_poll_errors_total", labels).add();
  spdlog::warn("{}: cannot be read: {}: {}; trying again at {}", feed.source, name(error.trouble),
               error.message, format_instant(feed.poll.due()));
}

Result<net::FetchResponse> Pollers::ask(const Feed& feed, const std::string& key) const {
  const ProviderAccount& account = feed.poll.account();
  net::FetchRequest request;
  request.url = account.base_url + feed.poll.target();
  request.private_addresses = true;  // whoever wrote the configuration chose the address
  request.headers = collectors::report_headers(account.vendor, key);
  request.deadline = account.deadline;
  request.stop = stop_.get_token();
  auto answer = fetch_(request);
  if (answer.has_value()) hide(answer->body, key);
  return answer;
}

/// Compares with what is stored, which only this thread changes.
Result<FactBatch> Pollers::changes(const Feed& feed, PollStep& step) const {
  FactBatch read;
  read.charges = std::move(step.charges);
  read.provider_usage = std::move(step.usage);
  for (Charge& row : read.charges) row.key.source = feed.source;
  for (ProviderUsage& row : read.provider_usage) row.key.source = feed.source;
  ingest_.normalise(read);
  FactBatch out;
  out.source = feed.poll.report().name;
  out.cursor = Cursor{cursor_of(feed.source), to_text(step.position)};
  if (step.days.empty()) return out;
  const auto reader = store::Reader::open(data_dir_);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(kReadDeadline);
  if (snapshot.has_error()) return snapshot.error();
  const Window span = {step.days.front().from, step.days.back().to};
  const Instant now = feed.poll.begun();
  if (feed.poll.report().costs) {
    const auto stored = (*snapshot)->charges_of(feed.source, span, {});
    if (stored.has_error()) return stored.error();
    add_changes(std::move(read.charges), *stored, feed.source, step.days, now, out);
  } else {
    const auto stored = (*snapshot)->provider_usage_of(feed.source, span, {});
    if (stored.has_error()) return stored.error();
    add_changes(std::move(read.provider_usage), *stored, feed.source, step.days, now, out);
  }
  return out;
}

Result<void> Pollers::store(const Feed& feed, PollStep& step) {
  const std::string_view labels[] = {feed.source};
  exposition_.counter("shiptally_poll_rows_total", labels)
      .add(static_cast<std::int64_t>(step.charges.size() + step.usage.size()));
  auto batch = changes(feed, step);
  if (batch.has_error()) return batch.error();
  batch->urgency = Urgency::bill;
  const auto stored = std::make_shared<std::promise<Result<Outcome>>>();
  auto answer = stored->get_future();
  const auto queued =
      ingest_.submit(feed.poll.report().name, {std::move(*batch), {}, 0},
                     [stored](Result<Outcome> outcome) { stored->set_value(std::move(outcome)); });
  if (queued.has_error()) return queued.error();
  const Result<Outcome> outcome = answer.get();
  if (outcome.has_error()) return outcome.error();
  return {};
}

void Pollers::show(const Feed& feed) {
  const std::lock_guard lock(mutex_);
  states_[feed.source] = {feed.source, feed.poll.account().vendor, feed.poll.position(), feed.poll.error(),
                          feed.poll.due()};
}

void Pollers::show_success() {
  expose::GaugeFamily family{"shiptally_poll_success_timestamp_seconds", {}};
  for (const auto& feed : feeds_)
    if (const auto& when = feed->poll.position().succeeded)
      family.samples.push_back({{feed->source}, seconds(when->time_since_epoch())});
  exposition_.set_gauges({&family, 1});
}

double Pollers::random() const {
  std::uint32_t number = 0;
  std::memcpy(&number, net::random_bytes(sizeof number).data(), sizeof number);
  return static_cast<double>(number) / 4294967296.0;
}

}  // namespace shiptally::ingest
