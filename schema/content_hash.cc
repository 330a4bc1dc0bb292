#include "schema/content_hash.h"

#include "schema/base/hash.h"

namespace shiptally {
namespace {

void add_instant(Hasher& h, Instant t) { h.number(to_ms(t)); }
void add_texts(Hasher& h, const std::vector<std::string>& texts) {
  h.number(static_cast<std::int64_t>(texts.size()));
  for (const std::string& text : texts) h.text(text);
}
void add_money(Hasher& h, Money m) {
  h.number(static_cast<std::int64_t>(m.pico() >> 64)).number(static_cast<std::int64_t>(m.pico()));
}
void add_tokens(Hasher& h, const Tokens& t) {
  for (const std::int64_t n :
       {t.input, t.cache_read, t.cache_write_5m, t.cache_write_1h, t.output, t.reasoning, t.web_searches})
    h.number(n);
}

}  // namespace

RequestId request_id(std::string_view source, std::string_view event_id) {
  return pair_hash(source, event_id);
}

Hash128 content_hash(const Deployment& d) {
  Hasher h;
  h.text(d.key.source).text(d.key.id).text(d.service).text(d.environment);
  h.number(static_cast<int>(d.status)).number(static_cast<int>(d.kind)).text(d.version);
  h.number(static_cast<std::int64_t>(d.commits.size()));
  for (const DeployedCommit& c : d.commits) h.text(c.repo).text(c.sha).maybe(c.finished, add_instant);
  h.maybe(d.started, add_instant).maybe(d.finished, add_instant).text(d.team).text(d.url).text(d.strategy);
  h.maybe(d.rollout_percent, [](Hasher& into, int percent) { into.number(percent); });
  h.text(d.remedies).maybe(d.updated, add_instant);
  return h.digest();
}

Hash128 content_hash(const Commit& c) {
  Hasher h;
  h.text(c.key.repo).text(c.key.sha).number(to_ms(c.authored)).maybe(c.committed, add_instant);
  h.maybe(c.parents, add_texts).maybe(c.paths, add_texts);
  return h.digest();
}

Hash128 content_hash(const Change& c) {
  Hasher h;
  h.text(c.key.source).text(c.key.id).text(c.repo).number(to_ms(c.opened)).maybe(c.merged, add_instant);
  h.text(c.merge_sha).text(c.author).maybe(c.first_review, add_instant);
  add_texts(h, c.commits);
  h.text(c.branch).number(c.closed).text(c.url).maybe(c.updated, add_instant);
  return h.digest();
}

Hash128 content_hash(const Review& r) {
  Hasher h;
  h.text(r.key.source).text(r.key.id).text(r.change).text(r.author).number(to_ms(r.submitted));
  h.maybe(r.updated, add_instant);
  return h.digest();
}

Hash128 content_hash(const Incident& i) {
  Hasher h;
  h.text(i.key.source)
      .text(i.key.id)
      .text(i.service)
      .text(i.environment)
      .text(i.team)
      .number(to_ms(i.opened));
  h.maybe(i.resolved, add_instant).text(i.severity).text(i.deployment).number(i.external).text(i.url);
  h.maybe(i.updated, add_instant);
  return h.digest();
}

Hash128 content_hash(const Charge& c) {
  Hasher h;
  h.text(c.key.source).text(c.key.id).text(c.provider).number(to_ms(c.from)).number(to_ms(c.to));
  h.maybe(c.billing_period, add_instant);
  for (const std::string* text :
       {&c.category, &c.charge_class, &c.description, &c.service_name, &c.sku, &c.model, &c.region,
        &c.account, &c.sub_account, &c.invoice, &c.currency, &c.quantity, &c.unit, &c.team, &c.service})
    h.text(*text);
  for (const Money amount : {c.list, c.contracted, c.billed, c.effective}) add_money(h, amount);
  h.maybe(c.updated, add_instant);
  return h.digest();
}

Hash128 content_hash(const ProviderUsage& u) {
  Hasher h;
  h.text(u.key.source).text(u.key.id).text(u.provider).number(to_ms(u.from)).number(to_ms(u.to));
  for (const std::string* text :
       {&u.model, &u.tier, &u.region, &u.account, &u.sub_account, &u.api_key, &u.context_window})
    h.text(*text);
  add_tokens(h, u.tokens);
  h.maybe(u.requests, [](Hasher& into, std::int64_t n) { into.number(n); }).maybe(u.updated, add_instant);
  return h.digest();
}

Hash128 content_hash(const Request& r) {
  Hasher h;
  h.number(to_ms(r.ts))
      .number(static_cast<std::int64_t>(r.id.high))
      .number(static_cast<std::int64_t>(r.id.low));
  const Series& s = r.series;
  for (const std::string_view text :
       {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region})
    h.text(text);
  h.number(r.status)
      .number(static_cast<int>(r.error))
      .number(r.final)
      .number(r.retracted)
      .number(r.latency_us);
  h.maybe(r.ttft_us, [](Hasher& into, std::int64_t us) { into.number(us); });
  add_tokens(h, r.tokens);
  h.text(r.trace_id).text(r.version).text(r.tags);
  return h.digest();
}

}  // namespace shiptally
