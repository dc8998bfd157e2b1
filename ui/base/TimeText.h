#pragma once

#include "core/base/Value.h"

#include <QString>

#include <optional>

/** Times as the user writes them: local, as Text.h shows them. */
namespace syncline::ui {

/** What timeText() writes, with milliseconds where there are any: to be edited. */
[[nodiscard]] QString editableTimeText(DateTime time);
/** A day or time, local, or ISO 8601 with a zone; nothing when it is neither. */
[[nodiscard]] std::optional<DateTime> readTime(const QString &text);

} // namespace syncline::ui
