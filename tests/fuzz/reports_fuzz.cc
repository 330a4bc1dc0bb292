// Pages of providers' usage and cost reports, and our own answer to a write; the first byte chooses.

#include "collectors/own/answer.h"
#include "collectors/vendors/provider_report.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shiptally;
  fuzz::Input input(data, size);
  const auto reports = collectors::reports();
  const std::size_t choice = input.choice(reports.size() + 1);
  if (choice == reports.size()) return collectors::read_write_answer(input.rest()), 0;
  const auto page = reports[choice].decode(fuzz::body_of(input.rest()), fuzz::kNow);
  if (page.has_error()) return 0;
  for (const Window day : page->days) fuzz::require(day.from < day.to, "a day ends after it begins");
  return 0;
}
