#pragma once
// An analysis as one profile reads it: what counts as a failure, an observation of lead time, a recovery.
// dora-1 is the analysis itself; of another profile what differs is worked out here, in about the time of an
// analysis.  Points into the analysis, which must live longer.

#include "daemon/metrics/analysis/analysis.h"
#include "daemon/metrics/profiles/profile.h"
#include "schema/base/interruption.h"

namespace shiptally::metrics {

/// What the numbers of a list are.
enum class Subject : std::uint8_t { deployment, rollout, commit, change, incident };

/// One observation of lead time: a commit or a change that a deployment put live.
struct Lead {
  StepIndex step = kNoStep;
  std::uint32_t item = 0;
  std::int64_t lead_ms = 0;  ///< or a NoLead
  Instant at;                ///< decides which window it is in
};

/// One observation of recovery.
struct Restored {
  std::uint32_t item = 0;      ///< an incident, or the change that reverts
  StepIndex step = kNoStep;    ///< whose service it is; kNoStep: the incident's own
  Instant at;                  ///< decides which window it is in
  std::optional<Millis> span;  ///< none: still open; below zero: a clock was wrong
};

/// A commit of a deployment that an incident names.
struct NamedRow {
  StepIndex step = kNoStep;
  CommitIndex commit = 0;
  std::uint32_t incident = 0;
};

struct Reading {
  Reading(const Analysis& of);  // NOLINT: an analysis is its own reading, by dora-1
  Reading(const Analysis& of, const Profile& by, const Interruption& interruption = {});
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  const Verdicts& verdicts() const { return profile.ours() ? analysis.verdicts : own_verdicts; }
  Subject lead_subject() const {
    return profile.lead_of <= LeadOf::named_commits ? Subject::commit : Subject::change;
  }

  const Analysis& analysis;
  const Profile& profile;
  std::vector<Lead> leads;         ///< by step; dora-1: none, see Analysis::brought
  std::vector<Restored> restored;  ///< dora-1: none, see Verdicts::failures
  std::vector<NamedRow> named;     ///< by step; of FailureOf::named_commits only
  Verdicts own_verdicts;           ///< dora-1: none
};

}  // namespace shiptally::metrics
