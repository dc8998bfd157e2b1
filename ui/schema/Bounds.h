#pragma once

#include "core/base/Value.h"

#include <QString>

#include <cstdint>
#include <optional>

class QLineEdit;

/** The ends of a range, typed into a line: empty is open. */
namespace syncline::ui {

[[nodiscard]] QString countBoundText(const std::optional<std::int64_t> &bound);
/** False: the line holds no whole number of 0 or more; then it is marked. */
bool readCountBound(QLineEdit *edit, std::optional<std::int64_t> &bound);
[[nodiscard]] QString numberBoundText(const Value &bound);
bool readNumberBound(QLineEdit *edit, Value &bound);
/** "12", "3 KB", "1.5 MB". */
[[nodiscard]] QString sizeBoundText(const std::optional<std::int64_t> &bound);
bool readSizeBound(QLineEdit *edit, std::optional<std::int64_t> &bound);

} // namespace syncline::ui
