#include "daemon/ingest/poll.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "daemon/ingest/retry_after.h"

namespace shiptally::ingest {
namespace {

constexpr Millis kRefusedWait = std::chrono::hours(1);     // until somebody has mended the key
constexpr Millis kBackOffMax = std::chrono::hours(1);      // after errors that pass by themselves
constexpr Millis kRetryAfterMax = std::chrono::hours(24);  // a server's slip must not end polling for good
constexpr std::size_t kMessageBytesMax = 300;
constexpr auto kFirstSpan = std::chrono::days(30);  // without `since`

Instant day_of(Instant t) { return std::chrono::floor<std::chrono::days>(t); }

std::string text_or_dash(const std::optional<Instant>& t) { return t ? format_instant(*t) : "-"; }

PollTrouble trouble_of(int status) {
  if (status == 429) return PollTrouble::rate_limited;
  if (status >= 500) return PollTrouble::server_error;
  return status == 401 || status == 403 ? PollTrouble::unauthorised : PollTrouble::refused;
}

/// A message can repeat what a server sent, and is logged.
std::string one_line(std::string message) {
  if (message.size() > kMessageBytesMax) message.resize(kMessageBytesMax);
  std::replace_if(
      message.begin(), message.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return message;
}

/// Moves rows of the open day from `rows` to `open`, after what was there before has joined them.
template <class Fact>
void keep_open(std::vector<Fact>& rows, std::vector<Fact>& open, const std::optional<Window>& day) {
  rows.insert(rows.begin(), std::make_move_iterator(open.begin()), std::make_move_iterator(open.end()));
  open.clear();
  if (!day) return;
  const auto rest =
      std::stable_partition(rows.begin(), rows.end(), [&](const Fact& row) { return row.from < day->from; });
  open.assign(std::make_move_iterator(rest), std::make_move_iterator(rows.end()));
  rows.erase(rest, rows.end());
}

}  // namespace

std::string to_text(const PollPosition& p) {
  return text_or_dash(p.first) + " " + text_or_dash(p.read_to) + " " + text_or_dash(p.succeeded);
}

PollPosition poll_position(std::string_view text) {
  PollPosition out;
  for (std::optional<Instant>* part : {&out.first, &out.read_to, &out.succeeded}) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word == "-") continue;
    const auto instant = parse_instant(word);
    if (instant.has_error()) return {};
    *part = *instant;
  }
  return out;
}

std::string_view name(PollTrouble trouble) {
  constexpr std::array<std::string_view, 8> kNames = {"unreachable",  "rate_limited", "server_error",
                                                      "unauthorised", "refused",      "unreadable",
                                                      "endless",      "store"};
  return kNames[static_cast<std::size_t>(trouble)];
}

Poll::Poll(const collectors::Report& report, ProviderAccount account, PollPosition position)
    : report_(report), account_(std::move(account)) {
  go_on_from(position);
}

void Poll::go_on_from(PollPosition position) {
  position_ = position;
  if (position_.succeeded) due_ = *position_.succeeded + account_.interval;
  if (account_.since) hold_until(day_of(*account_.since));
}

bool Poll::is_due(Instant now) const {
  if (account_.since && now < day_of(*account_.since)) return false;
  return due_ <= now || due_ - now > std::max(account_.interval, kRetryAfterMax);
}

void Poll::begin(Instant now) {
  const Instant since = day_of(account_.since.value_or(now - kFirstSpan));
  if (!position_.first || (account_.since && since < *position_.first)) {
    position_.first = since;
    position_.read_to = since;
  }
  begun_ = now;
  const Instant today = day_of(now);
  position_.read_to = std::min(position_.read_to.value_or(since), today);  // a clock may have gone back
  // Days that were provisional when the last poll ended still are, however long ago that was.
  const Instant settled = *position_.read_to - std::chrono::days(account_.restate_days);
  days_ = {std::min(std::max(settled, *position_.first), today), today + std::chrono::days(1)};
  end();
  running_ = true;
}

void Poll::end() {
  running_ = false;
  page_.clear();
  pages_.clear();
  open_.reset();
  open_charges_.clear();
  open_usage_.clear();
}

std::string Poll::target() const { return report_.target(days_, page_); }

std::optional<PollStep> Poll::take(const Result<net::FetchResponse>& answer, Instant now, double random) {
  if (answer.has_error()) {
    fail(PollTrouble::unreachable, answer.error().message, now, random);
    return {};
  }
  if (answer->status != 200) {
    fail(trouble_of(answer->status), "HTTP " + std::to_string(answer->status), now, random,
         retry_after(answer->header("retry-after"), now));
    return {};
  }
  auto page = report_.decode(answer->body, now);
  if (page.has_error()) {
    fail(PollTrouble::unreadable, page.error().message, now, random);
    return {};
  }
  return take_page(std::move(*page), now, random);
}

/// A day that is the last of a page may go on on the next, so it is kept back until another day follows.
std::optional<PollStep> Poll::take_page(collectors::ReportPage page, Instant now, double random) {
  PollStep step;
  step.last = page.next.empty();
  if (!step.last && (pages_.size() + 1 >= kPagesMax || !pages_.insert(page.next).second)) {
    fail(PollTrouble::endless, "next_page leads to pages that were read, or there is no end of them", now,
         random);
    return {};
  }
  if (open_ && !page.days.empty() && page.days.front().from < open_->from) {
    fail(PollTrouble::unreadable, "data[0]: a day before the page's", now, random);
    return {};
  }
  step.days = std::move(page.days);
  if (open_ && (step.days.empty() || step.days.front() != *open_))
    step.days.insert(step.days.begin(), *open_);
  open_.reset();
  if (!step.last && !step.days.empty()) {
    open_ = step.days.back();
    step.days.pop_back();
  }
  step.charges = std::move(page.charges);
  step.usage = std::move(page.usage);
  keep_open(step.charges, open_charges_, open_);
  keep_open(step.usage, open_usage_, open_);
  step.position = position_;
  const Instant today = day_of(begun_);
  const Instant whole_to = step.last ? today : open_ ? std::min(open_->from, today) : days_.from;
  step.position.read_to = std::max(position_.read_to.value_or(whole_to), whole_to);
  if (step.last) step.position.succeeded = begun_;
  page_ = std::move(page.next);
  return step;
}

void Poll::stored(const PollStep& step) {
  position_ = step.position;
  if (!step.last) return;
  end();
  error_.reset();
  failures_ = 0;
  due_ = begun_ + account_.interval;
}

void Poll::fail(PollTrouble trouble, std::string message, Instant now, double random,
                std::optional<Millis> retry_after) {
  end();
  ++failures_;
  Millis wait = std::min<Millis>(kApartMin * (1 << std::min(failures_ - 1, 10)), kBackOffMax);
  wait += Millis(static_cast<std::int64_t>(random * static_cast<double>(wait.count()) / 2));
  if (trouble == PollTrouble::unauthorised || trouble == PollTrouble::refused) wait = kRefusedWait;
  if (retry_after) wait = std::max(wait, std::min(*retry_after, kRetryAfterMax));
  due_ = std::max(begun_ + kApartMin, now + wait);
  error_ = PollError{trouble, one_line(std::move(message)), now};
}

}  // namespace shiptally::ingest
