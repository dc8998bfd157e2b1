#pragma once

#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"
#include "ui/transfer/ColumnChoiceDelegate.h"

#include <QString>

/** What imports and exports say, the same in both dialogs. */
namespace syncline::ui {

[[nodiscard]] QString outcomeText(RowOutcome outcome);
/** "1,204 new · 3 changed · 2 failed". */
[[nodiscard]] QString importCountsText(const IngestCounts &counts);
/** What a column may fill. */
[[nodiscard]] Choices fieldChoices(const ModelDef &model);
/** By what a related record may be found. */
[[nodiscard]] Choices matchChoices(const ModelDef *related);
/** By what a row may find its record. */
[[nodiscard]] Choices keyChoices(const ModelDef &model);
/** "1.2 MB". */
[[nodiscard]] QString sizeText(std::int64_t bytes);

} // namespace syncline::ui
