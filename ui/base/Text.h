#pragma once

#include "core/base/Error.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"

#include <QString>

#include <string>
#include <string_view>

/** Between the core's UTF-8 and the window's QString, and everything that text needs before a
 * widget may show it. */
namespace syncline::ui {

[[nodiscard]] QString toQString(std::string_view utf8);
[[nodiscard]] std::string fromQString(const QString &text);

/** One line, at most 512 characters, controls and bidi marks visible (text::displayLine). */
[[nodiscard]] QString displayLine(std::string_view utf8, std::size_t maxChars = 512);
/** The error's filled sentence, fit for a label. */
[[nodiscard]] QString errorText(const Error &error);

/** For setToolTip and the like, which guess whether a text is rich: escaped and wrapped so that it
 * shows as it is. */
[[nodiscard]] QString plainToolTip(const QString &text);

/** A cell's text: short, one line; lists and objects as the beginning of their JSON. @p field may
 * be nullptr. */
[[nodiscard]] QString valueText(const Value &value, const FieldDef *field = nullptr);
/** Compact JSON that stops after about @p maxChars bytes (then ends in "…"); never walks the whole
 * of a big value. */
[[nodiscard]] std::string shortJson(const Value &value, std::size_t maxChars = 512);
/** Whether a value's text is longer than a line can show, so that a viewer is offered. */
[[nodiscard]] bool isLong(const Value &value);
/** About how many bytes of JSON; stops counting at @p limit. */
[[nodiscard]] std::size_t roughSize(const Value &value, std::size_t limit);

/** 12,402 in the user's locale. */
[[nodiscard]] QString countText(std::int64_t count);
/** "12,402" or "about 12,402". */
[[nodiscard]] QString estimateText(std::int64_t count, bool exact);
/** "1.2 k/s", "340/s". */
[[nodiscard]] QString rateText(double perSecond);
/** "850 ms", "12 s", "3 min 4 s", "2 h 5 min". */
[[nodiscard]] QString durationText(std::int64_t ms);
/** Local time "2024-05-01 13:45:10"; with the date left out when it is today in @p now. */
[[nodiscard]] QString timeText(DateTime time);
[[nodiscard]] QString shortTimeText(DateTime time, DateTime now);
/** "2024-05-01T11:45:10.000Z (UTC)" for hovers. */
[[nodiscard]] QString utcText(DateTime time);
/** "just now", "5 min ago", "3 h ago", then the date. */
[[nodiscard]] QString agoText(DateTime time, DateTime now);

} // namespace syncline::ui
