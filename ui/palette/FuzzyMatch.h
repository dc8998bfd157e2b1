#pragma once

#include <QString>

namespace syncline::ui {

/**
 * How well @p pattern is found in @p text, letters in order, case-insensitive: higher is better, −1
 * not at all. Beginnings of words, runs of letters and short texts count more. An empty pattern
 * fits everything equally.
 */
[[nodiscard]] int fuzzyScore(QStringView pattern, QStringView text);

} // namespace syncline::ui
