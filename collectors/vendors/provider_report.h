#pragma once
// Reports that a provider gives of an organisation's usage and costs, by day and page by page: what to ask
// for, and what a page says.  Pure; who asks, waits, tries again and stores is daemon/app.
//
// What they leave out: Anthropic's cost report has no Priority Tier and is alone in having code execution,
// its default workspace has no id (null), and so have calls from its Workbench no key.  OpenAI's costs have
// no model but in the text of line_item.  Neither tells requests of Anthropic's models.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/base/window.h"
#include "schema/facts.h"
#include "schema/provider_account.h"
#include "schema/provider_usage.h"

namespace shiptally::collectors {

/// One page.  Ids of rows are a hash of the day and of what the row is divided by; `source` is left empty.
struct ReportPage {
  std::vector<Window> days;     ///< that it tells of, ascending, also those without rows; the last may go on
                                ///< on the next page
  std::vector<Charge> charges;  ///< of a cost report
  std::vector<ProviderUsage> usage;  ///< of a usage report
  std::string next;                  ///< where the next page begins, in the provider's words; empty: none
};

struct Report {
  std::string_view name;  ///< "anthropic_usage": label in counts, a part of its facts' source
  Vendor vendor;
  bool costs;  ///< else usage
  /// Path and query of a page of these days, which begin and end at UTC midnight; `page`: ReportPage::next of
  /// the page before, empty for the first.
  std::string (*target)(Window days, std::string_view page);
  /// Code::unreadable, with field and reason, when any of it cannot be read: half a page would be taken for
  /// a whole one.
  Result<ReportPage> (*decode)(std::string body, Instant now);
};

/// Every report there is; the one list (collectors/vendors/provider_reports.cc).
std::span<const Report> reports();

/// What a request carries, the key among it.
std::vector<std::pair<std::string, std::string>> report_headers(Vendor vendor, const std::string& key);

}  // namespace shiptally::collectors
