#pragma once
// One plain function a command; cli.cc maps flags to these and nothing else.  Each returns the exit code.

#include <filesystem>
#include <string>
#include <vector>

namespace shiptally::cli {

/// sysexits(3) where one fits: scripts and systemd tell these apart.
enum ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kDataInUse = 75,  ///< another daemon holds the data
  kBadConfig = 78,  ///< bad config, or a database newer than this program, damaged or short of something
};

struct ServeFlags {
  std::string config_file;  ///< empty: defaults
  std::string data_dir;     ///< empty: from the config
  std::string listen;       ///< empty: from the config
  std::string port_file;    ///< where to write the chosen port; empty: nowhere
  bool accept_loss = false;
};
int serve(const ServeFlags& flags);
int check_config(const std::string& file);
int print_routes();

struct TokenFlags {
  std::string data_dir;
  std::string name;
  std::vector<std::string> scopes;
};
int token_create(const TokenFlags& flags);
int token_list(const std::string& data_dir);
int token_revoke(const std::string& data_dir, const std::string& name);

struct ImportFlags {
  std::string data_dir;
  std::string config_file;
  std::string kind;                ///< "deployments", …, "charges"
  std::vector<std::string> files;  ///< "-": standard input
  bool again = false;              ///< read what was imported before, too
  std::string mapping;             ///< of a bill: its name in the configuration
  std::string rejects_file;        ///< where lines go that were rejected; empty: nowhere
  std::string manifest_file;       ///< of a delivery of a bill that replaces the one before; empty: none
  std::string replace;             ///< name of the report whose delivery this is; empty: by the manifest
  std::string billing_period;      ///< of such a delivery without a manifest
  std::string delivered_at;        ///< empty: by the manifest or the files
};
int import_files(const ImportFlags& flags);
/// Bills as CSV; `kind` is "focus", "cur" or "bill".
int import_bills(const ImportFlags& flags);

struct ImportGitFlags {
  std::string data_dir;
  std::string config_file;
  std::string directory;
  std::string repo;  ///< empty: from the remote "origin"
  bool paths = true;
};
int import_git(const ImportGitFlags& flags);

struct PricesImportFlags {
  std::string format;  ///< "genai-prices", "litellm"
  std::string file;
  std::string from;              ///< start of prices without a date of their own
  std::string read_on;           ///< empty: today
  std::string source;            ///< empty: the format's name
  std::string output_file;       ///< empty: standard output
  bool only_missing = false;     ///< leave out models that the configured book prices
  std::string config_file = {};  ///< of that book; empty: the book that the program carries
};
int prices_import(const PricesImportFlags& flags);

struct PricesShowFlags {
  std::string model;
  std::string provider;  ///< empty: whom the name tells
  std::string at;
  std::string config_file;  ///< empty: the book that the program carries
};
int prices_show(const PricesShowFlags& flags);
int prices_diff(const std::string& before_file, const std::string& after_file);

struct RepriceFlags {
  std::string data_dir;
  std::string config_file;  ///< for its price files, when no daemon runs
  std::string from, to;
  bool dry_run = false;
  bool allow_unpricing = false;
};
int prices_reprice(const RepriceFlags& flags);

struct ReportCostFlags {
  std::string data_dir;     ///< empty: from the config
  std::string config_file;  ///< empty: defaults
  std::string month;        ///< "2026-10"
  std::string format;       ///< "csv", "xlsx", "html", "focus", "json"
  std::string output_file;  ///< empty: standard output
};
int report_cost(const ReportCostFlags& flags);

struct ReportDeliverFlags {
  std::string data_dir;
  std::string name;   ///< of the report in the configuration
  std::string month;  ///< "2026-10"
};
/// Has the running daemon send a month's report anew.
int report_deliver(const ReportDeliverFlags& flags);

struct CloseFlags {
  std::string data_dir;
  std::string month;
  bool leave_out_unconverted = false;
  std::string expected_hash;  ///< of a closed month, as somebody noted it down; empty: none
};
int close_month(const CloseFlags& flags);
int close_list(const CloseFlags& flags);
int close_verify(const CloseFlags& flags);

/// Whether the running daemon trusts the clock.
int clock_show(const std::string& data_dir);
/// From now on it does.
int clock_confirm(const std::string& data_dir);

struct SqlFlags {
  std::string data_dir;
  std::string statement;
};
int sql(const SqlFlags& flags);

struct DemoFlags {
  std::string data_dir;
  std::int64_t requests_per_day = 0;  ///< 0: the generator's default
};
int demo(const DemoFlags& flags);

}  // namespace shiptally::cli
