#pragma once

#include "ui/shell/DocumentRef.h"

#include <QString>

#include <optional>

namespace syncline::ui {

/** "syncline://record/product/12": what "Copy Link" gives, and Ctrl+K finds again. */
[[nodiscard]] QString recordLink(const QString &model, RecordId id);
/** nullopt: no such link. */
[[nodiscard]] std::optional<InspectTarget> linkedRecord(const QString &text);

} // namespace syncline::ui
