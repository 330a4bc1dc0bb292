#include "daemon/app/app.h"

#include <algorithm>
#include <csignal>
#include <random>

#include "daemon/api/control.h"
#include "daemon/api/gauges.h"
#include "daemon/api/routes.h"
#include "daemon/app/rules.h"
#include "daemon/app/settings.h"
#include "daemon/app/store_watch.h"
#include "daemon/clock/clock.h"
#include "daemon/dispatch/dispatch_thread.h"
#include "daemon/ingest/pollers.h"
#include "daemon/ingest/sealed_store.h"
#include "daemon/ingest/tail_feed.h"
#include "daemon/log/log.h"
#include "daemon/net/server.h"
#include "daemon/net/systemd.h"

namespace shiptally::app {
namespace {

constexpr std::size_t kQueryThreads = 3;  // one for gauges, one for large questions, one for small ones
constexpr std::size_t kScrapesMax = 16, kControlJobsMax = 16;
constexpr std::size_t kRepricingsMax = 4;
constexpr Millis kGaugeRefresh = std::chrono::seconds(30);
constexpr Millis kStopGrace = std::chrono::seconds(2);  // for questions that run
constexpr Millis kStoreWatch = std::chrono::seconds(1);
constexpr auto kExpiryMargin = std::chrono::hours(2);
constexpr auto kClockWritten = std::chrono::minutes(10);

}  // namespace

struct App::State {
  ~State();

  AppOptions options;
  api::Health health;
  net::Systemd systemd = net::Systemd::from_environment();
  net::Io io;
  std::unique_ptr<clock::Clock> clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<api::TokenBook> tokens;
  std::unique_ptr<api::ReadApi> read_api;
  std::unique_ptr<WorkerPool> scrape_workers;  ///< waits for nothing: neither store nor snapshots
  std::unique_ptr<WorkerPool> control_workers, repricer;
  std::unique_ptr<WorkerPool> decoders;
  std::unique_ptr<ingest::Ingest> ingest;
  std::unique_ptr<ingest::TailFeed> tail;
  std::unique_ptr<ingest::Pollers> pollers;
  std::unique_ptr<dispatch::DispatchThread> reports;
  net::Server server;
  StoreWatch store_watch;  ///< io thread only, as what follows
  bool announced = false, stopping = false;
  std::optional<std::string> failure;  ///< why it ends without having been asked to
  Instant clock_written;

