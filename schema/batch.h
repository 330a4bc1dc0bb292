#pragma once
// What one delivery carries through the daemon: decoded facts on the way in, a receipt on the way back.

#include <string>
#include <vector>

#include "schema/facts.h"
#include "schema/request.h"

namespace shiptally {

/// Why a row of a delivery was not taken.  `index` counts the rows of the body from 0.
struct Rejection {
  std::size_t index = 0;
  std::string error;  ///< names the field and the reason
};

/// Facts of one delivery.  Everything in it is normalised and within bounds when it reaches the store.
struct FactBatch {
  std::string source;  ///< the collector, for counts and logs
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Change> changes;
  std::vector<Incident> incidents;
  std::vector<Charge> charges;
  std::vector<Retraction> retractions;
  RequestBatch requests;

  std::size_t size() const {
    return deployments.size() + commits.size() + changes.size() + incidents.size() + charges.size() +
           retractions.size() + requests.rows.size();
  }
};

/// What the store did with a batch that it has committed.
struct Receipt {
  std::size_t accepted = 0;   ///< new facts and new versions of known ones
  std::size_t duplicate = 0;  ///< known already; changed nothing
};

}  // namespace shiptally
