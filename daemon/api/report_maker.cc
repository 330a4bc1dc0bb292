#include "daemon/api/report_maker.h"

#include <future>
#include <memory>

namespace shiptally::api {

std::function<Result<report::ReportDocument>(Instant month, ReportFormat format)> on_query_thread(
    ReadApi& read_api, MakeReport make) {
  return [&read_api, make = std::move(make)](Instant month,
                                             ReportFormat format) -> Result<report::ReportDocument> {
    auto made = std::make_shared<std::promise<Result<report::ReportDocument>>>();
    auto answer = made->get_future();
    const bool taken = read_api.try_run({
        .run = [made, make, month, format](
                   const queries::Context& context,
                   const Query& query) { made->set_value(make(context, query, month, format)); },
        .failed = [made](const Error& error) { made->set_value(error); },
    });
    if (!taken) return Error{Code::overloaded, "too many queries wait"};
    return answer.get();
  };
}

}  // namespace shiptally::api
