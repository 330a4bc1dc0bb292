// Tokens.  With a daemon running it is asked over its socket, else the database is opened here: two
// programs never write it at once.

#include <chrono>
#include <future>
#include <iostream>

#include "daemon/api/tokens.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/clock/clock.h"
#include "daemon/net/secret.h"
#include "daemon/store/snapshot.h"

namespace shiptally::cli {
namespace {

Result<std::unique_ptr<store::Store>> open_store(const std::string& data_dir) {
  store::Options options;
  options.directory = data_dir;
  options.now = clock::system_time;
  return store::Store::open(std::move(options));
}

Result<std::vector<store::TokenRow>> stored_tokens(const std::string& data_dir) {
  const auto reader = store::Reader::open(data_dir);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(std::chrono::seconds(30));
  if (snapshot.has_error()) return snapshot.error();
  return (*snapshot)->tokens();
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& text : list) out += (out.empty() ? "" : ",") + text;
  return out;
}

Result<void> keep_token(const TokenFlags& flags, const std::string& token) {
  auto row = api::make_token_row(flags.name, joined(flags.scopes), net::sha256(token), clock::system_time());
  if (row.has_error()) return row.error();
  const auto answer =
      ask_daemon(flags.data_dir, "POST",
                 "/-/tokens?name=" + percent_encoded(row->name) +
                     "&scope=" + percent_encoded(joined(row->scopes)) + "&sha256=" + net::hex(row->sha256));
  if (answer.has_value() && answer->status == 200) return {};
  if (answer.has_value()) return refusal(*answer);
  // No daemon, or the socket of one that was killed: the store's lock tells which.
  auto store = open_store(flags.data_dir);
  if (store.has_error()) return store.error();
  return (*store)->put_token(std::move(*row));
}

}  // namespace

int token_create(const TokenFlags& flags) {
  const std::string token = net::new_token();
  if (const auto kept = keep_token(flags, token); kept.has_error()) return fail(kept.error());
  std::cout << token << '\n';
  return kDone;
}

int token_list(const std::string& data_dir) {
  const auto rows = stored_tokens(data_dir);
  if (rows.has_error()) return fail(rows.error());
  for (const store::TokenRow& row : *rows)
    std::cout << row.name << '\t' << joined(row.scopes) << '\t' << format_instant(row.created)
              << (row.revoked ? "\trevoked\n" : "\n");
  return kDone;
}

int token_revoke(const std::string& data_dir, const std::string& name) {
  const auto answer = ask_daemon(data_dir, "DELETE", "/-/tokens?name=" + percent_encoded(name));
  if (answer.has_value()) return answer->status == 200 ? static_cast<int>(kDone) : fail(refusal(*answer));
  auto store = open_store(data_dir);
  if (store.has_error()) return fail(store.error());
  auto rows = stored_tokens(data_dir);
  if (rows.has_error()) return fail(rows.error());
  api::TokenBook tokens(**store, std::move(*rows));
  std::promise<Result<void>> told;
  tokens.revoke(name, [&](Result<void> result) { told.set_value(std::move(result)); });
  const Result<void> revoked = told.get_future().get();
  store->reset();  // before the tokens, which it calls back
  return revoked.has_error() ? fail(revoked.error()) : static_cast<int>(kDone);
}

}  // namespace shiptally::cli
