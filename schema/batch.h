#pragma once
// What one delivery carries through the daemon: decoded facts on the way in, a receipt on the way back.

#include <optional>
#include <string>
#include <vector>

#include "schema/facts.h"
#include "schema/provider_usage.h"
#include "schema/request.h"
#include "schema/urgency.h"

namespace shiptally {

/// Why a row of a delivery was not taken.  `index` counts the rows of the body from 0.
struct Rejection {
  std::size_t index = 0;
  std::string error;  ///< names the field and the reason
};

/// How far a source has been read: stored in the transaction of the rows it stands for, so that what is read
/// again after an interruption is neither lost nor doubled.
struct Cursor {
  std::string name;      ///< of the source, for example a file's identity; one cursor a name
  std::string position;  ///< the source's own words; at most a few hundred bytes
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// Facts of one delivery.  Everything in it is normalised and within bounds when it reaches the store.
struct FactBatch {
  std::string source;  ///< the collector, for counts and logs
  Urgency urgency = Urgency::log;
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Change> changes;
  std::vector<Review> reviews;
  std::vector<Incident> incidents;
  std::vector<Charge> charges;
  std::vector<ProviderUsage> provider_usage;
  std::vector<Retraction> retractions;
  RequestBatch requests;
  std::optional<Cursor> cursor;  ///< where the source stands once these facts are stored

  std::size_t size() const {
    return deployments.size() + commits.size() + changes.size() + reviews.size() + incidents.size() +
           charges.size() + provider_usage.size() + retractions.size() + requests.rows.size();
  }
};

/// What the store did with a batch that it has committed.
struct Receipt {
  std::size_t accepted = 0;   ///< new facts and new versions of known ones
  std::size_t duplicate = 0;  ///< known already; changed nothing
};

}  // namespace shiptally
