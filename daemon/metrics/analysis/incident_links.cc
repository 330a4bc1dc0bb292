#include "daemon/metrics/analysis/incident_links.h"

#include <algorithm>

#include "daemon/metrics/analysis/cause_names.h"

namespace shiptally::metrics {
namespace {

StepIndex pick_in_stream(const History& history, std::span<const StepIndex> steps, const Stream& stream,
                         Instant opened) {
  const auto first = std::lower_bound(steps.begin(), steps.end(), stream.begin);
  const auto last = std::lower_bound(first, steps.end(), stream.end);
  if (first == last) return kNoStep;
  const auto after = std::upper_bound(
      first, last, opened, [&](Instant t, StepIndex step) { return t < history.steps[step].finished; });
  return after == first ? *first : *(after - 1);
}

/// Whether `a` is the likelier cause of something that happened at `opened`: the last one before it, or else
/// the first one after.
bool likelier(const Step& a, const Step& b, Instant opened) {
  const bool a_before = a.finished <= opened, b_before = b.finished <= opened;
  if (a_before != b_before) return a_before;
  return a_before ? a.finished > b.finished : a.finished < b.finished;
}

StepIndex pick_anywhere(const History& history, std::span<const StepIndex> steps,
                        const CompactIncident& incident, bool any_environment) {
  const auto& places = history.facts->places();
  const NameId environment = history.facts->place(incident).environment;
  StepIndex best = kNoStep;
  for (const StepIndex i : steps) {
    const Step& step = history.steps[i];
    if (!any_environment && places[step.place].environment != environment) continue;
    if (best == kNoStep || likelier(step, history.steps[best], incident.opened())) best = i;
  }
  return best;
}

StepIndex pick(const History& history, const Meaning& meaning, const CompactIncident& incident) {
  const StreamIndex own = history.stream_at[incident.place];
  for (const auto* steps : {&meaning.by_id, &meaning.by_commit, &meaning.by_version}) {
    StepIndex found = kNoStep;
    if (own != kNoStream) found = pick_in_stream(history, *steps, history.streams[own], incident.opened());
    if (found == kNoStep && steps != &meaning.by_version)
      found = pick_anywhere(history, *steps, incident, steps == &meaning.by_id);
    if (found != kNoStep) return found;
  }
  return kNoStep;
}

}  // namespace

std::vector<StepIndex> linked_steps(const History& history, const CommitGraph& graph,
                                    const NewCommits& brought,
                                    std::span<const CompactIncident* const> incidents) {
  std::vector<StepIndex> links(incidents.size(), kNoStep);
  CauseNames names(*history.facts, incidents);
  if (names.empty()) return links;
  names.look_up_steps(history);
  names.look_up_commits(graph, history, brought);
  for (std::size_t i = 0; i < incidents.size(); ++i)
    if (const Meaning* meaning = names.of(i)) links[i] = pick(history, *meaning, *incidents[i]);
  return links;
}

}  // namespace shiptally::metrics
