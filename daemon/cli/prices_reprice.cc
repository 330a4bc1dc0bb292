// Requests of the past priced again.  A running daemon does it, part by part, as this asks for the next;
// where none runs, it is done here.

#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <thread>

#include "daemon/app/rules.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/interrupt.h"
#include "daemon/cli/patience.h"
#include "daemon/clock/clock.h"
#include "daemon/ingest/repricing.h"
#include "daemon/store/snapshot.h"

namespace shiptally::cli {
namespace {

/// Who does the work.
struct Door {
  std::function<Result<ingest::RepricingPart>(const ingest::RepricingOrder&)> begin;
  std::function<Result<ingest::RepricingPart>(std::int64_t number)> next;
  std::function<Result<ingest::RepricingPart>(const ingest::RepricingOrder&, Instant from)> look;
};

Interruption until_signal() {
  return Interruption([]() -> std::optional<Error> {
    if (interrupted() == 0) return std::nullopt;
    return Error{Code::unavailable, "interrupted; what was priced again stays, run it again for the rest"};
  });
}

Result<ingest::RepricingPart> ask_to_reprice(const std::string& data_dir, const std::string& parameters) {
  for (Millis waited{0};; waited += kPause) {
    const auto answer = ask_daemon(data_dir, "POST", "/-/repricings?" + parameters);
    if (answer.has_error()) return answer.error();
    if (answer->status == 200) return ingest::parse_repricing_part(answer->body);
    if (answer->status != 429 || waited >= kPatience) return refusal(*answer);
    std::this_thread::sleep_for(kPause);
  }
}

std::string parameters_of(const ingest::RepricingOrder& order) {
  return "from=" + percent_encoded(format_instant(order.window.from)) +
         "&to=" + percent_encoded(format_instant(order.window.to)) + (order.unprices ? "&unprices=1" : "");
}

Door daemon_door(const std::string& data_dir) {
  return {[=](const ingest::RepricingOrder& order) { return ask_to_reprice(data_dir, parameters_of(order)); },
          [=](std::int64_t number) { return ask_to_reprice(data_dir, "number=" + std::to_string(number)); },
          [=](const ingest::RepricingOrder& order, Instant from) {
            return ask_to_reprice(data_dir,
                                  parameters_of(order) + "&look_at=" + percent_encoded(format_instant(from)));
          }};
}

/// Takes the data directory for itself.
Result<Door> offline_door(const RepriceFlags& flags) {
  const auto config = app::load_config(flags.config_file);
  if (config.has_error()) return config.error();
  const auto book = app::read_prices(*config);
  if (book.has_error()) return book.error();
  store::Options options;
  options.directory = flags.data_dir;
  options.now = clock::system_time;
  auto opened = store::Store::open(std::move(options));
  if (opened.has_error()) return opened.error();
  const std::shared_ptr<store::Store> store = std::move(*opened);
  return Door{
      [=, book = *book, dir = std::filesystem::path(flags.data_dir)](const ingest::RepricingOrder& order) {
        return ingest::begin_repricing(*store, {dir, *book, until_signal()}, order);
      },
      [=, book = *book, dir = std::filesystem::path(flags.data_dir)](std::int64_t number) {
        return ingest::continue_repricing(*store, {dir, *book, until_signal()}, number);
      },
      [=, book = *book, dir = std::filesystem::path(flags.data_dir)](const ingest::RepricingOrder& order,
                                                                     Instant from) {
        return ingest::look_at_repricing({dir, *book, until_signal()}, order, from);
      }};
}

Result<Window> window_of(const RepriceFlags& flags) {
  const auto from = parse_instant(flags.from);
  if (from.has_error()) return Error{Code::invalid, "--from: " + from.error().message};
  const auto to = parse_instant(flags.to);
  if (to.has_error()) return Error{Code::invalid, "--to: " + to.error().message};
  return Window{*from, *to};
}

/// Adds up what a part would change; days are cut by parts.
void add(std::vector<RepricingChange>& sums, const std::vector<RepricingChange>& changes) {
  for (const RepricingChange& change : changes) {
    const auto same = std::find_if(sums.begin(), sums.end(), [&](const RepricingChange& s) {
      return s.day == change.day && s.provider == change.provider && s.model == change.model;
    });
    if (same == sums.end()) {
      sums.push_back(change);
      continue;
    }
    same->requests += change.requests;
    same->newly_priced += change.newly_priced;
    same->newly_unpriced += change.newly_unpriced;
    same->old_cost += change.old_cost;
    same->new_cost += change.new_cost;
  }
}

Result<std::vector<RepricingChange>> recorded_changes(const std::string& data_dir, std::int64_t number) {
  const auto reader = store::Reader::open(data_dir);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(std::chrono::seconds(30));
  if (snapshot.has_error()) return snapshot.error();
  auto book = (*snapshot)->repricings();
  if (book.has_error()) return book.error();
  std::erase_if(book->changes, [&](const RepricingChange& change) { return change.number != number; });
  return std::move(book->changes);
}

void print_line(const std::string& day, const std::string& model, const RepricingChange& sums) {
  std::cout << std::left << std::setw(12) << day << std::setw(44) << model << std::right << std::setw(12)
            << sums.requests << std::setw(14) << sums.newly_priced << std::setw(16) << sums.newly_unpriced
            << ' ' << std::setw(24) << sums.old_cost.str() << ' ' << std::setw(24) << sums.new_cost.str()
            << ' ' << std::setw(24) << (sums.new_cost - sums.old_cost).str() << '\n';
}

void print(const std::vector<RepricingChange>& changes) {
  std::cout << std::left << std::setw(12) << "day" << std::setw(44) << "model" << std::right << std::setw(12)
            << "requests" << std::setw(14) << "newly priced" << std::setw(16) << "newly unpriced" << ' '
            << std::setw(24) << "old cost USD" << ' ' << std::setw(24) << "new cost USD" << ' '
            << std::setw(24) << "difference USD" << '\n';
  RepricingChange all;
  for (const RepricingChange& change : changes) {
    print_line(format_instant(change.day).substr(0, 10), change.provider + "/" + change.model, change);
    all.requests += change.requests;
    all.newly_priced += change.newly_priced;
    all.newly_unpriced += change.newly_unpriced;
    all.old_cost += change.old_cost;
    all.new_cost += change.new_cost;
  }
  print_line("total", "", all);
}

struct Done {
  std::int64_t number = 0, requests = 0, left_priced = 0;
  std::vector<RepricingChange> changes;
};

Result<Done> reprice(const Door& door, const RepriceFlags& flags, const ingest::RepricingOrder& order) {
  Done done;
  Instant at = order.window.from;
  if (!flags.dry_run) {
    const auto begun = door.begin(order);
    if (begun.has_error()) return begun.error();
    done.number = begun->number;
  }
  do {
    if (const auto why = until_signal().why()) return *why;
    const auto part = flags.dry_run ? door.look(order, at) : door.next(done.number);
    if (part.has_error()) return part.error();
    done.requests += part->requests;
    done.left_priced += part->left_priced;
    add(done.changes, part->changes);
    at = part->done_to;
  } while (at < order.window.to);
  if (flags.dry_run) return done;
  auto changes = recorded_changes(flags.data_dir, done.number);
  if (changes.has_error()) return changes.error();
  done.changes = std::move(*changes);
  return done;
}

}  // namespace

int prices_reprice(const RepriceFlags& flags) {
  stop_on_signals();
  const auto window = window_of(flags);
  if (window.has_error()) return fail(window.error());
  Door door = daemon_door(flags.data_dir);
  if (!ask_daemon(flags.data_dir, "GET", "/-/healthy").has_value()) {
    auto offline = offline_door(flags);
    if (offline.has_error()) return fail(offline.error());
    door = std::move(*offline);
  }
  const auto done = reprice(door, flags, {*window, flags.allow_unpricing});
  if (done.has_error()) {
    const int failed = fail(done.error());
    return interrupted() != 0 ? 128 + interrupted() : failed;
  }
  print(done->changes);
  if (flags.dry_run)
    std::cout << "dry run: nothing was changed; ";
  else
    std::cout << "repricing " << done->number << ": ";
  std::cout << done->requests << " requests looked at";
  if (done->left_priced > 0)
    std::cout << ", " << done->left_priced
              << " of them keep a price that the book no longer has (--allow-unpricing takes it away)";
  std::cout << '\n';
  return kDone;
}

}  // namespace shiptally::cli
