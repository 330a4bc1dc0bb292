#include "daemon/cli/cli.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "daemon/cli/commands.h"

namespace shiptally::cli {
namespace {

constexpr const char* kDataDir = "/var/lib/shiptally";

/// Flags and the exit code outlive the parse: CLI11 fills the former, a command's callback sets the latter.
struct Invocation {
  int exit_code = kDone;
  ServeFlags serve;
  std::string check_file;
  TokenFlags token{kDataDir, {}, {}};
  CloseFlags close{kDataDir, {}, false, {}};
  ImportFlags import{kDataDir, {}, {}, {}, false, {}, {}, {}, {}, {}, {}};
  ImportGitFlags git{kDataDir, {}, {}, {}};
  PricesImportFlags prices;
  PricesShowFlags show;
  std::string before_file, after_file;
  RepriceFlags reprice{kDataDir, {}, {}, {}, false, false};
  ReportCostFlags report_cost;
  ReportDeliverFlags report_deliver{kDataDir, {}, {}};
  std::string clock_data_dir = kDataDir;
  SqlFlags sql{kDataDir, {}};
  DemoFlags demo{kDataDir, 0};
};

void add_serve(CLI::App& app, Invocation& call) {
  CLI::App* serve_command = app.add_subcommand("serve", "Run the daemon");
  serve_command->add_option("--config", call.serve.config_file, "Configuration file (YAML)");
  serve_command->add_option("--data-dir", call.serve.data_dir, "Directory of the database");
  serve_command->add_option("--listen", call.serve.listen, "ADDRESS:PORT; port 0 takes a free one");
  serve_command->add_option("--port-file", call.serve.port_file, "Write the port listened on to this file");
  serve_command->add_flag("--accept-loss", call.serve.accept_loss,
                          "Start though stored facts or the user key are lost, and forget them");
  serve_command->callback([&call] { call.exit_code = serve(call.serve); });

  CLI::App* check =
      app.add_subcommand("check-config", "Read a configuration file and report what is wrong in it");
  check->add_option("FILE", call.check_file)->required();
  check->callback([&call] { call.exit_code = check_config(call.check_file); });

  app.add_subcommand("routes", "Print every HTTP route as METHOD PATH")->callback([&call] {
    call.exit_code = print_routes();
  });
}

void add_token(CLI::App& app, Invocation& call) {
  CLI::App* token =
      app.add_subcommand("token", "Create, list and revoke bearer tokens")->require_subcommand(1);
  token->add_option("--data-dir", call.token.data_dir, "Directory of the database");

  CLI::App* create =
      token->add_subcommand("create", "Print a new token; only its hash is kept")->fallthrough();
  create->add_option("--name", call.token.name, "Whose token it is")->required();
  create->add_option("--scope", call.token.scopes, "ingest, read, admin, audit")->required()->delimiter(',');
  create->callback([&call] { call.exit_code = token_create(call.token); });

  token->add_subcommand("list", "Print name, scopes and creation time of each token")
      ->fallthrough()
      ->callback([&call] { call.exit_code = token_list(call.token.data_dir); });

  CLI::App* revoke = token->add_subcommand("revoke", "Refuse a token from now on")->fallthrough();
  revoke->add_option("--name", call.token.name)->required();
  revoke->callback([&call] { call.exit_code = token_revoke(call.token.data_dir, call.token.name); });
}

void add_replacement(CLI::App& bills, Invocation& call) {
  CLI::Option* manifest = bills.add_option("--manifest", call.import.manifest_file,
                                           "Manifest.json of AWS: the delivery replaces the one before");
  CLI::Option* replace = bills.add_option("--replace", call.import.replace,
                                          "Replace the delivery before of the report of this name");
  bills.add_option("--billing-period", call.import.billing_period, "YYYY-MM that is replaced")
      ->needs(replace)
      ->excludes(manifest);
  bills.add_option("--delivered-at", call.import.delivered_at,
                   "Time of the delivery; default: of its manifest or files");
}

/// What flags alone cannot say about each other.
void check_replacement(const ImportFlags& flags) {
  if (!flags.manifest_file.empty()) return;
  if (flags.files.empty()) throw CLI::RequiredError("FILE");
  if (!flags.replace.empty() && flags.billing_period.empty()) throw CLI::RequiredError("--billing-period");
  if (!flags.delivered_at.empty() && flags.replace.empty())
    throw CLI::RequiredError("--manifest or --replace");
}

void add_import_bills(CLI::App& import, Invocation& call) {
  constexpr std::pair<const char*, const char*> kKinds[] = {
      {"focus", "Bills as FOCUS 1.0 to 1.3 CSV, plain, gzip or zstd"},
      {"cur", "Bills as AWS Cost and Usage Report 2.0 CSV, plain, gzip or zstd"},
      {"bill", "Bills as CSV whose columns the configuration maps, plain, gzip or zstd"},
  };
  for (const auto& [kind, what] : kKinds) {
    CLI::App* bills = import.add_subcommand(kind, what);
    bills->add_option("FILE", call.import.files, "Files of one delivery; with --manifest their folder");
    add_replacement(*bills, call);
    bills->add_option("--rejects", call.import.rejects_file, "Add rows that were rejected to this file");
    bills->add_option("--data-dir", call.import.data_dir, "Directory of the database");
    bills->add_option("--config", call.import.config_file,
                      "Configuration file: bills, and the rest without daemon");
    if (std::string_view(kind) == "bill")
      bills->add_option("--mapping", call.import.mapping, "Name under bills.mappings")->required();
    bills->callback([&call, kind = kind] {
      check_replacement(call.import);
      call.import.kind = kind;
      call.exit_code = import_bills(call.import);
    });
  }
}

void add_import(CLI::App& app, Invocation& call) {
  CLI::App* import =
      app.add_subcommand("import", "Read facts from files or a git repository")->require_subcommand(1);

  CLI::App* git = import->add_subcommand("git", "The commit graph of a repository");
  git->add_option("DIR", call.git.directory, "Repository: working tree or bare")->required();
  git->add_option("--repo", call.git.repo, "Name of the repository; default: from the remote \"origin\"");
  git->add_flag("!--no-paths", call.git.paths, "Leave out which files each commit touched");
  git->add_option("--data-dir", call.git.data_dir, "Directory of the database");
  git->add_option("--config", call.git.config_file, "Configuration file, when no daemon runs");
  git->callback([&call] { call.exit_code = import_git(call.git); });

  for (const char* kind :
       {"deployments", "commits", "changes", "reviews", "incidents", "requests", "charges", "usage"}) {
    CLI::App* files = import->add_subcommand(kind, "NDJSON files of our own events, plain, gzip or zstd");
    files->add_option("FILE", call.import.files, "\"-\" is standard input")->required();
    files->add_flag("--again", call.import.again, "Read a file that was imported before");
    files->add_option("--rejects", call.import.rejects_file, "Add lines that were rejected to this file");
    files->add_option("--data-dir", call.import.data_dir, "Directory of the database");
    files->add_option("--config", call.import.config_file, "Configuration file, when no daemon runs");
    files->callback([&call, kind] {
      call.import.kind = kind;
      call.exit_code = import_files(call.import);
    });
  }
  add_import_bills(*import, call);
}

void add_prices_import(CLI::App& prices, Invocation& call) {
  CLI::App* import =
      prices.add_subcommand("import", "Write another project's list of prices as a price file");
  import->require_subcommand(1);
  for (const char* format : {"genai-prices", "litellm"}) {
    CLI::App* list = import->add_subcommand(format, "Its JSON file");
    const bool dated = std::string_view(format) == "genai-prices";
    list->add_option("FILE", call.prices.file)->required();
    list->add_option("--from", call.prices.from, "Start of prices that the list does not date")
        ->required(!dated);
    list->add_option("--read-on", call.prices.read_on, "Date of the list; default: today");
    list->add_option("--source", call.prices.source, "What to call the list, for instance with its version");
    list->add_option("--output", call.prices.output_file, "Write here; default: standard output");
    list->add_flag("--only-missing", call.prices.only_missing,
                   "Leave out models that the book prices already");
    list->add_option("--config", call.prices.config_file, "Whose price files --only-missing looks at, too");
    list->callback([&call, format] {
      call.prices.format = format;
      call.exit_code = prices_import(call.prices);
    });
  }
}

void add_prices_reprice(CLI::App& prices, Invocation& call) {
  CLI::App* reprice =
      prices.add_subcommand("reprice", "Price requests of the past again, by the book of now");
  reprice->add_option("--from", call.reprice.from, "Date, or RFC 3339 time")->required();
  reprice->add_option("--to", call.reprice.to, "The same; exclusive")->required();
  reprice->add_flag("--dry-run", call.reprice.dry_run, "Tell what it would change, and change nothing");
  reprice->add_flag("--allow-unpricing", call.reprice.allow_unpricing,
                    "Take away prices that the book no longer has");
  reprice->add_option("--data-dir", call.reprice.data_dir, "Directory of the database");
  reprice->add_option("--config", call.reprice.config_file, "Configuration file, when no daemon runs");
  reprice->callback([&call] { call.exit_code = prices_reprice(call.reprice); });
}

void add_prices(CLI::App& app, Invocation& call) {
  CLI::App* prices =
      app.add_subcommand("prices", "Import, show, compare and apply prices of models")->require_subcommand(1);
  add_prices_import(*prices, call);

  CLI::App* show = prices->add_subcommand("show", "The price of a model in force at a date");
  show->add_option("MODEL", call.show.model, "Its name, as senders report it")->required();
  show->add_option("--at", call.show.at, "Date, or RFC 3339 time")->required();
  show->add_option("--provider", call.show.provider, "Who serves it; default: whom the name tells");
  show->add_option("--config", call.show.config_file, "Configuration file, for its price files");
  show->callback([&call] { call.exit_code = prices_show(call.show); });

  CLI::App* diff = prices->add_subcommand("diff", "What differs between two price files");
  diff->add_option("BEFORE", call.before_file)->required();
  diff->add_option("AFTER", call.after_file)->required();
  diff->callback([&call] { call.exit_code = prices_diff(call.before_file, call.after_file); });
  add_prices_reprice(*prices, call);
}

void add_report_deliver(CLI::App& report, Invocation& call) {
  CLI::App* deliver = report.add_subcommand(
      "deliver", "Have the running daemon send a month's report anew, to all who get it");
  deliver->add_option("--name", call.report_deliver.name, "Name of the report in the configuration")
      ->required();
  deliver->add_option("--month", call.report_deliver.month, "As 2026-10")->required();
  deliver->add_option("--data-dir", call.report_deliver.data_dir, "Directory of the daemon's database");
  deliver->callback([&call] { call.exit_code = report_deliver(call.report_deliver); });
}

void add_report_cost(CLI::App& report, Invocation& call) {
  CLI::App* cost = report.add_subcommand("cost", "What a month cost, by whom, and what was billed");
  cost->add_option("--month", call.report_cost.month, "As 2026-10; UTC")->required();
  cost->add_option("--format", call.report_cost.format, "csv, xlsx, html, focus or json")->required();
  cost->add_option("--output", call.report_cost.output_file, "Write here; default: standard output");
  cost->add_option("--data-dir", call.report_cost.data_dir, "Directory of the database");
  cost->add_option("--config", call.report_cost.config_file,
                   "Configuration file: prices, exchange rates, cost centres");
  cost->callback([&call] { call.exit_code = report_cost(call.report_cost); });
}

void add_report(CLI::App& app, Invocation& call) {
  CLI::App* report = app.add_subcommand("report", "Make and deliver reports")->require_subcommand(1);
  add_report_cost(*report, call);
  add_report_deliver(*report, call);
}

void add_close(CLI::App& app, Invocation& call) {
  CLI::App* close = app.add_subcommand("close", "Freeze a month; what arrives later becomes a correction");
  close->require_subcommand(0, 1);
  close->add_option("--data-dir", call.close.data_dir, "Directory of the daemon's database");
  close->add_option("MONTH", call.close.month, "The month to close, like 2026-10");
  close->add_flag("--leave-out-unconverted", call.close.leave_out_unconverted,
                  "Close it though charges have no exchange rate");
  CLI::App* list = close->add_subcommand("list", "Print the closed months")->fallthrough();
  CLI::App* verify =
      close->add_subcommand("verify", "Tell whether a closed month was changed since")->fallthrough();
  verify->add_option("--expect", call.close.expected_hash, "A hash noted down earlier, which must be there");
  close->final_callback([&call, close, list, verify] {
    if (list->parsed())
      call.exit_code = close_list(call.close);
    else if (verify->parsed())
      call.exit_code = close_verify(call.close);
    else if (call.close.month.empty())
      throw CLI::RequiredError("MONTH, list or verify");
    else
      call.exit_code = close_month(call.close);
  });
}

void add_clock(CLI::App& app, Invocation& call) {
  CLI::App* clock = app.add_subcommand("clock", "Tell whether the running daemon trusts the system's clock");
  clock->require_subcommand(0, 1);
  clock->add_option("--data-dir", call.clock_data_dir, "Directory of the daemon's database");
  CLI::App* confirm = clock->add_subcommand("confirm", "The clock is right: trust it")->fallthrough();
  clock->final_callback([&call, confirm] {
    call.exit_code = confirm->parsed() ? clock_confirm(call.clock_data_dir) : clock_show(call.clock_data_dir);
  });
}

void add_sql(CLI::App& app, Invocation& call) {
  CLI::App* command = app.add_subcommand("sql", "Answer one SQL statement over what is stored, as CSV");
  command->add_option("--data-dir", call.sql.data_dir, "Directory of the database");
  command->add_option("STATEMENT", call.sql.statement, "SELECT …; views: deployments, requests, …")
      ->required();
  command->callback([&call] { call.exit_code = sql(call.sql); });
}

void add_demo(CLI::App& app, Invocation& call) {
  CLI::App* command =
      app.add_subcommand("demo", "Send 90 days of an invented organisation to the running daemon");
  command->add_option("--data-dir", call.demo.data_dir, "Directory of the daemon's database");
  command->add_option("--requests-per-day", call.demo.requests_per_day, "LLM requests on a working day");
  command->callback([&call] { call.exit_code = demo(call.demo); });
}

}  // namespace

int run(int argc, char** argv) {
  ::umask(S_IRWXG | S_IRWXO);  // the database, its WAL and keys are nobody else's to read
  CLI::App app("What deploys did to users and to the bill: DORA metrics, LLM requests and provider bills",
               "shiptally");
  app.set_version_flag("--version", "shiptally " SHIPTALLY_VERSION);
  app.require_subcommand(1);
  Invocation call;
  add_serve(app, call);
  add_token(app, call);
  add_import(app, call);
  add_prices(app, call);
  add_report(app, call);
  add_close(app, call);
  add_clock(app, call);
  add_sql(app, call);
  add_demo(app, call);
  app.add_subcommand("version", "Print the version")->callback([] {
    std::cout << "shiptally " SHIPTALLY_VERSION "\n";
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  } catch (const std::exception& exception) {
    // Memory that is not there, a sum that does not fit: the command has failed, and nothing else is wrong.
    std::cerr << "shiptally: " << exception.what() << '\n';
    return kFailed;
  }
  return call.exit_code;
}

}  // namespace shiptally::cli
