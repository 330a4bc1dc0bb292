#include "daemon/normalise/normalise.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "daemon/normalise/environment.h"
#include "daemon/normalise/model_name.h"
#include "daemon/normalise/names.h"
#include "daemon/normalise/pricing.h"
#include "daemon/normalise/route_name.h"
#include "daemon/normalise/series_groups.h"
#include "daemon/normalise/text.h"
#include "schema/base/letter_case.h"

namespace shiptally::normalise {

namespace {

std::string sha_name(std::string_view sha) { return lower(trimmed(sha)); }

}  // namespace

/// What a model's name stands for, and its prices.
struct NamedModel {
  std::string_view provider, model;
  bool regional = false;
  std::span<const Price* const> prices;
};

/// What the dimensions of a request stand for.
struct Meaning {
  Series series;  ///< normalised; route and region are left out
  NamedModel model;
  /// Where the book has aliases for a time: what the name means before the first of the book's boundaries,
  /// and from each of them on.  Empty in the usual case, and `model` holds at any time.
  std::vector<NamedModel> models;
  const Price* last_price = nullptr;  ///< `last_id` is its id
  std::string_view last_id;
  /// Where the service changed hands: its owners in time.  Empty in the usual case, and the series has the
  /// team.
  std::vector<Tenure> owners;
};

struct SeriesHash {
  std::size_t operator()(const Series& s) const {
    const std::hash<std::string_view> hash;
    std::size_t out = 0;
    for (const std::string_view part : {s.service, s.team, s.environment, s.provider, s.model, s.tier})
      out = out * 31 + hash(part);
    return out;
  }
};

/// What the names of a batch stand for, each once.
struct Meanings {
  std::unordered_map<Series, Meaning, SeriesHash> names;
  std::unordered_set<std::string_view>
      routes;  ///< those that are not as they were sent; the batch keeps them
};

struct Normaliser::State {
  Aliases environments, services;
  Owners owners;
  std::shared_ptr<const PriceBook> book;
  ModelNames models;
  PriceIndex index;

  State(const NameRules& names, std::shared_ptr<const PriceBook> b)
      : environments(names.environments),
        services(names.services),
        owners(names.teams),
        book(std::move(b)),
        models(*book),
        index(*book) {}

  std::string service(std::string_view reported) const {
    const std::string name(trimmed(reported));
    const std::string* alias = services.find(name);
    return alias == nullptr ? name : *alias;
  }

  /// The event's own team, else the owner of the service then.
  std::string team(std::string_view reported, std::string_view service_name, std::optional<Instant> t) const {
    const std::string_view name = trimmed(reported);
    return std::string(name.empty() ? owners.at(service_name, t) : name);
  }

  Meaning meaning(const Series& sent, RequestBatch& batch) const;
  NamedModel named_model(const Series& sent, Instant at, RequestBatch& batch) const;
  void set_model(Request& row, SeriesGroup& group) const;
  void own(Meaning& out, std::string_view sent_team, std::string_view service, RequestBatch& batch) const;
  /// True when the row takes the regional price, and the tier of that name.
  bool price(Request& row, Meaning& meaning, RequestBatch& batch) const;
  void requests(RequestBatch& batch) const;
  void work_out(SeriesGroup& group, const Series& sent, Meanings& meanings, RequestBatch& batch) const;
};

namespace {

std::string_view route(std::string_view sent, Meanings& meanings, RequestBatch& batch) {
  std::string name = route_name(sent);
  if (name == sent) return sent;
  if (const auto known = meanings.routes.find(name); known != meanings.routes.end()) return *known;
  return *meanings.routes.insert(batch.keep(std::move(name))).first;
}

/// The text as a view that lives as long as the batch: the old one where nothing changed.
std::string_view kept(std::string text, std::string_view old, RequestBatch& batch) {
  if (text == old) return old;
  return text.empty() ? std::string_view() : batch.keep(std::move(text));
}

}  // namespace

Meaning Normaliser::State::meaning(const Series& sent, RequestBatch& batch) const {
  const std::string service_name = service(sent.service);
  Meaning out;
  out.model = named_model(sent, Instant::min(), batch);
  if (!models.boundaries().empty()) out.models.push_back(out.model);
  for (const Instant boundary : models.boundaries()) out.models.push_back(named_model(sent, boundary, batch));
  own(out, sent.team, service_name, batch);
  out.series.service = kept(service_name, sent.service, batch);
  out.series.environment = kept(environment_name(sent.environment, environments), sent.environment, batch);
  out.series.provider = out.model.provider;
  out.series.model = out.model.model;
  out.series.tier = kept(lower(trimmed(sent.tier)), sent.tier, batch);
  return out;
}

NamedModel Normaliser::State::named_model(const Series& sent, Instant at, RequestBatch& batch) const {
  ModelName name = models.resolve(sent.provider, sent.model, at);
  const auto prices = index.prices(name.provider, name.model);
  return {kept(std::move(name.provider), sent.provider, batch),
          kept(std::move(name.model), sent.model, batch), name.regional, prices};
}

/// The numbers of a group are those of one model's rows, too.
void Normaliser::State::set_model(Request& row, SeriesGroup& group) const {
  const std::vector<Instant>& ends = models.boundaries();
  const auto at = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), row.ts) - ends.begin());
  group.meaning->model = group.meaning->models[at];
  row.series.provider = group.meaning->model.provider;
  row.series.model = group.meaning->model.model;
  if (at == group.boundary) return;
  group.boundary = at;
  group.number = group.regional_number = 0;
}

