#include "daemon/api/render.h"

#include "daemon/expose/tables/csv.h"
#include "daemon/expose/tables/json.h"
#include "daemon/report/formats/format.h"

namespace shiptally::api {

net::HttpResponse rows_response(const Table& table, ReportFormat format) {
  net::HttpResponse response;
  response.content_type = report::content_type(format);
  response.body = format == ReportFormat::csv ? expose::to_csv(table) : expose::to_json(table);
  return response;
}

}  // namespace shiptally::api
