#pragma once
// The few shapes that the charts are drawn from.  Coordinates are rounded to a tenth of a pixel, so that the
// same figures give the same bytes.

#include <string>
#include <string_view>
#include <vector>

namespace shiptally::report {

enum class Anchor : std::uint8_t { start, middle, end };

class Svg {
 public:
  /// `id` tells the charts of a page apart.
  Svg(std::string_view id, double width, double height, std::string_view title, std::string_view description);

  void rect(double x, double y, double width, double height, std::string_view colour,
            std::string_view tooltip = {});
  void line(double x1, double y1, double x2, double y2, std::string_view colour, double width = 1,
            bool dashed = false);
  void text(double x, double y, std::string_view text, Anchor anchor = Anchor::start, bool strong = false);
  /// Squares with names, from left to right.
  void legend(double x, double y, const std::vector<std::pair<std::string, std::string_view>>& entries);
  std::string done() &&;

 private:
  void number(std::string_view attribute, double value);
  std::string out_;
};

/// Round values from 0 up to at least `max`, three to six of them; {0, 1} for nothing.
std::vector<double> ticks(double max);
/// A value of an axis: "$1,500", "$0.05".
std::string axis_label(double value);

}  // namespace shiptally::report