/// Who owns the service: one team, or several in time.
void Normaliser::State::own(Meaning& out, std::string_view sent_team, std::string_view service,
                            RequestBatch& batch) const {
  out.series.team = trimmed(sent_team);
  if (!out.series.team.empty()) return;
  std::vector<Tenure> tenures = owners.tenures(service);
  // A reload can replace the rules before the batch is stored.
  for (Tenure& tenure : tenures) tenure.team = kept(std::string(tenure.team), {}, batch);
  if (tenures.size() == 1)
    out.series.team = tenures.front().team;
  else
    out.owners = std::move(tenures);
}

bool Normaliser::State::price(Request& row, Meaning& meaning, RequestBatch& batch) const {
  row.cost.reset();
  row.price_id = {};
  const Price* price = price_at(meaning.model.prices, row.ts);
  if (!price) return false;
  const bool regional =
      meaning.model.regional && is_base_tier(row.series.tier) && price->tiers.contains("regional");
  if (regional) row.series.tier = "regional";
  row.cost = cost_at(*price, row);
  if (!row.cost) return regional;
  if (price != meaning.last_price) {
    meaning.last_price = price;
    meaning.last_id = batch.keep(price->id);  // the book can be gone before the batch is stored
  }
  row.price_id = meaning.last_id;
  return regional;
}

namespace {

/// The numbers of a group are those of one owner's rows: they begin anew where another one's follow.
void set_owner(Request& row, SeriesGroup& group) {
  const std::vector<Tenure>& owners = group.meaning->owners;
  const std::size_t owner = tenure_at(owners, row.ts);
  row.series.team = owners[owner].team;
  if (owner == group.owner) return;
  group.owner = owner;
  group.number = group.regional_number = 0;
}

}  // namespace

/// A batch repeats few combinations of dimensions, so each is worked out once and the rows share its text,
/// which the batch keeps: a row costs one lookup and no allocation.
void Normaliser::State::requests(RequestBatch& batch) const {
  Meanings meanings;
  SeriesGroups groups(batch.rows.size());
  SeriesGroup alone;
  for (Request& row : batch.rows) {
    SeriesGroup* const known = groups.find(row.series);
    SeriesGroup& group = known != nullptr ? * known : alone = SeriesGroup();
    if (group.meaning == nullptr) work_out(group, row.series, meanings, batch);
    row.series = group.series;
    if (!group.meaning->models.empty()) set_model(row, group);
    if (!group.meaning->owners.empty()) set_owner(row, group);
    const bool regional = price(row, *group.meaning, batch);
    std::uint32_t& number = regional ? group.regional_number : group.number;
    if (known != nullptr && number == 0) number = groups.next_number();
    row.series_group = number;
  }
}

/// Route and region stand for themselves: where every row has a route of its own, the names are still looked
/// up once.
void Normaliser::State::work_out(SeriesGroup& group, const Series& sent, Meanings& meanings,
                                 RequestBatch& batch) const {
  Series named = sent;
  named.route = named.region = {};
  const auto [at, fresh] = meanings.names.try_emplace(named);
  if (fresh) at->second = meaning(named, batch);
  group.meaning = &at->second;
  group.series = at->second.series;
  group.series.route = route(sent.route, meanings, batch);
  group.series.region = trimmed(sent.region);
}

Normaliser::Normaliser(const NameRules& names, std::shared_ptr<const PriceBook> prices)
    : state_(std::make_unique<const State>(names, std::move(prices))) {}

Normaliser::~Normaliser() = default;

void Normaliser::apply(FactBatch& batch) const {
  const State& s = *state_;
  for (Deployment& d : batch.deployments) {
    d.service = s.service(d.service);
    d.environment = environment_name(d.environment, s.environments);
    d.team = s.team(d.team, d.service, d.finished ? d.finished : d.started);
    d.version = trimmed(d.version);
    for (DeployedCommit& c : d.commits) c = {std::string(trimmed(c.repo)), sha_name(c.sha), c.finished};
  }
  for (Commit& c : batch.commits) {
    c.key = {std::string(trimmed(c.key.repo)), sha_name(c.key.sha)};
    if (c.parents)
      for (std::string& parent : *c.parents) parent = sha_name(parent);
  }
  for (Change& c : batch.changes) {
    c.repo = trimmed(c.repo);
    c.merge_sha = sha_name(c.merge_sha);
    c.author = trimmed(c.author);
    for (std::string& sha : c.commits) sha = sha_name(sha);
  }
  for (Review& r : batch.reviews) r.author = trimmed(r.author);
  for (Incident& i : batch.incidents) {
    i.service = s.service(i.service);
    i.environment = environment_name(i.environment, s.environments);
    i.team = s.team(i.team, i.service, i.opened);
  }
  for (Charge& c : batch.charges) {
    // Who sends the bill is never in doubt; a model of somebody else's stays as the bill names it.
    ModelName name = s.models.resolve(c.provider, c.model, c.from);
    c.provider = provider_name(c.provider);
    if (name.provider == c.provider) c.model = std::move(name.model);
    c.service = s.service(c.service);
    c.team = s.team(c.team, c.service, c.from);
  }
  for (ProviderUsage& u : batch.provider_usage) {
    ModelName name = s.models.resolve(u.provider, u.model, u.from);
    u.provider = provider_name(u.provider);
    if (name.provider == u.provider) u.model = std::move(name.model);
    u.tier = lower(trimmed(u.tier));
  }
  for (Retraction& r : batch.retractions)
    if (r.kind == Kind::commit) r.key = {std::string(trimmed(r.key.source)), sha_name(r.key.id)};
  s.requests(batch.requests);
}

}  // namespace shiptally::normalise
