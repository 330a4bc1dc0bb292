// Files of bills: CSV in each of the forms that are read, and the manifests beside them.  The first byte
// chooses.

#include "collectors/bills/bill_rows.h"
#include "collectors/bills/delivery_manifest.h"
#include "collectors/collector.h"
#include "collectors/decode/csv.h"
#include "collectors/own/own_events.h"
#include "tests/fuzz/input.h"

namespace shiptally::collectors {
namespace {

using fuzz::require;

BillFormat format(std::size_t choice) {
  if (choice == 0) return focus_format();
  if (choice == 1) return cur_format();
  BillMapping mapping;
  mapping.columns = {{"from", "day"}, {"billed_cost", "cost"}, {"service_name", "what"}, {"tags", "labels"}};
  mapping.values = {{"provider", "own"}, {"currency", "USD"}};
  return mapped_format("own", mapping);
}

using Records = std::vector<std::vector<std::string>>;

/// The records of a text, and their errors; given as a whole, or line by line.
Records records(std::string_view text, bool by_line) {
  Records out;
  std::size_t from = 0, to = 0;
  while (from < text.size()) {
    if (to == from) to = by_line ? std::min(text.find('\n', to), text.size() - 1) + 1 : text.size();
    const bool last = to == text.size();
    std::vector<std::string> fields;
    const CsvStep step = read_csv_record(text.substr(from, to - from), last, 0, fields);
    require(step.bytes <= to - from, "a record is inside its text");
    require(step.bytes > 0 || !last, "the last piece of a text has an end");
    if (step.bytes == 0) {
      to = std::min(text.find('\n', to), text.size() - 1) + 1;
      continue;
    }
    from += step.bytes;
    if (step.error != nullptr) fields = {step.error};
    out.push_back(std::move(fields));
  }
  return out;
}

/// What is read of a row is a charge, or refused for what it says; never for how it was written.
void check_charges(std::string charges, std::size_t count) {
  const auto decoded = decode_charges({fuzz::body_of(charges), {}, fuzz::kNow});
  require(decoded.has_value(), "charges made of a bill are rows", charges);
  require(decoded->facts.size() + decoded->rejected.size() == count, "a charge a row", charges);
  for (const Rejection& r : decoded->rejected)
    require(r.error != "not valid JSON", "charges made of a bill are JSON", charges);
}

void read_bill(const BillFormat& format, std::string_view text) {
  const Records all = records(text, false);
  require(all == records(text, true), "reading it line by line makes no difference");
  if (all.empty()) return;
  const auto rows = BillRows::open(format, {}, all.front());
  if (rows.has_error()) return;
  std::string charges;
  std::size_t count = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].size() != all.front().size()) continue;
    const auto row = rows->read(all[i]);
    if (row.has_error()) continue;
    const BillRowKey key{row->content, static_cast<std::uint32_t>(i)};
    require(read_row_id(row_id(key)) == key, "a row's id reads back");
    charges += charge_of(*row, key.before) + "\n";
    ++count;
  }
  if (count > 0) check_charges(charges, count);
}

void run(fuzz::Input input) {
  const std::size_t choice = input.choice(4);
  if (choice < 3) return read_bill(format(choice), input.rest());
  const auto manifest =
      read_manifest(std::string(input.rest()), "s3/focus/metadata/BILLING_PERIOD=2026-10/Manifest.json");
  require(manifest.has_error() || !manifest->files.empty(), "a manifest names files");
}

}  // namespace
}  // namespace shiptally::collectors

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  shiptally::collectors::run({data, size});
  return 0;
}
