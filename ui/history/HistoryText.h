#pragma once

#include "core/engine/Histories.h"
#include "core/model/ModelDef.h"
#include "ui/widget/Banner.h"

#include <QFontMetrics>
#include <QString>

namespace syncline::ui {

/** "price, title changed", "Deleted", … */
[[nodiscard]] QString entryTitle(const HistoryEntry &entry);
/** "Sync of shop · run 42", or what is known of the run. */
[[nodiscard]] QString byText(const std::map<std::int64_t, RunInfo> &runs, RunId run);
/** A value in a line, as its field shows it; "–" for none. @p field: nullptr when it is gone. */
[[nodiscard]] QString historyValueText(const Value &value, const FieldDef *field);
/** The same for hovers: not cut so short. */
[[nodiscard]] QString historyValueToolTip(const Value &value, const FieldDef *field);
/** What one change did, in a line: "price: 4 → 4.5". */
[[nodiscard]] QString changeText(HistoryEntry::Kind kind, const HistoryChange &change,
                                 const FieldDef *field);
/** The same in so many pixels: of a long value and a short one the short one stays whole. */
[[nodiscard]] QString fittedChangeText(HistoryEntry::Kind kind, const HistoryChange &change,
                                       const FieldDef *field, const QFontMetrics &metrics,
                                       int width);
/** A field's name with what is to be said of it. */
[[nodiscard]] QString fieldText(const HistoryChange &change);
/** A note as a sentence. */
[[nodiscard]] QString noteText(const RestoreNote &note);
/** What came of a restore. */
[[nodiscard]] QString outcomeText(const RestoreOutcome &outcome);
[[nodiscard]] Banner::Kind outcomeKind(const RestoreOutcome &outcome);
/** The local time, and UTC for hovers. */
[[nodiscard]] QString timeToolTip(DateTime time);

} // namespace syncline::ui
