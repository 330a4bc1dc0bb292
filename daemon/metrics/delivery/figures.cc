#include "daemon/metrics/delivery/figures.h"

#include <algorithm>
#include <array>

#include "daemon/metrics/delivery/evidence.h"
#include "schema/catalogue.h"

namespace shiptally::metrics {
namespace {

using Row = const DeliveryRow&;

Estimate counted(std::size_t n) { return {static_cast<double>(n), std::nullopt, n}; }

template <auto Quantile>
Estimate lead(Row r) {
  return {r.lead_time.*Quantile, std::nullopt, r.lead_time.observations.size()};
}
Estimate lead_median(Row r) {
  return {r.lead_time.p50_seconds, r.lead_time.p50_interval, r.lead_time.observations.size()};
}
Estimate stage(Row r, Stage stage) {
  if (!r.stages) return {};
  const StageTime& time = (*r.stages)[stage];
  return {time.median_seconds, std::nullopt, time.changes.size()};
}
Estimate stage_changes(Row r, Stage stage) {
  return r.stages ? counted((*r.stages)[stage].changes.size()) : Estimate();
}
Estimate stages_excluded(Row r) {
  if (!r.stages) return {};
  std::size_t n = 0;
  for (const StageTime& stage : r.stages->stages) n += stage.excluded.size();
  return counted(n);
}

bool ours(const Profile& profile) { return profile.ours(); }
bool knows_rework(const Profile& profile) { return profile.rework; }

constexpr std::string_view kMttr = "From opened to resolved, over all incidents opened in the window.";
constexpr std::string_view kStageNote =
    " Median over the changes that went live in the window; a negative span is left out.";

constexpr Figure kFigures[] = {
    {
        .column = "deployments",
        .of = [](Row r) { return counted(r.frequency.deployments.size()); },
        .definition = "Successful deployments; baselines and failed pipelines are none.",
        .explain = explain_deployments,
        .gauge = {"shiptally_deployments", {}},
    },
    {
        .column = "failed_rollouts",
        .of = [](Row r) { return counted(r.failed_rollouts); },
        .definition = "Deployments whose pipeline failed: they never reached users.",
        .explain = explain_failed_rollouts,
    },
    {
        .column = "deployment_frequency",
        .of = [](Row r) -> Estimate {
          return {r.frequency.value, r.frequency.interval, r.frequency.counted};
        },
        .has_interval = true,
        .more_is_better = true,
        .surveyed = Surveyed::deployment_frequency,
        .definition_of = &Profile::frequency_text,
        .unit_of = &Profile::frequency_unit,
        .explain = explain_frequency,
        .gauge = {"shiptally_deployment_frequency_per_day", {}},
    },
    {
        .column = "active_days_ratio",
        .of = [](Row r) -> Estimate {
          return {r.frequency.active_days_ratio, {}, r.frequency.days};
        },
        .definition = "Calendar days with a successful deployment / days of the window.",
        .known = ours,
        .explain = explain_active_days,
    },
    {
        .column = "lead_time_p50_seconds",
        .alias = "lead_time",
        .of = lead_median,
        .has_interval = true,
        .surveyed = Surveyed::lead_time,
        .of_commits = true,
        .definition_of = &Profile::lead_text,
        .explain = explain_lead_time,
        .gauge = {"shiptally_change_lead_time_seconds", "50"},
    },
    {
        .column = "lead_time_p75_seconds",
        .of = lead<&LeadTime::p75_seconds>,
        .of_commits = true,
        .definition_of = &Profile::lead_text,
        .known = ours,
        .explain = explain_lead_time,
        .gauge = {"shiptally_change_lead_time_seconds", "75"},
    },
    {
        .column = "lead_time_p90_seconds",
        .of = lead<&LeadTime::p90_seconds>,
        .of_commits = true,
        .definition_of = &Profile::lead_text,
        .known = ours,
        .explain = explain_lead_time,
        .gauge = {"shiptally_change_lead_time_seconds", "90"},
    },
    {.column = "lead_time_commits", .of = [](Row r) { return counted(r.lead_time.observations.size()); }},
    {.column = "lead_time_excluded", .of = [](Row r) { return counted(r.lead_time.excluded.size()); }},
    {.column = "changes",
     .of = [](Row r) { return r.stages ? counted(r.stages->changes.size()) : Estimate(); }},
    {
        .column = "coding_time_p50_seconds",
        .of = [](Row r) { return stage(r, Stage::coding); },
        .of_commits = true,
        .definition = "From the change's first commit authored to opened.",
        .note = kStageNote,
        .known = ours,
        .explain = explain_stage<Stage::coding>,
    },
    {.column = "coding_time_changes", .of = [](Row r) { return stage_changes(r, Stage::coding); }},
    {
        .column = "pickup_time_p50_seconds",
        .of = [](Row r) { return stage(r, Stage::pickup); },
        .of_commits = true,
        .definition = "From the change opened to its first review by somebody else.",
        .note = kStageNote,
        .known = ours,
        .explain = explain_stage<Stage::pickup>,
    },
    {.column = "pickup_time_changes", .of = [](Row r) { return stage_changes(r, Stage::pickup); }},
    {
        .column = "review_time_p50_seconds",
        .of = [](Row r) { return stage(r, Stage::review); },
        .of_commits = true,
        .definition = "From the change's first review by somebody else to merged.",
        .note = kStageNote,
        .known = ours,
        .explain = explain_stage<Stage::review>,
    },
    {.column = "review_time_changes", .of = [](Row r) { return stage_changes(r, Stage::review); }},
    {
        .column = "deploy_wait_p50_seconds",
        .of = [](Row r) { return stage(r, Stage::deploy_wait); },
        .of_commits = true,
        .definition = "From the change merged to the finish of the deployment that brought it.",
        .note = kStageNote,
        .known = ours,
        .explain = explain_stage<Stage::deploy_wait>,
    },
    {.column = "deploy_wait_changes", .of = [](Row r) { return stage_changes(r, Stage::deploy_wait); }},
    {.column = "stages_excluded", .of = stages_excluded},
    {
        .column = "change_fail_rate",
        .of = [](Row r) -> Estimate {
          return {r.change_fail_rate.rate, r.change_fail_rate.interval, r.change_fail_rate.base};
        },
        .has_interval = true,
        .surveyed = Surveyed::change_fail_rate,
        .of_commits = true,
        .of_incidents = true,
        .definition_of = &Profile::failure_text,
        .explain = explain_change_fail_rate,
        .gauge = {"shiptally_change_fail_ratio", {}},
    },
    {.column = "failed_deployments", .of = [](Row r) { return counted(r.change_fail_rate.failed.size()); }},
    {.column = "change_fail_denominator", .of = [](Row r) { return counted(r.change_fail_rate.base); }},
    {
        .column = "recovery_time_seconds",
        .of = [](Row r) -> Estimate {
          return {r.recovery_time.median_seconds, r.recovery_time.interval, r.recovery_time.recovered.size()};
        },
        .has_interval = true,
        .surveyed = Surveyed::recovery_time,
        .of_commits = true,
        .of_incidents = true,
        .definition_of = &Profile::recovery_text,
        .explain = explain_recovery_time,
        .gauge = {"shiptally_recovery_time_seconds", {}},
    },
    {.column = "recoveries", .of = [](Row r) { return counted(r.recovery_time.recovered.size()); }},
    {.column = "recovery_open", .of = [](Row r) { return counted(r.recovery_time.open.size()); }},
    {
        .column = "mttr_mean_seconds",
        .of = [](Row r) -> Estimate {
          return {r.mttr.mean_seconds, {}, r.mttr.resolved.size()};
        },
        .of_incidents = true,
        .definition = kMttr,
        .explain = explain_mttr,
        .gauge = {"shiptally_mttr_seconds", {}},
    },
    {
        .column = "mttr_median_seconds",
        .of = [](Row r) -> Estimate {
          return {r.mttr.median_seconds, r.mttr.median_interval, r.mttr.resolved.size()};
        },
        .has_interval = true,
        .of_incidents = true,
        .definition = kMttr,
        .explain = explain_mttr,
    },
    {.column = "incidents", .of = [](Row r) { return counted(r.mttr.resolved.size()); }},
    {.column = "incidents_open", .of = [](Row r) { return counted(r.mttr.open.size()); }},
    {
        .column = "rework_rate",
        .of = [](Row r) -> Estimate {
          return {r.rework_rate.rate, r.rework_rate.interval, r.rework_rate.deployments.size()};
        },
        .has_interval = true,
        .surveyed = Surveyed::rework_rate,
        .of_commits = true,
        .definition = "Deployments that repair (rollback, hotfix, revert, failed repair, or named as an "
                      "incident's remedy) / all successful deployments.",
        .known = knows_rework,
        .explain = explain_rework_rate,
        .gauge = {"shiptally_rework_ratio", {}},
    },
    {.column = "reworks",
     .of = [](Row r) { return r.rework_rate.known ? counted(r.rework_rate.reworks.size()) : Estimate(); }},
};

/// Pointers to the figures that `wanted` picks, sorted by `less`.
template <auto wanted, auto less>
constexpr auto pick() {
  std::array<const Figure*, std::count_if(std::begin(kFigures), std::end(kFigures), wanted)> out{};
  std::size_t i = 0;
  for (const Figure& figure : kFigures)
    if (wanted(figure)) out[i++] = &figure;
  std::sort(out.begin(), out.end(), [](const Figure* a, const Figure* b) { return less(*a, *b); });
  return out;
}

constexpr auto kExplained = pick<[](const Figure& f) { return f.explain != nullptr; },
                                 [](const Figure& a, const Figure& b) { return a.name() < b.name(); }>();
constexpr auto kCompared =
    pick<[](const Figure& f) { return f.has_interval; },
         [](const Figure& a, const Figure& b) {
           const auto place = [](const Figure& f) { return f.surveyed ? static_cast<int>(*f.surveyed) : 99; };
           return place(a) != place(b) ? place(a) < place(b) : &a < &b;
         }>();

}  // namespace

std::span<const Figure> figures() { return kFigures; }
std::span<const Figure* const> explained_figures() { return kExplained; }
std::span<const Figure* const> compared_figures() { return kCompared; }

const Figure& figure(Surveyed surveyed) { return *kCompared[static_cast<std::size_t>(surveyed)]; }

const Figure* find_figure(std::string_view name) {
  for (const Figure* f : kExplained)
    if (name == f->name() || name == f->column || (!f->alias.empty() && name == f->alias)) return f;
  return nullptr;
}

std::string_view unit(const Figure& figure, const Profile& profile) {
  return figure.unit_of != nullptr ? profile.*figure.unit_of : column(figure.column).unit;
}

std::string definition(const Figure& figure, const Profile& profile) {
  if (!figure.known_to(profile))
    return "Profile " + std::string(profile.name) + " does not know this figure.";
  if (figure.definition_of != nullptr) return std::string(profile.*figure.definition_of);
  return std::string(figure.definition) + std::string(figure.note);
}

std::vector<std::string> figure_columns() {
  std::vector<std::string> out;
  for (const Figure& f : kFigures) {
    out.emplace_back(f.column);
    if (!f.has_interval) continue;
    const std::string name(f.name()), suffix(f.column.substr(f.name().size()));
    out.push_back(name + "_low" + suffix);
    out.push_back(name + "_high" + suffix);
  }
  return out;
}

std::vector<std::optional<double>> figure_numbers(const DeliveryRow& row) {
  std::vector<std::optional<double>> out;
  out.reserve(2 * std::size(kFigures));
  for (const Figure& f : kFigures) {
    const Estimate estimate = f.of(row);
    out.push_back(estimate.value);
    if (!f.has_interval) continue;
    const auto& interval = estimate.interval;
    out.push_back(interval ? std::optional(interval->low) : std::nullopt);
    out.push_back(interval ? std::optional(interval->high) : std::nullopt);
  }
  return out;
}

}  // namespace shiptally::metrics
