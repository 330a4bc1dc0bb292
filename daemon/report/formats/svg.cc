#include "daemon/report/formats/svg.h"

#include <charconv>
#include <cmath>

#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

constexpr double kLetter = 6.4;  // width of an average one at the size of the charts' texts

std::string tenth(double value) {
  char text[32];
  // Rounded by hand: to_chars would write -0.0.
  const double rounded = std::round(value * 10) / 10 + 0.0;
  const auto [end, error] = std::to_chars(text, text + sizeof text, rounded, std::chars_format::fixed, 1);
  return {text, end};
}

}  // namespace

Svg::Svg(std::string_view id, double width, double height, std::string_view title,
         std::string_view description) {
  const std::string name(id);
  out_ = "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 " + tenth(width) + " " + tenth(height) +
         "\" aria-labelledby=\"" + name + "-title " + name + "-desc\"><title id=\"" + name + "-title\">" +
         html_escaped(title) + "</title><desc id=\"" + name + "-desc\">" + html_escaped(description) +
         "</desc>\n";
}

void Svg::number(std::string_view attribute, double value) {
  out_.append(" ").append(attribute).append("=\"").append(tenth(value)).append("\"");
}

void Svg::rect(double x, double y, double width, double height, std::string_view colour,
               std::string_view tooltip) {
  out_ += "<rect";
  number("x", x);
  number("y", y);
  number("width", width);
  number("height", height);
  out_.append(" fill=\"").append(colour).append("\"");
  if (tooltip.empty())
    out_ += "/>\n";
  else
    out_ += "><title>" + html_escaped(tooltip) + "</title></rect>\n";
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view colour, double width,
               bool dashed) {
  out_ += "<line";
  number("x1", x1);
  number("y1", y1);
  number("x2", x2);
  number("y2", y2);
  out_.append(" stroke=\"").append(colour).append("\"");
  number("stroke-width", width);
  if (dashed) out_ += " stroke-dasharray=\"4 3\"";
  out_ += "/>\n";
}

void Svg::text(double x, double y, std::string_view text, Anchor anchor, bool strong) {
  out_ += "<text";
  number("x", x);
  number("y", y);
  if (anchor != Anchor::start)
    out_ += anchor == Anchor::end ? " text-anchor=\"end\"" : " text-anchor=\"middle\"";
  if (strong) out_ += " class=\"strong\"";
  out_ += ">" + html_escaped(text) + "</text>\n";
}

void Svg::legend(double x, double y, const std::vector<std::pair<std::string, std::string_view>>& entries) {
  for (const auto& [name, colour] : entries) {
    rect(x, y - 9, 10, 10, colour);
    text(x + 14, y, name);
    x += 30 + kLetter * static_cast<double>(name.size());
  }
}

std::string Svg::done() && { return std::move(out_) + "</svg>\n"; }

std::vector<double> ticks(double max) {
  if (!(max > 0)) return {0, 1};
  const double power = std::pow(10, std::floor(std::log10(max)));
  double step = power;
  for (const double part : {0.2, 0.25, 0.5, 1.0, 2.0})
    if (max / (part * power) <= 5) {
      step = part * power;
      break;
    }
  std::vector<double> out = {0};
  for (int i = 1; out.back() < max; ++i) out.push_back(step * i);
  return out;
}

std::string axis_label(double value) {
  const auto micro = static_cast<Int128>(std::round(value * 1e6));
  const Money amount = Money::from_pico(micro * 1'000'000);
  const bool whole = micro % 1'000'000 == 0;
  std::string out = dollars(amount, whole ? 0 : 6);
  if (!whole) out.erase(out.find_last_not_of('0') + 1);
  return out;
}

}  // namespace shiptally::report
