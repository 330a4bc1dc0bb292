#include "daemon/normalise/normalise.h"

#include <unordered_map>
#include <utility>

#include "daemon/normalise/environment.h"
#include "daemon/normalise/model_name.h"
#include "daemon/normalise/pricing.h"
#include "daemon/normalise/text.h"

namespace shiptally::normalise {

namespace {

std::string sha_name(std::string_view sha) { return lower(trimmed(sha)); }

/// The work on one batch's requests.  A batch repeats few names, so each is worked out once and the
/// rows share its text, which the batch keeps: a row costs lookups, no allocation.
class RequestPass {
 public:
  RequestPass(const ModelNames& models, const PriceIndex& index, RequestBatch& batch)
      : models_(models), index_(index), batch_(batch) {}

  /// What `rewrite` makes of a dimension, worked out once a distinct value.
  template <class Known, class Rewrite>
  std::string_view name(Known& known, std::string_view reported, Rewrite rewrite) {
    const auto [at, fresh] = known.try_emplace(reported);
    if (fresh) at->second = kept(rewrite(reported), reported);
    return at->second;
  }

  void price(Request& row) {
    Model& model = model_of(row.series.provider, row.series.model);
    row.series.provider = model.provider;
    row.series.model = model.model;
    row.cost.reset();
    row.price_id = {};
    const Price* price = price_at(model.prices, row.ts);
    if (!price) return;
    if (model.regional && is_base_tier(row.series.tier) && price->tiers.contains("regional"))
      row.series.tier = "regional";
    row.cost = cost_at(*price, row);
    if (!row.cost) return;
    if (price != model.last_price) {
      model.last_price = price;
      model.last_id = id_of(*price);
    }
    row.price_id = model.last_id;
  }

  using Known = std::unordered_map<std::string_view, std::string_view>;
  Known environments, services, tiers;
  Known owners;  ///< team by normalised service

 private:
  struct Model {
    std::string_view provider, model;
    bool regional = false;
    std::span<const Price* const> prices;
    const Price* last_price = nullptr;
    std::string_view last_id;
  };
  using ModelKey = std::pair<std::string_view, std::string_view>;
  struct ModelKeyHash {
    std::size_t operator()(const ModelKey& key) const {
      const std::hash<std::string_view> hash;
      return hash(key.first) * 31 + hash(key.second);
    }
  };

  /// The text as a view that lives with the batch: the old one where nothing changed.
  std::string_view kept(std::string&& text, std::string_view old) {
    if (text == old) return old;
    return text.empty() ? std::string_view() : batch_.keep(std::move(text));
  }

  Model& model_of(std::string_view provider, std::string_view reported) {
    const auto [at, fresh] = models_seen_.try_emplace(ModelKey(provider, reported));
    Model& model = at->second;
    if (!fresh) return model;
    ModelName name = models_.resolve(provider, reported);
    model.prices = index_.prices(name.provider, name.model);
    model.regional = name.regional;
    model.provider = kept(std::move(name.provider), provider);
    model.model = kept(std::move(name.model), reported);
    return model;
  }

  /// The book can be gone before the batch is stored, so the batch keeps the id: once a price.
  std::string_view id_of(const Price& price) {
    const auto [at, fresh] = ids_.try_emplace(&price);
    if (fresh) at->second = batch_.keep(price.id);
    return at->second;
  }

  const ModelNames& models_;
  const PriceIndex& index_;
  RequestBatch& batch_;
  std::unordered_map<ModelKey, Model, ModelKeyHash> models_seen_;
  std::unordered_map<const Price*, std::string_view> ids_;
};

}  // namespace

struct Normaliser::State {
  Names names;
  std::shared_ptr<const PriceBook> book;
  ModelNames models;
  PriceIndex index;

  State(Names n, std::shared_ptr<const PriceBook> b)
      : names(std::move(n)), book(std::move(b)), models(*book), index(*book) {}

  std::string service(std::string_view reported) const {
    const std::string name(trimmed(reported));
    const auto alias = names.services.find(name);
    return alias == names.services.end() ? name : alias->second;
  }

  /// The event's own team, else the owner of the service.
  std::string team(std::string_view reported, const std::string& service_name) const {
    const std::string_view name = trimmed(reported);
    if (!name.empty()) return std::string(name);
    const auto owner = names.teams.find(service_name);
    return owner == names.teams.end() ? std::string() : owner->second;
  }

  void requests(RequestBatch& batch) const {
    RequestPass pass(models, index, batch);
    const auto environment = [this](std::string_view name) {
      return environment_name(name, names.environments);
    };
    for (Request& row : batch.rows) {
      Series& dims = row.series;
      dims.service =
          pass.name(pass.services, dims.service, [this](std::string_view name) { return service(name); });
      dims.environment = pass.name(pass.environments, dims.environment, environment);
      dims.team = trimmed(dims.team);
      if (dims.team.empty())
        dims.team = pass.name(pass.owners, dims.service,
                              [this](std::string_view name) { return team({}, std::string(name)); });
      dims.tier =
          pass.name(pass.tiers, dims.tier, [](std::string_view name) { return lower(trimmed(name)); });
      dims.route = trimmed(dims.route);
      dims.region = trimmed(dims.region);
      pass.price(row);
    }
  }
};

Normaliser::Normaliser(Names names, std::shared_ptr<const PriceBook> prices)
    : state_(std::make_unique<const State>(std::move(names), std::move(prices))) {}

Normaliser::~Normaliser() = default;

void Normaliser::apply(FactBatch& batch) const {
  const State& s = *state_;
  for (Deployment& d : batch.deployments) {
    d.service = s.service(d.service);
    d.environment = environment_name(d.environment, s.names.environments);
    d.team = s.team(d.team, d.service);
    d.version = trimmed(d.version);
    for (CommitRef& c : d.commits) c = {std::string(trimmed(c.repo)), sha_name(c.sha)};
  }
  for (Commit& c : batch.commits) {
    c.key = {std::string(trimmed(c.key.repo)), sha_name(c.key.sha)};
    if (c.parents)
      for (std::string& parent : *c.parents) parent = sha_name(parent);
  }
  for (Change& c : batch.changes) {
    c.repo = trimmed(c.repo);
    c.merge_sha = sha_name(c.merge_sha);
    for (std::string& sha : c.commits) sha = sha_name(sha);
  }
  for (Incident& i : batch.incidents) {
    i.service = s.service(i.service);
    i.environment = environment_name(i.environment, s.names.environments);
  }
  for (Charge& c : batch.charges) {
    // Who sends the bill is never in doubt; a model of somebody else's stays as the bill names it.
    ModelName name = s.models.resolve(c.provider, c.model);
    c.provider = provider_name(c.provider);
    if (name.provider == c.provider) c.model = std::move(name.model);
    c.service = s.service(c.service);
    c.team = s.team(c.team, c.service);
  }
  for (Retraction& r : batch.retractions)
    if (r.kind == Kind::commit) r.key = {std::string(trimmed(r.key.source)), sha_name(r.key.id)};
  s.requests(batch.requests);
}

}  // namespace shiptally::normalise
