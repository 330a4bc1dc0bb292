#include "daemon/store/requests/names.h"

#include <algorithm>

namespace shiptally::store {
namespace {

constexpr std::size_t kBytesMax = 16U << 20;

/// What a map's entry takes beside itself.
constexpr std::size_t kNodeBytes = 48;

bool allows(const Filter& filter, const SeriesName& s) {
  return filter.allows(Dimension::service, s.service) &&
         filter.allows(Dimension::environment, s.environment) && filter.allows(Dimension::team, s.team) &&
         filter.allows(Dimension::provider, s.provider) && filter.allows(Dimension::model, s.model) &&
         filter.allows(Dimension::route, s.route);
}

bool allows_all(const Filter& filter) {
  return std::all_of(std::begin(filter.allowed), std::end(filter.allowed),
                     [](const auto& values) { return values.empty(); });
}

}  // namespace

Names::Names(const SQLite::Database& database)
    : read_series_(database,
                   "SELECT service, team, environment, provider, model, route, tier, region FROM series"
                   " WHERE id = ?1"),
      read_label_(database, "SELECT text FROM label WHERE id = ?1") {}

const SeriesName& Names::series(std::int64_t id) {
  const auto known = series_.find(id);
  if (known != series_.end()) return known->second;
  const ResetOnExit reset(read_series_);
  read_series_.integer(1, id);
  if (!read_series_.step()) return nobody_;
  SeriesName s;
  std::size_t bytes = sizeof s + kNodeBytes;
  int column = 0;
  for (std::string* text :
       {&s.service, &s.team, &s.environment, &s.provider, &s.model, &s.route, &s.tier, &s.region}) {
    *text = read_series_.text_at(column++);
    bytes += text->size();
  }
  bytes_ += bytes;
  return series_.emplace(id, std::move(s)).first->second;
}

std::string_view Names::label(std::int64_t id) {
  if (id == 0) return {};
  const auto known = labels_.find(id);
  if (known != labels_.end()) return known->second;
  const ResetOnExit reset(read_label_);
  read_label_.integer(1, id);
  if (!read_label_.step()) return {};
  const std::string& text = labels_.emplace(id, read_label_.text_at(0)).first->second;
  bytes_ += sizeof text + kNodeBytes + text.size();
  return text;
}

void Names::trim() {
  if (bytes_ > kBytesMax) forget();
}

void Names::forget() {
  series_.clear();
  labels_.clear();
  bytes_ = 0;
}

AllowedSeries::AllowedSeries(Names& names, const Filter& filter)
    : names_(names), filter_(filter), all_(allows_all(filter)) {}

bool AllowedSeries::operator()(std::int64_t id) {
  names_.trim();
  if (all_) return true;
  const auto at = static_cast<std::size_t>(id);
  if (at >= answers_.size()) answers_.resize(at + 1 + at / 2, Answer::unknown);
  Answer& answer = answers_[at];
  if (answer == Answer::unknown) answer = allows(filter_, names_.series(id)) ? Answer::yes : Answer::no;
  return answer == Answer::yes;
}

}  // namespace shiptally::store
