#include "daemon/store/names.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kLabelsMax = 100'000;

bool allows(const Filter& filter, const SeriesName& s) {
  return filter.allows(Dimension::service, s.service) &&
         filter.allows(Dimension::environment, s.environment) && filter.allows(Dimension::team, s.team) &&
         filter.allows(Dimension::provider, s.provider) && filter.allows(Dimension::model, s.model) &&
         filter.allows(Dimension::route, s.route);
}

}  // namespace

Names::Names(const SQLite::Database& database)
    : series_(1),
      read_series_(database,
                   "SELECT id, service, team, environment, provider, model, route, tier, region FROM series"
                   " WHERE id >= ?1 ORDER BY id"),
      read_label_(database, "SELECT text FROM label WHERE id = ?1") {}

void Names::refresh() {
  const ResetOnExit reset(read_series_);
  read_series_.integer(1, static_cast<std::int64_t>(series_.size()));
  while (read_series_.step()) {
    series_.resize(static_cast<std::size_t>(read_series_.integer_at(0)) + 1);
    SeriesName& s = series_.back();
    int column = 0;
    for (std::string* text :
         {&s.service, &s.team, &s.environment, &s.provider, &s.model, &s.route, &s.tier, &s.region})
      *text = read_series_.text_at(++column);
  }
}

const SeriesName& Names::series(std::int64_t id) {
  const auto at = static_cast<std::size_t>(id);
  if (at >= series_.size()) refresh();
  return at < series_.size() ? series_[at] : series_[0];
}

std::string_view Names::label(std::int64_t id) {
  if (id == 0) return {};
  const auto known = labels_.find(id);
  if (known != labels_.end()) return known->second;
  const ResetOnExit reset(read_label_);
  read_label_.integer(1, id);
  if (!read_label_.step()) return {};
  return labels_.emplace(id, read_label_.text_at(0)).first->second;
}

void Names::trim() {
  if (labels_.size() > kLabelsMax) labels_.clear();
}

void Names::forget() {
  series_.resize(1);
  labels_.clear();
}

std::vector<bool> Names::allowed(const Filter& filter) const {
  std::vector<bool> allowed(series_.size());
  for (std::size_t id = 1; id < series_.size(); ++id) allowed[id] = allows(filter, series_[id]);
  return allowed;
}

}  // namespace shiptally::store