  Result<void> open();
  Result<ingest::Sealer> open_store();
  /// For everybody who shows the time or does nothing that cannot be undone.
  std::function<Instant()> now() {
    return [this] { return clock->now(); };
  }
  Result<Rules> rules_of(const config::Config& config) const;
  void start_reports(ReportBook book);
  Result<void> listen();
  void watch();
  void watch_store();
  void watch_clock();
  void write_clock(Instant trusted);
  void announce();
  void refresh_gauges();
  void keep_alive();
  void reload(std::function<void(Result<void>)> done);
  void begin_stop();
};

/// Threads end in the order of the data's way: nobody hands work to what is gone.
App::State::~State() {
  if (read_api) read_api->stop();  // no more questions are answered,
  pollers.reset();                 // nobody is asked any more,
  reports.reset();                 // no more reports are made,
  tail.reset();                    // no more lines are read,
  decoders.reset();                // the last deliveries are decoded and handed to the store,
  scrape_workers.reset();
  control_workers.reset();
  repricer.reset();
  store.reset();  // which commits and acknowledges them,
  read_api.reset();
  ingest.reset();  // and only then is there nobody left to tell.
}

Result<ingest::Sealer> App::State::open_store() {
  clock = std::make_unique<clock::Clock>(options.clocks, clock::log_clock);
  store::Options settings = store_options(options.config, [this] { return clock->earliest(); });
  settings.accept_loss = options.accept_loss;
  settings.on_commit = [this](const store::Committed& commit) {
    health.committed(commit);
    if (commit.delivery_facts) read_api->facts_changed();
  };
  auto opened = ingest::open_sealed_store(std::move(settings), user_key_file(options.config));
  if (opened.has_error()) return opened.error();
  store = std::move(opened->store);

  std::vector<std::unique_ptr<store::Reader>> readers;
  for (std::size_t i = 0; i < kQueryThreads; ++i) {
    // On the io thread, which runs no more when the store ends before those who read.
    auto reader = store::Reader::open(options.config.data_dir, [this](const std::string& what) {
      io.post([this, what] { store->found_damage(what); });
    });
    if (reader.has_error()) return reader.error();
    readers.push_back(std::move(*reader));
  }
  auto snapshot = readers.front()->begin(options.config.limits.query_deadline);
  if (snapshot.has_error()) return snapshot.error();
  auto rows = (*snapshot)->tokens();
  if (rows.has_error()) return rows.error();
  auto book = (*snapshot)->reports();
  if (book.has_error()) return book.error();
  const auto written = (*snapshot)->cursor(store::kClockCursor);
  if (written.has_error()) return written.error();
  const auto last_arrival = (*snapshot)->last_arrival();
  if (last_arrival.has_error()) return last_arrival.error();
  snapshot->reset();
  clock->begin(clock::last_trusted(*written, *last_arrival, options.clocks().wall),
               options.config.confirm_clock);
  tokens = std::make_unique<api::TokenBook>(*store, std::move(*rows));
  read_api =
      std::make_unique<api::ReadApi>(std::move(readers), options.config.limits.query_deadline,
                                     api::SlowQueries(options.config.slow_query, health.exposition()), now());
  start_reports(std::move(*book));
  return std::move(opened->sealer);
}

Result<Rules> App::State::rules_of(const config::Config& config) const {
  auto rules = read_rules(config);
  if (rules.has_value() && !rules->reports.empty() && !options.make_report)
    return Error{Code::invalid, "reports: there is nothing here that makes them"};
  return rules;
}

void App::State::start_reports(ReportBook book) {
  dispatch::DispatcherParts parts{*store, health.exposition(),
                                  api::on_query_thread(*read_api, options.make_report),
                                  [this] { return clock->read().expected; },
                                  [engine = std::mt19937_64(std::random_device()())]() mutable {
                                    return std::uniform_real_distribution<>()(engine);
                                  }};
  reports = std::make_unique<dispatch::DispatchThread>(std::move(parts), std::move(book));
}

Result<void> App::State::open() {
  auto rules = rules_of(options.config);
  if (rules.has_error()) return rules.error();
  auto sealer = open_store();
  if (sealer.has_error()) return sealer.error();
  const auto pool = [](std::size_t threads, std::size_t jobs_max, std::size_t bytes_max) {
    return std::make_unique<WorkerPool>(
        threads, std::vector<WorkerPool::Lane>{{jobs_max, bytes_max, threads}}, log::log_exception);
  };
  scrape_workers = pool(1, kScrapesMax, kScrapesMax);
  control_workers = pool(1, kControlJobsMax, kControlJobsMax);
  repricer = pool(1, kRepricingsMax, kRepricingsMax);
  decoders = std::make_unique<WorkerPool>(ingest::kDecodeThreads,
                                          ingest::decode_lanes(options.config.limits.decode_queue_bytes),
                                          log::log_exception);
  ingest::IngestLimits limits;
  limits.decoded_bytes = options.config.limits.decoded_bytes;
  limits.wait_max = wait_max(options.config.limits);
  ingest = std::make_unique<ingest::Ingest>(
      *store, *decoders, std::move(*sealer), limits,
      [this] {
        const clock::ClockVerdict time = clock->read();
        return ingest::TimeSpan{time.earliest, time.latest};
      },
      [this](std::string_view source, std::string_view outcome, std::size_t rows) {
        health.rows(source, outcome, rows);
      });
  if (const auto kept = store->put_prices({rules->read.prices->version, {}, {}}); kept.has_error())
    return kept;
  ingest->set_rules(std::move(rules->ingest));
  read_api->set_rules(std::move(rules->read));
  tail = std::make_unique<ingest::TailFeed>(*ingest, health.exposition(), options.config.data_dir, now());
  tail->follow(ingest::tail_entries(options.config.tail));
  pollers = std::make_unique<ingest::Pollers>(*ingest, health.exposition(), options.config.data_dir, now(),
                                              net::fetch);
  pollers->follow(options.config.providers);
  reports->follow(std::move(rules->reports));
  return listen();
}

Result<void> App::State::listen() {
  net::ServerOptions settings = server_options(options.config);
  settings.now = now();
  settings.authorise = [this](const net::HttpRequest& request, net::Access access) {
    return net::authorise(request, access, {tokens->in_force(), options.config.loopback_read});
  };
  settings.on_request = [this](std::string_view route, int status, std::chrono::microseconds took) {
    health.answered(route, status, took);
  };
  settings.on_error = [](std::string_view message) { spdlog::error("listener: {}", message); };
  const api::RouteParts parts{
      ingest.get(),
      read_api.get(),
      tokens.get(),
      scrape_workers.get(),
      control_workers.get(),
      reports.get(),
      &health,
      options.config.data_dir,
      now(),
      [this] { return store->queued_rows(); },
      [this](auto done) { reload(std::move(done)); },
      pollers.get(),
      store.get(),
      repricer.get(),
      [this](ClosedMonth closed) { return store->put_closed_month(std::move(closed)); },
      clock.get()};
  return server.start(io, std::move(settings), api::make_routes(parts));
}

/// Signals and timers; all of it on the io thread.
void App::State::watch() {
  io.on_signal({SIGTERM, SIGINT}, [this](int) { begin_stop(); });
  io.on_signal({SIGHUP}, [this](int) { reload([](const Result<void>&) {}); });
  refresh_gauges();
  watch_store();
  keep_alive();
}

/// Where only a restart helps, the daemon ends for one.
void App::State::watch_store() {
  const auto trouble = store->trouble();
  store_watch.look(trouble, systemd);
  if (trouble && trouble->wants_restart() && !failure) {
    failure = trouble->reason;
    begin_stop();
  }
  if (!trouble) tokens->save_revoked();
  watch_clock();
  io.after(kStoreWatch, [this] { watch_store(); });
}

/// What is deleted does not come back, so a clock that is in doubt deletes nothing.
void App::State::watch_clock() {
  const clock::ClockVerdict time = clock->read();
  const bool trusted = time.state == clock::ClockState::trusted;
  health.exposition().set_gauge("shiptally_clock_suspect", trusted ? 0 : 1);
  if (!trusted) return;
  // Somewhat later than they are refused, so that none that is on its way finds its hour gone.
  store->expire_requests(time.now - options.config.keep_requests - kExpiryMargin);
  if (time.now < clock_written || time.now - clock_written >= kClockWritten) write_clock(time.now);
}

/// With it the next start tells a clock that jumped meanwhile.  Where it cannot be stored, the last one
/// holds.
void App::State::write_clock(Instant trusted) {
  clock_written = trusted;
  FactBatch batch;
  batch.cursor = Cursor{std::string(store::kClockCursor), format_instant(trusted)};
  (void)store->submit(std::move(batch), [](const Result<Receipt>&) {});
}

/// Ready means: listening, and /metrics has its figures.
void App::State::announce() {
  if (stopping || std::exchange(announced, true)) return;
  const std::string where = options.config.listen.address + ":" + std::to_string(server.local_port());
  health.set_ready(true);
  spdlog::info("listening on {}, data in {}", where, options.config.data_dir);
  (void)systemd.ready("listening on " + where);
}

void App::State::refresh_gauges() {
  const auto run = [this](const queries::Context& context, const Query& query) {
    api::refresh(health.exposition(), context, query.interruption);
    io.post([this] { announce(); });
  };
  read_api->try_run({.run = run, .lane = api::ReadLane::gauges});
  io.after(kGaugeRefresh, [this] { refresh_gauges(); });
}

void App::State::keep_alive() {
  const auto watchdog = systemd.watchdog();
  if (!watchdog) return;
  // The io loop turns and no write hangs: that is what the watchdog is to know.  A full or damaged disk is
  // not for it: a restart would not help.
  if (StoreWatch::is_alive(store->trouble())) (void)systemd.alive();
  io.after(*watchdog / 3, [this] { keep_alive(); });
}

/// Reads files, so not on the io thread; what changes takes effect there, at one moment.
void App::State::reload(std::function<void(Result<void>)> done) {
  if (!options.reread) return done(Error{Code::unavailable, "there is no configuration file to read again"});
  if (stopping) return done(Error{Code::unavailable, "shutting down"});
  (void)systemd.reloading();
  const auto finish = [this, done](const Result<void>& result) {
    if (result.has_error())
      spdlog::error("reload refused, the old configuration stays: {}", result.error().message);
    (void)systemd.ready();
    done(result);
  };
  const bool taken = control_workers->try_post(1, [this, finish](std::size_t) {
    auto fresh = options.reread();
    if (fresh.has_error()) return finish(fresh.error());
    auto rules = rules_of(*fresh);
    if (rules.has_error()) return finish(rules.error());
    if (const auto kept = store->put_prices({rules->read.prices->version, {}, {}}); kept.has_error())
      return finish(kept.error());
    io.post([this, finish, loopback_read = fresh->loopback_read, level = fresh->log_level,
             keep_requests = fresh->keep_requests, confirm_clock = fresh->confirm_clock,
             tail_files = std::move(fresh->tail), providers = std::move(fresh->providers),
             rules = std::move(*rules)] {
      options.config.loopback_read = loopback_read;
      options.config.keep_requests = keep_requests;
      clock->set_confirm_after(confirm_clock);
      ingest->set_rules(rules.ingest);
      read_api->set_rules(rules.read);
      tail->follow(ingest::tail_entries(tail_files));
      pollers->follow(providers);
      reports->follow(rules.reports);
      log::set_log_level(level);
      spdlog::info("configuration reloaded; listen, data_dir and limits take effect at the next start");
      finish({});
    });
  });
  if (!taken) finish(Error{Code::overloaded, "too much work waits"});
}

void App::State::begin_stop() {
  if (std::exchange(stopping, true)) return;
  spdlog::info("stopping: answering what was accepted");
  (void)systemd.stopping();
  health.set_ready(false);
  if (const clock::ClockVerdict time = clock->read(); time.state == clock::ClockState::trusted)
    write_clock(time.now);
  reports->stop();
  server.stop_accepting();
  io.after(kStopGrace, [this] { read_api->stop(); });
  server.drain(options.config.limits.shutdown_deadline, [this](std::size_t cut) {
    if (cut > 0) spdlog::warn("{} connections were cut at the shutdown deadline", cut);
    io.stop();
  });
}

Result<std::unique_ptr<App>> App::start(AppOptions options) {
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  if (auto opened = state->open(); opened.has_error()) return opened.error();
  state->watch();
  return std::unique_ptr<App>(new App(std::move(state)));
}

App::App(std::unique_ptr<State> state) : state_(std::move(state)) {}
App::~App() = default;

int App::port() const { return state_->server.local_port(); }

Result<void> App::run() {
  state_->io.run();
  if (state_->failure) return Error{Code::unavailable, *state_->failure};
  return {};
}

void App::stop() {
  state_->io.post([this] { state_->begin_stop(); });
}

}  // namespace shiptally::app
