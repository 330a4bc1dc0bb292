#include "daemon/app/report_maker.h"

#include <future>
#include <memory>

namespace shiptally::app {

std::function<Result<ReportDocument>(Instant month, ReportFormat format)> on_query_thread(ReadApi& read_api,
                                                                                          MakeReport make) {
  return [&read_api, make = std::move(make)](Instant month, ReportFormat format) -> Result<ReportDocument> {
    auto made = std::make_shared<std::promise<Result<ReportDocument>>>();
    auto answer = made->get_future();
    const bool taken = read_api.try_run({
        .run = [made, make, month,
                format](const ReadContext& context) { made->set_value(make(context, month, format)); },
        .failed = [made](const Error& error) { made->set_value(error); },
    });
    if (!taken) return Error{Code::overloaded, "too many queries wait"};
    return answer.get();
  };
}

}  // namespace shiptally::app
