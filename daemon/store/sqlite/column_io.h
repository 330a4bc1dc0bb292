#pragma once
// Values of facts in and out of columns, one after another, so that a list of fields reads as a list.

#include <optional>
#include <string>

#include "daemon/store/sqlite/json_text.h"
#include "daemon/store/sqlite/statement.h"
#include "schema/base/instant.h"
#include "schema/base/money.h"

namespace shiptally::store {

/// Binds the next parameter.  Texts are not copied, lists and amounts are.
class ColumnWriter {
 public:
  ColumnWriter(Statement& statement, int first) : statement_(statement), next_(first) {}

  ColumnWriter& operator<<(const std::string& text) { return statement_.text(next_++, text), *this; }
  ColumnWriter& operator<<(std::string_view text) { return statement_.text(next_++, text), *this; }
  ColumnWriter& operator<<(bool flag) { return statement_.integer(next_++, flag), *this; }
  ColumnWriter& operator<<(Instant t) { return statement_.integer(next_++, to_ms(t)), *this; }
  ColumnWriter& operator<<(Money amount) { return statement_.text_copy(next_++, amount.str()), *this; }
  ColumnWriter& operator<<(const std::vector<std::string>& list) { return copy(to_json(list)); }
  ColumnWriter& operator<<(const std::vector<DeployedCommit>& list) { return copy(to_json(list)); }
  ColumnWriter& operator<<(std::int64_t number) { return statement_.integer(next_++, number), *this; }
  ColumnWriter& operator<<(int number) { return statement_.integer(next_++, number), *this; }
  template <class T>
  ColumnWriter& operator<<(const std::optional<T>& value) {
    return value ? *this << *value : (statement_.null(next_++), *this);
  }

 private:
  ColumnWriter& copy(const std::string& text) { return statement_.text_copy(next_++, text), *this; }
  Statement& statement_;
  int next_;
};

/// Reads the next column.  A value that we did not write makes failed() true.
class ColumnReader {
 public:
  ColumnReader(const Statement& statement, int first) : statement_(statement), next_(first) {}
  bool failed() const { return failed_; }

  ColumnReader& operator>>(std::string& text) { return text = statement_.text_at(next_++), *this; }
  ColumnReader& operator>>(bool& flag) { return flag = statement_.integer_at(next_++) != 0, *this; }
  ColumnReader& operator>>(Instant& t) { return t = instant_from_ms(statement_.integer_at(next_++)), *this; }
  ColumnReader& operator>>(std::int64_t& number) { return number = statement_.integer_at(next_++), *this; }
  ColumnReader& operator>>(int& number) {
    return number = static_cast<int>(statement_.integer_at(next_++)), *this;
  }
  ColumnReader& operator>>(Money& amount) { return take(amount, Money::parse(statement_.text_at(next_++))); }
  ColumnReader& operator>>(std::vector<std::string>& list) {
    return take(list, texts_from_json(statement_.text_at(next_++)));
  }
  ColumnReader& operator>>(std::vector<DeployedCommit>& list) {
    return take(list, commits_from_json(statement_.text_at(next_++)));
  }
  template <class T>
  ColumnReader& operator>>(std::optional<T>& value) {
    if (statement_.null_at(next_)) return ++next_, *this;
    return *this >> value.emplace();
  }
  /// An enumerator by its name.
  template <class Enum>
  ColumnReader& named(Enum& value, std::optional<Enum> (*of_name)(std::string_view)) {
    const auto found = of_name(statement_.text_at(next_++));
    failed_ |= !found;
    value = found.value_or(Enum{});
    return *this;
  }

 private:
  template <class T>
  ColumnReader& take(T& value, Result<T> read) {
    failed_ |= read.has_error();
    if (read) value = std::move(*read);
    return *this;
  }
  const Statement& statement_;
  int next_;
  bool failed_ = false;
};

}  // namespace shiptally::store
