// The daemon itself, and what checks its configuration.

#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iostream>

#include "daemon/api/routes.h"
#include "daemon/app/app.h"
#include "daemon/app/rules.h"
#include "daemon/cli/commands.h"
#include "daemon/clock/clock.h"
#include "daemon/config/scalar.h"
#include "daemon/log/log.h"
#include "daemon/report/model/cost_report.h"

namespace shiptally::cli {
namespace {

/// The configuration file, and above it the flags.
Result<config::Config> configured(const ServeFlags& flags) {
  auto config = app::load_config(flags.config_file);
  if (config.has_error()) return config;
  if (!flags.data_dir.empty()) config->data_dir = flags.data_dir;
  if (!flags.listen.empty()) {
    const auto listen = config::parse_endpoint(flags.listen);
    if (listen.has_error()) return Error{Code::invalid, "--listen: " + listen.error().message};
    config->listen = *listen;
  }
  return config;
}

int exit_code_of(const Error& error) {
  if (error.code == Code::unsupported || error.code == Code::invalid) return kBadConfig;
  return error.code == Code::in_use ? kDataInUse : kFailed;
}

bool write_port(const std::string& file, int port) {
  // Renamed into place, so that whoever waits for the file never reads half of it.
  const std::string fresh = file + ".new";
  std::ofstream out(fresh);
  out << port << '\n';
  out.close();
  return out && std::rename(fresh.c_str(), file.c_str()) == 0;
}

/// Neither a core file nor another process of this user reads the keys and tokens in memory.
void keep_secrets_out_of_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int serve(const ServeFlags& flags) {
  // A broken pipe and a file at its size limit are errors of one write, not the end of the daemon.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  keep_secrets_out_of_dumps();
  log::open_log();
  auto config = configured(flags);
  if (config.has_error()) {
    spdlog::error("{}", config.error().message);
    return kBadConfig;
  }
  log::set_log_level(config->log_level);
  app::AppOptions options;
  options.config = std::move(*config);
  options.clocks = clock::read_system_clocks;
  options.reread = [flags] { return configured(flags); };
  options.make_report = report::make_cost_report;
  options.accept_loss = flags.accept_loss;
  auto app = app::App::start(std::move(options));
  if (app.has_error()) {
    spdlog::critical("cannot start: {}", app.error().message);
    return exit_code_of(app.error());
  }
  if (!flags.port_file.empty() && !write_port(flags.port_file, (*app)->port())) {
    spdlog::error("cannot write {}", flags.port_file);
    return kFailed;
  }
  const auto served = (*app)->run();
  app->reset();
  spdlog::info("stopped");
  return served.has_error() ? kFailed : kDone;
}

int check_config(const std::string& file) {
  const auto config = app::load_config(file);
  if (config.has_error()) {
    std::cerr << config.error().message << '\n';
    return kBadConfig;
  }
  if (const auto rules = app::read_rules(*config); rules.has_error()) {
    std::cerr << rules.error().message << '\n';
    return kBadConfig;
  }
  std::cout << file << ": ok\n";
  return kDone;
}

int print_routes() {
  for (const std::string& route : api::route_names()) std::cout << route << '\n';
  return kDone;
}

}  // namespace shiptally::cli
