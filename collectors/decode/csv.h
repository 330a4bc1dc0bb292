#pragma once
// RFC 4180 as bills are written: quoted fields with doubled quotes and line breaks, LF or CRLF.

#include <string>
#include <string_view>
#include <vector>

namespace shiptally::collectors {

inline constexpr std::size_t kCsvColumnsMax = 4096;  ///< AWS's reports with all their tags have some 1,000

/// What was taken off the front of a text.
struct CsvStep {
  std::size_t bytes = 0;        ///< with the line break; 0: the record goes on behind the text
  const char* error = nullptr;  ///< why it is none; `bytes` are then its first line alone
};

/// Reads the first record into `fields`, which is left empty for a blank line.  `text` begins where a record
/// begins and is of whole lines; `last`: nothing follows it.  With `columns` (not 0) any other number of fields is
/// an error, and so are more than kCsvColumnsMax.
///
/// After an error the next line begins a record: a quote that somebody forgot costs its own line only.
CsvStep read_csv_record(std::string_view text, bool last, std::size_t columns,
                        std::vector<std::string>& fields);

}  // namespace shiptally::collectors
