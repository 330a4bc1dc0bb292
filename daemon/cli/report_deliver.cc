#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"

namespace shiptally::cli {

int report_deliver(const ReportDeliverFlags& flags) {
  const auto answer =
      ask_daemon(flags.data_dir, "POST",
                 "/-/reports?name=" + percent_encoded(flags.name) + "&month=" + percent_encoded(flags.month));
  if (answer.has_error()) return fail(answer.error());
  if (answer->status != 200) return fail(refusal(*answer));
  std::cout << answer->body << '\n';
  return kDone;
}

}  // namespace shiptally::cli
