#pragma once
// Small histories in which everything that the rules speak of happens often.

#include <random>

#include "tests/metrics/oracle.h"

namespace shiptally::metrics::testing {

class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed) : random_(seed) {}

  /// Versions of facts, in any order, some of them taken back; with path filters and a limit of 12 hours.
  Scenario scenario();
  /// A window, filters and as_of.
  OracleQuestion question();

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  Instant time();
  Instant near(Instant t);
  std::string one_of(std::initializer_list<const char*> words);
  std::vector<std::string> some_shas(bool lib, int most);

  Commit commit(int i);
  std::vector<DeployedCommit> deployed(Instant at);
  Deployment deployment(int i);
  Deployment baseline(const std::string& service, const std::string& environment);
  Change change(int i);
  Review review(int i);
  Incident incident(int i, int deployments);
  std::string cause(int deployments);
  std::string branch(int i);
  template <class Fact>
  void tell(Scenario& into, Kind kind, Fact fact, Fact other);

  std::mt19937 random_;
};

}  // namespace shiptally::metrics::testing
